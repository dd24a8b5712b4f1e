"""Which views are there, and where is their SQL?"""

from functools import cache
from pathlib import Path

__all__ = ["FOLDER", "STEPS", "VIEWS", "sql_file"]

FOLDER = Path(__file__).parent

STEPS = ("timeline", "job_steps", "machine_slots", "breakdowns", "machine_moments", "people_moments")
"""What the views for everybody are made of, in order."""

VIEWS = ("operations", "setups", "stoppages", "machine_states", "jobs", "people")
"""The views over ``events`` that are for everybody; ``docs/eventlog.md`` describes their columns."""


@cache
def sql_file(name: str) -> str:
    """Return the text of a SQL file of this package, such as ``views/jobs.sql``."""
    return (FOLDER / name).read_text(encoding="utf-8")
