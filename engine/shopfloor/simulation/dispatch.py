"""Who goes where? Policies by name, and how to plug in one's own.

A policy answers two questions: a person is free, which of the waiting requests does he or she take; and somebody is
asked for, which of the free people goes. Each answer comes with a reason, one word, which stands in the event log.

A policy of one's own is a class that is registered under a name in the entry point group ``shopfloor.dispatch`` and
named in a scenario (``dispatch: my_policy``):

>>> class BusiestStation(DispatchPolicy):
...     def request_for(self, person, requests, floor):
...         waiting = [floor.jobs_waiting(request.station) for request in requests]
...         return waiting.index(max(waiting)), "busiest_station"

Policies draw no random numbers and keep no clock: what they decide follows from what they are shown, so the same run
gives the same log.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import Protocol

from shopfloor.errors import RunError
from shopfloor.scenario.policies import GROUP, policy_names

__all__ = ["Choice", "DispatchPolicy", "Floor", "PersonAsked", "TaskRequest", "policy"]

Choice = tuple[int, str]
"""The number of what is chosen, from 0, and why: one word."""


class TaskRequest(Protocol):
    """Somebody is asked for: at a machine, to set up or work, to repair, to maintain."""

    @property
    def skill(self) -> str: ...
    @property
    def station(self) -> str: ...
    @property
    def machine(self) -> str: ...
    @property
    def job(self) -> str | None:
        """The job in the machine, if there is one."""
        ...

    @property
    def priority(self) -> int:
        """The priority of that job; 0 without one."""
        ...

    @property
    def since_us(self) -> int:
        """Since when somebody is asked for, in microseconds from the start."""
        ...


class PersonAsked(Protocol):
    """Somebody who could go."""

    @property
    def name(self) -> str: ...
    @property
    def proficiency(self) -> dict[str, float]:
        """Skill -> proficiency."""
        ...

    @property
    def place(self) -> str | None:
        """Where the person is; ``None`` before the first walk."""
        ...


class Floor(Protocol):
    """What a policy may look at."""

    def distance_m(self, person: PersonAsked, station: str) -> float:
        """How far the person would walk; 0 on a plant without a floor."""
        ...

    def jobs_waiting(self, station: str) -> int:
        """How many jobs wait in front of a station."""
        ...

    def machines(self, station: str) -> int:
        """How many machines a station has."""
        ...


class DispatchPolicy:
    """The oldest request first; the most proficient person first, then by the order of the file.

    Whoever writes a policy overrides one or both questions. They are asked only when there is a choice. Requests come
    oldest first, people the most proficient in the skill first.
    """

    def request_for(self, person: PersonAsked, requests: Sequence[TaskRequest], floor: Floor) -> Choice:
        """Choose the request that a person who is free takes."""
        return 0, "oldest_request"

    def person_for(self, request: TaskRequest, people: Sequence[PersonAsked], floor: Floor) -> Choice:
        """Choose the person who goes."""
        return 0, "most_proficient"


class Nearest(DispatchPolicy):
    """The shortest walk; ties to the oldest request, and to the most proficient."""

    def request_for(self, person: PersonAsked, requests: Sequence[TaskRequest], floor: Floor) -> Choice:
        return _least([floor.distance_m(person, request.station) for request in requests]), "nearest"

    def person_for(self, request: TaskRequest, people: Sequence[PersonAsked], floor: Floor) -> Choice:
        return _least([floor.distance_m(person, request.station) for person in people]), "nearest"


class HighestPriority(DispatchPolicy):
    """The request whose job has the highest priority; ties to the oldest."""

    def request_for(self, person: PersonAsked, requests: Sequence[TaskRequest], floor: Floor) -> Choice:
        return _least([-request.priority for request in requests]), "highest_priority"


class LeastSkilled(DispatchPolicy):
    """The person with the fewest skills goes, then the least proficient, so that the versatile stay free."""

    def person_for(self, request: TaskRequest, people: Sequence[PersonAsked], floor: Floor) -> Choice:
        ranks = [(len(person.proficiency), person.proficiency[request.skill]) for person in people]
        return ranks.index(min(ranks)), "least_skilled"


class HelpBottleneck(DispatchPolicy):
    """The request at the station with the most jobs waiting for each machine; ties to the oldest."""

    def request_for(self, person: PersonAsked, requests: Sequence[TaskRequest], floor: Floor) -> Choice:
        waiting = [
            -floor.jobs_waiting(request.station) / floor.machines(request.station) for request in requests
        ]
        return _least(waiting), "bottleneck"


_BUILT_IN: dict[str, type[DispatchPolicy]] = {
    "oldest_request": DispatchPolicy,
    "nearest": Nearest,
    "highest_priority": HighestPriority,
    "least_skilled": LeastSkilled,
    "help_bottleneck": HelpBottleneck,
}


def policy(name: str) -> DispatchPolicy:
    """Return the policy of a name.

    Raises:
        RunError: the name is not known, or its plug-in is no policy.
    """
    if name in _BUILT_IN:
        return _BUILT_IN[name]()
    found = [point for point in entry_points(group=GROUP) if point.name == name]
    if not found:
        raise RunError(f'dispatch: no policy is called "{name}"; expected one of {", ".join(policy_names())}')
    try:
        made = found[0].load()()
    except Exception as error:
        raise RunError(
            f'dispatch: the plug-in "{name}" ({found[0].value}) could not be loaded: {error}'
        ) from error
    if not isinstance(made, DispatchPolicy):
        raise RunError(
            f'dispatch: the plug-in "{name}" ({found[0].value}) is no DispatchPolicy; '
            "derive its class from shopfloor.simulation.dispatch.DispatchPolicy"
        )
    return made


def _least(values: Sequence[float]) -> int:
    """The place of the least value, the first of equals."""
    return values.index(min(values))
