"""How does a finished job leave its machine, and what if there is no place for it?"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from simpy import Event

from shopfloor.contracts.events import EventKind
from shopfloor.simulation.reference.assembly import disassemble
from shopfloor.simulation.reference.job import Job
from shopfloor.simulation.reference.judgement import Judge

if TYPE_CHECKING:
    from shopfloor.simulation.reference.machine import Machine
    from shopfloor.simulation.reference.station import Door

__all__ = ["Departures"]

_BLOCKED = EventKind.BLOCKED.value
_UNBLOCKED = EventKind.UNBLOCKED.value


class Departures:
    """The jobs of one machine on their way out."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        # most plants leave travel out, and this runs at the end of every visit
        self._roads = machine.plant.roads
        self._judge = Judge(machine) if machine.station.spec.judges else None
        self._blocked: list[BlockedJob] = []
        self._sought: PlaceSought | None = None

    def goals(self) -> list[Door]:
        """Return where a place is waited for."""
        waiting = [blocked.goal for blocked in self._blocked]
        return waiting if self._sought is None else [*waiting, self._sought.goal]

    def goal_of(self, job: Job) -> Door | None:
        """Return where a finished job waits for a place, if it does."""
        return next((blocked.goal for blocked in self._blocked if blocked.job is job), None)

    @property
    def is_waiting(self) -> bool:
        return self.is_seeking or bool(self._blocked)

    @property
    def is_seeking(self) -> bool:
        """Does the machine wait for the promise of a place?"""
        return self._sought is not None

    def pass_on(self) -> bool:
        """Decide what becomes of finished work, and hand it on; True if some of it stays for lack of a place."""
        machine, judge = self._machine, self._judge
        for job in tuple(machine.contents):
            verdict = "on" if judge is None else judge.verdict(job)
            if verdict == "on" and job.way.disassembles:  # type: ignore[union-attr]
                disassemble(machine, job, job.way.visit.disassemble)  # type: ignore[union-attr]
            if verdict != "gone":
                self._send(job)
        if not self._blocked:
            return False
        if machine.due:
            machine.begin_due()
        return True

    def _send(self, job: Job) -> None:
        """Let a job go on, or wait at the door."""
        machine = self._machine
        goal = self._goal(job)
        if goal is None:
            machine.unload(job)
            machine.plant.complete(job)
        elif job.promise is not None and job.promise is goal:
            job.promise = None
            self._hand_over(job, goal, has_promise=True)
        elif goal.has_place():
            self._hand_over(job, goal, has_promise=False)
        else:
            if job.promise is not None:
                self.cancel_promise(job)
            detail = f"after_service>{goal.name}"
            job.last_event = machine.log(_BLOCKED, job, detail, None, job.last_event)
            blocked = BlockedJob(self, job, goal, detail)
            self._blocked.append(blocked)
            goal.waiters.append(blocked)
            machine.plant.deadlocks.look(goal, job.last_event)

    def _goal(self, job: Job) -> Door | None:
        """Where does the job go from here? ``None``: out of the plant."""
        if not job.is_ahead_known:
            job.ahead = job.line.route.after(job, job.way)
            job.is_ahead_known = True
        return job.line.stock if job.ahead is None else job.ahead.station

    def _hand_over(self, job: Job, goal: Door, *, has_promise: bool) -> None:
        machine = self._machine
        machine.unload(job)
        job.way, job.ahead, job.is_ahead_known = job.ahead, None, False
        if self._roads is not None:
            self._roads.send(job, machine.station.name, goal, has_promise=has_promise)
            return
        if has_promise:
            goal.reserved -= 1
        goal.enter(job)

    def leave_late(self, blocked: BlockedJob, cause: int | None) -> None:
        """Use the place that has become free."""
        machine, job = self._machine, blocked.job
        self._blocked.remove(blocked)
        job.last_event = machine.last_event = machine.log(_UNBLOCKED, job, blocked.detail, None, cause)
        self._hand_over(job, blocked.goal, has_promise=False)
        if not self._blocked:
            machine.call(cause)

    def may_leave(self) -> bool:
        return not self._machine.holds_part

    def try_again(self, cause: int | None) -> None:
        """The machine may have become free to hand on what it held."""
        for goal in [blocked.goal for blocked in self._blocked]:
            goal.open(cause)

    # ---------------------------------------------------------------- a place before the work

    def secure_places(self) -> Generator[Event, object, None]:
        """Blocking before service: begin only when there is a promise of a place for every job."""
        machine = self._machine
        for job in tuple(machine.contents):
            goal = self._goal(job)
            if goal is None:
                continue
            if goal.has_place():
                goal.reserved += 1
                job.promise = goal
                continue
            detail = f"before_service>{goal.name}"
            job.last_event = machine.log(_BLOCKED, job, detail, None, job.last_event)
            self._sought = PlaceSought(self, job, goal, detail)
            goal.waiters.append(self._sought)
            machine.plant.deadlocks.look(goal, job.last_event)
            yield machine.sleep("place")

    def promised(self, sought: PlaceSought, cause: int | None) -> None:
        """Take note of the promise that was waited for."""
        machine, job = self._machine, sought.job
        self._sought = None
        sought.goal.reserved += 1
        job.promise = sought.goal
        job.last_event = machine.log(_UNBLOCKED, job, sought.detail, None, cause)
        machine.call(cause)

    def cancel_promise(self, job: Job) -> None:
        """Give back the place that was kept for a job."""
        goal, job.promise = job.promise, None
        assert goal is not None
        goal.reserved -= 1
        goal.open(self._machine.last_event)


class BlockedJob:
    """A finished job at the door of where it goes."""

    def __init__(self, departures: Departures, job: Job, goal: Door, detail: str) -> None:
        self._departures = departures
        self.job = job
        self.goal = goal
        self.detail = detail

    def may_pass(self) -> bool:
        return self._departures.may_leave()

    def pass_door(self, cause: int | None) -> None:
        self._departures.leave_late(self, cause)


class PlaceSought:
    """A machine that must be sure of a place before it begins."""

    def __init__(self, departures: Departures, job: Job, goal: Door, detail: str) -> None:
        self._departures = departures
        self.job = job
        self.goal = goal
        self.detail = detail

    def may_pass(self) -> bool:
        return True

    def pass_door(self, cause: int | None) -> None:
        self._departures.promised(self, cause)
