"""Which views are there, and where is their SQL?"""

from functools import cache
from pathlib import Path

__all__ = ["FOLDER", "ORDERED", "VIEWS", "sql_file"]

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
