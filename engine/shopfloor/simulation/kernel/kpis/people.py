"""What do people do? Each is at work, on the way, free, or away."""

from __future__ import annotations

from shopfloor.simulation.kernel.kpis.inlined import inlined
from shopfloor.simulation.kernel.kpis.tables import Tables
from shopfloor.simulation.kernel.kpis.words import BUSIES, COMES, GOES, NOTHING, WALKS
from shopfloor.simulation.kernel.words import ABSENT

__all__ = ["follow_person", "settle_person"]


@inlined
def settle_person(tables: Tables, number: int, time_us: int) -> None:
    """Let a person have done the same until now (``people.sql``)."""
    person = tables.people[number]
    span_us = time_us - person.since_us
    if span_us <= 0:
        return
    if person.task == BUSIES:
        person.busy_us += span_us
    elif person.task == WALKS:
        person.walking_us += span_us
    elif not person.is_away:
        person.idle_us += span_us
    person.since_us = time_us


@inlined
def follow_person(tables: Tables, kind: int, does: int, number: int, time_us: int) -> None:
    """A row names a person (``people_moments.sql``)."""
    if does == NOTHING:
        return
    settle_person(tables, number, time_us)
    person = tables.people[number]
    if does < COMES:
        person.task = does
        return
    if not person.has_shift:
        person.has_shift, person.first_shift_us = True, time_us
        if does == COMES or kind == ABSENT:
            # was away before, which nobody could know
            person.was_away = True
            person.idle_us = 0
    person.is_away = does == GOES
    if kind == ABSENT:
        person.absences += time_us >= tables.run[0].warm_up_us
