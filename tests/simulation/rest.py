"""Does the engine leave nobody waiting for what is there? What must hold whenever an instant is over, seen from inside.

A wake-up that is lost leaves a machine idle before a queue, a person free beside a request, a place empty behind a door.
No row of the log tells of it; so a plant is looked at while it runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from shopfloor.scenario import Scenario
from shopfloor.simulation.reference.journal import Row
from shopfloor.simulation.reference.people import Person
from shopfloor.simulation.reference.plant import Plant
from shopfloor.simulation.reference.station import Station
from tests.simulation.ledger import Ledger
from tests.simulation.ledger.deadlocks import locked

__all__ = ["Restless", "disagreements", "restless", "run"]

MOST_STEPS_AT_ONCE = 3_000


class Restless(AssertionError):
    """Time does not pass any more, or passes although something is left to be done."""


def run(scenario: Scenario, replication: int = 0, *, is_watched: bool = False) -> tuple[Plant, list[Row]]:
    """Run one replication, and return the plant as it is at the horizon, and the rows.

    Raises:
        Restless: so much happens at one instant that nothing else can be expected, or, if the run ``is_watched``,
            an instant is over and somebody waits for what is there.
    """
    rows: list[Row] = []
    plant = Plant(scenario, scenario.seed, replication, rows.extend)
    env = plant.env
    now, steps = env.now, 0
    while (moment := env.peek()) < plant.horizon_us:
        if moment == now:
            steps += 1
            if steps > MOST_STEPS_AT_ONCE:
                raise Restless(f"more than {steps - 1} things happen at {now} us")
        else:
            if is_watched and (faults := list(restless(plant))):
                raise Restless(f"after {now} us: {'; '.join(faults)}")
            now, steps = moment, 0
        env.step()
    plant.journal.flush()
    return plant, rows


def restless(plant: Plant) -> Iterator[str]:
    """Yield what should have happened by now."""
    for station in plant.stations.values():
        for fault in _machines(station):
            yield f"{station.name}: {fault}"
    for door in (*plant.stations.values(), *plant._stocks.values()):
        if door.waiters and door.has_place() and any(waiter.may_pass() for waiter in door.waiters):
            yield f"{door.name}: somebody waits at a door behind which there is a place"
    for stock in plant._stocks.values():
        for seeker in stock.seekers:
            if seeker.is_served():
                yield f"{seeker.job.name}: its parts are there"
    for person in _people(plant):
        waiting = plant.staff._requests._waiting
        if person.task is None and person.on_call and any(waiting[skill] for skill in person.proficiency):
            yield f"{person.name} is free beside a request"
    if (name := plant.backlog._next()) is not None:
        yield f"an order for {name} waits, which may be released"


def _people(plant: Plant) -> Sequence[Person]:
    return plant.staff.people if plant.scenario.people else []


def _machines(station: Station) -> Iterator[str]:
    # a queue that is drawn by lot would be drawn from by being asked
    may_ask = station.batcher is not None and station.spec.queue.order != "random"
    for machine in station.machines:
        is_idle, is_vacant = machine in station.idle, machine in station.vacant
        if bool(machine.contents) == (is_idle or is_vacant):
            yield f"{machine.name} with {len(machine.contents)} jobs is idle: {is_idle}, vacant: {is_vacant}"
        if machine.able != (not machine.stops and machine._on_shift and machine._may_begin):
            yield f"{machine.name} is able: {machine.able}, which it should not be"
        if is_idle != (machine.able and not machine.contents):
            yield f"{machine.name} is idle: {is_idle}, able: {machine.able}"
        if is_idle and (station.batcher._form(machine) if may_ask and station.batcher else _is_left(station)):
            yield f"{machine.name} is idle in front of a queue"
        sleeps_until = machine._waits_for if machine._wake is not None else None
        if sleeps_until == "able" and machine.able:
            yield f"{machine.name} sleeps although it is able"
        if sleeps_until == "place" and not machine.goals():
            yield f"{machine.name} sleeps although it waits for no place"


def _is_left(station: Station) -> bool:
    return station.batcher is None and len(station.queue) > 0


def disagreements(plant: Plant, ledger: Ledger) -> Iterator[str]:
    """Yield where a plant is not as the log tells, at the horizon."""
    kept: Counter[str] = Counter()
    for station in plant.stations.values():
        if len(station.queue) != len(ledger.jobs.queues.by_station[station.name]):
            yield f"{station.name}: {len(station.queue)} in the queue"
        for machine in station.machines:
            names = [job.name for job in machine.contents]
            if names != ledger.machines.by_name[machine.name].contents:
                yield f"{machine.name} holds {names}"
            kept.update(job.promise.name for job in machine.contents if job.promise is not None)
    kept.update(str(job.at) for job in ledger.jobs.by_name.values() if job.where == "road")
    for door in (*plant.stations.values(), *plant._stocks.values()):
        if door.reserved != kept[door.name]:
            yield f"{door.name}: {door.reserved} places are kept, for {kept[door.name]} jobs"
    for name, stock in plant._stocks.items():
        if [job.name for job in stock.jobs] != ledger.jobs.stocks[name]:
            yield f"{name}: {len(stock.jobs)} in stock"
    for name, line in plant.lines.items():
        if line.in_plant != ledger.jobs.in_plant[name]:
            yield f"{line.in_plant} {name} in the plant, the log tells of {ledger.jobs.in_plant[name]}"
    if plant.in_plant != ledger.jobs.in_plant.total():
        yield f"{plant.in_plant} jobs in the plant"
    for person in _people(plant):
        if person.task is None and ledger.people.by_name[person.name].does is not None:
            yield f"{person.name} does something without a task"
    silent = locked(plant.scenario, ledger)
    if silent and not silent & ledger.deadlocked.told:
        yield f"{', '.join(sorted(silent))}: locked up, and nothing was said"
