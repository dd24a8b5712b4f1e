"""What does a log show? Its views as tables with plain columns, over one window of time.

Simulated logs and logs that were taken in enter by the same door; what nobody recorded is told by :meth:`Observed.knows`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shopfloor.contracts.plant import PlantFacts
from shopfloor.intake import gaps_of
from shopfloor.intake.made_up import made_up_in
from shopfloor.intake.quantities import quantities_in
from shopfloor.intake.torn import torn_in

if TYPE_CHECKING:
    import pandas as pd

    from shopfloor.eventlog import EventLog

__all__ = ["NEVER", "Observed", "happened", "observe"]

NEVER = int(np.iinfo(np.int64).min)
"""Stands in every column of times for what has not happened (or is not known)."""

_VISITS = (
    "replication, job, product, station, visit, machine, person, queued_us, loaded_us, setup_started_us, "
    "setup_finished_us, started_us, finished_us, left_us, worked_us, setup_us, interrupted_us, blocked_us, outcome, "
    "first_event"
)
_JOBS = "replication, job, product, priority, ordered_us, released_us, due_us, ended_us, outcome, reworks, out_of, part_of"
_STOPS = "replication, station, machine, mode, job, person, failed_us, repair_started_us, repaired_us"
_UPKEEP = "replication, station, machine, plan, person, due_us, started_us, finished_us"
_SETUPS = (
    "replication, station, machine, person, job, product, from_product, to_product, started_us, finished_us"
)
_BATCHES = "replication, station, machine, formed_us, jobs, started_us, finished_us"
_HAPPENINGS = (
    "replication, event, CAST(round(time_s * 1e6) AS BIGINT) AS at_us, kind, job, product, station, "
    "machine, person, detail, value, cause"
)
_KINDS = (
    "shift_started", "shift_ended", "break_started", "break_ended", "absent", "move_started", "moved", "blocked",
    "unblocked", "setup_interrupted", "work_interrupted", "work_resumed", "work_restarted", "reworked", "scrapped",
    "inspected", "defect_made", "parts_taken", "disassembled", "assembled", "job_lost", "walk_started", "walk_ended",
    "maintenance_due", "repair_interrupted", "repair_resumed", "maintenance_interrupted", "maintenance_resumed",
)  # fmt: skip


@dataclass(frozen=True)
class Observed:
    """What happened in ``[since_us, until_us)`` of each replication; times in whole microseconds from ``start``.

    visits        a row for each visit of a job to a station, in the order of ``first_event``: replication, job, product,
                  station, visit (the n-th of this job there), machine, person, queued_us, loaded_us, setup_started_us,
                  setup_finished_us, started_us, finished_us, left_us, worked_us (interruptions not counted, up to the
                  end of the window), setup_us, interrupted_us, blocked_us, outcome (passed, reworked, scrapped)
    jobs          replication, job, product, priority, ordered_us, released_us, due_us, ended_us, outcome, reworks,
                  out_of, part_of
    stops         replication, station, machine, mode, job, person, failed_us, repair_started_us, repaired_us
    maintenances  replication, station, machine, plan, person, due_us, started_us, finished_us
    setups        replication, station, machine, person, job, product, from_product, to_product, started_us, finished_us
    batches       replication, station, machine, formed_us, jobs, started_us, finished_us
    happenings    events of other kinds as they are, in order: replication, event, at_us, kind, job, product, station,
                  machine, person, detail, value (float, missing: NaN), cause; kinds as in ``docs/eventlog.md``: shifts,
                  breaks, absences, moves, blocking, interruptions, quality, parts, losses, walks
    quantities    job -> its pieces, where a log that was taken in says it; never told
    torn          jobs that lost rows when the log was taken in: their visits were, their ways are not whole
    made_up       machine -> name that several share because work on it overlaps, or "": the log names none; never told

    Texts are categories (missing: none); columns of times are int64 with :data:`NEVER` for what has not happened.
    """

    plant: PlantFacts
    gaps: frozenset[tuple[str, str | None]]
    replications: tuple[int, ...]
    since_us: int
    until_us: int
    visits: pd.DataFrame
    jobs: pd.DataFrame
    stops: pd.DataFrame
    maintenances: pd.DataFrame
    setups: pd.DataFrame
    batches: pd.DataFrame
    happenings: pd.DataFrame
    quantities: Mapping[str, float] = field(default_factory=dict)
    torn: frozenset[str] = frozenset()
    made_up: Mapping[str, str] = field(default_factory=dict)

    def knows(self, view: str, column: str | None = None) -> bool:
        """Is it recorded? Views and columns are called as in ``docs/eventlog.md``."""
        return (view, None) not in self.gaps and (view, column) not in self.gaps

    @property
    def start(self) -> dt.datetime:
        """The wall-clock time of 0 us."""
        return self.plant.clock_start.replace(tzinfo=None)

    @property
    def week_us(self) -> int:
        """How long the week had lasted at 0 us, since Monday midnight."""
        start = self.start
        return (start - start.replace(hour=0, minute=0, second=0, microsecond=0)) // dt.timedelta(
            microseconds=1
        ) + start.weekday() * 86_400_000_000

    @property
    def span_us(self) -> int:
        """How long was looked at, all replications together."""
        return (self.until_us - self.since_us) * len(self.replications)

    @property
    def from_work(self) -> bool:
        """Is it unknown when jobs come? In a log without arrivals they come when their first work begins."""
        first = self.visits.drop_duplicates(["replication", "job"])
        waited = (first["started_us"] - first["queued_us"]).to_numpy()[happened(first["started_us"])]
        return bool(self.gaps) and not waited.any()

    def machines_of(self, station: str) -> tuple[str, ...]:
        """Return the machines that a station is known to have."""
        return next(of.machines for of in self.plant.stations if of.name == station)

    def within(self, since_us: int, until_us: int, replications: tuple[int, ...] | None = None) -> Observed:
        """Return what a log of ``[since_us, until_us)`` shows: what began before is left out, what ends later is open."""
        from shopfloor.calibration.window import seen

        return seen(self, since_us, until_us, replications or self.replications)


def happened(column: ArrayLike) -> NDArray[np.bool_]:
    """Return which moments of a column of times are known to have been."""
    return np.not_equal(np.asarray(column, np.int64), NEVER)


def observe(log: EventLog) -> Observed:
    """Read a log once. Memory grows with its visits (some 200 bytes each), not with its events."""
    stored = ("visits", "jobs")
    read = (*stored, "stoppages", "maintenances", "setups", "batch_runs")
    with log.connect(stored=stored, only=read) as database:
        tables = {
            "visits": _table(database, "visits", _VISITS, "replication, first_event"),
            "jobs": _table(database, "jobs", _JOBS, "replication, released_us NULLS LAST, job"),
            "stops": _table(database, "stoppages", _STOPS, "replication, event"),
            "maintenances": _table(database, "maintenances", _UPKEEP, "replication, event"),
            "setups": _table(database, "setups", _SETUPS, "replication, started_us, machine"),
            "batches": _table(database, "batch_runs", _BATCHES, "replication, event"),
            "happenings": _table(database, "events", _HAPPENINGS, "replication, event", kinds=_KINDS),
        }
    return Observed(
        plant=log.plant,
        gaps=frozenset((gap.view, gap.column) for gap in gaps_of(log.folder)),
        replications=tuple(range(log.plant.replications)),
        since_us=0,
        until_us=log.plant.horizon_us,
        quantities=quantities_in(log.folder),
        torn=torn_in(log.folder),
        made_up=made_up_in(log.folder),
        **tables,
    )


def _table(database: Any, view: str, columns: str, order: str, kinds: tuple[str, ...] = ()) -> pd.DataFrame:
    chosen = f"WHERE kind IN {kinds}" if kinds else ""
    return _plain(database.sql(f"SELECT {columns} FROM {view} {chosen} ORDER BY {order}").to_arrow_table())


def _plain(table: Any) -> pd.DataFrame:
    """Texts become categories, and missing whole numbers :data:`NEVER`."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = dict[str, Any]()
    for name, column in zip(table.column_names, table.columns, strict=True):
        kind = column.type
        if pa.types.is_floating(kind):
            columns[name] = column.to_numpy()
        elif pa.types.is_dictionary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
            coded = column if pa.types.is_dictionary(kind) else column.dictionary_encode()
            columns[name] = _sorted_categories(coded.combine_chunks().to_pandas())
        else:
            columns[name] = pc.fill_null(column.cast(pa.int64()), NEVER).to_numpy()
    return pd.DataFrame(columns)


def _sorted_categories(column: Any) -> Any:
    """The order of the categories must not depend on which came first."""
    kept = column.cat.remove_unused_categories()
    return kept.cat.reorder_categories(sorted(kept.cat.categories))
