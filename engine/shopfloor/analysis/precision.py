"""How many replications are enough? As many as make the intervals of some KPIs as tight as is wanted.

Sequential: run some replications, look at the half-widths, estimate how many more it takes, run them, look again. Source:
Law (2015), Simulation Modeling and Analysis, 5th ed., section 9.4.1. Whoever stops when the interval happens to be
tight stops a little too often when it is too tight by chance, so its 95 % are a little optimistic, the more so the
fewer replications there are; that is why there are :data:`FIRST_REPLICATIONS` at least to begin with.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shopfloor.analysis.subjects import kpi_named, nothing_there
from shopfloor.contracts.kpi import KpiRow
from shopfloor.errors import UsageError
from shopfloor.eventlog import EventLog
from shopfloor.eventlog.kpis import Figure, figures_of, summarise
from shopfloor.scenario import Scenario
from shopfloor.simulation import add_replications, simulate

__all__ = [
    "FIRST_REPLICATIONS",
    "MAX_REPLICATIONS",
    "Precision",
    "first_count",
    "next_count",
    "parse_precision",
    "precision_in",
    "precision_of",
    "simulate_to_precision",
]

FIRST_REPLICATIONS = 5
"""The fewest replications to begin with: fewer tell next to nothing of the spread."""

MAX_REPLICATIONS = 200
"""Where to stop unless told otherwise."""

_MOST_GROWTH = 2
"""How many times more replications a round may ask for: the estimate behind it is rough while there are few."""

_WANTED = re.compile(r"^(?:(?P<subject>[^/=]+)/)?(?P<kpi>[^/=]+)=\s*(?P<number>[0-9.]+)\s*(?P<percent>%?)$")


@dataclass(frozen=True)
class Precision:
    """How tight the interval of a KPI is: ``share`` is its half-width as a share of the mean, ``None`` where there is
    no interval (fewer than two replications have the figure) or the mean is 0."""

    kpi: str
    subject: str
    wanted: float
    share: float | None

    @property
    def reached(self) -> bool:
        """Is it as tight as wanted?"""
        return self.share is not None and self.share <= self.wanted

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "kpi": self.kpi,
            "subject": self.subject,
            "wanted": self.wanted,
            "share": self.share,
            "reached": self.reached,
        }


def parse_precision(texts: Sequence[str]) -> dict[str, float]:
    """Return what ``throughput_rate=2%`` or ``product:pump/lead_time=5%`` ask for.

    Raises:
        UsageError: for anything else, with what was expected.
    """
    wanted = {}
    for text in texts:
        match = _WANTED.match(text.strip())
        try:
            assert match is not None
            share = float(match["number"]) / (100 if match["percent"] else 1)
        except (AssertionError, ValueError):
            raise UsageError(
                f'--precision: got "{text}"; expected KPI=SHARE, such as throughput_rate=2% or '
                "product:pump/lead_time=5%"
            ) from None
        subject, kpi = match["subject"] or "plant", match["kpi"]
        wanted[f"{subject.strip()}/{kpi.strip()}"] = share
    return wanted


def simulate_to_precision(
    scenario: Scenario,
    precision: Mapping[str, float],
    *,
    max_replications: int = MAX_REPLICATIONS,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 1,
    engine: str = "auto",
    out: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> EventLog:
    """Run as many replications as it takes, and return their log.

    >>> log = sf.simulate_to_precision(plant, {"throughput_rate": 0.02, "product:pump/lead_time": 0.05})

    Replications that were run are kept, and how many there are does not depend on ``workers``. Whether the
    precision was reached, :func:`precision_of` tells.

    Args:
        precision: KPI, or subject/KPI -> half-width of the 95 % interval as a share of the mean.
        max_replications: where to stop in any case.
        replications: how many to begin with (the scenario's own number if left out), :data:`FIRST_REPLICATIONS`
            at least, ``max_replications`` at most.
        seed, workers, engine, out, progress: as for :func:`shopfloor.simulate`.

    Raises:
        UsageError: a KPI or subject that is not there, a share that is none, fewer than 2 ``max_replications``.
    """
    log = simulate(
        scenario,
        replications=first_count(scenario, precision, replications, max_replications),
        seed=seed,
        workers=workers,
        engine=engine,
        out=out,
        progress=progress,
    )
    figures: list[Figure] = []
    while True:
        figures += _measured(log, since=len({figure[0] for figure in figures}))
        found = precision_in(summarise(log.plant, figures), precision)
        enough = next_count(found, log.plant.replications, max_replications)
        if enough == log.plant.replications:
            return log
        log = add_replications(log, scenario, enough, workers=workers, engine=engine, progress=progress)


def first_count(
    scenario: Scenario, precision: Mapping[str, float], replications: int | None, most: int
) -> int:
    """Return how many replications to begin with.

    Raises:
        UsageError: as for :func:`simulate_to_precision`.
    """
    if most < 2:
        raise UsageError(f"max_replications: got {most}; expected 2 or more, for an interval")
    _targets(precision)
    own = scenario.replications if replications is None else replications
    return min(max(own, FIRST_REPLICATIONS), most)


def precision_of(log: EventLog, precision: Mapping[str, float]) -> list[Precision]:
    """Return how tight the intervals of these KPIs are (see :func:`simulate_to_precision`)."""
    return precision_in(log.kpi_rows(), precision)


def precision_in(rows: Sequence[KpiRow], precision: Mapping[str, float]) -> list[Precision]:
    """Return the same from the KPI rows of a log."""
    return _precision(_targets(precision), rows)


def _targets(precision: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """(subject, KPI) -> share."""
    if not precision:
        raise UsageError(
            'precision: got nothing; expected KPIs with shares, such as {"throughput_rate": 0.02}'
        )
    targets = {}
    for name, share in precision.items():
        if not 0 < share < 1:
            raise UsageError(
                f"precision of {name}: got {share:g}; expected a share between 0 and 1, such as 2%"
            )
        targets[kpi_named(name)] = share
    return targets


def _measured(log: EventLog, since: int) -> list[Figure]:
    """The figures of the replications from ``since`` on."""
    new = (range(max(batch.start, since), batch.stop) for batch in log.batches())
    return figures_of(log, (batch for batch in new if batch))


def _precision(wanted: Mapping[tuple[str, str], float], rows: Sequence[KpiRow]) -> list[Precision]:
    known = {(row["subject"], row["kpi"]): row for row in rows}
    found = []
    for (subject, kpi), share in wanted.items():
        row = known.get((subject, kpi))
        if row is None:
            raise nothing_there(subject, kpi, rows)
        found.append(Precision(kpi, subject, share, _share(row)))
    return found


def _share(row: KpiRow) -> float | None:
    if row["ci_high"] is None:
        return None
    half = row["ci_high"] - row["mean"]
    if half == 0:
        return 0.0
    return half / abs(row["mean"]) if row["mean"] else None


def next_count(found: Sequence[Precision], count: int, most: int) -> int:
    """Return how many replications to have next; ``count`` when these are enough, or all that may be."""
    missing = [precision for precision in found if not precision.reached]
    if not missing or count >= most:
        return count
    longest = _MOST_GROWTH * count
    needed = max(
        longest if it.share is None else math.ceil(count * (it.share / it.wanted) ** 2) for it in missing
    )
    return min(max(needed, count + 1), longest, most)
