"""Which row has a stream of draws, and where in the pool do its draws lie?"""

from __future__ import annotations

from typing import Any

from shopfloor.distributions import Law
from shopfloor.scenario import Scenario
from shopfloor.simulation.kernel import records
from shopfloor.simulation.kernel.lowering.tables import filled
from shopfloor.simulation.kernel.records import BLOCK, NONE, Table
from shopfloor.simulation.kernel.streams import Source, durations, moments, uniforms
from shopfloor.streams import Streams

__all__ = ["Sources", "lay_out"]

_MOST_BLOCKS = 32
_POOL = 8_000_000
"""Draws that wait in all, about."""


class Sources:
    """The streams that something draws from at any time; a row for each, as they are asked for. ``expected``: about how
    many draws a run takes from it."""

    def __init__(self, scenario: Scenario, streams: Streams) -> None:
        self._scenario = scenario
        self._streams = streams
        self.rows: list[Source] = []

    def durations(self, name: str, law: Law, expected: float) -> int:
        """Return the row of a stream of durations."""
        return self._add(durations(self._streams, name, law, expected))

    def uniforms(self, name: str, expected: float) -> int:
        """Return the row of a stream of draws from [0, 1)."""
        return self._add(uniforms(self._streams, name, expected))

    def moments(self, product: str, expected: float) -> int:
        """Return the row of the moments at which a product is ordered."""
        return self._add(moments(self._scenario, product, self._streams, expected))

    def _add(self, source: Source) -> int:
        self.rows.append(source)
        return len(self.rows) - 1

    def pool(self) -> tuple[Table, int]:
        """Return the streams, with their places in the pool of draws, and where it ends."""
        # one at least, so that there is one when the memory is used up before the first of a step has its name
        streams = filled(max(len(self.rows), 1), records.STREAM, NONE)
        for word in ("shift", "mask", "place"):
            streams[word] = 0
        length = 0
        for stream, source in zip(streams, self.rows, strict=False):
            length = lay_out(stream, source, length, len(self.rows))
        return streams, length


def lay_out(stream: Any, source: Source, place: int, streams: int) -> int:
    """Give a stream its two chunks of the pool, and return where the pool ends then. Long chunks cost less for each draw,
    short ones leave less unused: a chunk is about a quarter of what is drawn in all, and all of them fit into memory."""
    wanted = min(source.expected / (4 * BLOCK), _MOST_BLOCKS, _POOL / (2 * BLOCK * (streams + 1)))
    chunk = BLOCK << (int(max(wanted, 1.0)).bit_length() - 1)
    stream["shift"], stream["mask"], stream["place"] = chunk.bit_length() - 1, 2 * chunk - 1, place
    return place + 2 * chunk
