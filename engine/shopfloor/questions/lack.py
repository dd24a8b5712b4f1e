"""What is missing of a promise? A sentence that knows what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Lack", "Shortfall"]


@dataclass(frozen=True)
class Lack:
    """What a family lacks: how many records are ``there`` of those ``due``, and why. There are no ``windows`` of its length;
    the logs hold ``nothing`` that it could ask about; all that it found is ``refused``, for these ``reasons``; or it has
    ``some``, and not enough."""

    there: int
    due: int
    why: Literal["windows", "nothing", "refused", "some"]
    reasons: Sequence[str] = ()

    @property
    def is_unfed(self) -> bool:
        """Could nobody ask anything by this family of these logs, whatever was promised?"""
        return self.why in ("windows", "nothing")


class Shortfall(str):
    """What is missing of one promise, as a sentence. ``is_named``: the user asked for it, by name or by a number; if not,
    it is the even share of a family, and others have made up for it. ``lack``: of a family, what it lacks."""

    is_named: bool
    lack: Lack | None

    def __new__(cls, sentence: str, *, is_named: bool = True, lack: Lack | None = None) -> Shortfall:
        """Make the sentence."""
        made = super().__new__(cls, sentence)
        made.is_named, made.lack = is_named, lack
        return made
