"""Is a draw there, and what if it is not?

Draws lie in blocks, two of each stream. Streams that are read in order (times to failure, what a new job draws first)
wish for the next block when they begin one, so that the present block and the next are always there before an event
begins. Streams that jobs read by their numbers, which come in any order, are asked just before the job goes on: if the
block is not there, the kernel returns, and asks again when it is called again. Nothing has happened meanwhile.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.records import BLOCK, NONE, Plant

__all__ = ["begin_block", "is_there", "stream_of", "value"]


@jitted
def value(plant: Plant, stream: int, number: int) -> int:
    """Return a draw that is there."""
    return plant.draws[stream, number & (2 * BLOCK - 1)]  # type: ignore[no-any-return]


@jitted
def begin_block(plant: Plant, stream: int, number: int) -> None:
    """A stream that is read in order is at this draw: wish for the next block where one begins."""
    if number & (BLOCK - 1) == 0 and stream != NONE:
        run = plant.run[0]
        wish = plant.wishes[run.wishes]
        wish.stream, wish.block = stream, number // BLOCK + 1
        run.wishes += 1


@jitted
def is_there(plant: Plant, stream: int, number: int) -> bool:
    """Is this draw there? If not, ask for its block."""
    block = number // BLOCK
    blocks = plant.streams[stream]
    if (blocks.odd if block & 1 else blocks.even) == block:
        return True
    run = plant.run[0]
    run.asked, run.asked_block = stream, block
    return False


@jitted
def stream_of(plant: Plant, step: int, kind: int, first: int, visit: int) -> int:
    """Return the stream of a visit to a step, which stands in the chain that begins at ``first``; ``NONE`` if it has not
    been named yet, and then ask for it."""
    stream = first
    while stream != NONE:
        if plant.streams[stream].visit == visit:
            return stream
        stream = plant.streams[stream].further
    run = plant.run[0]
    run.wanted_step, run.wanted_kind, run.wanted_visit = step, kind, visit
    return NONE
