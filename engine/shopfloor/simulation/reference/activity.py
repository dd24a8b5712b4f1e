"""How does a machine spend time on a job? It waits until it can, works, may be stopped, and goes on with what is left."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from simpy import Event, Interrupt

from shopfloor.contracts.events import EventKind
from shopfloor.units import TICKS_PER_SECOND

if TYPE_CHECKING:
    from shopfloor.simulation.reference.machine import Machine

__all__ = ["SETUP", "WORK", "Activity", "Stop", "perform", "stop_of"]


@dataclass(frozen=True, slots=True)
class Stop:
    """Why an activity is interrupted, by which event, and what becomes of the job in work."""

    reason: str
    event: int | None
    job: Literal["resume", "restart", "scrap"] = "resume"


@dataclass(frozen=True, slots=True)
class Activity:
    """The words of the log for one thing that a machine does with its jobs."""

    name: Literal["setup", "processing"]
    started: str
    interrupted: str
    resumed: str
    finished: str


SETUP = Activity(
    "setup",
    EventKind.SETUP_STARTED.value,
    EventKind.SETUP_INTERRUPTED.value,
    EventKind.SETUP_RESUMED.value,
    EventKind.SETUP_FINISHED.value,
)
WORK = Activity(
    "processing",
    EventKind.WORK_STARTED.value,
    EventKind.WORK_INTERRUPTED.value,
    EventKind.WORK_RESUMED.value,
    EventKind.WORK_FINISHED.value,
)
_WORK_RESTARTED = EventKind.WORK_RESTARTED.value


def perform(
    machine: Machine, activity: Activity, nominal_us: int, detail: str | None
) -> Generator[Event, object, bool]:
    """Spend working time on an activity; False if what was in the machine was scrapped on the way.

    Work concerns every job of a batch, a setup only the first.
    """
    env, jobs = machine.env, machine.contents
    name, station = machine.name, machine.station.name
    job = jobs[0]
    is_work = activity is WORK
    mates = jobs[1:] if is_work and len(jobs) > 1 else None
    staffed = activity.name in machine.staffed
    usage = machine.usage if is_work else None
    kind = activity.started
    left_us, pace = nominal_us, 1.0
    while True:
        cause = job.last_event
        if not machine.able or (staffed and machine.person is None):
            cause = yield from machine.get_ready(staffed, cause)
        person = machine.person
        if person is not None:
            own = person.pace.at(machine.skill, int(env.now))
            if own != pace:
                left_us, pace = round(left_us * pace / own), own
            person.pace.begin(int(env.now))
        span_us, worn_out = left_us, None
        if usage is not None:
            span_us, worn_out = usage.until_worn_out(left_us)
        left_s = left_us / TICKS_PER_SECOND
        who = person.name if person is not None else None
        job.last_event = machine.write(kind, job.name, job.product, station, name, who, detail, left_s, cause)
        if mates is not None:
            machine.log_all(kind, mates, detail, left_s, cause)
        began_us = env.now
        stop: Stop | None = None
        machine.is_performing = machine.is_interruptible = True
        try:
            yield env.timeout(span_us)
        except Interrupt as interrupt:
            stop = stop_of(interrupt)
        machine.is_interruptible = False
        worked_us = span_us if stop is None else int(env.now - began_us)
        if usage is not None:
            usage.add(worked_us)
            if stop is None and worn_out is not None:
                stop = worn_out.wear_out()
        if stop is None:
            break
        left_us -= worked_us
        left_s = left_us / TICKS_PER_SECOND
        job.last_event = machine.log(activity.interrupted, job, stop.reason, left_s, stop.event)
        if mates is not None:
            machine.log_all(activity.interrupted, mates, stop.reason, left_s, stop.event)
        if machine.person is not None:
            machine.person.pace.end(int(env.now), None)
        machine.dismiss(job.last_event)
        machine.is_performing = False
        machine.begin_due()
        kind = activity.resumed
        if is_work and stop.job == "scrap":
            if usage is not None:
                usage.lose_work()
            machine.scrap_all(stop.reason)
            return False
        if is_work and stop.job == "restart":
            kind, left_us, pace = _WORK_RESTARTED, nominal_us, 1.0
    finished = machine.last_event = job.last_event = machine.write(
        activity.finished, job.name, job.product, station, name, who, detail, None, job.last_event
    )
    if mates is not None:
        machine.log_all(activity.finished, mates, detail, None, None)
    if usage is not None:
        usage.finish_work(finished)
    person = machine.person
    if person is not None:
        person.pace.end(int(env.now), machine.skill)
        if is_work or "processing" not in machine.staffed or not person.on_call:
            machine.dismiss(finished)
    machine.is_performing = False
    if machine.due and not is_work:
        machine.begin_due()
    return True


def stop_of(interrupt: Interrupt) -> Stop:
    """Return why an activity was interrupted; every interruption in a plant carries a stop."""
    assert isinstance(interrupt.cause, Stop)
    return interrupt.cause
