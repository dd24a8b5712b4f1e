"""How is a small log written by hand? One line an event, times in seconds, in the workshop below."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from shopfloor.contracts.plant import CrewFacts, PlantFacts, ProductFacts, StationFacts
from shopfloor.eventlog import EventLog, EventWriter, Row
from shopfloor.units import to_ticks


def plant(horizon_s: float = 100, warm_up_s: float = 0) -> PlantFacts:
    """Two saws behind a queue with one place, then a mill; two people."""
    return PlantFacts(
        name="workshop",
        description="",
        clock_start=dt.datetime(2026, 1, 5, 6),
        horizon_us=to_ticks(horizon_s),
        warm_up_us=to_ticks(warm_up_s),
        seed=1,
        replications=1,
        stations=(
            StationFacts(name="saw", machines=("saw.1", "saw.2"), queue_capacity=1),
            StationFacts(name="mill", machines=("mill.1",), queue_capacity=None),
        ),
        crews=(
            CrewFacts(name="crew", people=("crew.1", "crew.2"), skills={"operate": 1.0}, constant_pace=True),
        ),
        products=(
            ProductFacts(name="pump", route=("saw", "mill"), priority=1),
            ProductFacts(name="valve", route=("mill",), priority=0),
        ),
    )


def event(
    at_s: float,
    kind: str,
    job: str | None = None,
    where: str | None = None,
    person: str | None = None,
    detail: str | None = None,
    value: float | None = None,
    cause: int | None = None,
) -> Row:
    """``where`` is a machine ("saw.1") or a station ("saw"); the job ("pump-1") tells the product."""
    station = where.partition(".")[0] if where else None
    machine = where if where and "." in where else None
    product = job.partition("-")[0] if job else None
    return (to_ticks(at_s), kind, job, product, station, machine, person, detail, value, cause)


def write_log(folder: Path, *replications: Sequence[Row], facts: PlantFacts | None = None) -> EventLog:
    """Write one file for each replication, and open the log."""
    facts = (facts or plant()).model_copy(update={"replications": len(replications)})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plant.json").write_text(facts.to_json(), encoding="utf-8")
    for number, rows in enumerate(replications):
        with EventWriter(folder / "events" / f"replication-{number:05d}.parquet", number) as writer:
            writer.write(rows)
    return EventLog.open(folder)


def rows(table: pd.DataFrame, columns: str, **where: str) -> list[tuple[Any, ...]]:
    """The rows with these values as tuples: times in seconds, ``None`` where there is nothing."""
    for column, value in where.items():
        table = table[table[column] == value]
    chosen = table[columns.split()]
    return [
        tuple(
            None if pd.isna(value) else value / 1e6 if name.endswith("_us") else value
            for name, value in zip(chosen.columns, values, strict=True)
        )
        for values in chosen.itertuples(index=False)
    ]
