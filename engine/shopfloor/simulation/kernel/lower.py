"""How does a scenario become tables? Every name becomes a row, every law a stream, every word a number."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from shopfloor.distributions import Law
from shopfloor.eventlog.write import ROWS_PER_GROUP
from shopfloor.scenario import Scenario, Stretch
from shopfloor.scenario.model import Batch, NoStartWithin, Release, Setup, Visit
from shopfloor.scenario.model import Station as StationSpec
from shopfloor.simulation.distances import Distances
from shopfloor.simulation.kernel import records, words
from shopfloor.simulation.kernel.lay import Routes
from shopfloor.simulation.kernel.log import Names, log_columns
from shopfloor.simulation.kernel.lower_quality import judges, lay_quality
from shopfloor.simulation.kernel.lower_upkeep import Upkeep
from shopfloor.simulation.kernel.records import BLOCK, NONE, Plant, Table
from shopfloor.simulation.kernel.streams import Source, durations, moments, stretches, uniforms
from shopfloor.simulation.pace import Pace
from shopfloor.simulation.travel import travel_us
from shopfloor.streams import Streams
from shopfloor.units import TICKS_PER_SECOND, to_ticks

__all__ = ["LOG_ROWS", "Lowered", "lower", "name_stream"]

LOG_ROWS = ROWS_PER_GROUP
"""Rows of the log that wait until Python takes them away: a row group."""
_MOST_BLOCKS = 32
_POOL = 8_000_000
"""Draws that wait in all, about."""
_JOBS = 1_024
_TOLD = 1_024


@dataclass
class Lowered:
    """A scenario as tables, and what only Python needs: names, and where draws come from."""

    plant: Plant
    products: list[str]
    stations: list[str]
    machines: list[str]
    people: list[str]
    skills: list[str]
    details: list[str]
    sources: list[Source]
    """Of each stream, where its draws come from."""
    steps: list[tuple[str, str, Law]]
    """Of each step: its station, its product, and the law of its times."""
    streams: Streams
    passes: list[float]
    """About how many jobs come by each step."""
    pool_end: int
    """Where the pool of draws is not given away yet."""
    paces: list[Pace]
    """Of each person, how fast he or she works by now."""

    def names(self) -> Names:
        """Return what the numbers in the log stand for by now."""
        details = [*self.details, *self.cycles()]
        return Names(self.products, self.stations, self.machines, self.people, details)

    def cycles(self) -> list[str]:
        """Return the deadlocks that were found so far, as the log tells them: ``welding>testing>welding``."""
        told = self.plant.told[: self.plant.run[0]["told"]].tolist()
        cycles, place = [], 0
        while place < len(told):
            names = [self.details[number] for number in told[place + 1 : place + 1 + told[place]]]
            cycles.append(">".join([*names, names[0]]))
            place += 1 + told[place]
        return cycles


def lower(scenario: Scenario, seed: int, replication: int) -> Lowered:
    """Return the tables of one replication, at time zero."""
    return _Lowering(scenario, Streams(seed, replication)).lowered()


@dataclass
class _Lowering:
    """The tables while they grow."""

    scenario: Scenario
    streams: Streams
    details: list[str] = field(default_factory=lambda: list(words.DETAILS))
    sources: list[Source] = field(default_factory=list)
    steps: list[tuple[str, str, Law]] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    first_steps: list[int] = field(default_factory=list)
    all_stretches: list[Stretch] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.products = list(self.scenario.products)
        self.stations = list(self.scenario.stations)
        self.machines = [
            f"{name}.{number}"
            for name, spec in self.scenario.stations.items()
            for number in range(1, spec.machines + 1)
        ]
        self.people = [
            f"{name}.{number}"
            for name, group in self.scenario.people.items()
            for number in range(1, group.count + 1)
        ]
        self.skills = list(
            dict.fromkeys(skill for group in self.scenario.people.values() for skill in group.skills)
        )
        self.detail_numbers = {text: number for number, text in enumerate(self.details)}
        self.upkeep = Upkeep(
            self.skills, self.scenario.clock.horizon / 3600.0, self._detail, self._durations, self._times
        )
        for name, product in self.scenario.products.items():
            self.first_steps.append(len(self.steps))
            for visit in product.visits:
                law = visit.processing or self.scenario.stations[visit.station].processing
                assert law is not None  # checked on load
                self.steps.append((visit.station, name, law.law))
                self.visits.append(visit)
        self.first_steps.append(len(self.steps))
        self.passes = [
            self._times(law) * sum(self.scenario.stations[station].speeds) for station, _, law in self.steps
        ]

    def lowered(self) -> Lowered:
        sends_back = any(_ways_back(spec) for spec in self.scenario.stations.values())
        starts_inside = any(product.initial for product in self.scenario.products.values())
        routes = Routes(self.scenario, [law.mean() * TICKS_PER_SECOND for _, _, law in self.steps])
        steps = self._steps(routes)
        next_stations = self._next_stations(routes)
        setups = self._setups(steps)
        stations, supplied = self._stations(setups, next_stations)
        machines, shares = self._machines()
        upkeep = self.upkeep.tables()
        stoppages = upkeep["stoppages"]
        quality = lay_quality(self.scenario, stations, steps, self._detail, 2 * self._most_jobs_at_once())
        people = self._people()
        products = self._products(routes)
        initial = self._initial()
        widest = max(
            (len({step[0] for step in self.steps[first:last]}) for first, last in pairwise(self.first_steps)),
            default=0,
        )
        longest = max(np.diff(self.first_steps), default=0)
        run = np.zeros(1, records.RUN)
        run["horizon_us"] = to_ticks(self.scenario.clock.horizon)
        run["most_rows"] = LOG_ROWS
        counts_visits = sends_back or starts_inside or routes.has_forks
        run["counts_visits"], run["sends_back"] = counts_visits, sends_back
        run["stations_on_route"], run["steps_of_route"] = widest, longest
        run["forks_of_route"] = routes.most_draws
        run["has_backlog"] = any(product.orders.release for product in self.scenario.products.values())
        run["travels"] = self.scenario.travel is not None
        run["stocks_up"] = bool(len(initial)) or any(
            product.orders.wip for product in self.scenario.products.values()
        )
        parts = self._parts(steps, products)
        stations = np.concatenate((stations, self._stocks(products)))
        self._name(stations, products, next_stations)
        run["awaits_initial_jobs"] = starts_inside
        run["policy"] = words.POLICIES[self.scenario.dispatch]
        run["has_floor"] = self.scenario.floor is not None
        places, distances = self._floor()
        run["details"] = len(self.details)
        most_jobs = self._most_jobs_at_once()
        run["most_jobs"], run["free_job"], run["free_jobs"] = most_jobs, 0, 2 * most_jobs
        on_clock = 64 + 8 * len(machines) + 2 * len(stoppages) + 2 * len(products)
        jobs = np.zeros(2 * most_jobs, records.JOB)
        jobs["behind"] = np.arange(1, len(jobs) + 1)
        streams, pool_end = self._pool()
        plant = Plant(
            run=run,
            machines=machines,
            stations=stations,
            steps=steps,
            route=routes.elements,
            branches=routes.branches,
            until=routes.until,
            products=products,
            jobs=jobs,
            **upkeep,
            **quality,
            tasks=self._tasks(machines, stoppages),
            paces=np.ones(len(stoppages) + len(machines), np.float64),
            **people,
            places=places,
            distances=distances,
            answer=np.zeros(1, np.float64),
            streams=streams,
            draws=np.zeros(2 * pool_end + 2 * BLOCK, np.int64),
            speeds=np.array(
                [speed for spec in self.scenario.stations.values() for speed in spec.speeds], np.float64
            ),
            expected_us=routes.expected_us,
            shares=shares,
            setup_us=setups.times_us,
            setup_texts=setups.texts,
            supplied=supplied,
            stretches=self._stretches(),
            initial=initial,
            visits=np.zeros((len(jobs), widest if counts_visits else 0), np.int64),
            entered=np.zeros((len(jobs), longest if sends_back else 0), np.int64),
            reworks=np.zeros((len(jobs), widest if sends_back else 0), np.int64),
            forks=np.zeros((len(jobs), routes.most_draws), np.int64),
            travel_us=self._travel_us(next_stations),
            cut=np.zeros(len(routes.elements), np.int64),
            **self._batches(stations),
            **parts,
            goals=np.zeros(self._most_in_a_machine(), np.int64),
            mates=np.zeros(self._most_in_a_machine(), np.int64),
            ranking=np.zeros(_JOBS, np.int64),
            links=_filled(len(machines) * self._most_kinds_of_parts(), records.LINK, NONE),
            told=np.zeros(_TOLD + len(machines) + len(stations) + len(products), np.int64),
            marks=np.zeros((3, len(machines) + len(stations) + len(products)), np.int64),
            clock=np.zeros(2 * on_clock, records.TIMED),
            ring=np.zeros(_power_of_two(2 * on_clock), records.HEAD),
            urgent=np.zeros(_power_of_two(2 * on_clock), records.HEAD),
            **log_columns(LOG_ROWS),
        )
        return Lowered(
            plant,
            self.products,
            self.stations,
            self.machines,
            self.people,
            self.skills,
            self.details,
            self.sources,
            self.steps,
            self.streams,
            self.passes,
            pool_end,
            [Pace(group) for group in self.scenario.people.values() for _ in range(group.count)],
        )

    def _most_in_a_machine(self) -> int:
        return max(map(_batch_size, self.scenario.stations.values()))

    def _most_kinds_of_parts(self) -> int:
        return max((len(visit.assemble) for visit in self.visits), default=0)

    def _most_jobs_at_once(self) -> int:
        """How many jobs one event may let into the plant, at least: all machines draw on their supplies, and a batch is
        taken apart, besides those that are let in for others that leave."""
        supplied = {
            self._first_station(name)
            for name, product in self.scenario.products.items()
            if product.orders.supply is not None
        }
        specs = self.scenario.stations
        drawn = sum(specs[name].machines * _batch_size(specs[name]) for name in supplied)
        taken_out = max(
            (sum(visit.disassemble.values()) * _batch_size(specs[visit.station]) for visit in self.visits),
            default=0,
        )
        return _JOBS // 2 + drawn + taken_out

    # ---------------------------------------------------------------- names and streams

    def _detail(self, text: str) -> int:
        if text not in self.detail_numbers:
            self.detail_numbers[text] = len(self.details)
            self.details.append(text)
        return self.detail_numbers[text]

    def _stream(self, source: Source) -> int:
        self.sources.append(source)
        return len(self.sources) - 1

    def _durations(self, name: str, law: Law, expected: float) -> int:
        return self._stream(durations(self.streams, name, law, expected))

    def _uniforms(self, name: str, expected: float) -> int:
        return self._stream(uniforms(self.streams, name, expected))

    def _times(self, law: Law) -> float:
        """How often something that takes so long happens in a run, if it happens all the time."""
        mean_s = law.mean()
        return self.scenario.clock.horizon / mean_s if mean_s > 0 else np.inf

    def _visits_of(self, station: str) -> float:
        """About how many jobs come by a station."""
        return max(
            (passes for step, passes in zip(self.steps, self.passes, strict=True) if step[0] == station),
            default=0.0,
        )

    def _jobs_of(self, product: str) -> float:
        """About how many jobs of a product there are."""
        orders = self.scenario.products[product].orders
        if orders.every is not None:
            return orders.quantity * self._times(orders.every.law)
        return self.passes[self.first_steps[self.products.index(product)]]

    def _pool(self) -> tuple[Table, int]:
        """The streams, with their places in the pool of draws, and where it ends."""
        # one at least, so that there is one when the memory is used up before the first of a step has its name
        streams = _filled(max(len(self.sources), 1), records.STREAM, NONE)
        streams[["shift", "mask", "place"]] = 0
        length = 0
        for stream, source in zip(streams, self.sources, strict=False):
            length = _lay_out(stream, source, length, len(self.sources))
        return streams, length

    # ---------------------------------------------------------------- tables

    def _steps(self, routes: Routes) -> Table:
        steps = _filled(len(self.steps), records.STEP, NONE)
        for product, (first, last) in enumerate(pairwise(self.first_steps)):
            locals_: dict[str, int] = {}
            visits: dict[str, int] = {}
            for index in range(first, last):
                station = self.steps[index][0]
                visits[station] = visits.get(station, 0) + 1
                steps[index]["station"] = self.stations.index(station)
                steps[index]["product"] = product
                steps[index]["local"] = locals_.setdefault(station, len(locals_))
                steps[index]["visit"] = visits[station]
                steps[index]["element"] = routes.places[index]
                steps[index]["ahead"] = routes.ahead(index)
        return steps

    def _setups(self, steps: Table) -> _Setups:
        setups = _Setups()
        for station, spec in self.scenario.stations.items():
            if spec.setup is not None:
                here = [index for index, step in enumerate(self.steps) if step[0] == station]
                self._set_up(setups, station, spec.setup, here, steps)
        return setups

    def _set_up(self, setups: _Setups, station: str, spec: Setup, here: list[int], steps: Table) -> None:
        """Number the states that a machine of a station can be set up for, and list the times between them."""
        family = {product: name for name, products in spec.families.items() for product in products}
        states: dict[tuple[str, int], int] = {}
        for index in here:
            product = self.steps[index][1]
            number = index - self.first_steps[self.products.index(product)] + 1 if spec.change else 0
            steps[index]["state"] = states.setdefault((family.get(product, product), number), len(states))
        times_us, texts = [], []
        for before in states:
            for after in states:
                time_us = 0 if before == after else _setup_us(spec, before, after)
                times_us.append(time_us)
                text = ">".join(f"{name}.{step}" if step else name for name, step in (before, after))
                texts.append(self._detail(text) if time_us else NONE)
        setups.add(station, len(states), times_us, texts)

    def _stations(self, setups: _Setups, next_stations: dict[str, set[str]]) -> tuple[Table, Table]:
        stations = _filled(len(self.stations), records.STATION, NONE)
        supplied: list[int] = []
        machines = 0
        for station, (name, spec) in zip(stations, self.scenario.stations.items(), strict=True):
            for word in (
                "reserved",
                "length",
                "arrivals",
                "taken",
                "picked",
                "idle",
                "vacant",
                "last_while_us",
                "shift_end_rule",
            ):
                station[word] = 0
            station["capacity"] = NONE if spec.queue.capacity is None else spec.queue.capacity
            station["order"] = words.ORDERS[spec.queue.order]
            station["pick"] = words.PICKS[spec.pick]
            if station["order"] == words.BY_CHANCE:
                station["takes"] = self._uniforms(f"{name}.queue", self._visits_of(name))
            if station["pick"] == words.ANY:
                station["picks"] = self._uniforms(f"{name}.pick", self._visits_of(name))
            station["is_before_service"] = spec.blocking == "before_service"
            station["machines"], machines = machines, machines + spec.machines
            station["machines_end"] = machines
            station["supply"] = station["supply_next"] = len(supplied)
            supplied += self._supplied_at(name)
            station["supply_end"] = len(supplied)
            station["name"] = self._detail(name)
            station["after_service"] = self._detail(f"after_service>{name}")
            station["before_service"] = self._detail(f"before_service>{name}")
            station["setups"], station["states"] = setups.places.get(name, (NONE, 0))
            station["has_shift"] = spec.shift is not None
            if spec.shift is not None:
                station["shift_end_rule"], station["last_while_us"] = self._shift_end(spec.shift)
            station["judges"] = judges(spec)
            rework = spec.quality.rework
            if rework is not None:
                station["rework_at"] = self.stations.index(rework.at)
                station["rework_detail"] = self._detail(rework.at)
                station["rework_at_most"] = rework.at_most
        return stations, np.array(supplied, np.int64)

    # ---------------------------------------------------------------- batches and parts

    def _batches(self, stations: Table) -> dict[str, Table]:
        """The stations where batches are formed, and the groups of jobs that go together there."""
        specs = [spec for spec in self.scenario.stations.values() if spec.batch is not None]
        batches = np.zeros(len(specs), records.BATCH)
        group_of = np.zeros((len(specs), len(self.products)), np.int64)
        groups = 0
        for number, spec in enumerate(specs):
            assert spec.batch is not None
            names = [_group(spec.batch, product) for product in self.products]
            known = list(dict.fromkeys(names))
            group_of[number] = [groups + known.index(name) for name in names]
            wait = spec.batch.wait_at_most
            batch = batches[number]
            batch["least"], batch["most"] = spec.batch.min, spec.batch.max
            batch["wait_us"] = NONE if wait is None else to_ticks(wait)
            batch["by_longest"] = spec.batch.time == "longest"
            batch["groups"], batch["groups_end"] = groups, groups + len(known)
            groups += len(known)
        where = [
            number for number, spec in enumerate(self.scenario.stations.values()) if spec.batch is not None
        ]
        stations["batch"][where] = np.arange(len(where))
        return {"batches": batches, "groups": np.zeros(groups, records.GROUP), "group_of": group_of}

    def _parts(self, steps: Table, products: Table) -> dict[str, Table]:
        """What goes into jobs and comes out of them, and who takes what."""
        parts: list[tuple[int, int]] = []
        takers: dict[int, dict[int, None]] = {}
        for step, visit in zip(steps, self.visits, strict=True):
            for word, given in (("parts", visit.assemble), ("pieces", visit.disassemble)):
                step[word] = len(parts)
                parts += [(self.products.index(product), count) for product, count in given.items()]
                step[f"{word}_end"] = len(parts)
            for part in visit.assemble:
                takers.setdefault(self.products.index(part), {})[int(step["station"])] = None
        table = np.zeros(len(parts), records.PART)
        for row, (product, count) in zip(table, parts, strict=True):
            row["product"], row["count"] = product, count
        all_takers: list[int] = []
        for number, (product, stations) in enumerate(takers.items()):
            line = products[product]
            line["stock"] = len(self.stations) + number
            line["takers"] = len(all_takers)
            all_takers += stations
            line["takers_end"] = len(all_takers)
        return {
            "parts": table,
            "takers": np.array(all_takers, np.int64),
            "stocked": np.array(list(takers), np.int64),
        }

    def _stocks(self, products: Table) -> Table:
        """The stocks, as doors and queues without machines."""
        stocks = _filled(int(np.count_nonzero(products["stock"] != NONE)), records.STATION, NONE)
        for product, (line, spec) in enumerate(zip(products, self.scenario.products.values(), strict=True)):
            if line["stock"] == NONE:
                continue
            stock = stocks[line["stock"] - len(self.stations)]
            for word in (
                "reserved",
                "length",
                "idle",
                "vacant",
                "machines",
                "machines_end",
                "supply",
                "supply_end",
            ):
                stock[word] = 0
            stock["product"] = product
            stock["capacity"] = NONE if spec.stock.capacity is None else spec.stock.capacity
            stock["after_service"] = self._detail(f"after_service>{self.products[product]}")
            stock["before_service"] = self._detail(f"before_service>{self.products[product]}")
        return stocks

    def _name(self, stations: Table, products: Table, next_stations: dict[str, set[str]]) -> None:
        """Make the names of stations, stocks and products words of the log, where they can stand as details."""
        for product, name in zip(products, self.products, strict=True):
            product["name"] = self._detail(name)
        for station, name in zip(stations, self.stations, strict=False):
            station["name"] = self._detail(name)
        for stock in stations[len(self.stations) :]:
            stock["name"] = products[stock["product"]]["name"]
        self._find_circles(stations, products, next_stations)

    def _find_circles(self, stations: Table, products: Table, next_stations: dict[str, set[str]]) -> None:
        """Note the doors from which the ways of those who wait lead into a circle; elsewhere nobody looks for a deadlock.

        The cycle of a deadlock is found by going from who waits to what is waited for, until something comes again. Every
        such move is one of these: from a station to the next of a route, or to where work is sent back, if places there are
        limited; to a product that is assembled there; from a product to the stations of its route; from a full stock to
        those who take from it; from a full station to machines that keep places there and wait for more, or for parts; and
        to itself where a batch has no room to gather.
        """
        ahead: dict[object, set[object]] = {}
        specs = self.scenario.stations

        def is_limited(goal: str) -> bool:
            return specs[goal].queue.capacity is not None

        def lead(start: object, end: object) -> None:
            ahead.setdefault(start, set()).add(end)

        def come(start: str, goal: str) -> None:
            if is_limited(goal):
                lead(("station", start), ("station", goal))
                spec = specs[start]
                if spec.blocking == "before_service" and (spec.batch is not None or start in assembling):
                    lead(("station", goal), ("station", start))

        assembling = {visit.station for visit in self.visits if visit.assemble}
        for product, (first, last) in enumerate(pairwise(self.first_steps)):
            route = [step[0] for step in self.steps[first:last]]
            stock = products[product]["stock"]
            if stock != NONE:
                for station in route:
                    lead(("product", product), ("station", station))
                if stations[stock]["capacity"] != NONE:
                    for station in route:
                        lead(("station", station), ("stock", product))
        for visit in self.visits:
            for part in visit.assemble:
                number = self.products.index(part)
                lead(("station", visit.station), ("product", number))
                lead(("stock", number), ("station", visit.station))
        for name, spec in specs.items():
            for goal in next_stations[name]:
                come(name, goal)
            if spec.batch is not None and is_limited(name):
                lead(("station", name), ("station", name))
        in_circles = _into_circles(ahead)
        for number, name in enumerate(self.stations):
            stations[number]["may_lock"] = ("station", name) in in_circles
        for stock in stations[len(self.stations) :]:
            stock["may_lock"] = ("stock", int(stock["product"])) in in_circles

    # ---------------------------------------------------------------- supplies

    def _supplied_at(self, station: str) -> list[int]:
        return [
            number
            for number, (name, product) in enumerate(self.scenario.products.items())
            if product.orders.supply == "unlimited" and self._first_station(name) == station
        ]

    def _first_station(self, product: str) -> str:
        return self.steps[self.first_steps[self.products.index(product)]][0]

    def _next_stations(self, routes: Routes) -> dict[str, set[str]]:
        """Return where jobs may go from each station."""
        ahead: dict[str, set[str]] = {name: set() for name in self.stations}
        for index, step in enumerate(self.steps):
            ahead[step[0]] |= {self.steps[follow_up][0] for follow_up in routes.follow_ups(index)}
        for name, spec in self.scenario.stations.items():
            ahead[name] |= set(_ways_back(spec))
        return ahead

    def _machines(self) -> tuple[Table, Table]:
        machines = np.zeros(len(self.machines), records.MACHINE)
        shares: list[list[tuple[float, float]]] = []
        number = 0
        for place, (name, spec) in enumerate(self.scenario.stations.items()):
            first_stretch, end_of_stretches = self._follow(spec.shift)
            common = len(shares)
            shares.append(self._shares(spec, None))
            stops = self.upkeep.add(name, spec, number, self._visits_of(name) / spec.machines)
            for own in range(1, spec.machines + 1):
                machine = machines[number]
                for word in (
                    "job",
                    "set_up_for",
                    "last_event",
                    "seeks",
                    "seeker",
                    "worn_out",
                    "before",
                    "behind",
                    "cause",
                ):
                    machine[word] = NONE
                machine["station"], machine["number"] = place, own
                machine["able"] = machine["on_shift"] = machine["may_begin"] = True
                machine["stretch"], machine["stretches_end"] = first_stretch, end_of_stretches
                machine["quality"] = common
                if f"{name}.{own}" in spec.quality.by_machine:
                    machine["quality"] = len(shares)
                    shares.append(self._shares(spec, f"{name}.{own}"))
                for word, value in stops[own - 1].items():
                    machine[word] = value
                number += 1
        return machines, np.array(shares, np.float64)

    def _follow(self, shift: str | None) -> tuple[int, int]:
        """Return where the stretches of a shift begin and end among all."""
        first = len(self.all_stretches)
        self.all_stretches += stretches(self.scenario, shift) or []
        return first, len(self.all_stretches)

    def _stretches(self) -> Table:
        shifts = np.zeros(len(self.all_stretches), records.STRETCH)
        for row, stretch in zip(shifts, self.all_stretches, strict=True):
            row["from_us"], row["until_us"] = stretch.from_us, stretch.until_us
            row["begins"], row["ends"] = words.EDGES[stretch.begins], words.EDGES[stretch.ends]
        return shifts

    def _shift_end(self, shift: str) -> tuple[int, int]:
        """Return what the end of a shift does to what is running, and how long its last while is."""
        at_end = self.scenario.shifts[shift].at_end
        if isinstance(at_end, NoStartWithin):
            return words.NO_START, to_ticks(at_end.no_start_within)
        return (words.INTERRUPT if at_end == "interrupt" else words.FINISH), 0

    def _tasks(self, machines: Table, stoppages: Table) -> Table:
        """What keeps people busy: repairs and maintenance, and the work at machines, each with the skill that it needs."""
        tasks = _filled(len(stoppages) + len(machines), records.TASK, NONE)
        tasks["machine"][: len(stoppages)] = stoppages["machine"]
        tasks["skill"][: len(stoppages)] = stoppages["skill"]
        specs = list(self.scenario.stations.values())
        for number, machine in enumerate(machines):
            machine["task"], machine["person"] = len(stoppages) + number, NONE
            needs = specs[machine["station"]].needs
            task = tasks[len(stoppages) + number]
            task["machine"] = number
            if needs is not None:
                task["skill"] = self.skills.index(needs.skill)
                machine["needs_for_setup"] = "setup" in needs.during
                machine["needs_for_work"] = "processing" in needs.during
        return tasks

    def _people(self) -> dict[str, Table]:
        """Everybody, and who can do what. Who is asked first: the best at it, then by the order of the file."""
        crew = [group.skills for group in self.scenario.people.values() for _ in range(group.count)]
        proficiency = np.zeros((len(crew), len(self.skills)), np.float64)
        people = _filled(len(crew), records.PERSON, NONE)
        own_skills: list[int] = []
        for person, skills in enumerate(crew):
            people[person]["first_skill"] = len(own_skills)
            own_skills += [self.skills.index(skill) for skill in skills]
            people[person]["end_of_skills"] = len(own_skills)
            for skill, share in skills.items():
                proficiency[person, self.skills.index(skill)] = share
        self._employ(people)
        able: list[int] = []
        skills_table = _filled(len(self.skills), records.SKILL, NONE)
        for number, skill in enumerate(self.skills):
            skills_table[number]["first_able"] = len(able)
            known = [person for person, skills in enumerate(crew) if skill in skills]
            able += sorted(known, key=lambda person, skill=skill: -crew[person][skill])  # type: ignore[misc]
            skills_table[number]["end_of_able"] = len(able)
            skills_table[number]["waiting"] = 0
        return {
            "people": people,
            "skills": skills_table,
            "able": np.array(able, np.int64),
            "own_skills": np.array(own_skills, np.int64),
            "proficiency": proficiency,
        }

    def _employ(self, people: Table) -> None:
        """Say when everybody is there."""
        groups = [group for group in self.scenario.people.values() for _ in range(group.count)]
        places = self._places()
        ends = {shift: self._follow(shift) for shift in dict.fromkeys(group.shift for group in groups)}
        for name, group, somebody in zip(self.people, groups, people, strict=True):
            first, end = ends[group.shift]
            somebody["stretch"], somebody["stretches_end"], somebody["phase"] = first, end, 0
            somebody["on_duty"] = somebody["on_call"] = somebody["is_present"] = group.shift is None
            somebody["leaves_for"], somebody["has_shift"] = words.BY_SHIFT, group.shift is not None
            if group.shift is not None:
                somebody["shift_end_rule"], somebody["last_while_us"] = self._shift_end(group.shift)
            somebody["shifts"] = somebody["is_absent"] = 0
            if group.absence:
                somebody["absence"] = group.absence
                somebody["absences"] = self._uniforms(f"{name}.absence", end - first)
            somebody["walks"], somebody["speed"] = group.speed is not None, group.speed or 0.0
            somebody["walked_m"] = 0.0
            if group.home is not None:
                somebody["place"] = somebody["home"] = places[group.home]
            somebody["learns"], somebody["tires"] = group.learning is not None, group.fatigue is not None

    # ---------------------------------------------------------------- the floor

    def _places(self) -> dict[str, int]:
        """Number the places where people may be: first the stations, then all other places of the floor."""
        floor = self.scenario.floor
        names = dict.fromkeys([*self.stations, *(floor.positions if floor is not None else ())])
        return {name: number for number, name in enumerate(names)}

    def _floor(self) -> tuple[Table, Table]:
        """The places, and how far it is from those where people are to the stations where they are needed."""
        places, floor = self._places(), self.scenario.floor
        distances = np.zeros((len(places), len(self.stations)), np.float64)
        if floor is not None and any(group.speed is not None for group in self.scenario.people.values()):
            goals = [name for name, spec in self.scenario.stations.items() if _needs_people(spec)]
            goals = [name for name in goals if name in floor.positions]
            homes = [group.home for group in self.scenario.people.values() if group.home is not None]
            between_m = Distances(floor).between_m
            for start in {*goals, *homes}:
                for goal in goals:
                    distances[places[start], places[goal]] = between_m(start, goal)
        return np.array([self._detail(place) for place in places], np.int64), distances

    def _shares(self, spec: StationSpec, machine: str | None) -> list[tuple[float, float]]:
        """The shares of scrap and rework of each product: of the machine before those of the product before those of the
        station."""
        quality = spec.quality
        own = quality.by_machine.get(machine) if machine is not None else None
        shares = []
        for product in self.products:
            scrap = quality.scrap
            rework = quality.rework.share if quality.rework is not None else 0.0
            for given in (quality.by_product.get(product), own):
                if given is not None:
                    scrap = scrap if given.scrap is None else given.scrap
                    rework = rework if given.rework is None else given.rework
            shares.append((scrap, rework))
        return shares

    def _products(self, routes: Routes) -> Table:
        products = _filled(len(self.products), records.PRODUCT, NONE)
        for number, (name, spec) in enumerate(self.scenario.products.items()):
            line, orders = products[number], spec.orders
            for word in ("ordered", "in_plant", "at_once", "next_moment", "takers", "takers_end"):
                line[word] = 0
            line["first_step"] = self.first_steps[number]
            line["last_step"] = self.first_steps[number + 1] - 1
            line["route"] = routes.begins[number]
            line["begins"] = routes.step_at(routes.begins[number])
            line["priority"], line["quantity"] = orders.priority, orders.quantity
            line["loses"] = orders.when_full == "lose"
            line["wip"] = NONE if orders.wip is None else orders.wip
            line["releases"] = words.AT_ONCE
            if orders.release is not None:
                _set_release(line, orders.release)
            if orders.due_in is not None:
                line["due_in"] = self._durations(
                    f"{name}.orders.due_in", orders.due_in.law, self._jobs_of(name)
                )
            if orders.every is not None or orders.at is not None or orders.rate is not None:
                line["moments"] = self._stream(
                    moments(self.scenario, name, self.streams, self._jobs_of(name) / orders.quantity)
                )
        return products

    def _travel_us(self, next_stations: dict[str, set[str]]) -> Table:
        """How long jobs are on their way from station to station, where any goes; no rows where nothing travels."""
        scenario = self.scenario
        if scenario.travel is None:
            return np.zeros((0, 0), np.int64)
        distance_m = Distances(scenario.floor).between_m if scenario.floor is not None else None
        times_us = np.zeros((len(self.stations), len(self.stations)), np.int64)
        for number, start in enumerate(self.stations):
            for end in next_stations[start]:
                times_us[number, self.stations.index(end)] = travel_us(
                    scenario.travel, distance_m, start, end
                )
        return times_us

    def _initial(self) -> Table:
        initial = [
            (product, self._first_step_at(product, station), jobs)
            for product, spec in enumerate(self.scenario.products.values())
            for station, jobs in spec.initial.items()
        ]
        table = np.zeros(len(initial), records.INITIAL)
        for row, values in zip(table, initial, strict=True):
            row["product"], row["step"], row["jobs"] = values
        return table

    def _first_step_at(self, product: int, station: str) -> int:
        first, last = self.first_steps[product : product + 2]
        return next(index for index in range(first, last) if self.steps[index][0] == station)


@dataclass
class _Setups:
    """The tables of change-overs of all stations, one after the other."""

    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    _times_us: list[int] = field(default_factory=list)
    _texts: list[int] = field(default_factory=list)

    def add(self, station: str, states: int, times_us: list[int], texts: list[int]) -> None:
        self.places[station] = len(self._times_us), states
        self._times_us += times_us
        self._texts += texts

    @property
    def times_us(self) -> Table:
        return np.array(self._times_us, np.int64)

    @property
    def texts(self) -> Table:
        return np.array(self._texts, np.int64)


def _setup_us(spec: Setup, before: tuple[str, int], after: tuple[str, int]) -> int:
    if spec.change is not None:
        if before[0] == after[0]:
            return to_ticks(spec.change.step)
        return to_ticks(spec.change.product if before[1] == after[1] else spec.change.both)
    between_us = to_ticks((spec.between or {}).get(before[0], {}).get(after[0], 0.0))
    return between_us or to_ticks((spec.to or {}).get(after[0], 0.0))


def _into_circles(ahead: dict[object, set[object]]) -> set[object]:
    """Return where ways begin that never end: what leads into no circle is left out, again and again."""
    behind: dict[object, list[object]] = {}
    for start, goals in ahead.items():
        for goal in goals:
            behind.setdefault(goal, []).append(start)
    left = {start: len(goals) for start, goals in ahead.items()}
    ends = [goal for goal in behind if goal not in left]
    while ends:
        for start in behind.get(ends.pop(), ()):
            left[start] -= 1
            if left[start] == 0:
                ends.append(start)
    return {start for start, count in left.items() if count}


def _batch_size(spec: StationSpec) -> int:
    return 1 if spec.batch is None else spec.batch.max


def _group(spec: Batch, product: str) -> str:
    """Return what a product has in common with those that it may go together with."""
    if spec.same == "any":
        return ""
    if spec.same == "product":
        return product
    return next((name for name, products in spec.families.items() if product in products), product)


def _set_release(line: Any, spec: Release) -> None:
    """Say when orders of a product are let into the plant, and which first."""
    if spec.before_due is not None:
        line["releases"], line["before_due_us"] = words.BEFORE_DUE, to_ticks(spec.before_due)
        return
    line["releases"], line["wip_below"] = words.WIP_BELOW, spec.wip_below
    line["counts_all"], line["by_due"] = spec.of == "plant", spec.order == "edd"


def _ways_back(spec: StationSpec) -> list[str]:
    """Where jobs may be sent back to from here."""
    rework = spec.quality.rework
    found = spec.inspection.rework if spec.inspection is not None else None
    return [way.at for way in (rework, found) if way is not None]


def _needs_people(spec: StationSpec) -> bool:
    """Does anybody ever come here?"""
    repaired = any(failure.repaired_by is not None for failure in spec.failures.values())
    return (
        spec.needs is not None
        or repaired
        or any(plan.done_by is not None for plan in spec.maintenance.values())
    )


def _filled(count: int, record: np.dtype[np.void], value: int) -> Table:
    table: Table = np.zeros(count, record)
    for name in record.names or ():
        table[name] = value
    return table


def _power_of_two(least: int) -> int:
    return 1 << (least - 1).bit_length()


def _lay_out(stream: Any, source: Source, place: int, streams: int) -> int:
    """Give a stream its two chunks of the pool, and return where the pool ends then. Long chunks cost less for each draw,
    short ones leave less unused: a chunk is about a quarter of what is drawn in all, and all of them fit into memory."""
    wanted = min(source.expected / (4 * BLOCK), _MOST_BLOCKS, _POOL / (2 * BLOCK * (streams + 1)))
    chunk = BLOCK << (int(max(wanted, 1.0)).bit_length() - 1)
    stream["shift"], stream["mask"], stream["place"] = chunk.bit_length() - 1, 2 * chunk - 1, place
    return place + 2 * chunk


def name_stream(lowered: Lowered, row: int, kind: int, visit: int) -> int:
    """Give a stream of a step, or of a fork, its row, once somebody comes there for this visit, and return it."""
    plant = lowered.plant
    place, chain, name, step = _head(lowered, row, kind)
    name += "" if visit == 1 else f".visit{visit}"
    # those who come again are few
    expected = lowered.passes[step] if visit == 1 else 0.0
    source = (
        durations(lowered.streams, name, lowered.steps[step][2], expected)
        if kind == words.PROCESSING
        else uniforms(lowered.streams, name, expected)
    )
    number = len(lowered.sources)
    lowered.sources.append(source)
    streams = plant.streams
    if number == len(streams):
        streams = _filled(2 * number + 64, records.STREAM, NONE)
        streams[:number] = plant.streams
    streams[number]["visit"], streams[number]["further"] = visit, place[chain]
    lowered.pool_end = _lay_out(streams[number], source, lowered.pool_end, number)
    draws = plant.draws
    if lowered.pool_end > len(draws):
        draws = np.zeros(2 * lowered.pool_end, np.int64)
        draws[: len(plant.draws)] = plant.draws
    place[chain] = number
    lowered.plant = plant._replace(streams=streams, draws=draws)
    return number


def _head(lowered: Lowered, row: int, kind: int) -> tuple[Any, str, str, int]:
    """Return the record and its field where the chain of a step's streams of a kind begins, or of a fork's, what they are
    called, and a step that about as many jobs come by."""
    plant = lowered.plant
    if kind == words.FORKING:
        fork = plant.route[row]
        line, product = plant.products[fork["product"]], lowered.products[fork["product"]]
        return fork, "draws", f"{product}.fork.{row - line['route']}", int(line["first_step"])
    station, product, _ = lowered.steps[row]
    way = plant.steps[row]
    if kind < words.DEFECT:
        chain = {words.PROCESSING: "processing", words.JUDGEMENT: "quality", words.INSPECTION: "inspection"}[
            kind
        ]
        return way, chain, f"{station}.{chain}.{product}", row
    making = plant.makings[way["makings"] + kind - words.DEFECT]
    defect = lowered.details[plant.fault_kinds[making["fault"]]["detail"]]
    return making, "draws", f"{station}.defect.{defect}.{product}", row
