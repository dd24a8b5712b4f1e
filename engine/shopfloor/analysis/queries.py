"""Where is the SQL of this floor? One query a file, in ``sql/``."""

from functools import cache
from pathlib import Path

__all__ = ["sql_file"]


@cache
def sql_file(name: str) -> str:
    """Return the text of a query, such as ``backlogs``."""
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")
