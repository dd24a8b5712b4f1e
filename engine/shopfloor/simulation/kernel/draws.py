"""Where is a draw, and what if it is not there yet?

Every stream has two chunks of draws in the pool, one of an even number and one of an odd, so that jobs which overtake
each other find theirs. A chunk is a whole number of blocks, more of them the longer the run. If the draw is not there,
Python is asked for its chunk, before anything depends on it.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.service import ask_python
from shopfloor.simulation.kernel.words import FETCH_DRAWS, NAME_STREAM

__all__ = ["stream_of", "value"]


@jitted
def value(plant: Plant, stream: int, number: int) -> int:
    """Return a draw of a stream, by its number, from 0."""
    entry = plant.streams[stream]
    chunk = number >> entry.shift
    if (entry.odd if chunk & 1 else entry.even) != chunk:
        ask_python(plant, FETCH_DRAWS, stream, chunk, 0)
    return plant.draws[plant.streams[stream].place + (number & entry.mask)]  # type: ignore[no-any-return]


@jitted
def stream_of(plant: Plant, row: int, kind: int, first: int, visit: int) -> int:
    """Return the stream of a visit to a step (or a fork), which stands in the chain that begins at ``first``; it is named
    when somebody comes there for the first time."""
    stream = first
    while stream != NONE:
        if plant.streams[stream].visit == visit:
            return stream
        stream = plant.streams[stream].further
    return ask_python(plant, NAME_STREAM, row, kind, visit)
