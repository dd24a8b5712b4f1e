"""Which views are there, and where is their SQL?"""

import re
from functools import cache
from pathlib import Path

__all__ = ["FOLDER", "ORDERED", "VIEWS", "made_of", "sql_file", "views_in"]

FOLDER = Path(__file__).parent

VIEWS = (
    "operations", "setups", "batch_runs", "defects", "inspections", "stoppages", "maintenances", "machine_states",
    "deadlocks", "jobs", "job_time", "people", "assignments", "walks",
)  # fmt: skip
"""The views over ``events`` that are for everybody; ``docs/eventlog.md`` describes their columns."""

ORDERED = (
    "timeline", "job_steps", "queues", "upkeep", "machine_moments", "machine_states", "tasks", "people_moments", "people",
    "visits", "machine_clocks", "stays", "stay_times", "machine_reasons", "operations", "setups", "batch_runs", "defects",
    "inspections", "stoppages", "maintenances", "deadlocks", "jobs", "job_time", "assignments", "walks",
)  # fmt: skip
"""These and what they are made of, each behind those that it reads."""


@cache
def sql_file(name: str) -> str:
    """Return the text of a SQL file of this package, such as ``views/jobs.sql``."""
    return (FOLDER / name).read_text(encoding="utf-8")


@cache
def made_of(name: str) -> frozenset[str]:
    """Return a view and all those that it reads, at any depth."""
    before = ORDERED[: ORDERED.index(name)]
    read = views_in(sql_file(f"views/{name}.sql")).intersection(before)
    return frozenset({name}).union(*(made_of(other) for other in read))


def views_in(sql: str) -> frozenset[str]:
    """Return the views that are named in a query. A column of that name counts, too: one view too many costs a
    millisecond and changes nothing."""
    return frozenset(re.findall(r"\w+", sql)).intersection(ORDERED)
