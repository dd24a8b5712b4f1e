"""How do the tables begin, and how do they grow?"""

from __future__ import annotations

import numpy as np

from shopfloor.contracts.plant import PlantFacts
from shopfloor.simulation.kernel.kpis import tables as shapes
from shopfloor.simulation.kernel.kpis.grid import Grid
from shopfloor.simulation.kernel.kpis.tables import Tables
from shopfloor.simulation.kernel.kpis.words import CLOCKS
from shopfloor.simulation.kernel.records import NONE, Table

__all__ = ["build", "wider", "with_more_jobs"]

_JOBS = 1_024
_SLOTS_PER_JOB = 4
_STOPS = 4
_GOALS = 4


def build(plant: PlantFacts, grid: Grid, *, comes_back: bool) -> Tables:
    """Return the tables of a replication, at time zero; ``comes_back``: jobs may come to a station once more."""
    machines = [station for station, facts in enumerate(plant.stations) for _ in facts.machines]
    people = sum(len(crew.people) for crew in plant.crews)
    products, stations = len(plant.products), len(plant.stations)
    route_places = _route_places(plant, comes_back)
    run = np.zeros(1, shapes.RUN)
    run["warm_up_us"], run["horizon_us"] = plant.warm_up_us, plant.horizon_us
    run["last_quarter_us"] = plant.horizon_us - plant.horizon_us // 4
    run["span_us"] = grid.span_us or plant.horizon_us
    run["rhythm_span_us"] = grid.rhythm_span_us or plant.horizon_us
    run["batches"] = grid.batches
    spans = max(
        (plant.horizon_us // span_us for span_us in (grid.span_us, grid.rhythm_span_us) if span_us), default=0
    )
    of_machines = np.zeros(len(machines), shapes.MACHINE)
    of_machines["spell"] = of_machines["first_shift_us"] = NONE
    of_people = np.zeros(people, shapes.PERSON)
    of_people["first_shift_us"] = NONE
    jobs = np.zeros(_JOBS, shapes.JOB)
    jobs["behind"][:-1] = np.arange(1, _JOBS)
    jobs["behind"][-1] = NONE
    return Tables(
        run=run,
        jobs=jobs,
        slots=np.zeros(_SLOTS_PER_JOB * _JOBS, np.int64),
        visited=np.zeros((_JOBS, int(route_places.max(initial=NONE)) + 1), np.uint8),
        route_places=route_places,
        machines=of_machines,
        clocks=np.zeros((len(machines), CLOCKS), np.int64),
        goals=np.zeros((len(machines), _GOALS), np.int64),
        goal_us=np.zeros((len(machines), _GOALS), np.int64),
        stops=np.zeros((len(machines), _STOPS), shapes.STOP),
        done=np.zeros(len(machines), shapes.DONE),
        people=of_people,
        stations=np.zeros(stations, shapes.STATION),
        ended=np.zeros(products, shapes.ENDED),
        backlog=np.zeros(products, shapes.COUNTER),
        in_plant=np.zeros(products, shapes.COUNTER),
        at_door=np.zeros(products, shapes.COUNTER),
        in_stock=np.zeros(products, shapes.COUNTER),
        queued=np.zeros(stations, shapes.COUNTER),
        spans=np.zeros((2, spans), shapes.COUNTER),
        batched=np.zeros((stations, grid.batches), shapes.BATCHED),
        words=np.zeros((0, 2), np.int64),
    )


def _route_places(plant: PlantFacts, comes_back: bool) -> Table:
    if not comes_back:
        # a byte for each job and station of a long line would be most of the memory
        nowhere: Table = np.full((len(plant.products), len(plant.stations)), NONE, np.int32)
        return nowhere
    numbers = {station.name: number for number, station in enumerate(plant.stations)}
    places: Table = np.full((len(plant.products), len(plant.stations)), NONE, np.int32)
    for product, facts in enumerate(plant.products):
        for place, station in enumerate(dict.fromkeys(facts.route)):
            places[product, numbers[station]] = place
    return places


def with_more_jobs(tables: Tables) -> Tables:
    """Return tables with room for twice as many jobs; the hash table is made anew."""
    count = len(tables.jobs)
    jobs = _longer(tables.jobs)
    jobs["behind"][count:] = np.arange(count + 1, 2 * count + 1)
    jobs["behind"][-1] = tables.run[0]["free_job"]
    tables.run["free_job"] = count
    return tables._replace(
        jobs=jobs,
        visited=_longer(tables.visited),
        slots=np.zeros(2 * len(tables.slots), np.int64),
    )


def _longer(table: Table) -> Table:
    longer: Table = np.zeros((2 * len(table), *table.shape[1:]), table.dtype)
    longer[: len(table)] = table
    return longer


def wider(table: Table) -> Table:
    """Return the table with twice as many columns."""
    wide: Table = np.zeros((len(table), 2 * table.shape[1]), table.dtype)
    wide[:, : table.shape[1]] = table
    return wide
