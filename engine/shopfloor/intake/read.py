"""How does a file become an event log? Read, put on one clock, cleaned, told apart, named, written."""

from __future__ import annotations

import json
import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from shopfloor.contracts.plant import PlantFacts
from shopfloor.errors import OutputError, UsageError
from shopfloor.eventlog import EventLog, EventWriter
from shopfloor.intake.columns import ROLES, STOP_ROLES, TIMES, chosen, with_roles
from shopfloor.intake.findings import Finding, Report
from shopfloor.intake.fitting import FACTS, gaps_without
from shopfloor.intake.formats import is_log_file, opened_source
from shopfloor.intake.jobs import Known, Period, covered, in_order, told_apart, with_ends
from shopfloor.intake.lifecycle import paired
from shopfloor.intake.made_up import MADE_UP, made_up_of
from shopfloor.intake.naming import Names
from shopfloor.intake.occurrences import busy_twice, occurrences
from shopfloor.intake.plant import named_visits, plant_facts
from shopfloor.intake.quantities import QUANTITIES, quantities_of
from shopfloor.intake.reading import Reading
from shopfloor.intake.source import Source
from shopfloor.intake.stops import stops_of
from shopfloor.intake.times import Written, read_times
from shopfloor.intake.torn import TORN, torn_of
from shopfloor.intake.visits import Basket, usable
from shopfloor.intake.zones import Clock, Placed, one_clock

__all__ = ["Intake", "is_log_file", "read_log"]


@dataclass(frozen=True)
class Intake:
    """A log that was taken in, and the report about it.

    ``log`` is an ordinary event log; its folder also holds ``intake.json``: the report, the gaps that
    :func:`shopfloor.intake.gaps_of` reads, how many pieces each job has, where the log says it, and which jobs lost rows,
    and which machines it does not name.
    """

    log: EventLog
    report: Report


def read_log(
    path: Path | str,
    columns: Mapping[str, str],
    *,
    stops: Path | str | None = None,
    stop_columns: Mapping[str, str] | None = None,
    reading: Reading | None = None,
    out: Path | None = None,
) -> Intake:
    """Take in a log: CSV, Parquet, XES, or OCEL 2.0 (JSON, XML, SQLite).

    Args:
        columns: role (see ``ROLES``; ``resource`` is ``machine``) -> column of the file. XES and OCEL have columns
            for some roles already.
        stops: a second file with the stops of machines; ``stop_columns`` are its columns (``STOP_ROLES``).
        reading: how times and texts are to be read; found out where it says nothing.
        out: an empty or new folder for the log; a temporary one, which lives as long as the log, if left out.

    Raises:
        UsageError: the file, a column or an option cannot be used, or no row is left.
        OutputError: the log could not be written.
    """
    reading = reading or Reading()
    wanted = with_roles(columns, ROLES, "--columns")
    main = opened_source(Path(path), reading, partial(chosen, wanted, required=_lacks), "--columns")
    second = None
    if stops is not None:
        roles = with_roles(stop_columns or {}, STOP_ROLES, "--stop-columns")
        second = opened_source(
            Path(stops), reading, partial(chosen, roles, required=_stop_lacks), "--stop-columns"
        )
    elif stop_columns:
        raise UsageError("--stop-columns: goes with --stops FILE; give that too")
    clock, *files = _on_one_clock(main, second, reading)
    basket = usable(main, files[0].written, files[0].placed, clock.zone)
    known = _known(basket)
    with_ends(basket, known, zoned=clock.zone is not None)
    period = covered(basket, _edge("since", reading.since, clock), _edge("until", reading.until, clock))
    in_order(basket)
    told_apart(basket, split=reading.overlaps == "split", zoned=clock.zone is not None)
    return _finished(
        _Taken(files[0], files[1] if second is not None else None, clock, period, known, reading), basket, out
    )


@dataclass(frozen=True)
class _File:
    """A file that was read, and its times: as written, and on the one clock."""

    source: Source
    written: Mapping[str, Written]
    placed: Mapping[str, Placed]


@dataclass(frozen=True)
class _Taken:
    """What is known of the log when its rows are clean."""

    main: _File
    stops: _File | None
    clock: Clock
    period: Period
    known: Known
    reading: Reading

    @property
    def given(self) -> set[str]:
        """What the log says, in the words of ``gaps.toml``."""
        roles = set(self.main.source.columns) - {"time", "lifecycle", "instance"}
        roles |= {"start", "end"} if self.known == "both" else {self.known}
        if self.stops is not None:
            roles |= {"stops"} | {f"stops.{role}" for role in self.stops.source.columns}
        return roles


