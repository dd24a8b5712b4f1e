"""What happens next? The order of events at the same instant, which is part of the semantics.

The reference engine runs on SimPy, whose heap is ordered by (time, priority, number of scheduling). What it schedules,
and where that stands here:

=============================================  ==========================================================
SimPy                                          here
=============================================  ==========================================================
``Initialize`` of a process, ``Interruption``  ``urgent``: first in, first out, before all else. Both are
(priority 0, always at this instant)           scheduled for the present instant only, so a queue does.
``Timeout`` of a positive delay (priority 1)   ``clock``: a heap by (time, order put on the clock).
``Event.succeed``, ``Timeout(0)``              ``ring``: first in, first out. All of it was scheduled at
(priority 1, at this instant)                  this instant, and so after every timeout that has become
                                               due at it, which was scheduled earlier: the ring goes after
                                               the clock's events of this instant, and needs no numbers.
``Process`` that has ended                     nothing: nobody waits for it.
the end of the run (priority 0)                what stands on the clock for the horizon is left there.
=============================================  ==========================================================

A timeout that an interruption has made void stays on SimPy's heap without callbacks; here it is known by its number.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.records import NEVER, Plant
from shopfloor.simulation.kernel.service import ask_python
from shopfloor.simulation.kernel.words import CLOCK, MAKE_ROOM, RING, TOO_LONG, URGENT

__all__ = ["come_at_once", "follow", "next_time_us", "put_on_clock", "rounded_us", "take_first", "wait"]

_LONGEST = 2.0**62
"""Such a time from now, in microseconds, is still a moment of 64 bits."""


@jitted
def wait(plant: Plant, time_us: int, what: int, who: int, number: int) -> None:
    """Let something happen when so much time has passed."""
    if time_us:
        put_on_clock(plant, plant.run[0].now_us + time_us, what, who, number)
    else:
        follow(plant, what, who, number)


@jitted
def rounded_us(plant: Plant, time_us: float) -> int:
    """Return the nearest whole number of microseconds (halves to even); end the run if it is beyond 64 bits."""
    if not time_us < _LONGEST:
        plant.run[0].status = TOO_LONG
        return 0
    return int(np.rint(time_us))


@jitted
def follow(plant: Plant, what: int, who: int, number: int) -> None:
    """Let something happen at this instant, after all that is due already."""
    run = plant.run[0]
    if run.ring_count == len(plant.ring):
        ask_python(plant, MAKE_ROOM, RING, 0, 0)
    head = plant.ring[(run.ring_first + run.ring_count) & (len(plant.ring) - 1)]
    head.what, head.who, head.number = what, who, number
    run.ring_count += 1


@jitted
def come_at_once(plant: Plant, what: int, who: int, number: int) -> None:
    """Let something happen before anything else at this instant."""
    run = plant.run[0]
    if run.urgent_count == len(plant.urgent):
        ask_python(plant, MAKE_ROOM, URGENT, 0, 0)
    head = plant.urgent[(run.urgent_first + run.urgent_count) & (len(plant.urgent) - 1)]
    head.what, head.who, head.number = what, who, number
    run.urgent_count += 1


@jitted
def put_on_clock(plant: Plant, at_us: int, what: int, who: int, number: int) -> None:
    """Let something happen later; of several at one time, what was put on the clock first comes first."""
    run = plant.run[0]
    if run.timed == len(plant.clock):
        ask_python(plant, MAKE_ROOM, CLOCK, 0, 0)
        if run.timed == len(plant.clock):
            # there is no room, and the run is over
            return
    clock = plant.clock
    place = run.timed
    run.timed += 1
    turn = run.ordered
    run.ordered += 1
    while place:
        above = (place - 1) >> 1
        # what is put on the clock now has the highest number, so it stays below its equals
        if clock[above].at_us <= at_us:
            break
        clock[place] = clock[above]
        place = above
    entry = clock[place]
    entry.at_us, entry.turn, entry.what, entry.who, entry.number = at_us, turn, what, who, number


@jitted
def take_first(plant: Plant) -> tuple[int, int, int]:
    """Take the next event off the clock: what happens, to whom, and a number."""
    run, clock = plant.run[0], plant.clock
    first = clock[0]
    taken = (first.what, first.who, first.number)
    run.timed -= 1
    count = run.timed
    last = clock[count]
    place, below = 0, 1
    while below < count:
        if below + 1 < count and _is_before(clock[below + 1], clock[below]):
            below += 1
        if not _is_before(clock[below], last):
            break
        clock[place] = clock[below]
        place, below = below, 2 * below + 1
    clock[place] = last
    return taken


@jitted
def next_time_us(plant: Plant) -> int:
    """Return the time of the first event on the clock."""
    return plant.clock[0].at_us if plant.run[0].timed else NEVER


@jitted
def _is_before(one: Any, other: Any) -> bool:
    if one.at_us != other.at_us:
        return one.at_us < other.at_us  # type: ignore[no-any-return]
    return one.turn < other.turn  # type: ignore[no-any-return]
