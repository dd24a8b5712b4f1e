"""How does a law test measure? Plants as short texts, figures with their standard errors, stories line by line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from statistics import fmean, stdev
from textwrap import indent
from zlib import crc32

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from scipy.special import ndtr, stdtrit

from shopfloor.eventlog import EventLog
from shopfloor.scenario import loads
from shopfloor.scenario.model import Clock
from shopfloor.simulation import simulate

__all__ = [
    "BOTH",
    "EFFORTS",
    "Effort",
    "Figure",
    "Run",
    "lines",
    "plant",
    "run",
    "share_agrees",
    "station",
    "story",
]


# ---------------------------------------------------------------- precision


@dataclass(frozen=True)
class Effort:
    """How long to run, as a multiple, and the fault (a share) that must be seen at three standard errors."""

    times: int
    fault: float

    def wider(self, times: float) -> "Effort":
        """The same run, for a figure that varies so many times as much."""
        return Effort(self.times, times * self.fault)


EFFORTS = [
    pytest.param(Effort(1, 0.10), id="sees 10 %"),
    pytest.param(Effort(25, 0.02), id="sees 2 %", marks=pytest.mark.long),
]


THREE_SIGMA = ndtr(3)

BOTH = "both"
"""Instead of an engine: both, whose logs must be the same."""


@dataclass(frozen=True)
class Figure:
    """A mean with its standard error, which is itself estimated with so many degrees of freedom."""

    mean: float
    standard_error: float
    freedom: int

    @classmethod
    def of(cls, values: Sequence[float]) -> "Figure":
        """The mean of one value for each replication."""
        return cls(fmean(values), stdev(values) / len(values) ** 0.5, len(values) - 1)

    @classmethod
    def controlled(cls, values: Sequence[float], controls: Sequence[float], known: float) -> "Figure":
        """The mean of values, less what the chance deviation of the controls from their known mean explains.

        Source: Lavenberg and Welch (1981), "A perspective on the use of control variables to increase the efficiency of
        Monte Carlo simulations", *Management Science* 27, 322-335.
        """
        y, x = np.array(values), np.array(controls) - known
        spread = ((x - x.mean()) ** 2).sum()
        slope = ((x - x.mean()) * y).sum() / spread
        mean = y.mean() - slope * x.mean()
        variance = ((y - mean - slope * x) ** 2).sum() / (len(y) - 2)
        error = (variance * (1 / len(y) + x.mean() ** 2 / spread)) ** 0.5
        return cls(float(mean), float(error), len(y) - 2)

    def is_near(self, theory: float) -> bool:
        """Within three standard errors.

        The error is estimated from few replications, so "three" is the quantile of Student's t that is as rare as three of
        the normal distribution.
        """
        return abs(self.mean - theory) <= stdtrit(self.freedom, THREE_SIGMA) * self.standard_error

    def agrees_with(self, theory: float, effort: Effort) -> None:
        """Near the theory, and precise enough to see the fault."""
        assert 3 * self.standard_error <= effort.fault * theory, f"too imprecise: {self}, expected {theory}"
        assert self.is_near(theory), f"{self} differs from {theory}"


def share_agrees(hits: int, trials: int, theory: float, effort: Effort) -> None:
    """Independent trials hit as often as the theory says, within three standard errors of the binomial law."""
    error = (theory * (1 - theory) / trials) ** 0.5
    assert 3 * error <= effort.fault * theory, f"too imprecise: {trials} trials of {theory}"
    assert abs(hits / trials - theory) <= 3 * error, (
        f"{hits} of {trials} differ from {theory} by more than {3 * error}"
    )


# ---------------------------------------------------------------- runs


class Run:
    """What came out of one run: KPIs by name and subject, and what is counted and timed in the events themselves.

    The latter reads the few columns and kinds that it needs, one replication at a time: long runs have tens of millions of
    events, and the views of the log know more and take longer.
    """

    def __init__(self, log: EventLog, clock: Clock) -> None:
        self.log = log
        self.warm_up_s, self.horizon_s = clock.warm_up, clock.horizon

    # KPIs

    @cached_property
    def _rows(self) -> dict[tuple[str, str], Mapping]:
        return {(row["kpi"], row["subject"]): row for row in self.log.kpi_rows()}

    def figure(self, kpi: str, subject: str = "plant") -> Figure:
        row = self._rows[kpi, subject]
        assert row["ci_high"] is not None
        assert row["ci_low"] is not None
        half_width = (row["ci_high"] - row["ci_low"]) / 2
        freedom = row["n"] - 1
        return Figure(row["mean"], half_width / stdtrit(freedom, 0.975), freedom)

    def value(self, kpi: str, subject: str = "plant") -> float:
        return self._rows[kpi, subject]["mean"]

    # events

    @property
    def events(self) -> pd.DataFrame:
        return self.log.events

    def each(self, *kinds: str, columns: Sequence[str] = (), **where: str) -> Iterator[pd.DataFrame]:
        """Yield the events of these kinds, replication by replication: ``time_s``, ``kind`` and more columns."""
        chosen = pc.field("kind").isin(kinds)
        for column, value in where.items():
            chosen &= pc.field(column) == value
        for file in sorted((self.log.folder / "events").glob("*.parquet")):
            yield pq.read_table(file, columns=["time_s", "kind", *columns], filters=chosen).to_pandas()

    def count(self, kind: str, detail: str | None = None, **where: str) -> int:
        """How many events there were of this kind."""
        where |= {} if detail is None else {"detail": detail}
        return sum(len(events) for events in self.each(kind, **where))

    def rate(self, kind: str, **where: str) -> Figure:
        """How many events of a kind there were in a minute, after the warm-up; ``where``: product, station, machine."""
        minutes = (self.horizon_s - self.warm_up_s) / 60
        counts = [(events["time_s"] >= self.warm_up_s).sum() for events in self.each(kind, **where)]
        return Figure.of([count / minutes for count in counts])

    def ratio(self, part: str, whole: str) -> Figure:
        """How many events of one kind there were for each of another."""
        kinds = [events["kind"] for events in self.each(part, whole)]
        return Figure.of([(kind == part).sum() / (kind == whole).sum() for kind in kinds])

    def lead_times(self) -> Figure:
        """Mean minutes from release to completion, of the jobs that are completed after the warm-up."""
        completed = self.each("job_completed", columns=["value"])
        late = (events["value"][events["time_s"] >= self.warm_up_s] for events in completed)
        return Figure.of([seconds.mean() / 60 for seconds in late])

    def shares(self, machine: str) -> dict[str, Figure]:
        """Shares of time after the warm-up in which a machine is down; blocked, but not down; empty, but not down.

        Of a machine without people, shifts, batches and rework, counted step by step.
        """
        kinds = ("failed", "repaired", "loaded", "work_finished", "blocked", "unblocked")
        found: dict[str, list[float]] = {"down": [], "blocked": [], "starved": []}
        for events in self.each(*kinds, machine=machine):
            rows = {kind: (events["kind"] == kind).to_numpy().astype(int) for kind in kinds}
            stays = np.append(rows["blocked"][1:], 0)
            leaves = rows["unblocked"] + rows["work_finished"] * (1 - stays)
            down = np.cumsum(rows["failed"] - rows["repaired"]) > 0
            blocked = np.cumsum(rows["blocked"] - rows["unblocked"]) > 0
            empty = np.cumsum(rows["loaded"] - leaves) == 0
            time_s = np.append(events["time_s"], self.horizon_s).clip(self.warm_up_s)
            spans = np.diff(time_s) / (self.horizon_s - self.warm_up_s)
            for name, state in (("down", down), ("blocked", blocked & ~down), ("starved", empty & ~down)):
                found[name].append(float(spans[state].sum()))
        return {name: Figure.of(values) for name, values in found.items()}

    def visits(self, station: str) -> list[pd.DataFrame]:
        """Every visit to a station, for each replication: when queued, started and finished (NaN: not yet), and the time of
        the work as planned."""
        kinds = {"queue_entered": "queued_us", "work_started": "started_us", "work_finished": "finished_us"}
        found = []
        for events in self.each(*kinds, columns=["job", "product", "value"], station=station):
            jobs, _ = pd.factorize(events["job"])
            events = events.iloc[np.argsort(jobs, kind="stable")]
            rows = {kind: (events["kind"] == kind).to_numpy() for kind in kinds}
            time_us, planned_us = (np.rint(events[column].to_numpy() * 1e6) for column in ("time_s", "value"))
            visit = np.cumsum(rows["queue_entered"]) - 1
            visits = events.loc[rows["queue_entered"], ["job", "product"]].reset_index(drop=True)
            for kind, column in kinds.items():
                visits[column] = _at(visit[rows[kind]], time_us[rows[kind]], len(visits))
            started = rows["work_started"]
            visits["work_us"] = _at(visit[started], planned_us[started], len(visits))
            found.append(visits)
        return found

    def waits(
        self, station: str, product: str | None = None, *, power: int = 1, load: float | None = None
    ) -> Figure:
        """Mean wait at a station, in minutes (``power=2``: mean of its square), of those who come after the warm-up.

        ``load``: the minutes of work that come in a minute, by the plant. Waits are long where by chance more has come; so
        what has come is a control (and must itself be near the load).
        """
        means, loads = [], []
        for visits in self.visits(station):
            counted = visits[visits["queued_us"] >= 1e6 * self.warm_up_s]
            loads.append(counted["work_us"].sum() / 1e6 / (self.horizon_s - self.warm_up_s))
            if product is not None:
                counted = counted[counted["product"] == product]
            wait_min = (counted["started_us"] - counted["queued_us"]).dropna() / 60e6
            means.append(float((wait_min**power).mean()))
        if load is None:
            return Figure.of(means)
        assert Figure.of(loads).is_near(load), f"{Figure.of(loads)} differs from the load {load}"
        return Figure.controlled(means, loads, load)


def _at(places: np.ndarray, values: np.ndarray, length: int) -> np.ndarray:
    """The values at their places, NaN elsewhere."""
    found = np.full(length, np.nan)
    found[places] = values
    return found


@lru_cache(maxsize=2)
def run(text: str, engine: str) -> Run:
    """Run a plant; the last few runs are kept, for tests that ask another question of the same one."""
    scenario = loads(text)
    if engine != BOTH:
        return Run(simulate(scenario, engine=engine), scenario.clock)
    log, other = (simulate(scenario, engine=name) for name in ("reference", "kernel"))
    for path in sorted((log.folder / "events").iterdir()):
        assert path.read_bytes() == (other.folder / "events" / path.name).read_bytes(), path.name
    return Run(log, scenario.clock)


# ---------------------------------------------------------------- plants


def station(**words: str) -> str:
    return "{" + ", ".join(f"{word}: {value}" for word, value in words.items()) + "}"


def plant(
    stations: Mapping[str, str],
    *,
    products: Mapping[str, str] | None = None,
    orders: str = "{supply: unlimited}",
    horizon: str,
    warm_up: str = "0 s",
    replications: int = 1,
    rest: str = "",
    seed: int | None = None,
) -> str:
    """A scenario; without ``products``, one of them, ``part``, that passes all stations in order.

    Each plant has a seed of its own, however long it runs: with one for all, streams of the same name would make the same
    luck in many tests.
    """
    if products is None:
        products = {"part": f"{{orders: {orders}, route: [{', '.join(stations)}]}}"}
    if seed is None:
        seed = crc32(f"{products}{stations}{rest}".encode())
    return (
        f"scenario: law\nclock: {{start: 2026-01-05T00:00, horizon: {horizon}, warm_up: {warm_up}}}\n"
        f"seed: {seed}\nreplications: {replications}\n"
        "products:\n" + _block(products) + "stations:\n" + _block(stations) + rest
    )


def _block(parts: Mapping[str, str]) -> str:
    return indent("".join(f"{name}: {text}\n" for name, text in parts.items()), "  ")


# ---------------------------------------------------------------- stories


def story(text: str, engine: str, *only: str, without: Iterable[str] = ()) -> list[str]:
    """What happened, one line for each event: minute, kind, job, machine (or station), person, detail, as far as there
    are such. ``only`` these kinds, or all ``without`` those."""
    skipped = set(without)
    found = []
    for row in run(text, engine).events.itertuples():
        if (row.kind in only) if only else (row.kind not in skipped):
            where = row.machine if isinstance(row.machine, str) else row.station
            words = [word for word in (row.job, where, row.person, row.detail) if isinstance(word, str)]
            found.append(" ".join([f"{row.time_s / 60:g}", row.kind, *words]))
    return found


def lines(text: str) -> list[str]:
    """A story as a table in a test: lines with any number of blanks between words."""
    return [" ".join(line.split()) for line in text.strip().splitlines()]
