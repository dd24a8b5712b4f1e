"""Where is each person, and what does he or she do?"""

from __future__ import annotations

from dataclasses import dataclass

from shopfloor.scenario import Scenario
from shopfloor.scenario.model import Group
from shopfloor.units import to_ticks
from tests.simulation.ledger.entry import Entry, require
from tests.simulation.ledger.ways import walk_us

__all__ = ["People"]


@dataclass
class Person:
    """``does``: works or walks; ``task``: the machine of the last assignment."""

    spec: Group
    is_there: bool
    place: str | None
    does: str | None = None
    task: str | None = None
    arrives_us: int = 0


class People:
    """Everybody by name."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._positions = scenario.floor.positions if scenario.floor is not None else {}
        self.by_name = {
            f"{name}.{number}": Person(group, group.shift is None, group.home)
            for name, group in scenario.people.items()
            for number in range(1, group.count + 1)
        }

    def assigned(self, entry: Entry) -> None:
        person = self.by_name[entry.person]
        require(person.is_there, person.does is None, says="somebody who is not free")
        require(entry.detail, entry.value >= 1)
        require(entry.machine.rpartition(".")[0] == entry.station)
        person.task = entry.machine

    def works(self, entry: Entry, skill: str) -> None:
        """Begin to work, set up, repair or maintain: at the machine that was assigned, at one's own place."""
        person = self.by_name[entry.person]
        require(person.is_there, person.does is None, says="somebody who is not free")
        require(person.task == entry.machine, skill in person.spec.skills)
        if person.spec.speed is not None:
            require(self._is_at(person, entry.station), says="works where he or she is not")
        person.place = entry.station if self._positions else None
        person.does = "works"

    def _is_at(self, person: Person, station: str) -> bool:
        """Is somebody at a station, or at a place without any distance to it, or nowhere yet?"""
        return person.place is None or self._positions[person.place] == self._positions[station]

    def rests(self, name: str | None) -> None:
        """Stop working."""
        if name is not None:
            person = self.by_name[name]
            require(person.does == "works")
            person.does = None

    def sets_off(self, entry: Entry) -> None:
        person = self.by_name[entry.person]
        require(person.is_there and person.does is None and person.spec.speed is not None)
        require(person.place == entry.detail != entry.station, entry.value > 0)
        require(person.task is not None and person.task.rpartition(".")[0] == entry.station)
        planned_us = walk_us(self._scenario, entry.detail, entry.station, person.spec.speed)
        require(planned_us in (None, to_ticks(entry.value)), says="another way")
        person.does, person.arrives_us = "walks", entry.time_us + to_ticks(entry.value)

    def arrives(self, entry: Entry) -> None:
        person = self.by_name[entry.person]
        require(person.does == "walks", person.arrives_us == entry.time_us)
        require(person.task is not None and person.task.rpartition(".")[0] == entry.station)
        person.does, person.place = None, entry.station

    def comes(self, entry: Entry, *, after_a_break: bool) -> None:
        person = self.by_name[entry.person]
        require(person.spec.shift is not None and not person.is_there)
        person.is_there = True
        if not after_a_break and person.spec.home is not None:
            person.place = person.spec.home

    def goes(self, entry: Entry) -> None:
        person = self.by_name[entry.person]
        require(person.is_there, person.does is None, says="leaves in the middle of something")
        person.is_there = False

    def is_absent(self, entry: Entry) -> None:
        person = self.by_name[entry.person]
        require(person.spec.absence > 0, not person.is_there)

    def end_instant(self, now_us: int) -> None:
        """Nobody is on the way for longer than the way takes."""
        for name, person in self.by_name.items():
            require(person.does != "walks" or person.arrives_us >= now_us, says=f"{name} has lost the way")
