"""Does compiled code count beyond 64 bits as Python does? Every function against Python's own whole numbers, at the edges of
words and halves of words above all."""

import random
from collections.abc import Iterator
from itertools import product as pairs
from typing import Any

import numba

from shopfloor.simulation.kernel import wide
from shopfloor.simulation.kernel.inner import EntranceCompiler
from shopfloor.simulation.kernel.records import NEVER

WORD = 62


def _entrance(function: Any) -> Any:
    return numba.njit(pipeline_class=EntranceCompiler)(function)


@_entrance
def _product(one: int, other: int) -> tuple[int, int]:
    return wide.product(one, other)


@_entrance
def _total(high: int, low: int, more_high: int, more_low: int) -> tuple[int, int]:
    return wide.total(high, low, more_high, more_low)


@_entrance
def _quotient_up(high: int, low: int, less_high: int, less_low: int, divisor: int) -> int:
    return wide.quotient_up(high, low, less_high, less_low, divisor)


@_entrance
def _as_float(high: int, low: int) -> float:
    return wide.as_float(high, low)


def _numbers(bits: int, rng: random.Random) -> Iterator[int]:
    """Numbers at the edges of halves, floats and words, and anywhere."""
    for edge in (0, 31, 53, 54, 61, 62, 63, 93, 115, 123, 124):
        if edge <= bits:
            yield from (number for number in range(2**edge - 2, 2**edge + 3) if 0 <= number < 2**bits)
    yield from (rng.randrange(2 ** rng.randrange(1, bits + 1)) for _ in range(60))


def _words(number: int) -> tuple[int, int]:
    return number >> WORD, number % 2**WORD


def test_products_and_sums_are_exact() -> None:
    """Of any two numbers of one word, and of any two of less than 123 bits."""
    for one, other in pairs(_numbers(WORD, random.Random(1)), repeat=2):
        assert _product(one, other) == _words(one * other)
    for one, other in pairs(_numbers(123, random.Random(2)), repeat=2):
        assert _total(*_words(one), *_words(other)) == _words(one + other)


def test_quotients_are_rounded_up() -> None:
    """A difference divided: 0 if it is negative, and never too small where it takes more than a word."""
    rng = random.Random(3)
    for whole, less in pairs(_numbers(124, rng), repeat=2):
        divisor = rng.choice([1, 3, 10**6, 2**WORD - 1, rng.randrange(1, 2**WORD)])
        quotient = max(0, -((less - whole) // divisor))
        found = _quotient_up(*_words(whole), *_words(less), divisor)
        assert found == quotient or (found == NEVER and quotient >= 2**WORD)


def test_floats_are_the_nearest() -> None:
    """As Python rounds a whole number: to the nearest, halfway to the even one."""
    rng = random.Random(4)
    halves = [
        (2 * rng.randrange(2**52, 2**53) + 1 << rng.randrange(69)) + more
        for more in (-1, 0, 1)
        for _ in range(500)
    ]
    for number in [*_numbers(124, rng), *halves]:
        assert _as_float(*_words(number)) == float(number)


def test_limits_keep_to_what_can_be_counted() -> None:
    """What is below zero is reached at once, and what is too large never."""
    assert wide.words_of(-5) == (0, 0)
    assert wide.words_of(2**300) == wide.words_of(2**124)
    assert wide.words_of(2**100 + 7) == _words(2**100 + 7)