def _lacks(columns: Mapping[str, str]) -> str | None:
    lacking = [f"{role}=…" for role in ("case", "activity") if role not in columns]
    if not {"start", "end", "time"} & set(columns):
        lacking.append("start=… and end=… (or time=…, or one of them)")
    if "time" in columns and {"start", "end"} & set(columns):
        return "got time= beside start= or end=; expected time= alone (with lifecycle=, if there is one), or start= and end="
    return (
        f"expected {', '.join(lacking)} as well, such as case=Order,activity=Operation" if lacking else None
    )


def _stop_lacks(columns: Mapping[str, str]) -> str | None:
    lacking = [f"{role}=…" for role in ("machine", "from", "to") if role not in columns]
    return f"expected {', '.join(lacking)} as well" if lacking else None


def _on_one_clock(main: Source, second: Source | None, reading: Reading) -> tuple[Any, ...]:
    """Return the clock, and each file with its times on it."""
    sources = [main] if second is None else [main, second]
    written = [
        read_times({role: of.columns[role] for role in TIMES if role in of.columns}, reading, of.file)
        for of in sources
    ]
    together = {
        f"{number} {role}": of for number, columns in enumerate(written) for role, of in columns.items()
    }
    clock, placed = one_clock(together, reading.time_zone, " and ".join(of.file for of in sources))
    return clock, *(
        _File(source, columns, {role: placed[f"{number} {role}"] for role in columns})
        for number, (source, columns) in enumerate(zip(sources, written, strict=True))
    )


def _known(basket: Basket) -> Known:
    if "has_time" in basket.rows:
        return "both" if paired(basket) else "end"
    has = [role for role in ("start", "end") if f"has_{role}" in basket.rows]
    return "both" if len(has) == 2 else ("start" if has == ["start"] else "end")


def _edge(name: str, text: str | None, clock: Clock) -> int | None:
    """Return the moment that ``--since`` or ``--until`` names, on the clock of the log."""
    import datetime as dt

    if text is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f'--{name}: got "{text}"; expected a time such as 2026-01-05T06:00') from None
    if moment.tzinfo is not None and clock.zone is None:
        raise UsageError(f"--{name}: got {text}, but the times of the log have no offset; leave it out")
    if moment.tzinfo is not None:
        moment = moment.astimezone(dt.UTC).replace(tzinfo=None) + dt.timedelta(microseconds=clock.ahead_us)
    return (moment - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1)


def _finished(taken: _Taken, basket: Basket, out: Path | None) -> Intake:
    """Name what there is, put the stops beside the work, and write."""
    names, file = Names(), Path(taken.main.source.file).name
    visits, machines, told = named_visits(basket, names, file)
    quantities = quantities_of(basket, visits["job"])
    beside = {QUANTITIES: quantities, TORN: torn_of(basket, visits["job"])}
    beside |= {MADE_UP: made_up_of(basket, visits["machine"])}
    findings = [*basket.findings]
    stood = pd.DataFrame(
        columns=[
            "number",
            "machine",
            "station",
            "from_us",
            "repair_us",
            "to_us",
            "cause",
            "person",
            "planned",
            "visit",
        ]
    )
    if taken.stops is not None:
        of = taken.stops
        stood, more = stops_of(of.source, of.written, of.placed, taken.period, machines, visits)
        findings += more
        stood = _named_stops(stood, visits, names)
    visits, stood = _from_zero(visits, stood, taken.period)
    findings += _one_place(visits, stood, taken)
    facts = plant_facts(visits, stood, file, taken.clock, taken.period)
    counts = {
        **_rows(taken, findings),
        "visits": len(visits),
        "jobs": int(visits["job"].nunique()),
        "stations": len(facts.stations),
        "machines": sum(len(station.machines) for station in facts.stations),
        "people": sum(len(crew.people) for crew in facts.crews),
        "products": len(facts.products),
        "stoppages": len(stood),
    }
    changed = {kind: dict(of) for kind, of in names.changed.items()}
    report = Report(_read_as(taken), counts, tuple(findings), _assumed(taken, told), changed)
    temporary = _TemporaryFolder() if out is None else None
    folder = temporary.path if temporary is not None else Path(out or "")
    try:
        _save(folder, facts, visits, stood, report, taken.given, beside)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot write the event log: {error.strerror}; try another folder"
        ) from error
    return Intake(EventLog.open(folder, owns=temporary), report)


