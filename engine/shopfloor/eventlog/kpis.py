"""How well did the plant do? KPIs by replication as exact fractions, then their mean and confidence interval.

SQL gives every figure of a replication as two whole numbers, so it has no rounding of its own; only the last
division, the mean and the interval are floats.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from shopfloor.contracts.kpi import KpiRow
from shopfloor.contracts.plant import PlantFacts
from shopfloor.eventlog.catalogue import sql_file, views_in
from shopfloor.student import student_t

if TYPE_CHECKING:
    import duckdb

    from shopfloor.eventlog.read import EventLog

__all__ = [
    "STORED",
    "UNITS",
    "Figure",
    "Values",
    "figures_of",
    "measure",
    "summarise",
    "values_of",
    "views_measured",
]

Figure = tuple[int, str, str, int, int]
"""replication, subject, kpi, numerator, denominator (0: this replication does not have the figure)."""

Values = dict[tuple[str, str], dict[int, Fraction]]
"""(subject, KPI) -> replication -> value, of the replications that have it."""

STORED = ("jobs", "machine_states")
"""What several figures are computed from, and so is computed once."""

_SOURCES = ("jobs", "visits", "inspections", "batches", "machines", "energy", "people")

UNITS = {
    # plant and products
    "completed": "jobs",
    "scrapped": "jobs",
    "lost": "jobs",
    "assembled": "jobs",
    "escaped_defects": "jobs",
    "visits": "visits",
    "throughput_rate": "1/h",
    "work_in_process": "jobs",
    "backlog": "jobs",
    "release_time": "s",
    "lead_time": "s",
    "tardiness": "s",
    "on_time_share": "1",
    # stations
    "queue_length": "jobs",
    "waiting_time": "s",
    "processing_time": "s",
    "batch_size": "jobs",
    "miss_share": "1",
    "false_alarm_share": "1",
    # stations and machines
    "state_share.down": "1",
    "state_share.waiting_for_repair": "1",
    "state_share.maintenance": "1",
    "state_share.waiting_for_maintenance": "1",
    "state_share.setup": "1",
    "state_share.productive": "1",
    "state_share.off_shift": "1",
    "state_share.blocked": "1",
    "state_share.waiting_for_parts": "1",
    "state_share.waiting_for_person": "1",
    "state_share.starved": "1",
    "availability": "1",
    "effectiveness": "1",
    "quality_ratio": "1",
    "oee": "1",
    "utilisation_efficiency": "1",
    "setup_ratio": "1",
    "scrap_ratio": "1",
    "rework_ratio": "1",
    "first_pass_yield": "1",
    "mtbf": "s",
    "mttf": "s",
    "mttr": "s",
    "repair_waiting_time": "s",
    "repair_time": "s",
    "maintenances": "maintenances",
    "maintenance_waiting_time": "s",
    "maintenance_time": "s",
    # plant, stations and machines
    "energy": "kWh",
    # people
    "busy_share": "1",
    "walking_share": "1",
    "absences": "shifts",
}
"""Every KPI with its unit ("1": a share), in the order of the rows."""

_NOT_EVERYWHERE = frozenset(
    ("assembled", "escaped_defects", "backlog", "maintenances", "walking_share", "absences")
)
"""Counts and shares of what most plants do not have: where all replications show 0, there is no row."""

_OEE = ("availability", "effectiveness", "quality_ratio")


def figures_of(log: EventLog, batches: Iterable[range]) -> list[Figure]:
    """Return the figures of some replications of a log, opened batch by batch."""
    read = views_measured()
    return [figure for batch in batches for figure in measure(log.connect(batch, stored=STORED, only=read))]


def measure(connection: duckdb.DuckDBPyConnection) -> Iterator[Figure]:
    """Yield the figures of each replication that the connection shows, and close it."""
    with closing(connection):
        for sql in _queries():
            yield from connection.execute(
                f"SELECT replication, subject, kpi, numerator, denominator FROM ({sql})"
            ).fetchall()


def views_measured() -> frozenset[str]:
    """Return the views of the log that :func:`measure` reads."""
    return frozenset().union(*(views_in(sql) for sql in _queries()))


def _queries() -> list[str]:
    return [sql_file(f"kpis/{source}.sql") for source in _SOURCES]


def summarise(plant: PlantFacts, figures: Iterable[Figure]) -> list[KpiRow]:
    """Return a row for each KPI that a replication has, in the order of subjects, then of :data:`UNITS`. Its mean and its
    ``n`` are of the replications that have it."""
    return [
        _row(kpi, subject, UNITS[kpi], [float(values[number]) for number in sorted(values)])
        for (subject, kpi), values in values_of(plant, figures).items()
        if kpi not in _NOT_EVERYWHERE or any(values.values())
    ]


def values_of(plant: PlantFacts, figures: Iterable[Figure]) -> Values:
    """Return what each replication shows, in the order of the rows; a 0 is a value like others."""
    measured: Values = {}
    for replication, subject, kpi, numerator, denominator in figures:
        if denominator:
            measured.setdefault((subject, kpi), {})[replication] = Fraction(numerator, denominator)
    for subject in _subjects(plant):
        measured[subject, "oee"] = _product([measured.get((subject, factor), {}) for factor in _OEE])
    places = ((subject, kpi) for subject in _subjects(plant) for kpi in UNITS)
    return {place: measured[place] for place in places if measured.get(place)}


def _subjects(plant: PlantFacts) -> list[str]:
    return [
        "plant",
        *(f"product:{product.name}" for product in plant.products),
        *(f"station:{station.name}" for station in plant.stations),
        *(f"machine:{machine}" for station in plant.stations for machine in station.machines),
        *(f"people:{crew.name}" for crew in plant.crews),
    ]


def _product(factors: list[Mapping[int, Fraction]]) -> dict[int, Fraction]:
    """Multiply figures of the same replication; a replication that lacks one lacks the product."""
    shared = set.intersection(*(set(factor) for factor in factors))
    return {number: math.prod((factor[number] for factor in factors), start=Fraction(1)) for number in shared}


def _row(kpi: str, subject: str, unit: str, values: list[float]) -> KpiRow:
    n = len(values)
    mean = math.fsum(values) / n
    low = high = None
    if n > 1:
        variance = math.fsum((value - mean) ** 2 for value in values) / (n - 1)
        half = student_t(n - 1) * math.sqrt(variance / n)
        low, high = mean - half, mean + half
    interval: Literal["replications"] | None = "replications" if n > 1 else None
    return KpiRow(
        kpi=kpi, subject=subject, mean=mean, ci_low=low, ci_high=high, unit=unit, n=n, interval=interval
    )
