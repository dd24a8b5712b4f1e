"""Who is asked for, who waits for whom, and who goes? The requests of machines for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

from simpy import Environment, Event

from shopfloor.errors import RunError
from shopfloor.simulation.dispatch import Choice, DispatchPolicy
from shopfloor.simulation.reference.activity import Stop

if TYPE_CHECKING:
    from shopfloor.simulation.reference.machine import Machine
    from shopfloor.simulation.reference.people import Person, Staff

__all__ = ["Request", "Requests", "Task"]


class Task(Protocol):
    """Something that keeps a person busy: a machine, a repair."""

    def interrupt(self, stop: Stop) -> None: ...


class Request:
    """Somebody with a skill is asked for. ``person`` is who comes; until then ``granted`` is waited for.

    ``number`` counts the requests of a run; ``assigned`` is the event that says who comes."""

    __slots__ = (
        "assigned", "granted", "job", "machine", "number", "person", "priority", "product", "since_us", "skill",
        "station", "task",
    )  # fmt: skip

    def __init__(self, env: Environment, number: int, skill: str, task: Task, machine: Machine) -> None:
        job = machine.contents[0] if machine.contents else None
        self.number = number
        self.skill = skill
        self.task = task
        self.station = machine.station.name
        self.machine = machine.name
        self.job = job.name if job is not None else None
        self.product = job.product if job is not None else None
        self.priority = job.line.priority if job is not None else 0
        self.since_us = int(env.now)
        self.person: Person | None = None
        self.assigned: int | None = None
        self.granted = Event(env)


class Requests:
    """Requests that wait, by skill, the oldest first; and people by skill, the most proficient first."""

    def __init__(self, policy: DispatchPolicy, staff: Staff) -> None:
        self._policy = policy
        # the standard answers need no list of alternatives, and plants with many people ask often
        self._asks_for_request = type(policy).request_for is not DispatchPolicy.request_for
        self._asks_for_person = type(policy).person_for is not DispatchPolicy.person_for
        self._staff = staff
        self._number = count()
        self._waiting: dict[str, dict[int, Request]] = {}
        self._able: dict[str, list[Person]] = {}

    def know(self, person: Person) -> None:
        """Take in somebody who can be asked."""
        for skill in person.proficiency:
            able = self._able.setdefault(skill, [])
            able.append(person)
            able.sort(key=lambda somebody: -somebody.proficiency[skill])
            self._waiting.setdefault(skill, {})

    def ask(self, skill: str, task: Task, machine: Machine, cause: int | None) -> Request:
        """Ask for somebody with a skill; the request is granted at once if somebody is free."""
        request = Request(self._staff.env, next(self._number), skill, task, machine)
        free = [person for person in self._able[skill] if person.task is None and person.on_call]
        if not free:
            self._waiting[skill][request.number] = request
            return request
        chosen, reason = 0, "only_one_free"
        if len(free) > 1:
            if self._asks_for_person:
                chosen, reason = self._choice(self._policy.person_for, request, free)
            else:
                reason = "most_proficient"
        self._assign(free[chosen], request, reason, len(free), cause)
        return request

    def withdraw(self, request: Request, cause: int | None) -> None:
        """Take a request back; somebody who was on the way is free again."""
        if request.person is not None:
            request.person.release(cause)
        else:
            del self._waiting[request.skill][request.number]

    def offer(self, person: Person) -> None:
        """Give a free person one of the requests that he or she can meet."""
        queues = [queue for skill in person.proficiency if (queue := self._waiting[skill])]
        if not queues:
            return
        among = sum(map(len, queues))
        if among > 1 and self._asks_for_request:
            requests = [request for queue in queues for request in queue.values()]
            requests.sort(key=lambda request: request.number)
            place, reason = self._choice(self._policy.request_for, person, requests)
            chosen = requests[place]
        else:
            chosen = min((next(iter(queue.values())) for queue in queues), key=lambda request: request.number)
            reason = "only_request" if among == 1 else "oldest_request"
        del self._waiting[chosen.skill][chosen.number]
        self._assign(person, chosen, reason, among, person.last_event)
        chosen.granted.succeed()

    def _assign(self, person: Person, request: Request, reason: str, among: int, cause: int | None) -> None:
        person.task = request.task
        request.person = person
        request.assigned = self._staff.assigned(person, request, reason, among, cause)

    def _choice(
        self, question: Callable[[Any, Sequence[Any], Any], object], who: object, among: Sequence[object]
    ) -> Choice:
        """Ask the policy, which may be somebody else's, and refuse what is no answer."""
        try:
            answer = question(who, among, self._staff)
        except Exception as error:
            raise RunError(
                f"dispatch: the policy {type(self._policy).__name__} failed in {question.__name__}: "
                f"{type(error).__name__}: {error}"
            ) from error
        match answer:
            case (int(place), str(reason)) if 0 <= place < len(among) and reason:
                return place, reason
        raise RunError(
            f"dispatch: the policy {type(self._policy).__name__} answered {answer!r} in {question.__name__}; "
            f'expected the number of one of {len(among)} alternatives, from 0, and a reason, such as (0, "nearest")'
        )
