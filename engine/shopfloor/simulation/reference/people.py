"""Who does what? People are Mesa agents on the cells of a Mesa floor; the staff is their Mesa model.

SimPy owns time: the model's ``time`` is a view of the SimPy clock and Mesa's own scheduler is never started. People
draw from named streams only, never from ``model.random``. What is measured of them (``measured`` in the log) goes
through Mesa's data collector.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import mesa
from mesa.discrete_space import CellAgent
from simpy import Environment, Event

from shopfloor.contracts.events import EventKind
from shopfloor.scenario.calendar import Stretch
from shopfloor.scenario.model import Group, NoStartWithin
from shopfloor.simulation.pace import Pace
from shopfloor.simulation.reference.activity import Stop
from shopfloor.simulation.reference.floor import FloorPlan
from shopfloor.simulation.reference.requests import Request, Requests, Task
from shopfloor.streams import Draws
from shopfloor.units import to_seconds, to_ticks

if TYPE_CHECKING:
    from shopfloor.simulation.reference.plant import Plant

__all__ = ["Person", "Staff"]

_WALK_STARTED = EventKind.WALK_STARTED.value
_WALK_ENDED = EventKind.WALK_ENDED.value
_MEASURES = ("walked_m", "fatigue", "repetitions")


class Person(CellAgent):  # type: ignore[misc]
    """One person of a group. ``on_duty`` is what the calendar says; a person at work may stay beyond it."""

    model: Staff

    def __init__(
        self, staff: Staff, name: str, spec: Group, stretches: list[Stretch] | None, at_end: object
    ) -> None:
        super().__init__(staff)
        self.name = name
        self.spec = spec
        self.proficiency = spec.skills
        self.pace = Pace(spec)
        self.rank = len(staff.people)
        self.task: Task | None = None
        self.on_duty = stretches is None
        self.on_call = self.on_duty
        """On duty, and not in the last while of a shift in which nothing new is begun."""
        self.last_event: int | None = None
        """What last made this person free."""
        self.place: str | None = None
        """Where the person is; ``None``: wherever he or she is needed first."""
        self.walked_m = 0.0
        self._present = self.on_duty
        self._leaves_for = "shift"
        self._at_end = at_end
        self._absences = staff.absences(name) if spec.absence else None
        self._shifts = 0
        self.go_home()
        if stretches is not None:
            staff.env.process(self._keep_shift(stretches))

    @property
    def drops_it(self) -> bool:
        """Is the shift over for somebody who puts down what he or she does?"""
        return not self.on_duty and self._at_end == "interrupt"

    def release(self, cause: int | None) -> None:
        """Be free again: leave if the shift is over, take the next request otherwise."""
        self.task = None
        self.last_event = cause
        if not self.on_duty:
            self._leave(cause)
        elif self.on_call:
            self.model.offer(self)

    def go_home(self) -> None:
        """Stand where a shift begins, if there is such a place."""
        if self.spec.home is not None:
            self.stand_at(self.spec.home)

    def stand_at(self, place: str) -> None:
        """Be at a place of the floor; stations that nobody walks to need not have one."""
        self.place = place
        cell = self.model.floor.cell(place) if self.model.floor is not None else None
        if cell is not None:
            self.move_to(cell)

    def _keep_shift(self, stretches: list[Stretch]) -> Generator[Event, object, None]:
        env = self.model.env
        is_absent = False
        for stretch in stretches:
            if stretch.from_us > env.now:
                yield env.timeout(stretch.from_us - env.now)
            if stretch.begins == "shift":
                # who is still at work from the shift before is there
                is_absent = self._stays_away() and not self._present
                if is_absent:
                    self.model.log(EventKind.ABSENT.value, self.name, None)
            if is_absent:
                continue
            self.on_duty = self.on_call = True
            if not self._present:
                self._present = True
                if stretch.begins == "shift":
                    self.go_home()
                kind = EventKind.SHIFT_STARTED if stretch.begins == "shift" else EventKind.BREAK_ENDED
                self.last_event = self.model.log(kind.value, self.name, None)
                self.model.offer(self)
            if isinstance(self._at_end, NoStartWithin) and stretch.ends == "shift":
                last_us = max(stretch.from_us, stretch.until_us - to_ticks(self._at_end.no_start_within))
                yield env.timeout(last_us - env.now)
                self.on_call = False
            yield env.timeout(stretch.until_us - env.now)
            if stretch.ends == "horizon":
                return
            self.on_duty = self.on_call = False
            self._leaves_for = stretch.ends
            if self.task is None:
                self._leave(None)
            elif self._at_end == "interrupt":
                self.task.interrupt(Stop("shift_end" if stretch.ends == "shift" else "break", None))

    def _stays_away(self) -> bool:
        """Is this person absent from the shift that begins? Draw d decides shift d, from 0."""
        number, self._shifts = self._shifts, self._shifts + 1
        return self._absences is not None and self._absences.at(number) < self.spec.absence

    def _leave(self, cause: int | None) -> None:
        self._present = False
        kind = EventKind.SHIFT_ENDED if self._leaves_for == "shift" else EventKind.BREAK_STARTED
        left = self.model.log(kind.value, self.name, cause)
        if kind is EventKind.SHIFT_ENDED:
            self.model.measure(self, left)


class Staff(mesa.Model):  # type: ignore[misc]
    """Everybody, the floor, and the requests that wait for somebody."""

    def __init__(self, plant: Plant, floor: FloorPlan | None) -> None:
        self.env: Environment = plant.env
        self.floor = floor
        self._plant = plant
        self._journal = plant.journal
        # nothing draws from it; a fixed value keeps the system's entropy out of a run
        super().__init__(rng=0)
        self.people: list[Person] = []
        self.datacollector = mesa.DataCollector(tables={"people": ["time_s", "person", *_MEASURES]})
        self._requests = Requests(plant.policy, self)
        self.ask = self._requests.ask
        self.withdraw = self._requests.withdraw
        self.offer = self._requests.offer

    @property
    def time(self) -> float:
        """The time of the plant in seconds, read from SimPy."""
        return to_seconds(int(self.env.now))

    @time.setter
    def time(self, value: float) -> None:
        """Mesa 3.5 sets a clock of its own to zero when a model is born; SimPy owns time, so it is not kept."""

    def hire(self, name: str, spec: Group, stretches: list[Stretch] | None, at_end: object) -> None:
        """Add a person. Who is asked first for a skill: the best at it, then by the order of hiring."""
        person = Person(self, name, spec, stretches, at_end)
        self.people.append(person)
        self._requests.know(person)

    def absences(self, person: str) -> Draws:
        """Return the draws that decide from which shifts a person is absent."""
        return self._plant.streams.uniforms(f"{person}.absence")

    def log(self, kind: str, person: str, cause: int | None) -> int:
        """Write down that a shift or break of a person began or ended."""
        return self._journal.write(kind, None, None, None, None, person, None, None, cause)

    def assigned(self, person: Person, request: Request, reason: str, among: int, cause: int | None) -> int:
        """Write down who was given a task, and why."""
        return self._journal.write(
            EventKind.ASSIGNED.value,
            request.job,
            request.product,
            request.station,
            request.machine,
            person.name,
            reason,
            float(among),
            cause,
        )

    # ---------------------------------------------------------------- the floor

    def walk(self, person: Person, station: str, cause: int | None) -> Generator[Event, object, int | None]:
        """Let a person come to a station; return the event of the arrival, or ``cause`` if no time passes."""
        distance_m = self.distance_m(person, station)
        speed = person.spec.speed
        time_us = 0 if speed is None else to_ticks(distance_m / speed)
        if time_us:
            origin = person.place
            started = self._journal.write(
                _WALK_STARTED, None, None, station, None, person.name, origin, to_seconds(time_us), cause
            )
            yield self.env.timeout(time_us)
            cause = self._journal.write(_WALK_ENDED, None, None, station, None, person.name, cause=started)
            person.walked_m += distance_m
        if self.floor is not None:
            person.stand_at(station)
        return cause

    def distance_m(self, person: Any, station: str) -> float:
        """Return how far a person would walk to a station."""
        if self.floor is None or person.place is None or person.spec.speed is None:
            return 0.0
        return self.floor.distance_m(person.place, station)

    def jobs_waiting(self, station: str) -> int:
        """Return how many jobs wait in front of a station."""
        return len(self._plant.stations[station].queue)

    def machines(self, station: str) -> int:
        """Return how many machines a station has."""
        return len(self._plant.stations[station].machines)

    # ---------------------------------------------------------------- measuring

    def measure(self, person: Person, cause: int) -> None:
        """At the end of a shift: how far somebody has walked, how tired he or she is, what practice there is."""
        if person.pace.is_constant and person.spec.speed is None:
            return
        row = {
            "time_s": self.time,
            "person": person.name,
            "walked_m": person.walked_m if person.spec.speed is not None else None,
            "fatigue": person.pace.fatigue(int(self.env.now)),
            "repetitions": sum(person.pace.repetitions.values())
            if person.spec.learning is not None
            else None,
        }
        self.datacollector.add_table_row("people", row)
        for measure in _MEASURES:
            if row[measure] is not None:
                self._journal.write(
                    EventKind.MEASURED.value,
                    person=person.name,
                    detail=measure,
                    value=float(row[measure]),  # type: ignore[arg-type]
                    cause=cause,
                )
