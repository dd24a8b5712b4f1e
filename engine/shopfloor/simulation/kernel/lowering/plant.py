"""Which tables does a plant have at time zero, and how much room is in them?"""

from __future__ import annotations

import numpy as np

from shopfloor.eventlog.write import ROWS_PER_GROUP
from shopfloor.scenario import Scenario
from shopfloor.simulation.kernel import records, words
from shopfloor.simulation.kernel.log import log_columns
from shopfloor.simulation.kernel.lowering.batches import lay_batches
from shopfloor.simulation.kernel.lowering.circles import note_circles
from shopfloor.simulation.kernel.lowering.details import Details
from shopfloor.simulation.kernel.lowering.floor import lay_floor, lay_travel
from shopfloor.simulation.kernel.lowering.lowered import Lowered
from shopfloor.simulation.kernel.lowering.machines import lay_machines, lay_tasks
from shopfloor.simulation.kernel.lowering.orders import lay_initial, lay_products
from shopfloor.simulation.kernel.lowering.outline import Outline, batch_size, ways_back
from shopfloor.simulation.kernel.lowering.parts import lay_parts, lay_stocks
from shopfloor.simulation.kernel.lowering.people import lay_people
from shopfloor.simulation.kernel.lowering.quality import Shares, lay_quality
from shopfloor.simulation.kernel.lowering.routes import Routes, lay_steps, stations_ahead
from shopfloor.simulation.kernel.lowering.setups import Setups
from shopfloor.simulation.kernel.lowering.shifts import Shifts
from shopfloor.simulation.kernel.lowering.stations import lay_stations
from shopfloor.simulation.kernel.lowering.streams import Sources
from shopfloor.simulation.kernel.lowering.tables import filled, power_of_two
from shopfloor.simulation.kernel.lowering.upkeep import Upkeep
from shopfloor.simulation.kernel.memory import side_by_side
from shopfloor.simulation.kernel.records import BLOCK, NONE, Plant, Table
from shopfloor.simulation.pace import Pace
from shopfloor.streams import Streams
from shopfloor.units import to_ticks

__all__ = ["LOG_ROWS", "lower"]

LOG_ROWS = ROWS_PER_GROUP
"""Rows of the log that wait until Python takes them away: a row group."""
_JOBS = 1_024
_TOLD = 1_024


def lower(scenario: Scenario, seed: int, replication: int) -> Lowered:
    """Return the tables of one replication, at time zero."""
    streams = Streams(seed, replication)
    outline, details, sources = Outline(scenario), Details(), Sources(scenario, streams)
    plant, pool_end = _plant(outline, details, sources)
    return Lowered(
        plant=side_by_side(plant),
        products=list(outline.products),
        stations=list(outline.stations),
        machines=outline.machines,
        people=outline.people,
        skills=list(outline.skills),
        details=details.texts,
        sources=sources.rows,
        steps=outline.steps,
        streams=streams,
        passes=outline.passes,
        pool_end=pool_end,
        paces=[Pace(group) for group in outline.crew],
    )


def _plant(outline: Outline, details: Details, sources: Sources) -> tuple[Plant, int]:
    """The tables, and where the pool of draws ends."""
    shifts, routes = Shifts(outline.scenario), Routes(outline)
    steps, next_stations = lay_steps(outline, routes), stations_ahead(outline, routes)
    setups = Setups(outline, details, steps)
    stations, supplied = lay_stations(outline, details, sources, setups, shifts)
    upkeep, shares = Upkeep(outline, details, sources), Shares(outline, steps)
    machines = lay_machines(outline, shifts, upkeep, shares)
    stopped = upkeep.tables()
    most_jobs = _most_jobs_at_once(outline)
    quality = lay_quality(outline, stations, steps, details, 2 * most_jobs)
    people = lay_people(outline, sources, shifts)
    products, initial = lay_products(outline, sources, routes), lay_initial(outline)
    parts, batches = lay_parts(outline, steps, products), lay_batches(outline, stations)
    stocks = lay_stocks(outline, details, products)
    stations = np.concatenate((stations, stocks), dtype=records.STATION)
    _name(outline, details, stations, products)
    note_circles(outline, stations, products, next_stations)
    places, distances = lay_floor(outline, details)
    run = _run(outline, routes, most_jobs)
    run["details"] = len(details.texts)
    streams, pool_end = sources.pool()
    plant = Plant(
        run=run,
        machines=machines,
        stations=stations,
        steps=steps,
        route=routes.elements,
        branches=routes.branches,
        until=routes.until,
        products=products,
        **_job_tables(run, routes),
        **stopped,
        **quality,
        tasks=lay_tasks(outline, machines, stopped["stoppages"]),
        paces=np.ones(len(stopped["stoppages"]) + len(machines), np.float64),
        **people,
        places=places,
        distances=distances,
        answer=np.zeros(1, np.float64),
        streams=streams,
        draws=np.zeros(2 * pool_end + 2 * BLOCK, np.int64),
        speeds=np.array([speed for spec in outline.specs for speed in spec.speeds], np.float64),
        expected_us=routes.expected_us,
        shares=shares.table(),
        setup_us=setups.times_us,
        setup_texts=setups.texts,
        supplied=supplied,
        stretches=shifts.table(),
        initial=initial,
        travel_us=lay_travel(outline, next_stations),
        cut=np.zeros(len(routes.elements), np.int64),
        **batches,
        **parts,
        goals=np.zeros(outline.jobs_in_a_machine(), np.int64),
        mates=np.zeros(outline.jobs_in_a_machine(), np.int64),
        ranking=np.zeros(_JOBS, np.int64),
        links=filled(len(machines) * _most_kinds_of_parts(outline), records.LINK, NONE),
        told=np.zeros(_TOLD + len(machines) + len(stations) + len(products), np.int64),
        marks=np.zeros((3, len(machines) + len(stations) + len(products)), np.int64),
        **_clock_tables(64 + 8 * len(machines) + 2 * len(stopped["stoppages"]) + 2 * len(products)),
        **log_columns(LOG_ROWS),
    )
    return plant, pool_end


