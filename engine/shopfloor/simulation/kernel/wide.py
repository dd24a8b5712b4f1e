"""How does compiled code count beyond 64 bits? In two words of 62 bits, neither of them negative.

``high * 2**62 + low``: the sum of two words, and that of two products of halves of words, fit into 64 bits with a sign. So
nothing overflows as long as the whole stays below ``2**124``, and everything is exact.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.records import NEVER

__all__ = ["as_float", "is_at_least", "product", "quotient_up", "total", "words_of"]

_BITS, _HALF = 62, 31
_WORD, _HALF_WORD = 2**62 - 1, 2**31 - 1
_MOST = 2**124


def words_of(number: int) -> tuple[int, int]:
    """Return the words of a number; of one that is negative those of 0, and of one that is too large those of
    ``2**124``."""
    number = min(max(number, 0), _MOST)
    return number >> _BITS, number & _WORD


@jitted
def product(one: int, other: int) -> tuple[int, int]:
    """Return the product of two numbers of one word each."""
    one_high, one_low = one >> _HALF, one & _HALF_WORD
    other_high, other_low = other >> _HALF, other & _HALF_WORD
    middle = one_high * other_low + one_low * other_high
    low = one_low * other_low + ((middle & _HALF_WORD) << _HALF)
    return one_high * other_high + (middle >> _HALF) + (low >> _BITS), low & _WORD


@jitted
def total(high: int, low: int, more_high: int, more_low: int) -> tuple[int, int]:
    """Return the sum of two numbers."""
    low += more_low
    return high + more_high + (low >> _BITS), low & _WORD


@jitted
def is_at_least(high: int, low: int, least_high: int, least_low: int) -> bool:
    """Is the first number as large as the second?"""
    return high > least_high or (high == least_high and low >= least_low)


@jitted
def quotient_up(high: int, low: int, less_high: int, less_low: int, divisor: int) -> int:
    """Return the difference of two numbers divided by a third of one word, rounded up; ``NEVER`` if it takes more than one
    word, and 0 if the second is the larger."""
    if is_at_least(less_high, less_low, high, low):
        return 0
    if low < less_low:
        high, low = high - 1, low + _WORD + 1
    high, low = high - less_high, low - less_low
    if high >= divisor:
        return NEVER
    quotient, rest = 0, high
    if high == 0:
        quotient, rest = low // divisor, low % divisor
    else:
        for bit in range(_BITS - 1, -1, -1):
            rest = 2 * rest + ((low >> bit) & 1)
            quotient *= 2
            if rest >= divisor:
                rest -= divisor
                quotient += 1
    return quotient + int(rest > 0)


@jitted
def as_float(high: int, low: int) -> float:
    """Return the nearest float, and of two the even one, as Python does."""
    if high == 0:
        return float(low)
    shift = 0
    while high >> shift:
        shift += 1
    # 62 bits are enough to round by, if the last one says whether anything follows
    rest = low & ((1 << shift) - 1)
    leading = (high << (_BITS - shift)) | (low >> shift) | int(rest > 0)
    return float(leading) * float(1 << shift)
