"""How does a machine live? It takes a job (or a batch), is set up, works, passes on, and starts over.

What can stop it on the way: a failure (``breakdown``), maintenance, the end of its shift, nobody there (``people``), no
parts (``assembly``), no place downstream (``departure``). An activity that is stopped goes on with what is left of it.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Literal

from simpy import Environment, Event, Interrupt

from shopfloor.contracts.events import EventKind
from shopfloor.scenario.calendar import Stretch
from shopfloor.scenario.model import NoStartWithin
from shopfloor.simulation.reference.activity import SETUP, WORK, Stop, perform, stop_of
from shopfloor.simulation.reference.assembly import collect_parts
from shopfloor.simulation.reference.departure import Departures
from shopfloor.simulation.reference.job import Job
from shopfloor.simulation.reference.setups import SetupState, setup_text
from shopfloor.units import to_ticks

if TYPE_CHECKING:
    from shopfloor.simulation.reference.assembly import Seeker
    from shopfloor.simulation.reference.maintenance import Maintenance
    from shopfloor.simulation.reference.people import Person
    from shopfloor.simulation.reference.plant import Plant
    from shopfloor.simulation.reference.station import Door, Station
    from shopfloor.simulation.reference.stoppage import Stoppage
    from shopfloor.simulation.reference.usage import Usage

__all__ = ["Machine"]

_LOADED = EventKind.LOADED.value
_SCRAPPED = EventKind.SCRAPPED.value


class Machine:
    """One machine of a station."""

    def __init__(self, plant: Plant, station: Station, number: int) -> None:
        self.plant = plant
        self.env: Environment = plant.env
        self.write = plant.journal.write
        self.station = station
        self.number = number
        self.name = f"{station.name}.{number}"
        self.contents: list[Job] = []
        """The jobs inside: none, one, or a batch."""
        self.set_up_for: SetupState | None = None
        """The state of the last setup or job; ``None`` on a machine that has not worked yet."""
        self.person: Person | None = None
        self.stops: list[Stoppage] = []
        """What keeps the machine down now: failure modes, and maintenance."""
        self.plans: list[Maintenance] = []
        self.due: list[Maintenance] = []
        """Maintenance that waits for the end of what the machine is doing."""
        self.usage: Usage | None = None
        """What counts the work of this machine, if anything does."""
        self.able = True
        """Can it begin something now? Not while it is down, off shift, or in the last while of a shift."""
        self.is_performing = False
        self.is_interruptible = False
        self.last_event: int | None = None
        """What last made this machine free or able."""
        self.departures = Departures(self)
        self.seeker: Seeker | None = None
        """The job inside that waits for parts."""
        spec = station.spec
        self.skill = spec.needs.skill if spec.needs else ""
        self.staffed = frozenset(spec.needs.during) if spec.needs else frozenset()
        self._speed = spec.speed if isinstance(spec.speed, float) else spec.speed[number - 1]
        self._before_service = spec.blocking == "before_service"
        self._on_shift = True
        self._may_begin = True
        self._wake: Event | None = None
        self._waits_for: Literal["job", "able", "place", "parts"] = "job"
        self.process = self.env.process(self.life())

    # ---------------------------------------------------------------- the life of a machine

    def life(self) -> Generator[Event, object, None]:
        setups, contents, pass_on = self.station.setups, self.contents, self.departures.pass_on
        self.station.vacant.remove(self)
        while True:
            if self.due:
                self.begin_due()
            if not self._fetch():
                yield self.sleep("job")
            if self._before_service:
                yield from self.departures.secure_places()
            for job in contents:
                if job.way.assembles:  # type: ignore[union-attr]
                    yield from collect_parts(self, job, job.way.visit.assemble)  # type: ignore[union-attr]
            if setups.are_needed:
                yield from self._set_up(contents[0])
            if (yield from perform(self, WORK, self._work_us(), None)) and pass_on():
                yield self.sleep("place")

    def _fetch(self) -> bool:
        """Take a job if there is one; otherwise be a free place, which somebody at the door may use at once."""
        station = self.station
        if self.able:
            if station.take(self):
                return True
            station.idle.append(self)
        else:
            station.vacant.append(self)
        if station.waiters:
            station.open(self.last_event)
        return bool(self.contents)

    def load_one(self, job: Job, cause: int | None) -> int:
        """Put a job into this machine."""
        self.contents.append(job)
        job.last_event = loaded = self.write(
            _LOADED, job.name, job.product, self.station.name, self.name, None, None, None, cause
        )
        return loaded

    def load(self, jobs: Sequence[Job], cause: int | None) -> int:
        """Put jobs into this machine; return the event of the last."""
        loaded = -1
        for job in jobs:
            loaded = self.load_one(job, cause)
        return loaded

    def receive(self, job: Job, cause: int | None) -> None:
        """Take in a job while waiting for one."""
        self.load_one(job, cause)
        self.call(cause)

    def _set_up(self, job: Job) -> Generator[Event, object, None]:
        """Change over, if what was set up last is something else."""
        setups, before = self.station.setups, self.set_up_for
        after = setups.state(job)
        if before is not None and before != after:
            time_us = setups.time_us(before, after)
            if time_us:
                yield from perform(self, SETUP, time_us, setup_text(before, after))
        self.set_up_for = after

    def _work_us(self) -> int:
        """The nominal time of the work, at this machine's speed; a batch takes that of its first or its longest job."""
        batcher = self.station.batcher
        if batcher is not None and batcher.takes_longest:
            time_us = max(job.processing_us for job in self.contents)
        else:
            time_us = self.contents[0].processing_us
        return time_us if self._speed == 1.0 else round(time_us / self._speed)

    # ---------------------------------------------------------------- getting ready

    def get_ready(self, staffed: bool, cause: int | None) -> Generator[Event, object, int | None]:
        """Wait until the machine can work and, if need be, somebody is there; return the event that made it so."""
        while True:
            if not self.able:
                self.dismiss(cause)
                cause = yield self.sleep("able")  # type: ignore[assignment]
            elif staffed and self.person is None:
                staff = self.plant.staff
                request = staff.ask(self.skill, self, self, cause)
                if request.person is None:
                    self.is_interruptible = True
                    try:
                        yield request.granted
                    except Interrupt as interrupt:
                        staff.withdraw(request, stop_of(interrupt).event)
                        continue
                    finally:
                        self.is_interruptible = False
                    assert request.person is not None
                self.person = request.person
                cause = request.assigned
                if staff.floor is not None:
                    cause = yield from staff.walk(self.person, self.station.name, cause)
                    if self.person.drops_it:
                        self.dismiss(cause)
            else:
                return cause

    def dismiss(self, cause: int | None) -> None:
        """Let the person go."""
        if self.person is not None:
            person, self.person = self.person, None
            person.release(cause)

    # ---------------------------------------------------------------- jobs leave

    def unload(self, job: Job) -> None:
        """Let a job go, and the place that was promised to it with it."""
        self.contents.remove(job)
        if job.promise is not None:
            self.departures.cancel_promise(job)

    def scrap(self, job: Job, reason: str) -> None:
        """Throw a job away."""
        self.last_event = job.last_event = self.log(_SCRAPPED, job, reason, None, job.last_event)
        self.unload(job)
        self.plant.leave(job, job.last_event)
        stock = job.line.stock
        if stock is not None and stock.seekers:
            stock.lose_hope(job.last_event)

    def scrap_all(self, reason: str) -> None:
        """Throw away what is inside."""
        for job in tuple(self.contents):
            self.scrap(job, reason)

    def goals(self) -> list[Door]:
        """Return where the jobs inside wait for a place, if they do."""
        return self.departures.goals()

    def goal_of(self, job: Job) -> Door | None:
        """Return where a finished job waits for a place, if it does."""
        return self.departures.goal_of(job)

    def missing(self) -> list[str]:
        """Return the products of which the job inside lacks parts."""
        return [] if self.seeker is None else self.seeker.missing()

    @property
    def waits(self) -> bool:
        """Does it wait for a place, or for parts?"""
        return self.seeker is not None or self.departures.is_waiting

    @property
    def has_not_begun(self) -> bool:
        """Does it wait before the work?"""
        return self.seeker is not None or self.departures.is_seeking

    # ---------------------------------------------------------------- stopped, and able again

    @property
    def holds_part(self) -> bool:
        """Is it down in a mode in which a finished part stays in the machine?"""
        return any(stop.holds_part for stop in self.stops)

    def stop_for(self, stoppage: Stoppage) -> None:
        """Stand still for a failure or for maintenance; what may be done on this occasion is done along with it."""
        self.stops.append(stoppage)
        self.disable()

    def take_occasion(self, cause: int) -> None:
        """Begin the maintenance that is due soon, now that the machine stands anyway."""
        for plan in self.plans:
            if plan.suits_now():
                plan.begin(cause)

    def begin_due(self) -> None:
        """Begin the maintenance that was put off until the machine had finished what it did."""
        while self.due:
            plan = self.due.pop(0)
            plan.begin(self.last_event)

    def interrupt(self, stop: Stop) -> None:
        """Stop the activity that is going on (or the wait for a person), if there is one."""
        if self.is_interruptible:
            self.is_interruptible = False
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
        self.departures.try_again(cause)
        self.able = not self.stops and self._on_shift and self._may_begin
        if not self.able:
            return
        self.last_event = cause
        if self in self.station.vacant:
            self.station.vacant.remove(self)
            if self.station.take(self):
                self.call(cause)
            else:
                self.station.idle.append(self)
        elif self._waits_for == "able":
            self.call(cause)

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

    # ---------------------------------------------------------------- sleeping, waking, writing

    def sleep(self, until: Literal["job", "able", "place", "parts"]) -> Event:
        """Return the event that somebody else will wake this machine with."""
        self._waits_for = until
        self._wake = Event(self.env)
        return self._wake

    def call(self, cause: int | None) -> None:
        """Wake this machine, in its turn."""
        if self._wake is not None:
            wake, self._wake = self._wake, None
            wake.succeed(cause)

    def log(self, kind: str, job: Job, detail: str | None, value: float | None, cause: int | None) -> int:
        """Write down what happens to a job here, and who is there."""
        person = self.person.name if self.person is not None else None
        return self.write(
            kind, job.name, job.product, self.station.name, self.name, person, detail, value, cause
        )

    def log_all(
        self, kind: str, jobs: Sequence[Job], detail: str | None, value: float | None, cause: int | None
    ) -> None:
        """Write down what happens to several jobs at once; without a cause, each one's own last event is it."""
        for job in jobs:
            job.last_event = self.log(kind, job, detail, value, job.last_event if cause is None else cause)