def _run(outline: Outline, routes: Routes, most_jobs: int) -> Table:
    """The clock, the counters, and what any part of the plant may do."""
    scenario, products = outline.scenario, list(outline.scenario.products.values())
    sends_back = any(ways_back(spec) for spec in outline.specs)
    starts_inside = any(product.initial for product in products)
    run = np.zeros(1, records.RUN)
    run["horizon_us"] = to_ticks(scenario.clock.horizon)
    run["most_rows"] = LOG_ROWS
    run["most_jobs"], run["free_job"], run["free_jobs"] = most_jobs, 0, 2 * most_jobs
    run["counts_visits"] = sends_back or starts_inside or routes.has_forks
    run["sends_back"] = sends_back
    run["stations_on_route"] = outline.stations_on_routes()
    run["steps_of_route"] = max(map(len, outline.routes()), default=0)
    run["forks_of_route"] = routes.most_draws
    run["has_backlog"] = any(product.orders.release for product in products)
    run["travels"] = scenario.travel is not None
    run["awaits_initial_jobs"] = starts_inside
    run["stocks_up"] = starts_inside or any(product.orders.wip for product in products)
    run["policy"] = words.POLICIES[scenario.dispatch]
    run["has_floor"] = scenario.floor is not None
    return run


def _name(outline: Outline, details: Details, stations: Table, products: Table) -> None:
    """Make the names of stations, stocks and products words of the log, where they can stand as details."""
    for product, name in zip(products, outline.products, strict=True):
        product["name"] = details.number(name)
    for stock in stations[len(outline.stations) :]:
        stock["name"] = products[stock["product"]]["name"]


def _job_tables(run: Table, routes: Routes) -> dict[str, Table]:
    """Jobs, all of them free, and what each is remembered by."""
    jobs = np.zeros(2 * int(run["most_jobs"][0]), records.JOB)
    jobs["behind"] = np.arange(1, len(jobs) + 1)
    counts_visits, sends_back = bool(run["counts_visits"][0]), bool(run["sends_back"][0])
    widest, longest = int(run["stations_on_route"][0]), int(run["steps_of_route"][0])
    return {
        "jobs": jobs,
        "visits": np.zeros((len(jobs), widest if counts_visits else 0), np.int64),
        "entered": np.zeros((len(jobs), longest if sends_back else 0), np.int64),
        "reworks": np.zeros((len(jobs), widest if sends_back else 0), np.int64),
        "forks": np.zeros((len(jobs), routes.most_draws), np.int64),
    }


def _clock_tables(things: int) -> dict[str, Table]:
    """What is to happen. ``things``: about how many at once."""
    return {
        "clock": np.zeros(2 * things, records.TIMED),
        "ring": np.zeros(power_of_two(2 * things), records.HEAD),
        "urgent": np.zeros(power_of_two(2 * things), records.HEAD),
    }


def _most_kinds_of_parts(outline: Outline) -> int:
    return max((len(work.visit.assemble) for work in outline.steps), default=0)


def _most_jobs_at_once(outline: Outline) -> int:
    """How many jobs one event may let into the plant, at least: all machines draw on their supplies, and a batch is
    taken apart, besides those that are let in for others that leave."""
    specs = outline.scenario.stations
    supplied = {
        outline.first_station(name)
        for name, product in outline.scenario.products.items()
        if product.orders.supply is not None
    }
    drawn = sum(specs[name].machines * batch_size(specs[name]) for name in supplied)
    taken_out = max(
        (sum(work.visit.disassemble.values()) * batch_size(specs[work.station]) for work in outline.steps),
        default=0,
    )
    return _JOBS // 2 + drawn + taken_out
