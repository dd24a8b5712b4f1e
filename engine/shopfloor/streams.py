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

from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any, Protocol

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

    def sample_rows(self, rngs: Iterable[np.random.Generator], first: int, out: NDArray[np.float64]) -> None:
        """Fill ``out`` with draws from draw ``first`` on, each row by the next generator."""
        ...


def generator(seed: int, replication: int, name: str, block: int) -> np.random.Generator:
    """Return the generator that stands at the beginning of one block of one stream."""
    key = _key(seed, replication, name)
    return np.random.Generator(np.random.Philox(key=key, counter=[0, 0, block, 0]))


def _key(seed: int, replication: int, name: str) -> NDArray[np.uint64]:
    digest = blake2b(f"{seed}\x00{replication}\x00{name}".encode(), digest_size=16).digest()
    return np.frombuffer(digest, dtype="<u8")


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
        # one generator for all streams: to put it at the beginning of a block takes a twentieth of what a new one takes;
        # NumPy takes the numbers of a state one by one, and out of lists in a third of the time
        self._philox = np.random.Philox(0)
        self._state: Any = self._philox.state | {"buffer": [0, 0, 0, 0]}
        self._rng = np.random.Generator(self._philox)

    def durations(self, name: str, law: Law) -> "Draws":
        """Return the draws of a duration, in whole microseconds (``int``)."""
        at = self._beginnings(name)
        return Draws(lambda block: law.sample(at(block), block * BLOCK, BLOCK), _tick_list)

    def uniforms(self, name: str) -> "Draws":
        """Return draws from [0, 1)."""
        at = self._beginnings(name)
        return Draws(lambda block: at(block).random(BLOCK), _plain)

    def duration_blocks(self, name: str, law: Law) -> Callable[[int, int], NDArray[np.int64]]:
        """Return what gives the draws of so many blocks from one block on: durations, in microseconds."""
        at = self._beginnings(name)

        def blocks(first: int, count: int) -> NDArray[np.int64]:
            seconds = np.empty((count, BLOCK))
            law.sample_rows(map(at, range(first, first + count)), first * BLOCK, seconds)
            return _ticks(seconds).reshape(-1)

        return blocks

    def uniform_blocks(self, name: str) -> Callable[[int, int], NDArray[np.float64]]:
        """Return what gives the draws of so many blocks from one block on, from [0, 1)."""
        at = self._beginnings(name)

        def blocks(first: int, count: int) -> NDArray[np.float64]:
            return np.concatenate([at(block).random(BLOCK) for block in range(first, first + count)])

        return blocks

    def _beginnings(self, name: str) -> Callable[[int], np.random.Generator]:
        """Return what puts the generator at the beginning of a block of a stream; it holds until the next call."""
        counter, philox, rng = [0, 0, 0, 0], self._philox, self._rng
        key = _key(self.seed, self.replication, name).tolist()
        state = self._state | {"state": {"counter": counter, "key": key}}

        def at(block: int) -> np.random.Generator:
            counter[2] = block
            philox.state = state
            return rng

        return at
