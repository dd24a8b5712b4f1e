"""Small logs as people keep them, and how they are taken in."""

from pathlib import Path
from typing import Any

from shopfloor.intake import Intake, Reading, read_log

HEADER = "Order;Step;Machine;Begin;End;Operator"
WORK = {
    "case": "Order",
    "activity": "Step",
    "machine": "Machine",
    "start": "Begin",
    "end": "End",
    "person": "Operator",
}
ROWS = (
    "A1;Turning;Lathe 1;2026-01-05 06:00;2026-01-05 06:30;Ada",
    "A1;Milling;Mill;2026-01-05 06:45;2026-01-05 07:15;Bob",
    "A2;Turning;Lathe 1;2026-01-05 06:30;2026-01-05 07:10;Ada",
    "A2;Milling;Mill;2026-01-05 07:15;2026-01-05 07:40;Bob",
)


def taken(
    folder: Path, *rows: str, columns: dict[str, str] = WORK, header: str = HEADER, **options: Any
) -> Intake:
    """Take in a CSV with these rows; ``stops`` are the lines of a second file, other options are a Reading's."""
    path = folder / "log.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    more: dict[str, Any] = {}
    if "stops" in options:
        stops = folder / "stops.csv"
        stops.write_text("\n".join(options.pop("stops")) + "\n", encoding="utf-8")
        more = {"stops": stops, "stop_columns": options.pop("stop_columns")}
    return read_log(path, columns, reading=Reading(**options), **more)


def found(intake: Intake) -> dict[str, tuple[int, ...]]:
    """Return code -> rows of what was found."""
    return {finding.code: finding.rows for finding in intake.report.findings}


def broken(intake: Intake) -> dict[str, int]:
    """Return the laws that the log breaks."""
    return {law: len(rows) for law, rows in intake.log.audit().items() if len(rows)}


def times(intake: Intake) -> list[tuple[str, str, int, int]]:
    """Return job, station, and start and end in minutes from the log's beginning."""
    operations = intake.log.operations
    return [
        (job, station, start // 60_000_000, end // 60_000_000)
        for job, station, start, end in operations[
            ["job", "station", "started_us", "finished_us"]
        ].itertuples(index=False)
    ]
