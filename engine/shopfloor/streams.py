"""Where does draw 17 of ``welding.processing.pump`` come from?

Every random quantity has a named stream. A stream is a pure function of ``(seed, replication, name)``: the
name is hashed (BLAKE2b) into the 128-bit key of a counter-based generator (Philox 4x64-10, Salmon et al.
2011), and its draws are addressed by number. So draws are anchored, not consumed: what one machine draws
never depends on what another drew before, and a change to a scenario leaves every draw that it does not
concern as it was.

Draws are computed in blocks, because one block costs little more than one draw. Block ``b`` is what the
generator gives from counter ``(0, 0, b, 0)`` on; draw ``k`` is element ``k % BLOCK`` of block ``k //
BLOCK``.
"""

from collections.abc import Callable
from hashlib import blake2b
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shopfloor.units import TICKS_PER_SECOND

__all__ = ["BLOCK", "LONGEST_US", "Draws", "Law", "Streams", "generator"]

BLOCK = 128

LONGEST_US = 50_000_000 * 86_400 * TICKS_PER_SECOND
"""The longest draw of a duration: 50 million days. What a heavy tail draws beyond it would not fit the
clock's 64 bits, and lies beyond every horizon either way."""


class Law(Protocol):
    """What a stream needs of a distribution (see ``distributions``)."""

    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        """Return draws ``first`` to ``first + n - 1``, in seconds."""
        ...


def generator(seed: int, replication: int, name: str, block: int) -> np.random.Generator:
    """Return the generator that stands at the beginning of one block of one stream."""
    digest = blake2b(f"{seed}\x00{replication}\x00{name}".encode(), digest_size=16).digest()
    key = np.frombuffer(digest, dtype="<u8")
    return np.random.Generator(np.random.Philox(key=key, counter=[0, 0, block, 0]))


class Draws:
    """The draws of one stream, by number, from 0.

    >>> time_to_failure_us = streams.durations("cutting.1.spindle.time_to_failure", law)
    >>> time_to_failure_us.at(3)        # the fourth, whatever was asked before
    """

    __slots__ = ("_block", "_convert", "_number", "_of_block")

    def __init__(
        self,
        of_block: Callable[[int], NDArray[np.float64]],
        convert: Callable[[NDArray[np.float64]], list[float]],
    ):
        self._of_block = of_block
        self._convert = convert
        self._number = -1
        self._block: list[float] = []

    def at(self, k: int) -> float:
        """Return draw ``k``."""
        number, place = divmod(k, BLOCK)
        if number != self._number:
            self._block = self._convert(self._of_block(number))
            self._number = number
        return self._block[place]


def _ticks(seconds: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(np.minimum(seconds * TICKS_PER_SECOND, LONGEST_US)).astype(np.int64)


def _tick_list(seconds: NDArray[np.float64]) -> list[float]:
    return _ticks(seconds).tolist()  # type: ignore[no-any-return]


def _plain(values: NDArray[np.float64]) -> list[float]:
    return values.tolist()  # type: ignore[no-any-return]


class Streams:
    """All streams of one replication. Streams of one name are one stream: asked for twice, the same draws."""

    def __init__(self, seed: int, replication: int) -> None:
        self.seed = seed
        self.replication = replication

    def durations(self, name: str, law: Law) -> "Draws":
        """Return the draws of a duration, in whole microseconds (``int``)."""
        return Draws(lambda block: law.sample(self._generator(name, block), block * BLOCK, BLOCK), _tick_list)

    def uniforms(self, name: str) -> "Draws":
        """Return draws from [0, 1)."""
        return Draws(lambda block: self._generator(name, block).random(BLOCK), _plain)

    def duration_block(self, name: str, law: Law, block: int) -> NDArray[np.int64]:
        """Return draws ``block * BLOCK`` to ``(block + 1) * BLOCK - 1`` of a duration, in microseconds."""
        return _ticks(law.sample(self._generator(name, block), block * BLOCK, BLOCK))

    def uniform_block(self, name: str, block: int) -> NDArray[np.float64]:
        """Return as many draws from [0, 1)."""
        return self._generator(name, block).random(BLOCK)

    def _generator(self, name: str, block: int) -> np.random.Generator:
        return generator(self.seed, self.replication, name, block)
