"""How sure are the KPIs of a log? Over replications, or, where there is only one, from batch means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from shopfloor.analysis.batch_means import MOST_BATCHES, batch_means
from shopfloor.analysis.queries import sql_file, views_of
from shopfloor.contracts.kpi import KpiRow
from shopfloor.contracts.plant import PlantFacts
from shopfloor.eventlog import EventLog

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

__all__ = ["BATCHED", "Sums", "batch_sums", "kpi_rows", "kpis", "sums_of", "too_short_for", "with_intervals"]

BATCHED = (
    "throughput_rate",
    "work_in_process",
    "lead_time",
    "queue_length",
    "waiting_time",
    "state_share.*",
    "busy_share",
)
"""The KPIs of a single run that have an interval: the plant's, the products', the stations', the groups'."""

_QUERIES = ("batch_counts", "batch_spans")

_US_PER_H = 3_600_000_000
_US_PER_S = 1_000_000

Sums = dict[tuple[str, str], tuple[list[int], list[int]]]
"""(subject, KPI) -> numerators and denominators by batch; their ratio is the KPI in its unit."""


def kpis(log: EventLog) -> pd.DataFrame:
    """Return the rows of :func:`kpi_rows` as a table."""
    import pandas as pd

    frame = pd.DataFrame(kpi_rows(log), columns=list(KpiRow.__annotations__))
    return frame.astype({"ci_low": "float64", "ci_high": "float64"})


def kpi_rows(log: EventLog) -> list[KpiRow]:
    """Return every KPI as :meth:`EventLog.kpi_rows` does; those of a single run have an interval, too.

    ``interval`` tells how it was made: over "replications", from "batch_means", or not at all (``None``), because
    the run is too short for one, or the KPI is none of :data:`BATCHED`.
    """
    rows = log.kpi_rows()
    if log.plant.replications > 1:
        return rows
    with closing(log.connect(only=views_of(*_QUERIES))) as connection:
        return with_intervals(rows, batch_sums(connection, log.plant))


def with_intervals(rows: Sequence[KpiRow], sums: Sums) -> list[KpiRow]:
    """Give the rows of a single run the intervals that its batches tell."""
    return [_with_interval(row, sums) for row in rows]


def too_short_for(rows: Sequence[KpiRow]) -> list[KpiRow]:
    """Return the rows of a single run that should have an interval and have none: the run is too short."""
    return [
        row
        for row in rows
        if row["n"] == 1
        and row["interval"] is None
        and row["mean"] != 0
        and _is_batched(row["kpi"], row["subject"])
    ]


def _is_batched(kpi: str, subject: str) -> bool:
    known = kpi in BATCHED or (kpi.startswith("state_share.") and "state_share.*" in BATCHED)
    return known and not subject.startswith("machine:")


def _with_interval(row: KpiRow, sums: Sums) -> KpiRow:
    parts = sums.get((row["subject"], row["kpi"]))
    if parts is None:
        return row
    half = batch_means(*parts).half_width
    if half is None:
        return row
    return {
        **row,
        "ci_low": row["mean"] - half,
        "ci_high": row["mean"] + half,
        "interval": "batch_means",
    }


def batch_sums(connection: duckdb.DuckDBPyConnection, plant: PlantFacts) -> Sums:
    """Return the sums of the one replication that the connection shows."""
    counts, spans = (
        connection.execute(sql_file(name), {"batches": MOST_BATCHES}).fetchall() for name in _QUERIES
    )
    return sums_of(counts, spans, plant)


def sums_of(
    counts: Iterable[tuple[str, str, int, int, int, int]],
    spans: Iterable[tuple[str, str, int, int]],
    plant: PlantFacts,
) -> Sums:
    """Return the same from the rows of ``sql/batch_counts.sql`` and ``sql/batch_spans.sql``."""
    lengths = _batch_lengths(plant.horizon_us - plant.warm_up_us)
    parts = (*_counts(counts, lengths), *_spans(spans, lengths))
    return {(subject, kpi): (above, below) for subject, kpi, above, below in parts}


def _batch_lengths(window_us: int) -> list[int]:
    """In microseconds, as the SQL cuts them: they differ by one at most."""
    limits = [-(-number * window_us // MOST_BATCHES) for number in range(MOST_BATCHES + 1)]
    return [limits[number + 1] - limits[number] for number in range(MOST_BATCHES)]


_Parts = tuple[str, str, list[int], list[int]]


def _counts(counts: Iterable[tuple[str, str, int, int, int, int]], lengths: list[int]) -> Iterator[_Parts]:
    """Rates and means of what ended."""
    measured: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for subject, kpi, batch, *figures in counts:
        of_all = measured.setdefault((subject, kpi), [(0, 0, 0)] * MOST_BATCHES)
        of_all[batch] = (figures[0], figures[1], figures[2])
    for (subject, kpi), batches in measured.items():
        ends, lasted, length_us = map(list, zip(*batches, strict=True))
        yield subject, "throughput_rate", [count * _US_PER_H for count in ends], lengths
        if sum(lasted):
            yield subject, kpi, length_us, [count * _US_PER_S for count in lasted]


def _spans(spans: Iterable[tuple[str, str, int, int]], lengths: list[int]) -> Iterator[_Parts]:
    """Means over time: a number of jobs, or a share of the time of all machines or people."""
    spent: dict[tuple[str, str], list[int]] = {}
    for subject, kpi, batch, time_us in spans:
        spent.setdefault((subject, kpi), [0] * MOST_BATCHES)[batch] = time_us
    all_time: dict[str, list[int]] = {}
    for (subject, kpi), times in spent.items():
        if kpi not in ("work_in_process", "queue_length"):
            so_far = all_time.get(subject, [0] * MOST_BATCHES)
            all_time[subject] = [a + b for a, b in zip(so_far, times, strict=True)]
    for (subject, kpi), times in spent.items():
        if kpi in ("work_in_process", "queue_length"):
            yield subject, kpi, times, lengths
        elif kpi != "other":
            yield subject, kpi, times, all_time[subject]
