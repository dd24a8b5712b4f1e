"""How long does the plant take to fill up? A check of the declared warm-up by MSER-5.

The number of jobs in the plant is averaged over short spans and over the replications, five spans make a batch, and
the beginning is cut where the rest has the smallest estimated error of its mean: what is cut more makes it rarer, what
is cut less makes it worse. A cut in the second half of the run means that the run is too short to tell.

Sources: White (1997), An Effective Truncation Heuristic for Bias Reduction in Simulation Output, Simulation 69, 323-334;
White, Cobb and Spratt (2000), A Comparison of Five Steady-State Truncation Heuristics for Simulation, Winter Simulation
Conference; the average over replications is Welch's, Law (2015), section 9.5.1.

MSER-5 alone sees a warm-up in one out of five runs that have none. So a declared warm-up counts as too short only if
what lies between it and the advised one differs from what comes later by more than chance, and moves the mean by a
hundredth at least.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from shopfloor.analysis.queries import sql_file, views_of
from shopfloor.contracts.plant import PlantFacts
from shopfloor.eventlog import EventLog
from shopfloor.student import student_t
from shopfloor.units import SECONDS_PER_UNIT, TICKS_PER_SECOND, duration_text

if TYPE_CHECKING:
    import duckdb

__all__ = [
    "SPANS",
    "Spans",
    "WarmUp",
    "in_spans",
    "judge_warm_up",
    "mser_5",
    "spans_of",
    "spans_with",
    "warm_up",
    "work_in_process",
]

SPANS = 1000
"""Into about so many spans the run is cut: fine enough for half a percent of the horizon."""

_BATCH = 5
_SEARCHED = 0.75
"""How much of the run is searched for the best cut: what follows it must not be so short that it is even by chance."""

_LEAST_BIAS = 0.01
"""What moves the mean by less is not worth a word."""

_DAY_US = round(SECONDS_PER_UNIT["d"]) * TICKS_PER_SECOND
_WEEK_US = 7 * _DAY_US

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class WarmUp:
    """What MSER-5 says of a log; times in seconds.

    verdict         advised_s
    enough          the best cut, shorter than what is declared, or not by more than chance
    too_short       the best cut: what is declared is shorter, and it matters
    run_too_short   None: the best cut lies in the second half of the run
    not_steady      None: nothing comes into the plant in the last quarter of the run, so it never settles
    """

    declared_s: float
    advised_s: float | None
    verdict: Literal["enough", "too_short", "run_too_short", "not_steady"]

    @property
    def advised(self) -> str | None:
        """The advised warm-up as a scenario writes it, rounded up to what somebody would write."""
        return None if self.advised_s is None else duration_text(_round(self.advised_s))


def warm_up(log: EventLog) -> WarmUp:
    """Return how long the warm-up of a log should be, by the work in process of all its replications.

    Where shifts or breaks give the plant a daily rhythm, each span is compared with the same time of other days (in
    runs of three weeks and more: of other weeks), so that a night is no warm-up; runs shorter than two days are then
    too short to tell.
    """
    with closing(log.connect([0], only=views_of("rhythm"))) as connection:
        spans = spans_of(connection, log.plant)
    parts, read = [], views_of("work_in_process")
    for batch in log.batches():
        with closing(log.connect(batch, only=read)) as connection:
            parts.append(work_in_process(connection, batch, spans))
    return judge_warm_up(log.plant, spans, np.vstack(parts))


@dataclass(frozen=True)
class Spans:
    """The equal spans that a run is cut into, and how many of them make a day (or week) of shifts; 0: it has none.
    ``is_steady``: jobs still come into the plant at its end."""

    length_us: int
    count: int
    in_rhythm: int
    is_steady: bool


def spans_of(connection: duckdb.DuckDBPyConnection, plant: PlantFacts) -> Spans:
    """Return the spans that suit a plant, by what happens in the first replication shown."""
    has_shifts, is_steady = connection.execute(sql_file("rhythm")).fetchall()[0]
    return spans_with(plant, has_shifts=has_shifts, is_steady=is_steady)


def spans_with(plant: PlantFacts, *, has_shifts: bool, is_steady: bool) -> Spans:
    """Return the spans that suit a plant in which somebody comes and goes, or nobody does."""
    rhythm_us = 0
    if has_shifts:
        rhythm_us = _WEEK_US if plant.horizon_us >= 3 * _WEEK_US else _DAY_US
    in_rhythm = -(-SPANS * rhythm_us // plant.horizon_us)
    length_us = rhythm_us // in_rhythm if in_rhythm else max(plant.horizon_us // SPANS, 1)
    return Spans(length_us, plant.horizon_us // length_us, in_rhythm, is_steady)


def work_in_process(connection: duckdb.DuckDBPyConnection, batch: range, spans: Spans) -> _Floats:
    """Return the mean number of jobs in the plant by replication of the batch and span."""
    query = connection.execute(sql_file("work_in_process"), {"span_us": spans.length_us})
    return in_spans(query.fetchall(), batch, spans)


def in_spans(moves: Iterable[tuple[int, int, int, int]], batch: range, spans: Spans) -> _Floats:
    """Return the same from the rows of ``sql/work_in_process.sql``."""
    jobs, moved_us = np.zeros((2, len(batch), spans.count))
    for replication, span, count, time_us in moves:
        if span < spans.count:
            jobs[replication - batch.start, span] = count
            moved_us[replication - batch.start, span] = time_us
    # what came before a limit T has been there for T - time: all of it for T * jobs - the sum of times
    limits = np.arange(1, spans.count + 1) * float(spans.length_us)
    until = limits * np.cumsum(jobs, axis=1) - np.cumsum(moved_us, axis=1)
    lasted: _Floats = np.diff(until, prepend=0.0) / spans.length_us
    return lasted


def judge_warm_up(plant: PlantFacts, spans: Spans, in_process: _Floats) -> WarmUp:
    """Return what follows from the work in process, by replication and span."""
    declared_s = plant.warm_up_us / TICKS_PER_SECOND
    if not spans.is_steady:
        return WarmUp(declared_s, None, "not_steady")
    if 2 * spans.in_rhythm > spans.count:
        return WarmUp(declared_s, None, "run_too_short")
    if spans.in_rhythm:
        in_process = _without_rhythm(in_process, spans.in_rhythm)
    cut = mser_5(in_process.mean(axis=0))
    if cut is None:
        return WarmUp(declared_s, None, "run_too_short")
    declared = min(-(-plant.warm_up_us // spans.length_us), spans.count)
    too_short = (
        declared < cut and _matters(in_process, declared, cut) and _stands_out(in_process, declared, cut)
    )
    advised_s = cut * spans.length_us / TICKS_PER_SECOND
    return WarmUp(declared_s, advised_s, "too_short" if too_short else "enough")


def mser_5(values: _Floats) -> int | None:
    """Return how many values to cut from the beginning, a multiple of five; ``None`` where the best cut lies in the
    second half."""
    batches = len(values) // _BATCH
    means = values[: batches * _BATCH].reshape(batches, _BATCH).mean(axis=1)
    # from the end, and centred: the difference of two large sums would be noise where all values are equal
    rest = (means - means.mean())[::-1]
    counts = np.arange(1, batches + 1)
    squares = np.cumsum(rest**2) - np.cumsum(rest) ** 2 / counts
    by_cut = (np.maximum(squares, 0) / counts**2)[::-1]
    cut = int(np.argmin(np.round(by_cut[: round(_SEARCHED * batches) + 1], 12)))
    return None if 2 * cut > batches else cut * _BATCH


def _matters(in_process: _Floats, first: int, until: int) -> bool:
    """Does the stretch ``[first, until)`` move the mean of all after ``first`` by :data:`_LEAST_BIAS` of it?"""
    average = in_process.mean(axis=0)
    rest = average[until:].mean()
    return bool(abs(average[first:].mean() - rest) >= _LEAST_BIAS * abs(rest))


def _stands_out(in_process: _Floats, first: int, until: int) -> bool:
    """Does the stretch ``[first, until)`` differ from the rest by more than chance?

    Either in the average over replications, against as long stretches of the rest (t, 1 %); or in the replications,
    each against its own rest (paired t, 5 %).
    """
    replications, spans = in_process.shape
    if replications > 1:
        gaps = in_process[:, first:until].mean(axis=1) - in_process[:, until:].mean(axis=1)
        error = gaps.std(ddof=1) / math.sqrt(replications)
        # without any spread, replications are one and the same run and no evidence
        if error > 1e-9 and _exceeds(gaps.mean(), error, replications - 1, 0.975):
            return True
    average, length = in_process.mean(axis=0), until - first
    others = (spans - until) // length
    if others < 3:
        return False
    rest = average[spans - others * length :].reshape(others, length).mean(axis=1)
    gap = average[first:until].mean() - rest.mean()
    return _exceeds(gap, rest.std(ddof=1) * math.sqrt(1 + 1 / others), others - 1, 0.995)


def _exceeds(gap: float, error: float, degrees_of_freedom: int, share_below: float) -> bool:
    return bool(abs(gap) > student_t(degrees_of_freedom, share_below) * error + 1e-9)


def _without_rhythm(in_process: _Floats, in_rhythm: int) -> _Floats:
    """Take from each span what is usual at its time of the day (or week), and put the mean of the run there."""
    average = in_process.mean(axis=0)
    time = np.arange(len(average)) % in_rhythm
    usual = np.bincount(time, average) / np.bincount(time)
    calm: _Floats = in_process - usual[time] + average.mean()
    return calm


def _round(seconds: float) -> float:
    """Round up to whole minutes, from two hours on to whole hours, from two days on to half days."""
    step = 60.0 if seconds < 7200 else 3600.0 if seconds < 172_800 else 43_200.0
    return math.ceil(seconds / step - 1e-9) * step
