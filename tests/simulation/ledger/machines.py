"""What is in each machine, and what happens to it?"""

from __future__ import annotations

from dataclasses import dataclass, field

from shopfloor.scenario import Scenario
from shopfloor.scenario.model import Station
from tests.simulation.ledger.changeovers import ChangeOvers
from tests.simulation.ledger.entry import Entry, Running, require
from tests.simulation.ledger.people import People

__all__ = ["Machine", "Machines"]


@dataclass
class Machine:
    """``running``: the setup or work on each job; ``stops``: the failures and maintenance that are open, and what is
    done about each."""

    station: str
    spec: Station
    is_on_shift: bool
    contents: list[str] = field(default_factory=list)
    expected: int = 0
    """How many jobs of a batch are still to be loaded."""
    running: dict[str, tuple[str, Running]] = field(default_factory=dict)
    stops: dict[str, Running | None] = field(default_factory=dict)
    is_stopped_for_good: bool = False


class Machines:
    """All machines by name."""

    def __init__(self, scenario: Scenario, people: People) -> None:
        self._people = people
        self._change_overs = {
            f"{name}.{number}": ChangeOvers(station.setup)
            for name, station in scenario.stations.items()
            if station.setup is not None and station.setup.change is None
            for number in range(1, station.machines + 1)
        }
        self.by_name = {
            f"{name}.{number}": Machine(name, station, station.shift is None)
            for name, station in scenario.stations.items()
            for number in range(1, station.machines + 1)
        }

    def of(self, entry: Entry) -> Machine:
        """Return the machine of a row, which is one of its station."""
        machine = self.by_name[entry.machine]
        require(machine.station == entry.station)
        return machine

    def end_instant(self, now_us: int) -> None:
        """Nothing is left over that should have happened by now."""
        for name, machine in self.by_name.items():
            require(not machine.expected, says=f"{name} waits for a batch")
            doing = [running for _, running in machine.running.values()]
            doing += [stop for stop in machine.stops.values() if stop is not None]
            require(all(running.until_us >= now_us for running in doing), says=f"{name} is behind its time")

    # ---------------------------------------------------------------- contents

    def batch_formed(self, entry: Entry) -> None:
        machine = self.of(entry)
        batch = machine.spec.batch
        require(batch is not None and not machine.contents and not machine.expected)
        require(1 <= entry.value <= batch.max)
        require(entry.value >= batch.min or batch.wait_at_most is not None, says="too small a batch")
        machine.expected = int(entry.value)

    def load(self, entry: Entry) -> None:
        machine = self.of(entry)
        if machine.spec.batch is None:
            require(not machine.contents, says="two jobs in one machine")
        else:
            require(machine.expected > 0, says="no batch was formed")
            machine.expected -= 1
        machine.contents.append(entry.job)

    def unload(self, name: str, job: str) -> str:
        """Let a job out; return the station."""
        machine = self.by_name[name]
        require(job not in machine.running, says="leaves while it is worked on")
        machine.contents.remove(job)
        return machine.station

    # ---------------------------------------------------------------- setup and work

    def activity(self, entry: Entry, area: str, what: str) -> None:
        machine = self.of(entry)
        require(entry.job in machine.contents)
        if area == "setup":
            require(entry.job == machine.contents[0], says="a batch is set up for its first job")
        change_overs = self._change_overs.get(entry.machine)
        if change_overs is not None and what == "started" and entry.job == machine.contents[0]:
            change_overs.started(entry) if area == "setup" else change_overs.work(entry)
        if what in ("started", "resumed", "restarted"):
            self._begin(entry, machine, area)
            return
        doing, running = machine.running.pop(entry.job)
        require(doing == area)
        if what == "finished":
            running.finish(entry)
        else:
            running.interrupt(entry)
        if not machine.running:
            self._people.rests(running.person)

    def _begin(self, entry: Entry, machine: Machine, area: str) -> None:
        require(entry.job not in machine.running)
        require(not machine.stops, machine.is_on_shift, says="a machine that cannot work begins")
        needs = machine.spec.needs
        word = "processing" if area == "work" else area
        require((entry.person is not None) == (needs is not None and word in needs.during))
        if entry.person is not None and not machine.running:
            require(needs is not None)
            self._people.works(entry, needs.skill)
        machine.running[entry.job] = (area, Running(entry))

    # ---------------------------------------------------------------- failures and maintenance

    def stop(self, entry: Entry, modes: object) -> None:
        """It stands for a failure, or for maintenance."""
        machine = self.of(entry)
        require(entry.detail in modes, entry.detail not in machine.stops)
        require(entry.job == (machine.contents[0] if machine.contents else None))
        machine.stops[entry.detail] = None

    def attend(self, entry: Entry, skill: str | None, what: str) -> None:
        """Something is done about it."""
        machine = self.of(entry)
        running = machine.stops[entry.detail]
        if what in ("started", "resumed"):
            require(running is None)
            require((entry.person is not None) == (skill is not None))
            if skill is not None:
                self._people.works(entry, skill)
            machine.stops[entry.detail] = Running(entry)
            return
        require(running is not None)
        if what == "interrupted":
            running.interrupt(entry)
            machine.stops[entry.detail] = None
        else:
            running.finish(entry)
            del machine.stops[entry.detail]
        self._people.rests(running.person)

    # ---------------------------------------------------------------- shifts

    def shift(self, entry: Entry, *, on: bool) -> None:
        machine = self.of(entry)
        require(machine.spec.shift is not None and machine.is_on_shift != on)
        machine.is_on_shift = on
