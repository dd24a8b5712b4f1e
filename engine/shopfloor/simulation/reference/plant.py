"""How are the parts of a plant joined, and how does one replication run?

The order of birth is part of the semantics, because it decides who moves first at time zero: people in the order of the
file, then the machines of each station with their failure modes and maintenance, then the initial jobs, then the orders of
each product.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simpy import Environment

from shopfloor.contracts.events import EventKind
from shopfloor.scenario import Scenario
from shopfloor.scenario.model import Station as StationSpec
from shopfloor.simulation.dispatch import policy
from shopfloor.simulation.reference.assembly import Stock
from shopfloor.simulation.reference.breakdown import Breakdown
from shopfloor.simulation.reference.deadlock import DeadlockWatch
from shopfloor.simulation.reference.job import Job
from shopfloor.simulation.reference.journal import Journal, Row
from shopfloor.simulation.reference.machine import Machine
from shopfloor.simulation.reference.maintenance import Maintenance
from shopfloor.simulation.reference.orders import Backlog, OutsideJob, stock_up, take_orders
from shopfloor.simulation.reference.product_line import ProductLine
from shopfloor.simulation.reference.route import Route, Way
from shopfloor.simulation.reference.station import Station
from shopfloor.simulation.reference.travel import Roads
from shopfloor.simulation.reference.usage import Usage
from shopfloor.simulation.shift_time import stretches
from shopfloor.streams import Streams
from shopfloor.units import to_seconds, to_ticks

if TYPE_CHECKING:
    from shopfloor.simulation.reference.floor import FloorPlan
    from shopfloor.simulation.reference.people import Staff

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
    """One replication of a scenario. ``in_plant``: the jobs that have been released and have not left."""

    def __init__(
        self, scenario: Scenario, seed: int, replication: int, sink: Callable[[list[Row]], None]
    ) -> None:
        self.scenario = scenario
        self.env = Environment(initial_time=0)
        self.horizon_us = to_ticks(scenario.clock.horizon)
        self.streams = Streams(seed, replication)
        self.journal = Journal(self.env, sink)
        self.in_plant = 0
        self.policy = policy(scenario.dispatch)
        floor = self._floor()
        self.roads = Roads(self, scenario.travel, floor) if scenario.travel is not None else None
        self.deadlocks = DeadlockWatch(self)
        self.awaits_initial_jobs = any(product.initial for product in scenario.products.values())
        self.backlog = Backlog(self)
        self._sends_back = any(
            station.quality.rework is not None or station.inspection is not None
            for station in scenario.stations.values()
        )
        self._has_backlog = any(product.orders.release for product in scenario.products.values())
        self._staff = self._hire(floor)
        self.stations = {name: Station(self, name, spec) for name, spec in scenario.stations.items()}
        self.lines = {name: self._line(name) for name in scenario.products}
        self._stocks = self._lay_out_stocks()
        self._build()
        self._open()

    @property
    def staff(self) -> Staff:
        """Everybody who works in the plant; where there are no people, nobody is asked for."""
        assert self._staff is not None
        return self._staff

    # ---------------------------------------------------------------- jobs

    def order(self, product: str) -> Job:
        """Take note of a new job, with its number and its due date."""
        line = self.lines[product]
        number = line.ordered = line.ordered + 1
        due_us = None if line.due_in is None else int(self.env.now) + int(line.due_in.at(number - 1))
        history: list[Way] | None = [] if self._sends_back else None
        return Job(line, number, f"{product}-{number}", product, due_us, history=history)

    def release(self, job: Job, cause: int | None, taken_out_of: str | None = None) -> Job:
        """Let a job into the plant."""
        job.released_us = int(self.env.now)
        due_s = None if job.due_us is None else to_seconds(job.due_us)
        job.last_event = self.journal.write(
            _JOB_RELEASED, job.name, job.product, None, None, None, taken_out_of, due_s, cause
        )
        job.line.in_plant += 1
        self.in_plant += 1
        if job.line.stock is not None:
            job.line.stock.expected[job] = None
        return job

    def admit(self, job: Job, *, loses: bool = False) -> None:
        """Send a released job to its first station."""
        job.way = job.line.route.after(job, None)
        self.place(job, loses=loses)

    def place(self, job: Job, *, loses: bool = False) -> None:
        """Let a job enter the station of its way; it waits outside if there is no place, or is lost."""
        assert job.way is not None
        station = job.way.station
        if station.has_place():
            station.enter(job)
        elif loses:
            lost = self.journal.write(
                EventKind.JOB_LOST.value, job.name, job.product, station.name, cause=job.last_event
            )
            self.leave(job, lost)
        else:
            station.waiters.append(OutsideJob(job, station))

    def end_stocking_up(self) -> None:
        """All initial jobs are there; whoever waits for parts gets no others than those, and what is ordered."""
        self.awaits_initial_jobs = False
        for stock in self._stocks.values():
            if stock.seekers:
                stock.lose_hope(None)

    def complete(self, job: Job) -> None:
        """Let a finished job out of the plant."""
        lead_us = int(self.env.now) - job.released_us
        completed = self.journal.write(
            _JOB_COMPLETED, job.name, job.product, value=to_seconds(lead_us), cause=job.last_event
        )
        self.leave(job, completed)

    def leave(self, job: Job, cause: int | None) -> None:
        """Take note that a job is out of the plant, and let in what that lets in."""
        line = job.line
        line.in_plant -= 1
        self.in_plant -= 1
        if line.stock is not None:
            line.stock.expected.pop(job, None)
        wip = line.spec.orders.wip
        if wip is not None and line.in_plant < wip:
            line.follow_on(int(self.env.now))
            self.admit(self.release(self.order(line.name), cause))
        if self._has_backlog:
            self.backlog.release(cause)

    def stock(self, product: str) -> Stock:
        """Return the stock of a component."""
        return self._stocks[product]

    # ---------------------------------------------------------------- building

    def _floor(self) -> FloorPlan | None:
        if self.scenario.floor is None:
            return None
        # loads Mesa, which a plant without floor and people need not wait for
        from shopfloor.simulation.reference.floor import FloorPlan

        return FloorPlan(self.scenario.floor)

    def _hire(self, floor: FloorPlan | None) -> Staff | None:
        if not self.scenario.people:
            return None
        from shopfloor.simulation.reference.people import Staff

        staff = Staff(self, floor)
        for name, group in self.scenario.people.items():
            on_shift = stretches(self.scenario, group.shift)
            at_end = self.scenario.shifts[group.shift].at_end if group.shift else None
            for number in range(1, group.count + 1):
                staff.hire(f"{name}.{number}", group, on_shift, at_end)
        return staff

    def _line(self, name: str) -> ProductLine:
        spec = self.scenario.products[name]
        due_in = spec.orders.due_in
        return ProductLine(
            name,
            spec,
            Route(name, spec, self.stations, self.streams),
            None if due_in is None else self.streams.durations(f"{name}.orders.due_in", due_in.law),
        )

    def _lay_out_stocks(self) -> dict[str, Stock]:
        """Every product that an assembly takes has a stock, where its own route ends."""
        stocks: dict[str, Stock] = {}
        for line in self.lines.values():
            for visit in line.spec.visits:
                for product in visit.assemble:
                    if product not in stocks:
                        part = self.lines[product]
                        part.stock = stocks[product] = Stock(self, product, part.spec.stock.capacity)
                    stocks[product].takers[visit.station] = None
        return stocks

    def _build(self) -> None:
        for station in self.stations.values():
            spec = station.spec
            on_shift = stretches(self.scenario, spec.shift)
            for number in range(1, spec.machines + 1):
                machine = Machine(self, station, number)
                station.machines.append(machine)
                # a place from the beginning, for whoever asks for one before this machine looks for its first job
                station.vacant.append(machine)
                if on_shift is not None and spec.shift is not None:
                    machine.start_off_shift()
                    self.env.process(machine.keep_shift(on_shift, self.scenario.shifts[spec.shift].at_end))
                if _counts_work(spec):
                    machine.usage = Usage(machine, spec.wear)
                modes = {
                    mode: Breakdown(
                        self,
                        machine,
                        mode,
                        failure,
                        on_shift if failure.clock == "on_shift" else None,
                        machine.usage,
                    )
                    for mode, failure in spec.failures.items()
                }
                machine.plans += [
                    Maintenance(
                        self,
                        machine,
                        name,
                        plan,
                        on_shift if plan.clock == "on_shift" else None,
                        machine.usage,
                        modes,
                    )
                    for name, plan in spec.maintenance.items()
                ]

    def _open(self) -> None:
        if any(product.initial or product.orders.wip for product in self.scenario.products.values()):
            self.env.process(stock_up(self))
        for line in self.lines.values():
            orders = line.spec.orders
            if orders.supply == "unlimited":
                self.stations[line.spec.visits[0].station].supply.append(line.name)
            elif orders.every is not None or orders.at is not None or orders.rate is not None:
                self.env.process(take_orders(self, line))


def _counts_work(spec: StationSpec) -> bool:
    """Does anything at a machine of this station depend on how much it has worked?"""
    return (
        spec.wear is not None
        or any(mode.clock == "working" or mode.at_wear is not None for mode in spec.failures.values())
        or any(plan.jobs is not None or plan.clock == "working" for plan in spec.maintenance.values())
    )
