"""How does the kernel ask Python for something? Through the address of a function, which stands in its tables.

What it asks for is done when the call returns: a chunk of draws is there, the rows of the log are away, a table is
longer. Tables may lie elsewhere then; the directory says where, so compiled code looks there again.
"""

from __future__ import annotations

import ctypes
from typing import Any

from shopfloor.simulation.kernel.compiled import IS_INTERPRETED, jitted
from shopfloor.simulation.kernel.records import Plant

__all__ = ["SERVICE", "ask_python"]

SERVICE = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)
"""What is asked for, and of what: three numbers; the answer is a number."""

if IS_INTERPRETED:

    def _called(address: int, what: int, one: int, two: int, three: int) -> int:
        return SERVICE(int(address))(int(what), int(one), int(two), int(three))  # type: ignore[no-any-return]

else:
    from llvmlite import ir
    from numba.core import types
    from numba.extending import intrinsic

    _WORD = ir.IntType(64)

    @intrinsic  # type: ignore[untyped-decorator]
    def _called(context: Any, address: Any, what: Any, one: Any, two: Any, three: Any) -> Any:
        """Call the function at an address."""

        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            kind = ir.FunctionType(_WORD, [_WORD] * 4)
            return builder.call(builder.inttoptr(args[0], kind.as_pointer()), args[1:])

        return types.int64(*[types.int64] * 5), code


@jitted
def ask_python(plant: Plant, what: int, one: int, two: int, three: int) -> int:
    """Ask for something, and wait until it is done."""
    return _called(plant.run[0].service, what, one, two, three)