def _rows(taken: _Taken, findings: Sequence[Finding]) -> dict[str, int]:
    """How many rows each file has, and how many of them are not in the log."""
    counts = dict[str, int]()
    for of, rows, aside in (
        (taken.main, "rows", "set_aside"),
        (taken.stops, "stop_rows", "stop_rows_set_aside"),
    ):
        if of is not None:
            lost = (finding for finding in findings if finding.aside and finding.file == of.source.file)
            counts |= {rows: of.source.rows, aside: sum(len(finding.rows) for finding in lost)}
    return counts


def _named_stops(stops: pd.DataFrame, visits: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Name causes and people; somebody who works, too, keeps the name."""
    causes = names.slugs("causes", "cause", {str(text) for text in stops["cause"]})
    workers = dict(zip(visits["person_text"], visits["person"], strict=True))
    others = names.slugs(
        "people", "person", {text for text in stops["person"].dropna() if text not in workers}
    )
    station_of = dict(zip(visits["machine"], visits["station"], strict=True))
    return stops.assign(
        cause=stops["cause"].map(causes),
        person=stops["person"]
        .astype(object)
        .map(lambda text: workers.get(text) or others.get(text), na_action="ignore"),
        station=stops["machine"].map(station_of),
    )


def _from_zero(
    visits: pd.DataFrame, stops: pd.DataFrame, period: Period
) -> tuple[pd.DataFrame, pd.DataFrame]:
    zero = period.since_us
    return (
        visits.assign(
            **{name: visits[name] - zero for name in ("start_us", "end_us", "arrival_us", "due_us")}
        ),
        stops.assign(
            **{name: (stops[name] - zero).astype(np.int64) for name in ("from_us", "repair_us", "to_us")}
        ),
    )


def _one_place(visits: pd.DataFrame, stops: pd.DataFrame, taken: _Taken) -> list[Finding]:
    """Leave out people where they are busy elsewhere."""
    sentence = "the person is busy elsewhere at the time, and is not named here"
    findings = []
    for rows, which, of in zip(
        (visits, stops), busy_twice(visits, stops), (taken.main, taken.stops), strict=True
    ):
        if len(which) and of is not None:
            numbers = tuple(sorted(rows["number"].to_numpy()[which].tolist()))
            file, noun = of.source.file, of.source.noun
            findings.append(Finding("person_in_two_places", sentence, file, noun, numbers, aside=False))
            rows.loc[which, "person"] = None
    return findings


def _read_as(taken: _Taken) -> dict[str, Any]:
    clock, period = taken.clock, taken.period
    times = {role: of.how for role, of in taken.main.written.items()}
    since, until = (clock.at(us).isoformat(timespec="minutes") for us in (period.since_us, period.until_us))
    alike = len(set(times.values())) == 1
    return {
        "file": taken.main.source.file,
        **taken.main.source.read_as,
        "times": next(iter(times.values()))
        if alike
        else ", ".join(f"{role} {how}" for role, how in times.items()),
        "clock": clock.told,
        "covers": f"{since} to {until}",
    }


def _assumed(taken: _Taken, told: Sequence[str]) -> tuple[str, ...]:
    assumed = [*taken.clock.notes, *told]
    if taken.known != "both":
        assumed.append(f"the log has only the {taken.known} of work, which is taken to need no time")
    if taken.reading.since is None or taken.reading.until is None:
        assumed.append(
            "the log covers the whole hours around its first and last time; --since and --until say otherwise"
        )
    return tuple(assumed)


class _TemporaryFolder:
    """A folder that goes when nobody holds this object any more, or when the program ends."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="shopfloor-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def _save(
    folder: Path,
    facts: PlantFacts,
    visits: pd.DataFrame,
    stops: pd.DataFrame,
    report: Report,
    given: set[str],
    beside: Mapping[str, Any],
) -> None:
    """Write the events, what is known of them, and last the plant, without which the folder is no log.

    ``beside``: what is known of jobs, and no event says; what is empty is not written.
    """
    happened = occurrences(visits, stops, facts.horizon_us)
    with EventWriter(folder / "events" / "replication-00000.parquet", 0) as writer:
        for rows in happened.rows():
            writer.write(rows)
    gaps = [asdict(gap) for gap in gaps_without(given)]
    told = {**report.to_json(), "gaps": gaps} | {name: of for name, of in beside.items() if of}
    (folder / FACTS).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "plant.json").write_text(facts.to_json(), encoding="utf-8")
