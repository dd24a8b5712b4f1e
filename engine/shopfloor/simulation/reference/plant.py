"""How are the parts of a plant joined, and how does one replication run?

The order of birth is part of the semantics, because it decides who moves first at time zero: people in the order of the
file, then the machines of each station with their failure modes, then the orders of each product.
"""

from __future__ import annotations

from collections.abc import Callable

from simpy import Environment

from shopfloor.contracts.events import EventKind
from shopfloor.scenario import Scenario, shift_stretches
from shopfloor.scenario.calendar import Stretch
from shopfloor.simulation.reference.breakdown import Breakdown
from shopfloor.simulation.reference.job import Job, ProductLine
from shopfloor.simulation.reference.journal import Journal, Row
from shopfloor.simulation.reference.machine import Machine
from shopfloor.simulation.reference.orders import take_orders
from shopfloor.simulation.reference.people import Staff
from shopfloor.simulation.reference.station import Station
from shopfloor.streams import Draws, Streams
from shopfloor.units import to_seconds, to_ticks

__all__ = ["Plant", "run_replication"]

_JOB_RELEASED = EventKind.JOB_RELEASED.value
_JOB_COMPLETED = EventKind.JOB_COMPLETED.value


def run_replication(
    scenario: Scenario, seed: int, replication: int, sink: Callable[[list[Row]], None]
) -> None:
    """Run ``[0, horizon)`` of one replication and hand its events to ``sink``, chunk by chunk, in order."""
    plant = Plant(scenario, seed, replication, sink)
    plant.env.run(until=plant.horizon_us)
    plant.journal.flush()


class Plant:
    """One replication of a scenario."""

    def __init__(
        self, scenario: Scenario, seed: int, replication: int, sink: Callable[[list[Row]], None]
    ) -> None:
        self.scenario = scenario
        self.env = Environment(initial_time=0)
        self.horizon_us = to_ticks(scenario.clock.horizon)
        self.streams = Streams(seed, replication)
        self.journal = Journal(self.env, sink)
        self.lines = {name: ProductLine(name, spec) for name, spec in scenario.products.items()}
        self._released = dict.fromkeys(self.lines, 0)
        self._due_in: dict[str, Draws] = {
            name: self.streams.durations(f"{name}.orders.due_in", line.spec.orders.due_in.law)
            for name, line in self.lines.items()
            if line.spec.orders.due_in is not None
        }
        self.staff = Staff(self)
        self._hire()
        self.stations = {name: Station(self, name, spec) for name, spec in scenario.stations.items()}
        self._build()
        self._open()

    def release(self, product: str, cause: int | None) -> Job:
        """Let a new job into the plant."""
        number = self._released[product] = self._released[product] + 1
        now = int(self.env.now)
        due_in = self._due_in.get(product)
        due_us = None if due_in is None else now + int(due_in.at(number - 1))
        job = Job(self.lines[product], number, f"{product}-{number}", product, now, due_us)
        job.last_event = self.journal.write(
            _JOB_RELEASED,
            job.name,
            product,
            value=None if due_us is None else to_seconds(due_us),
            cause=cause,
        )
        return job

    def complete(self, job: Job) -> None:
        """Let a finished job out of the plant."""
        lead_us = int(self.env.now) - job.released_us
        self.journal.write(
            _JOB_COMPLETED, job.name, job.product, value=to_seconds(lead_us), cause=job.last_event
        )

    # ---------------------------------------------------------------- building

    def _hire(self) -> None:
        for name, group in self.scenario.people.items():
            stretches = self._stretches(group.shift)
            at_end = self.scenario.shifts[group.shift].at_end if group.shift else None
            for number in range(1, group.count + 1):
                self.staff.hire(f"{name}.{number}", group, stretches, at_end)

    def _build(self) -> None:
        for station in self.stations.values():
            stretches = self._stretches(station.spec.shift)
            for number in range(1, station.spec.machines + 1):
                machine = Machine(self, station, number)
                station.machines.append(machine)
                if stretches is not None and station.spec.shift is not None:
                    machine.start_off_shift()
                    at_end = self.scenario.shifts[station.spec.shift].at_end
                    self.env.process(machine.keep_shift(stretches, at_end))
                for mode, spec in station.spec.failures.items():
                    Breakdown(self, machine, mode, spec, stretches if spec.clock == "on_shift" else None)

    def _open(self) -> None:
        for line in self.lines.values():
            if line.spec.orders.supply == "unlimited":
                self.stations[line.route[0].station].supply.append(line.name)
            else:
                self.env.process(take_orders(self, line))

    def _stretches(self, shift: str | None) -> list[Stretch] | None:
        if shift is None:
            return None
        return shift_stretches(self.scenario.shifts[shift], self.scenario.clock.start, self.horizon_us)
