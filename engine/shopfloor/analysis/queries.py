"""Where is the SQL of this floor? One query a file, in ``sql/``."""

from functools import cache
from pathlib import Path

from shopfloor.eventlog.catalogue import views_in

__all__ = ["sql_file", "views_of"]


@cache
def sql_file(name: str) -> str:
    """Return the text of a query, such as ``backlogs``."""
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def views_of(*names: str) -> frozenset[str]:
    """Return the views of the log that some queries read."""
    return frozenset().union(*(views_in(sql_file(name)) for name in names))
