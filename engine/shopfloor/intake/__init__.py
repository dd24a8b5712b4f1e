"""How does a log of a real plant become one of ours? Read, cleaned, named, and written as events.

From then on it is a folder like that of a simulated one, and enters the questions by the same door.
"""

from shopfloor.intake.columns import ROLES, STOP_ROLES, parse_columns
from shopfloor.intake.findings import Finding, Report, row_ranges
from shopfloor.intake.fitting import Gap, facts_of, fitting, gaps_of
from shopfloor.intake.read import Intake, is_log_file, read_log
from shopfloor.intake.reading import Reading

__all__ = [
    "ROLES",
    "STOP_ROLES",
    "Finding",
    "Gap",
    "Intake",
    "Reading",
    "Report",
    "facts_of",
    "fitting",
    "gaps_of",
    "is_log_file",
    "parse_columns",
    "read_log",
    "row_ranges",
]
