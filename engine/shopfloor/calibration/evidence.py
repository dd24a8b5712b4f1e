"""How sure is a value of a calibrated scenario, and where does it come from?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["MINIMUM", "Estimate", "Evidence"]

MINIMUM = 5
"""How many observations stand at least behind every number that is published."""


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
