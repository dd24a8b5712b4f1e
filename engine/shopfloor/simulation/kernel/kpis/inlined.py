"""How are the small functions of a tally compiled? Into the loop itself, all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from shopfloor.simulation.kernel.compiled import jitted

__all__ = ["inlined"]

_Function = TypeVar("_Function", bound=Callable[..., Any])


def inlined(function: _Function) -> _Function:
    """Compile a function into those that call it, whatever its size.

    The tables of a tally are two dozen arrays of seven numbers each, which a call hands on one by one: with calls a row was
    measured to take four times as long, and the compilation twice.
    """
    dispatcher = cast(Any, jitted(function))
    dispatcher.targetoptions["forceinline"] = True
    return cast(_Function, dispatcher)
