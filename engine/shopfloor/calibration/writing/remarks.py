"""What is said beside a value? How many observations, how it was found, how sure it is, how well it fits."""

from __future__ import annotations

import math

from shopfloor.calibration.evidence import Estimate, Evidence

__all__ = ["interval_text", "remark"]

_UNITS = (("d", 86_400.0), ("h", 3_600.0), ("min", 60.0), ("s", 1.0), ("ms", 1e-3), ("us", 1e-6))

_TOO_LOW = 1e-3
"""A lower bound below this part of the value is none."""


def remark(evidence: Evidence) -> str:
    """Return one line: ``n=4,213; lognormal by AICc; mean 3.97 to 4.03 min; p=0.41``. What is sure says the value itself."""
    count = f"n={evidence.n:,}"
    if evidence.censored:
        count += f" and {evidence.censored:,} open"
    unsure = {name: of for name, of in evidence.estimates.items() if of.low < of.high}
    said = [count, evidence.method, *(interval_text(name, of) for name, of in unsure.items())]
    return "; ".join([*said, *filter(None, (evidence.goodness,)), *evidence.notes])


def interval_text(name: str, estimate: Estimate) -> str:
    """Return ``mean 3.97 to 4.03 min``, times in the unit that suits them; below a thousandth of the value nothing is known
    of the lower bound: ``mean at most 46.4 min``."""
    unit, scale = estimate.unit, 1.0
    if unit == "s":
        size = max(abs(estimate.low), abs(estimate.high))
        unit, scale = next((of for of in _UNITS if size >= of[1]), _UNITS[-1])
    elif unit == "share":
        unit, scale = "%", 0.01
    elif unit == "count":
        unit = ""
    low, high = (_number(bound / scale) for bound in (estimate.low, estimate.high))
    if 0 <= estimate.low < _TOO_LOW * estimate.value:
        low, between = "at most", " "
    else:
        between = " to "
    return f"{name} {high if low == high else f'{low}{between}{high}'}{f' {unit}' if unit else ''}"


def _number(value: float) -> str:
    """Three digits, and whole numbers as they are."""
    if not math.isfinite(value):
        return "any" if value > 0 else "less"
    if value == round(value) and abs(value) < 1e6:
        return f"{value:,.0f}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}"
