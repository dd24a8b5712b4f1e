"""Where is each job? In one place at a time, from its order to its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from shopfloor.scenario import Scenario
from shopfloor.scenario.model import Visit
from shopfloor.units import to_ticks
from tests.simulation.ledger.entry import Entry, require
from tests.simulation.ledger.machines import Machines
from tests.simulation.ledger.queues import Queues
from tests.simulation.ledger.ways import move_us

__all__ = ["Jobs"]


@dataclass
class Job:
    """``where``: backlog, outside, queue, machine, road, arrived, stock or ended; ``at``: which of them."""

    product: str
    where: str
    at: str | None = None
    released_us: int = 0
    ended_us: int = 0
    due_s: float | None = None
    arrives_us: int = 0
    is_worked: bool = False
    """Has the work at this machine been finished?"""
    takes: int = 0
    """Parts that were put into it at this machine."""
    has_parts: bool = False
    lacks: tuple[str, ...] = ()
    """The products of which it waits for parts."""
    blocked: str | None = None
    reworks: Counter[str] = field(default_factory=Counter)
    """How often each station has sent it back."""


class Jobs:
    """Jobs, queues and stocks. ``in_plant``: jobs of each product that were released and have not ended."""

    def __init__(self, scenario: Scenario, machines: Machines) -> None:
        self._scenario = scenario
        self._machines = machines
        self.by_name: dict[str, Job] = {}
        self.queues = Queues(scenario)
        self.stocks: dict[str, list[str]] = {name: [] for name in scenario.products}
        self.in_plant: Counter[str] = Counter()

    def end_instant(self) -> None:
        self.queues.end_instant()
        for name, product in self._scenario.products.items():
            if product.orders.wip is not None:
                require(
                    self.in_plant[name] == product.orders.wip, says=f"{self.in_plant[name]} {name} in process"
                )

    def of(self, entry: Entry) -> Job:
        """Return the job of a row, which has not ended."""
        job = self.by_name[entry.job]
        require(job.product == entry.product, job.where != "ended")
        return job

    def in_machine(self, entry: Entry) -> Job:
        """Return the job of a row that tells of a machine, which it is in."""
        job = self.of(entry)
        require((job.where, job.at) == ("machine", entry.machine))
        return job

    # ---------------------------------------------------------------- coming in

    def ordered(self, entry: Entry) -> None:
        require(entry.job not in self.by_name)
        require(self._scenario.products[entry.product].orders.release is not None)
        self.by_name[entry.job] = Job(entry.product, "backlog", due_s=entry.value)

    def released(self, entry: Entry) -> None:
        release = self._scenario.products[entry.product].orders.release
        if entry.job in self.by_name:
            job = self.of(entry)
            require((job.where, job.due_s) == ("backlog", entry.value))
            require(release is not None)
            if release.wip_below is not None:
                everywhere = sum(self.in_plant.values())
                there = self.in_plant[entry.product] if release.of == "product" else everywhere
                require(there < release.wip_below, says="released beyond the limit")
        self.by_name[entry.job] = Job(entry.product, "outside", released_us=entry.time_us, due_s=entry.value)
        self.in_plant[entry.product] += 1

    def lost(self, entry: Entry) -> None:
        require(self._scenario.products[entry.product].orders.when_full == "lose")
        self._end(entry, "outside")

    # ---------------------------------------------------------------- queues and machines

    def queued(self, entry: Entry) -> None:
        job = self.of(entry)
        if job.where == "machine":
            self._unload(job, entry)
        else:
            require(job.where == "outside" or (job.where, job.at) == ("arrived", entry.station))
        job.where, job.at = "queue", entry.station
        self.queues.enter(entry, job.due_s)

    def loaded(self, entry: Entry) -> None:
        job = self.of(entry)
        require((job.where, job.at) == ("queue", entry.station))
        self.queues.leave(entry)
        self._machines.load(entry)
        job.where, job.at, job.is_worked, job.has_parts = "machine", entry.machine, False, False

    def worked(self, entry: Entry, what: str) -> None:
        job = self.in_machine(entry)
        require(not job.is_worked, job.blocked is None)
        require(job.has_parts == self._may_assemble(job, entry.station) or self._may_not(job, entry.station))
        job.is_worked = what == "finished"

    def _visits(self, job: Job, station: str) -> list[Visit]:
        return [visit for visit in self._scenario.products[job.product].visits if visit.station == station]

    def _may_assemble(self, job: Job, station: str) -> bool:
        return any(visit.assemble for visit in self._visits(job, station))

    def _may_not(self, job: Job, station: str) -> bool:
        return not all(visit.assemble for visit in self._visits(job, station))

    def judged(self, entry: Entry) -> None:
        require(self.in_machine(entry).is_worked)

    def defect_made(self, entry: Entry) -> None:
        """By the work here, or long before in a part that was taken (then no machine is named)."""
        require(entry.detail in self._scenario.stations[entry.station].quality.defects)
        job = self.of(entry)
        if entry.machine is None:
            require(job.where == "machine")
            require(job.has_parts)
            require(not job.is_worked)
        else:
            self.judged(entry)

    def reworked(self, entry: Entry) -> None:
        spec = self._scenario.stations[entry.station]
        limits = [spec.quality.rework, spec.inspection.rework if spec.inspection else None]
        job = self.in_machine(entry)
        job.reworks[entry.station] += 1
        require(job.is_worked, entry.value == job.reworks[entry.station])
        require(any(limit and limit.at == entry.detail and entry.value <= limit.at_most for limit in limits))

    def blocked(self, entry: Entry) -> None:
        job = self.in_machine(entry)
        rule, _, goal = entry.detail.partition(">")
        require(job.blocked is None, job.is_worked == (rule == "after_service"))
        require(goal in self._scenario.stations or goal in self._scenario.products)
        job.blocked = entry.detail

    def unblocked(self, entry: Entry) -> None:
        job = self.in_machine(entry)
        require(job.blocked == entry.detail)
        job.blocked = None

    # ---------------------------------------------------------------- on the road

    def set_off(self, entry: Entry) -> None:
        job = self.of(entry)
        require(self._unload(job, entry) == entry.station != entry.detail, entry.value > 0)
        planned_us = move_us(self._scenario, entry.station, entry.detail)
        require(planned_us in (None, to_ticks(entry.value)), says="another way")
        job.where, job.at, job.arrives_us = "road", entry.detail, entry.time_us + to_ticks(entry.value)

    def arrived(self, entry: Entry) -> None:
        job = self.of(entry)
        require((job.where, job.at, job.arrives_us) == ("road", entry.station, entry.time_us))
        job.where = "arrived"

    # ---------------------------------------------------------------- parts

    def parts_awaited(self, entry: Entry) -> None:
        job = self.in_machine(entry)
        require(not job.has_parts)
        wanted = [visit.assemble for visit in self._visits(job, entry.station)]
        job.lacks = tuple(name for parts in wanted for name in parts if entry.detail in parts)

    def stocked(self, entry: Entry) -> None:
        job = self.of(entry)
        self._unload(job, entry)
        job.where, job.at = "stock", entry.product
        stock, capacity = self.stocks[entry.product], self._scenario.products[entry.product].stock.capacity
        stock.append(entry.job)
        require(capacity is None or len(stock) <= capacity, says="a stock is too full")

    def assembled(self, entry: Entry) -> None:
        whole = self.by_name[entry.detail]
        require((whole.where, whole.at) == ("machine", entry.machine), not whole.is_worked)
        whole.takes += 1
        require(self.stocks[entry.product].pop(0) == entry.job, says="an older one is in stock")
        self._end(entry, "stock")

    def parts_taken(self, entry: Entry) -> None:
        job = self.in_machine(entry)
        require(job.takes == entry.value, not job.has_parts, not job.is_worked)
        job.takes, job.has_parts, job.lacks = 0, True, ()

    # ---------------------------------------------------------------- ending

    def scrapped(self, entry: Entry) -> None:
        job = self.in_machine(entry)
        is_verdict = entry.detail in ("quality", "inspection", "rework_limit")
        require(is_verdict or entry.detail in self._scenario.stations[entry.station].failures)
        require(job.is_worked == is_verdict)
        if entry.detail == "rework_limit":
            require(job.reworks[entry.station] > 0, says="was never sent back")
        self._unload(job, entry)
        self._end(entry, "machine")

    def completed(self, entry: Entry) -> None:
        job = self.of(entry)
        require(to_ticks(entry.value) == entry.time_us - job.released_us)
        self._unload(job, entry)
        self._end(entry, "machine")

    def _unload(self, job: Job, entry: Entry) -> str:
        require(job.where == "machine" and job.blocked is None and job.at is not None)
        require(job.is_worked or entry.kind == "scrapped", says="leaves without work")
        return self._machines.unload(job.at, entry.job)

    def _end(self, entry: Entry, came_from: str) -> None:
        job = self.of(entry)
        require(job.where == came_from)
        job.where, job.ended_us = "ended", entry.time_us
        self.in_plant[job.product] -= 1
