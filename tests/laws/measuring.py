"""How does a law test measure? Plants as short texts, figures with their standard errors."""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import indent

import pytest
from scipy.special import ndtr, stdtrit

from shopfloor.eventlog import EventLog
from shopfloor.scenario import loads
from shopfloor.simulation import simulate

__all__ = ["EFFORTS", "Effort", "Figure", "plant", "run", "station"]


@dataclass(frozen=True)
class Effort:
    """How long to run, as a multiple, and the fault (a share) that must be seen at three standard errors."""

    times: int
    fault: float


EFFORTS = [
    pytest.param(Effort(1, 0.10), id="sees 10 %"),
    pytest.param(Effort(25, 0.02), id="sees 2 %", marks=pytest.mark.long),
]


THREE_SIGMA = ndtr(3)


@dataclass(frozen=True)
class Figure:
    mean: float
    standard_error: float
    replications: int

    def agrees_with(self, theory: float, effort: Effort) -> None:
        """Within three standard errors of the theory, and precise enough to see the fault.

        The error is itself estimated from few replications, so "three" is the quantile of Student's t that is as
        rare as three of the normal distribution.
        """
        errors = stdtrit(self.replications - 1, THREE_SIGMA)
        assert 3 * self.standard_error <= effort.fault * theory, f"too imprecise: {self}"
        assert abs(self.mean - theory) <= errors * self.standard_error, f"{self} differs from {theory}"


class Run:
    """The KPIs of one run, by name and subject."""

    def __init__(self, log: EventLog) -> None:
        self.log = log
        self._rows = {(row["kpi"], row["subject"]): row for row in log.kpi_rows()}

    def figure(self, kpi: str, subject: str = "plant") -> Figure:
        row = self._rows[kpi, subject]
        assert row["ci_high"] is not None
        assert row["ci_low"] is not None
        half_width = (row["ci_high"] - row["ci_low"]) / 2
        return Figure(row["mean"], half_width / stdtrit(row["n"] - 1, 0.975), row["n"])

    def value(self, kpi: str, subject: str = "plant") -> float:
        return self._rows[kpi, subject]["mean"]


def run(text: str, engine: str) -> Run:
    return Run(simulate(loads(text), engine=engine))


def station(**words: str) -> str:
    return "{" + ", ".join(f"{word}: {value}" for word, value in words.items()) + "}"


def plant(
    stations: Mapping[str, str],
    *,
    orders: str = "{supply: unlimited}",
    horizon: str,
    warm_up: str = "0 s",
    replications: int = 1,
    rest: str = "",
) -> str:
    """One product, ``part``, that passes all stations in order."""
    return (
        f"scenario: law\nclock: {{start: 2026-01-05T00:00, horizon: {horizon}, warm_up: {warm_up}}}\nseed: 7\n"
        f"replications: {replications}\n"
        f"products:\n  part: {{orders: {orders}, route: [{', '.join(stations)}]}}\n"
        "stations:\n" + indent("".join(f"{name}: {text}\n" for name, text in stations.items()), "  ") + rest
    )
