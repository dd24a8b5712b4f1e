"""Which flags say how the log of a real plant is to be read, and what is told of it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shopfloor.cli import terminal

if TYPE_CHECKING:
    from shopfloor.contracts.family import Family
    from shopfloor.eventlog import EventLog
    from shopfloor.intake import Intake

__all__ = [
    "Columns",
    "DateFormat",
    "Delimiter",
    "Encoding",
    "KeepLog",
    "Logs",
    "Overlaps",
    "Since",
    "StopColumns",
    "Stops",
    "TimeFormat",
    "TimeUnit",
    "TimeZone",
    "Until",
    "narrowed",
    "opened",
    "tell",
]

Columns = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ROLE=COLUMN,…",
        help="Which column of a log file says what: case, activity, resource (machine), person, start, end, or time and "
        "lifecycle; arrival, product, due, outcome; for calibrate also quantity (how many pieces a case has).",
    ),
]
Stops = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A second file with the stops of the machines.")
]
StopColumns = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ROLE=COLUMN,…", help="Its columns: machine, from, to, repair, cause, person, planned."
    ),
]
Delimiter = Annotated[
    str | None, typer.Option(metavar="CHAR", help="What parts the fields of a CSV; found out if left out.")
]
Encoding = Annotated[
    str | None, typer.Option(metavar="NAME", help="How a CSV is encoded; found out if left out.")
]
DateFormat = Annotated[
    str | None, typer.Option(metavar="ORDER", help="dmy or mdy, where the log does not settle it.")
]
TimeFormat = Annotated[
    str | None,
    typer.Option(metavar="FORMAT", help='How times are written, as strptime says it: "%d %b %Y %H:%M".'),
]
TimeUnit = Annotated[
    str | None, typer.Option(metavar="UNIT", help="Times are numbers of s, ms or us since 1970 (UTC).")
]
TimeZone = Annotated[
    str | None,
    typer.Option(metavar="ZONE", help="Where times without an offset stand, as in Europe/Berlin."),
]
Since = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="When the log begins; the hour of its first time if left out."),
]
Until = Annotated[
    str | None, typer.Option(metavar="TIME", help="When it ends; the hour after its last time if left out.")
]
Overlaps = Annotated[
    str,
    typer.Option(
        metavar="HOW", help="Work at once on one machine or case: split (it is several), or set-aside."
    ),
]
KeepLog = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Keep the log that was taken in, as a folder.")
]


_UNLESS_TOLD = {"overlaps": "split"}


@dataclass(frozen=True)
class Logs:
    """The logs to ask about; ``taken`` are those that came from files, ``lacking`` says what keeps families from
    being asked of them."""

    logs: Sequence[EventLog]
    taken: Sequence[Intake]
    lacking: Mapping[str, str]

    @property
    def set_aside(self) -> int:
        """How many rows of the files are not in the logs."""
        return sum(intake.report.set_aside for intake in self.taken)

    def to_json(self) -> dict[str, Any]:
        """Return what ``--json`` adds; nothing where no file was taken in."""
        if not self.taken:
            return {}
        return {
            "taken_in": [intake.report.to_json() for intake in self.taken],
            "not_asked": dict(self.lacking),
        }


def opened(
    paths: Sequence[Path], *, columns: list[str] | None, stops: Path | None, stop_columns: list[str] | None,
    keep: Path | None, pieces: bool = False, **reading: Any,
) -> Logs:  # fmt: skip
    """Open folders of logs, and take in files; ``pieces``: whether anybody reads how many a job has.

    Raises:
        UsageError: flags for files without a file, several files where one is meant, a log given twice, or a file
            that cannot be used.
    """
    from shopfloor.errors import UsageError
    from shopfloor.eventlog import EventLog
    from shopfloor.intake import is_log_file

    places = [path.resolve() for path in paths]
    if twice := [path for number, path in enumerate(paths) if places[number] in places[:number]]:
        raise UsageError(f"{twice[0]}: got this log twice; expected each log once")
    files = [path for path in paths if is_log_file(path)]
    about = {"columns": columns, "stops": stops, "stop_columns": stop_columns, "keep_log": keep}
    about |= {name: None if how == _UNLESS_TOLD.get(name) else how for name, how in reading.items()}
    needless = sorted(f"--{name.replace('_', '-')}" for name, given in about.items() if given and not files)
    if needless:
        raise UsageError(
            f"{', '.join(needless)}: expected with a log file (CSV, Parquet, XES, OCEL 2.0); a folder is read as it is"
        )
    if len(files) > 1 and (stops or keep):
        raise UsageError(f"--stops and --keep-log go with one log file; got {len(files)}")
    logs, taken = list[EventLog](), list["Intake"]()
    roles = _roles(columns, pieces=pieces)
    for path in paths:
        if path in files:
            taken.append(_taken(path, roles, stops, stop_columns, keep, reading))
            logs.append(taken[-1].log)
        elif (path / "plant.json").is_file():
            logs.append(EventLog.open(path))
        else:
            what = "no log in it" if path.is_dir() else "no such folder or log"
            raise UsageError(
                f"{path}: {what}; expected one made by `shopfloor run` or `shopfloor simulate --out`, or "
                "a log file (CSV, Parquet, XES, OCEL 2.0)"
            )
    return Logs(logs, taken, {})


def _roles(columns: list[str] | None, *, pieces: bool) -> dict[str, str]:
    from shopfloor.errors import UsageError
    from shopfloor.intake import ROLES, parse_columns

    roles = parse_columns(columns or (), "--columns", ROLES)
    if "quantity" in roles and not pieces:
        raise UsageError("--columns: got quantity=; only `shopfloor calibrate` reads it; leave it out")
    return roles


def _taken(
    path: Path, roles: Mapping[str, str], stops: Path | None, stop_columns: list[str] | None, keep: Path | None,
    reading: Mapping[str, Any],
) -> Intake:  # fmt: skip
    from shopfloor.eventlog import EventLog
    from shopfloor.intake import STOP_ROLES, Intake, Reading, parse_columns, read_log
    from shopfloor.staging import staged

    stop_roles = parse_columns(stop_columns or (), "--stop-columns", STOP_ROLES)
    take = partial(read_log, path, roles, stops=stops, stop_columns=stop_roles, reading=Reading(**reading))
    if keep is None:
        return take()
    with staged(keep) as folder:
        intake = take(out=folder)
    return Intake(EventLog.open(keep), intake.report)


def narrowed(opened: Logs, families: Sequence[Family]) -> tuple[Logs, list[Family]]:
    """Return the families that all logs can answer, and the logs with what the others lack.

    Raises:
        UsageError: no family is left.
    """
    from shopfloor.errors import UsageError
    from shopfloor.intake import fitting, gaps_of

    able, lacking = list(families), dict[str, str]()
    for log in opened.logs:
        able, more = fitting(able, gaps_of(log.folder))
        lacking |= more
    if families and not able:
        reasons = "\n".join(f"  {family}: {reason}" for family, reason in sorted(lacking.items())[:10])
        raise UsageError(f"no question family can be answered by this log:\n{reasons}")
    return Logs(opened.logs, opened.taken, lacking), able


def tell(opened: Logs, *, quiet: bool) -> None:
    """Say what was read and found, and which families are not asked."""
    for intake in opened.taken:
        for line in intake.report.lines():
            terminal.notice(line, quiet=quiet)
    by_reason: dict[str, list[str]] = {}
    for family, reason in sorted(opened.lacking.items()):
        by_reason.setdefault(reason, []).append(family)
    for reason, families in by_reason.items():
        text = f"not asked, because {reason}: {', '.join(families)}"
        terminal.notice(terminal.folded(text), quiet=quiet)
