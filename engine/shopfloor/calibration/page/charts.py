"""What is drawn of a fit? Shares in bins, quantiles beside quantiles, survival: never a single observation."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.evidence import minimum
from shopfloor.calibration.fitting import Sample
from shopfloor.distributions import Law

__all__ = ["histogram", "quantiles", "survival", "unit_of"]

_MOST_BINS, _POINTS = 32, 120
_UNITS = (("d", 172_800.0), ("h", 7_200.0), ("min", 90.0), ("s", 0.5), ("ms", 0.0))
_SECONDS = {"d": 86_400.0, "h": 3_600.0, "min": 60.0, "s": 1.0, "ms": 1e-3}


def unit_of(seconds: float) -> tuple[str, float]:
    """Return the unit in which a time of this size is told, and its seconds."""
    unit = next(unit for unit, least in _UNITS if seconds >= least)
    return unit, _SECONDS[unit]


def histogram(sample: Sample, law: Law) -> dict[str, Any] | None:
    """Return bars of observed density and the curve of the law, in the unit that suits; ``None``: too few for bars.

    Each bar stands for :func:`minimum` observations or more. It is drawn from the mean of the lowest hundredth (of
    :func:`minimum` at least) to that of the highest, so that no end is anybody's own.
    """
    values = np.sort(sample.values_s)
    if len(values) < 4 * minimum() or values[0] == values[-1]:
        return None
    outer = max(minimum(), len(values) // 100)
    low, high = float(values[:outer].mean()), float(values[-outer:].mean())
    if low >= high:
        return None
    bins = int(np.clip(2 * len(values) ** (1 / 3), 6, _MOST_BINS))
    edges = _merged(values, np.linspace(low, high, bins + 1))
    counts, _ = np.histogram(values, edges)
    density = counts / len(values) / np.diff(edges)
    unit, seconds = unit_of(float(np.median(values)))
    x = np.linspace(low, high, _POINTS)
    middle, curve = (x[:-1] + x[1:]) / 2, np.diff(law.cdf(x)) / np.diff(x)
    top = max(float(density.max()), float(np.quantile(curve, 0.98)), 1e-300)
    scale = 1 / (high - low)
    return {
        "unit": unit,
        "low": low / seconds,
        "high": high / seconds,
        "bars": [
            {"x": (left - low) * scale, "width": (right - left) * scale, "height": float(share / top)}
            for left, right, share in zip(edges[:-1], edges[1:], density, strict=True)
        ],
        "curve": [
            ((at - low) * scale, min(float(of / top), 1.05)) for at, of in zip(middle, curve, strict=True)
        ],
    }


def _merged(values: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Leave out edges until each bin holds enough."""
    kept = [edges[0]]
    for edge in edges[1:-1]:
        inside = np.searchsorted(values, edge) - np.searchsorted(values, kept[-1])
        rest = np.searchsorted(values, edges[-1], side="right") - np.searchsorted(values, edge)
        if inside >= minimum() and rest >= minimum():
            kept.append(edge)
    return np.array([*kept, edges[-1]])


def quantiles(sample: Sample, law: Law) -> dict[str, Any] | None:
    """Return 5 %, 10 %, …, 95 % of the observed beside those of the law, both from 0 to 1 of the same scale.

    Each observed one is a mean of :func:`minimum` neighbours.
    """
    values = np.sort(sample.values_s)
    if len(values) < 20 * minimum() or float(np.ptp(values)) == 0:
        return None
    shares = np.arange(0.05, 0.96, 0.05)
    smooth = np.convolve(values, np.full(minimum(), 1 / minimum()), "valid")
    seen = smooth[np.rint(shares * len(values)).astype(np.int64) - minimum() // 2]
    grid = np.linspace(0, 2 * float(np.quantile(values, 0.99)) + 1e-9, 4001)
    model = np.interp(shares, law.cdf(grid), grid)
    low, high = float(min(seen[0], model[0])), float(max(seen[-1], model[-1]))
    if high <= low:
        return None
    unit, seconds = unit_of(float(np.median(values)))
    place = [
        ((float(one) - low) / (high - low), (float(other) - low) / (high - low))
        for one, other in zip(model, seen, strict=True)
    ]
    return {"unit": unit, "low": low / seconds, "high": high / seconds, "points": place}


def survival(sample: Sample, law: Law) -> dict[str, Any] | None:
    """Return the share that lasts longer than t: observed (Kaplan-Meier, a point for enough ends each) and of the law.

    Points are to be joined by lines: steps from one to the next would keep above what was observed all the way.
    """
    from scipy.stats import CensoredData, ecdf

    if len(sample.values_s) < 2 * minimum():
        return None
    data = CensoredData(uncensored=sample.values_s, right=sample.censored_s)
    known = ecdf(data).sf
    ends = np.sort(sample.values_s)
    steps = np.array([part.mean() for part in np.array_split(ends, min(len(ends) // minimum(), 40))])
    high = float(steps[-1]) * 1.05
    if high <= 0:
        return None
    unit, seconds = unit_of(float(np.median(ends)))
    grid = np.linspace(0, high, _POINTS)
    return {
        "unit": unit,
        "high": high / seconds,
        "points": [(0.0, 1.0), *((float(at) / high, float(known.evaluate(at))) for at in steps)],
        "curve": [(float(at) / high, float(1 - law.cdf(at))) for at in grid],
    }
