"""Who does what? People are Mesa agents; the staff is their Mesa model.

SimPy owns time: the model's ``time`` is a view of the SimPy clock and Mesa's own scheduler is never started. People
draw from named streams only, never from ``model.random``.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Protocol

import mesa
from simpy import Environment, Event

from shopfloor.contracts.events import EventKind
from shopfloor.scenario.calendar import Stretch
from shopfloor.scenario.model import Group, NoStartWithin
from shopfloor.simulation.reference.machine import Stop
from shopfloor.units import to_seconds, to_ticks

if TYPE_CHECKING:
    from shopfloor.simulation.reference.plant import Plant

__all__ = ["Person", "Request", "Staff", "Task"]


class Task(Protocol):
    """Something that keeps a person busy: a machine, a repair."""

    def interrupt(self, stop: Stop) -> None: ...


class Request:
    """Somebody with a skill is asked for. ``person`` is who comes; until then ``granted`` is waited for."""

    __slots__ = ("granted", "person", "skill", "task")

    def __init__(self, env: Environment, skill: str, task: Task) -> None:
        self.skill = skill
        self.task = task
        self.person: Person | None = None
        self.granted = Event(env)


class Person(mesa.Agent):  # type: ignore[misc]
    """One person of a group. ``on_duty`` is what the calendar says; a person at work may stay beyond it."""

    model: Staff

    def __init__(
        self, staff: Staff, name: str, spec: Group, stretches: list[Stretch] | None, at_end: object
    ) -> None:
        super().__init__(staff)
        self.name = name
        self.proficiency = spec.skills
        self.task: Task | None = None
        self.on_duty = stretches is None
        self.may_begin = True
        """False in the last while of a shift in which nothing new is begun."""
        self.last_event: int | None = None
        """What last made this person free."""
        self._present = self.on_duty
        self._leaves_for = "shift"
        self._at_end = at_end
        if stretches is not None:
            staff.env.process(self._keep_shift(stretches))

    @property
    def free(self) -> bool:
        """Can this person begin something now?"""
        return self.task is None and self.on_duty and self.may_begin

    @property
    def stays(self) -> bool:
        """Can this person go on with the next activity at the same machine?"""
        return self.on_duty and self.may_begin

    def release(self, cause: int | None) -> None:
        """Be free again: leave if the shift is over, take the next request otherwise."""
        self.task = None
        self.last_event = cause
        if not self.on_duty:
            self._leave(cause)
        elif self.may_begin:
            self.model.offer(self)

    def _keep_shift(self, stretches: list[Stretch]) -> Generator[Event, object, None]:
        env = self.model.env
        for stretch in stretches:
            if stretch.from_us > env.now:
                yield env.timeout(stretch.from_us - env.now)
            self.on_duty = self.may_begin = True
            if not self._present:
                self._present = True
                kind = EventKind.SHIFT_STARTED if stretch.begins == "shift" else EventKind.BREAK_ENDED
                self.last_event = self.model.log(kind.value, self.name, None)
                self.model.offer(self)
            if isinstance(self._at_end, NoStartWithin) and stretch.ends == "shift":
                last_us = max(stretch.from_us, stretch.until_us - to_ticks(self._at_end.no_start_within))
                yield env.timeout(last_us - env.now)
                self.may_begin = False
            yield env.timeout(stretch.until_us - env.now)
            if stretch.ends == "horizon":
                return
            self.on_duty = False
            self._leaves_for = stretch.ends
            if self.task is None:
                self._leave(None)
            elif self._at_end == "interrupt":
                self.task.interrupt(Stop("shift_end" if stretch.ends == "shift" else "break", None))

    def _leave(self, cause: int | None) -> None:
        self._present = False
        kind = EventKind.SHIFT_ENDED if self._leaves_for == "shift" else EventKind.BREAK_STARTED
        self.model.log(kind.value, self.name, cause)


class Staff(mesa.Model):  # type: ignore[misc]
    """Everybody, and the requests that wait for somebody, the oldest first."""

    def __init__(self, plant: Plant) -> None:
        self.env: Environment = plant.env
        self._journal = plant.journal
        super().__init__(
            rng=0
        )  # nothing draws from it; a fixed value keeps the system's entropy out of a run
        self.people: list[Person] = []
        self._requests: list[Request] = []
        self._by_skill: dict[str, list[Person]] = {}

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
        for skill in spec.skills:
            able = self._by_skill.setdefault(skill, [])
            able.append(person)
            able.sort(key=lambda somebody: -somebody.proficiency[skill])

    def ask(self, skill: str, task: Task) -> Request:
        """Ask for somebody with a skill; the request is granted at once if somebody is free."""
        request = Request(self.env, skill, task)
        person = next((person for person in self._by_skill[skill] if person.free), None)
        if person is None:
            self._requests.append(request)
        else:
            self._assign(person, request)
        return request

    def withdraw(self, request: Request, cause: int | None) -> None:
        """Take a request back; somebody who was on the way is free again."""
        if request.person is not None:
            request.person.release(cause)
        else:
            self._requests.remove(request)

    def offer(self, person: Person) -> None:
        """Give a free person the oldest request that he or she can meet."""
        for request in self._requests:
            if request.skill in person.proficiency:
                self._requests.remove(request)
                self._assign(person, request)
                request.granted.succeed()
                return

    def log(self, kind: str, person: str, cause: int | None) -> int:
        """Write down that a shift or break of a person began or ended."""
        return self._journal.write(kind, None, None, None, None, person, None, None, cause)

    def _assign(self, person: Person, request: Request) -> None:
        person.task = request.task
        request.person = person
