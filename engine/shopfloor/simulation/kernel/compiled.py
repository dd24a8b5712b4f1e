"""How are the kernel's functions compiled, and loaded where they have been compiled before?

Numba compiles the small functions into the one that is called from Python; only that one is kept on disk (see ``cache``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

import numba
from numba.core.caching import FunctionCache
from numba.core.runtime import rtsys

from shopfloor.simulation.kernel.cache import cache_folder
from shopfloor.simulation.kernel.inner import EntranceCompiler, InnerCompiler

__all__ = ["IS_INTERPRETED", "entrance", "jitted"]

IS_INTERPRETED = bool(numba.config.DISABLE_JIT)
"""With NUMBA_DISABLE_JIT=1 everything runs in Python, slowly, and every row of a table is checked (see ``tables``)."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


def jitted(function: _Function) -> _Function:
    """Compile a function into those that call it.

    It is called by compiled code only, so it needs no wrapper for Python, and it allocates nothing, so it needs no
    counting of references: that is most of what there would be to compile.
    """
    if IS_INTERPRETED:
        return function
    dispatcher = numba.njit(
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        _nrt=False,
        error_model="numpy",
        pipeline_class=InnerCompiler,
    )(function)
    compiled_for = dispatcher.get_call_template

    def for_any_number(args: Sequence[Any], kws: Mapping[str, Any]) -> Any:
        # Numba would compile it anew for every constant that somebody passes
        return compiled_for(tuple(numba.types.unliteral(arg) for arg in args), kws)

    dispatcher.get_call_template = for_any_number
    return cast(_Function, dispatcher)


def entrance(function: _Function) -> _Function:
    """Compile a function that Python calls, once for each machine and version."""
    dispatcher = numba.njit(nogil=True, pipeline_class=EntranceCompiler)(function)
    folder = cache_folder()
    if folder is None or IS_INTERPRETED:
        return cast(_Function, dispatcher)
    # the setting is the whole process's, and read when a cache is made
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder)
    try:
        dispatcher._cache = _Cache(function)
    finally:
        numba.config.CACHE_DIR = before
    return cast(_Function, dispatcher)


class _Cache(FunctionCache):  # type: ignore[misc]
    """Numba's own, but that what lies there is loaded without what only a compiler needs.

    Numba would import all the functions of Python and NumPy that it can compile, and SciPy with them, which takes as long
    as Numba itself. Machine code needs none of it; what is not there yet is compiled after them, as ever.
    """

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the function of a signature if it has been compiled before."""
        # what counts references to arrays
        rtsys.initialize(target_context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)
