"""How sure is a value of a calibrated scenario, and where does it come from?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

__all__ = ["MINIMUM", "Estimate", "Evidence", "at_least", "minimum"]

MINIMUM = 5
"""How many observations stand at least behind every number that is published, unless more are asked for."""

_minimum: ContextVar[int] = ContextVar("minimum", default=MINIMUM)


def minimum() -> int:
    """Return how many observations stand at least behind every number that is published here and now."""
    return _minimum.get()


@contextmanager
def at_least(number: int) -> Iterator[None]:
    """Ask for so many observations within the block; it is a matter of the whole calibration, down to the last family."""
    before = _minimum.set(number)
    try:
        yield
    finally:
        _minimum.reset(before)


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval; ``unit`` is ``s``, ``1/h``, ``share``, ``count`` or empty for a bare number."""

    value: float
    low: float
    high: float
    unit: str = ""

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"got {self.low} to {self.high} around {self.value}; expected the value inside")

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {"value": self.value, "low": self.low, "high": self.high, "unit": self.unit}


@dataclass(frozen=True)
class Evidence:
    """Why a value stands in the scenario.

    n          how many observations it rests on
    method     how it was found, in words: "maximum likelihood, gamma of 9 families by AICc"
    censored   how many of them were still open (at least so long)
    estimates  parameter -> its value and interval
    goodness   how well it fits, in words: "p=0.41"; empty where there is nothing to test
    notes      what a reader should know: borrowed strength, drift, autocorrelation
    figures    anything else for ``calibration.json`` and the page: plain JSON, no single observations
    """

    n: int
    method: str
    censored: int = 0
    estimates: Mapping[str, Estimate] = field(default_factory=dict)
    goodness: str = ""
    notes: tuple[str, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return all of it for programs."""
        return {
            "n": self.n,
            "censored": self.censored,
            "method": self.method,
            "estimates": {name: estimate.to_json() for name, estimate in self.estimates.items()},
            "goodness": self.goodness,
            "notes": list(self.notes),
            "figures": dict(self.figures),
        }
