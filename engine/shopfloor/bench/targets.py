"""Which ratios were promised, and are they met?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from shopfloor.bench.report import Figure, Report

__all__ = ["TARGETS", "Target", "Verdict", "verdicts"]


@dataclass(frozen=True)
class Target:
    """What was promised: ``value`` finds the figure among those of a benchmark's case, ``bound`` is its limit."""

    what: str
    benchmark: str
    case: str
    value: Callable[[list[Figure]], float | None]
    bound: float
    is_least: bool
    unit: str = ""
    why: str | Callable[[list[Figure]], str] = ""
    """Why it falls short where it does; perhaps with what was measured beside it."""

    def is_met(self, value: float) -> bool:
        return value >= self.bound if self.is_least else value <= self.bound


@dataclass(frozen=True)
class Verdict:
    """A target and what was measured; ``value`` is ``None`` where it was not."""

    target: Target
    value: float | None
    why: str
    """Why it falls short, if it does."""

    @property
    def word(self) -> str:
        if self.value is None:
            return "not measured"
        return "met" if self.target.is_met(self.value) else "falls short"


def _ratio_beside(peer_id: str) -> Callable[[list[Figure]], float | None]:
    return lambda figures: next((it["ratio"] for it in figures if it.get("peer_id") == peer_id), None)


def _ratio_at(x: float) -> Callable[[list[Figure]], float | None]:
    return lambda figures: next((it["ratio"] for it in figures if it.get("x") == x), None)


def _speed_up(figures: list[Figure]) -> float | None:
    cost = _ratio_at(2)(figures)
    return None if cost is None else 1 / cost


def _most(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)


def _usual_s(figures: list[Figure]) -> float | None:
    """``auto`` takes the kernel, however short the run; without people the reference engine, which is sooner there."""
    return _most(it["value"] for it in figures)


_IN_MEMORY = (
    "a line is a small part of what the kernel knows; and memory that is new to the process takes nearly as long to get as "
    "to fill, which another thread does meanwhile, if a core is free."
)


def _two_cores(figures: list[Figure]) -> str:
    """Two workers have two cores; what one keeps busy already they cannot gain."""
    why = "one worker uses more than one core already: while it simulates, another thread writes the log."
    cores = next((it["cores"] for it in figures if it.get("x") == 1 and "cores" in it), None)
    if cores is None:
        return why
    return f"{why} It keeps {cores:.2f} cores busy; so on two cores, two workers are at most {2 / cores:.2f} times as fast."


TARGETS = (
    Target(
        "log in memory, times as fast as SimPy",
        "peers",
        "memory",
        _ratio_beside("plain_simpy"),
        50,
        True,
        why=_IN_MEMORY,
    ),
    Target(
        "log in memory, times as fast as lean SimPy",
        "peers",
        "memory",
        _ratio_beside("lean_simpy"),
        20,
        True,
        why=_IN_MEMORY,
    ),
    Target(
        "log in memory, share of the speed of C",
        "peers",
        "memory",
        _ratio_beside("c"),
        0.5,
        True,
        why=_IN_MEMORY,
    ),
    Target(
        "whole process of 2 million events, share of SimPy's time",
        "peers",
        "process",
        _ratio_beside("plain_simpy"),
        0.2,
        False,
        why="Python, NumPy, Arrow, Numba and the words of a scenario take two thirds of a second to load, whatever the run; "
        "SimPy loads in a tenth of that.",
    ),
    Target(
        "log to Parquet, times as fast as SimPy writing the same",
        "peers",
        "parquet",
        _ratio_beside("plain_simpy"),
        25,
        True,
        why="to encode twelve columns takes Arrow longer than the simulation that fills them, though it does so in a thread "
        "of its own.",
    ),
    Target(
        "cost of an event with 10,000 machines, times that with 10",
        "scaling",
        "machines",
        _ratio_at(10_000),
        4,
        False,
        why="no processor's cache holds what so many machines, their jobs and draws touch; it is sent for before it is "
        "needed, as far as the clock tells (docs/kernel.md). Draws come in blocks of 128, since memory must hold some of "
        "each stream, and cost three times as much as in long chunks.",
    ),
    Target("two workers, times as fast as one", "scaling", "workers", _speed_up, 1.8, True, why=_two_cores),
    Target(
        "peak memory, whatever the horizon",
        "scaling",
        "horizon",
        lambda figures: _most(it.get("peak_mb") for it in figures),
        400,
        False,
        " MB",
    ),
    Target(
        "one hour of a scenario of the gallery, whole command, the slowest",
        "scenarios",
        "one_hour",
        _usual_s,
        1.5,
        False,
        " s",
        why="nearly all of it is loading: NumPy, Arrow, DuckDB, Numba, and the words of a scenario.",
    ),
)
"""What the compiled engine was built to reach."""


def verdicts(report: Report) -> Iterator[Verdict]:
    """Compare the figures of a report with every target."""
    for target in TARGETS:
        figures = [
            it
            for it in report["figures"]
            if it.get("benchmark") == target.benchmark and it.get("case") == target.case
        ]
        why = target.why if isinstance(target.why, str) else target.why(figures)
        yield Verdict(target, target.value(figures), why)
