"""How does a machine live? It takes a job, is set up, works, passes the job on, and starts over.

What can stop it on the way: a failure (``breakdown``), the end of its shift, nobody there (``people``), no place
downstream (``station``). An activity that is stopped goes on with what is left of it.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from simpy import Environment, Event, Interrupt

from shopfloor.contracts.events import EventKind
from shopfloor.scenario.calendar import Stretch
from shopfloor.scenario.model import NoStartWithin
from shopfloor.simulation.reference.job import Job
from shopfloor.units import TICKS_PER_SECOND, to_seconds, to_ticks

if TYPE_CHECKING:
    from shopfloor.simulation.reference.breakdown import Breakdown
    from shopfloor.simulation.reference.people import Person
    from shopfloor.simulation.reference.plant import Plant
    from shopfloor.simulation.reference.station import Station

__all__ = ["Machine", "Stop", "stop_of"]

_LOADED = EventKind.LOADED.value
_WORK_FINISHED = EventKind.WORK_FINISHED.value
_BLOCKED = EventKind.BLOCKED.value
_UNBLOCKED = EventKind.UNBLOCKED.value
_REWORKED = EventKind.REWORKED.value
_SCRAPPED = EventKind.SCRAPPED.value


@dataclass(frozen=True, slots=True)
class Stop:
    """Why an activity is interrupted, by which event, and what becomes of the job in work."""

    reason: str
    event: int | None
    job: Literal["resume", "restart", "scrap"] = "resume"


@dataclass(frozen=True, slots=True)
class Activity:
    """The words of the log for one thing that a machine does with a job."""

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


class Machine:
    """One machine of a station."""

    def __init__(self, plant: Plant, station: Station, number: int) -> None:
        self.plant = plant
        self.env: Environment = plant.env
        self.write = plant.journal.write
        self.station = station
        self.name = f"{station.name}.{number}"
        self.job: Job | None = None
        self.set_up_for: str | None = None
        """The product of the last setup or job; ``None`` on a machine that has not worked yet."""
        self.person: Person | None = None
        self.down: list[Breakdown] = []
        """The failure modes that are down now."""
        self.wear: list[Breakdown] = []
        """The failure modes whose clock is this machine's work."""
        self.able = True
        """Can it begin something now? Not while it is down, off shift, or in the last while of a shift."""
        self._on_shift = True
        self._may_begin = True
        self.last_event: int | None = None
        """What last made this machine free or able."""
        self._wake: Event | None = None
        self._waits_for: Literal["job", "able", "place"] = "job"
        self._interruptible = False
        self._blocked_at: Station | None = None
        self._reserved_at: Station | None = None
        needs = station.spec.needs
        self._skill = needs.skill if needs else ""
        self._staffed = frozenset(needs.during) if needs else frozenset()
        self._before_service = station.spec.blocking == "before_service"
        quality = station.spec.quality
        self._checked = quality.scrap > 0 or quality.rework is not None
        self.process = self.env.process(self.life())

    # ---------------------------------------------------------------- the life of a machine

    def life(self) -> Generator[Event, object, None]:
        while True:
            if not self._fetch():
                yield self._sleep("job")
            job = self.job
            assert job is not None
            if self._before_service:
                yield from self._secure_place(job)
            if self.set_up_for != job.product:
                setup_us = self.station.setup_us(self.set_up_for, job.product)
                if setup_us:
                    yield from self._perform(SETUP, job, setup_us, f"{self.set_up_for}>{job.product}")
                self.set_up_for = job.product
            if (yield from self._perform(WORK, job, job.processing_us, None)):
                yield from self._pass_on(job)

    def _fetch(self) -> bool:
        """Take a job if there is one; otherwise be a free place, which somebody at the door may use at once."""
        if self.able:
            if self.station.take(self):
                return True
            self.station.idle.append(self)
        else:
            self.station.vacant.append(self)
        self.station.open_door(self.last_event)
        return self.job is not None

    def load(self, job: Job, cause: int | None) -> int:
        """Put a job into this machine."""
        self.job = job
        loaded = self.write(
            _LOADED, job.name, job.product, self.station.name, self.name, None, None, None, cause
        )
        job.last_event = loaded
        return loaded

    def receive(self, job: Job, cause: int | None) -> None:
        """Take in a job while waiting for one."""
        self.load(job, cause)
        self._call(cause)

    # ---------------------------------------------------------------- setup and work

    def _perform(
        self, activity: Activity, job: Job, nominal_us: int, detail: str | None
    ) -> Generator[Event, object, bool]:
        """Spend working time on an activity; False if the job was scrapped on the way."""
        staffed = activity.name in self._staffed
        kind = activity.started
        left_us, pace = nominal_us, 1.0
        while True:
            cause = job.last_event
            if not self.able or (staffed and self.person is None):
                cause = yield from self._get_ready(staffed, cause)
            if self.person is not None:
                left_us, pace = self._at_pace_of(self.person, left_us, pace)
            span_us, worn_out = left_us, None
            if self.wear and activity is WORK:
                span_us, worn_out = self._until_worn_out(left_us)
            person = self.person.name if self.person is not None else None
            job.last_event = self.write(
                kind,
                job.name,
                job.product,
                self.station.name,
                self.name,
                person,
                detail,
                left_us / TICKS_PER_SECOND,
                cause,
            )
            began_us = self.env.now
            stop: Stop | None = None
            self._interruptible = True
            try:
                yield self.env.timeout(span_us)
            except Interrupt as interrupt:
                stop = stop_of(interrupt)
            self._interruptible = False
            worked_us = int(self.env.now - began_us)
            left_us -= worked_us
            if activity is WORK:
                for mode in self.wear:
                    mode.left_us -= worked_us
            if stop is None and worn_out is not None:
                stop = worn_out.wear_out()
            if stop is None:
                break
            job.last_event = self._log(
                activity.interrupted, job, stop.reason, to_seconds(left_us), stop.event
            )
            self._dismiss(job.last_event)
            kind = activity.resumed
            if activity is WORK and stop.job == "scrap":
                self._scrap(job, stop.reason)
                return False
            if activity is WORK and stop.job == "restart":
                kind, left_us, pace = _WORK_RESTARTED, nominal_us, 1.0
        job.last_event = self.last_event = self._log(activity.finished, job, detail, None, job.last_event)
        if self.person is not None and (
            activity is WORK or "processing" not in self._staffed or not self.person.stays
        ):
            self._dismiss(job.last_event)
        return True

    def _at_pace_of(self, person: Person, left_us: int, pace: float) -> tuple[int, float]:
        """Return what is left at the person's pace, and that pace."""
        own = person.proficiency[self._skill]
        return (left_us if own == pace else round(left_us * pace / own)), own

    def _until_worn_out(self, left_us: int) -> tuple[int, Breakdown | None]:
        """Return how long the work can go on, and the mode that stops it before it is done."""
        first = min(self.wear, key=_life_left)
        return (first.left_us, first) if first.left_us < left_us else (left_us, None)

    def _get_ready(self, staffed: bool, cause: int | None) -> Generator[Event, object, int | None]:
        """Wait until the machine can work and, if need be, somebody is there; return the event that made it so."""
        while True:
            if not self.able:
                self._dismiss(cause)
                cause = yield self._sleep("able")  # type: ignore[assignment]
            elif staffed and self.person is None:
                request = self.plant.staff.ask(self._skill, self)
                if request.person is None:
                    self._interruptible = True
                    try:
                        yield request.granted
                    except Interrupt as interrupt:
                        self.plant.staff.withdraw(request, stop_of(interrupt).event)
                        continue
                    finally:
                        self._interruptible = False
                    assert request.person is not None
                    cause = request.person.last_event
                self.person = request.person
            else:
                return cause

    def _dismiss(self, cause: int | None) -> None:
        """Let the person go."""
        if self.person is not None:
            person, self.person = self.person, None
            person.release(cause)

    # ---------------------------------------------------------------- what follows the work

    def _pass_on(self, job: Job) -> Generator[Event, object, None]:
        """Decide what becomes of finished work, and hand it on; stay blocked until there is a place."""
        target = self._judge(job) if self._checked else self._next_station(job)
        if self.job is None:
            return
        if target is None:
            self._unload()
            self.plant.complete(job)
        elif self._reserved_at is target:
            target.reserved -= 1
            self._reserved_at = None
            self._unload()
            target.enter(job)
        elif target.has_place():
            self._unload()
            target.enter(job)
        else:
            self._cancel_reservation()
            job.last_event = self._log(_BLOCKED, job, "after_service", None, job.last_event)
            self._blocked_at = target
            target.door.append(self)
            yield self._sleep("place")

    def _judge(self, job: Job) -> Station | None:
        """Scrap the job, send it back, or let it go on; return where it goes."""
        quality = self.station.spec.quality
        draw = self.station.quality_draw(job)
        if draw < quality.scrap:
            self._scrap(job, "quality")
            return None
        if quality.rework is None or draw >= quality.scrap + quality.rework.share:
            return self._next_station(job)
        times = job.reworks.get(self.station.name, 0) + 1
        if times > quality.rework.at_most:
            self._scrap(job, "rework_limit")
            return None
        job.reworks[self.station.name] = times
        job.last_event = self._log(_REWORKED, job, quality.rework.at, float(times), job.last_event)
        while job.line.route[job.step].station != quality.rework.at:
            job.step -= 1
        return self.plant.stations[quality.rework.at]

    def _next_station(self, job: Job) -> Station | None:
        """Move on along the route; ``None`` behind its end."""
        job.step += 1
        route = job.line.route
        return self.plant.stations[route[job.step].station] if job.step < len(route) else None

    def _scrap(self, job: Job, reason: str) -> None:
        self.last_event = job.last_event = self._log(_SCRAPPED, job, reason, None, job.last_event)
        self._unload()

    def _unload(self) -> None:
        self.job = None
        self._cancel_reservation()

    # ---------------------------------------------------------------- at somebody's door

    def _secure_place(self, job: Job) -> Generator[Event, object, None]:
        """Blocking before service: begin only when the next station has promised a place."""
        route = job.line.route
        if job.step + 1 == len(route):
            return
        target = self.plant.stations[route[job.step + 1].station]
        if target.has_place():
            self._reserve(target)
            return
        job.last_event = self._log(_BLOCKED, job, "before_service", None, job.last_event)
        target.door.append(self)
        yield self._sleep("place")

    def _reserve(self, target: Station) -> None:
        target.reserved += 1
        self._reserved_at = target

    def _cancel_reservation(self) -> None:
        if self._reserved_at is not None:
            target, self._reserved_at = self._reserved_at, None
            target.reserved -= 1
            target.open_door(self.last_event)

    @property
    def holds_part(self) -> bool:
        """Is it down in a mode in which a finished part stays in the machine?"""
        return any(mode.holds_part for mode in self.down)

    def may_pass(self) -> bool:
        return self._blocked_at is None or not self.holds_part

    def pass_door(self, cause: int | None) -> None:
        job = self.job
        assert job is not None
        target, self._blocked_at = self._blocked_at, None
        if target is None:
            self._reserve(self.plant.stations[job.line.route[job.step + 1].station])
            job.last_event = self._log(_UNBLOCKED, job, "before_service", None, cause)
        else:
            job.last_event = self.last_event = self._log(_UNBLOCKED, job, "after_service", None, cause)
            self._unload()
            target.enter(job)
        self._call(cause)

    # ---------------------------------------------------------------- stopped, and able again

    def interrupt(self, stop: Stop) -> None:
        """Stop the activity that is going on (or the wait for a person), if there is one."""
        if self._interruptible:
            self._interruptible = False
            self.process.interrupt(stop)

    def start_off_shift(self) -> None:
        """Be born before the first shift begins."""
        self.able = self._on_shift = False

    def disable(self) -> None:
        """Take note that this machine is not able any more: waiting for a job, it is a vacant place only."""
        self.able = False
        if self in self.station.idle:
            self.station.idle.remove(self)
            self.station.vacant.append(self)

    def enable(self, cause: int | None) -> None:
        """Go on, if nothing else stops this machine."""
        if self._blocked_at is not None:
            self._blocked_at.open_door(cause)
        self.able = not self.down and self._on_shift and self._may_begin
        if not self.able:
            return
        self.last_event = cause
        if self in self.station.vacant:
            self.station.vacant.remove(self)
            if self.station.take(self):
                self._call(cause)
            else:
                self.station.idle.append(self)
        elif self._waits_for == "able":
            self._call(cause)

    def keep_shift(self, stretches: list[Stretch], at_end: object) -> Generator[Event, object, None]:
        """Follow the shift of the station."""
        for stretch in stretches:
            if stretch.from_us > self.env.now:
                yield self.env.timeout(stretch.from_us - self.env.now)
            kind = EventKind.SHIFT_STARTED if stretch.begins == "shift" else EventKind.BREAK_ENDED
            self._on_shift = self._may_begin = True
            self.enable(self.write(kind.value, None, None, self.station.name, self.name))
            if isinstance(at_end, NoStartWithin) and stretch.ends == "shift":
                last_us = max(stretch.from_us, stretch.until_us - to_ticks(at_end.no_start_within))
                yield self.env.timeout(last_us - self.env.now)
                self._may_begin = False
                self.disable()
            yield self.env.timeout(stretch.until_us - self.env.now)
            if stretch.ends == "horizon":
                return
            kind = EventKind.SHIFT_ENDED if stretch.ends == "shift" else EventKind.BREAK_STARTED
            self._on_shift = False
            ended = self.write(kind.value, None, None, self.station.name, self.name)
            self.disable()
            if at_end == "interrupt":
                self.interrupt(Stop("shift_end" if stretch.ends == "shift" else "break", ended))

    # ---------------------------------------------------------------- sleeping and waking

    def _sleep(self, until: Literal["job", "able", "place"]) -> Event:
        """Return the event that somebody else will wake this machine with."""
        self._waits_for = until
        self._wake = Event(self.env)
        return self._wake

    def _call(self, cause: int | None) -> None:
        """Wake this machine, in its turn."""
        if self._wake is not None:
            wake, self._wake = self._wake, None
            wake.succeed(cause)

    def _log(self, kind: str, job: Job, detail: str | None, value: float | None, cause: int | None) -> int:
        person = self.person.name if self.person is not None else None
        return self.write(
            kind, job.name, job.product, self.station.name, self.name, person, detail, value, cause
        )


def stop_of(interrupt: Interrupt) -> Stop:
    """Return why an activity was interrupted; every interruption in a plant carries a stop."""
    assert isinstance(interrupt.cause, Stop)
    return interrupt.cause


def _life_left(mode: Breakdown) -> int:
    return mode.left_us
