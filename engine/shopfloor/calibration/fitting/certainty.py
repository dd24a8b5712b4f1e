"""How sure is a fit, and how good? The curvature of its likelihood, or samples of the law that are fitted again."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from shopfloor.calibration.evidence import Estimate
from shopfloor.calibration.fitting.families import Family, Gamma
from shopfloor.calibration.fitting.families.family import Floats
from shopfloor.calibration.fitting.goodness import Goodness, goodness
from shopfloor.calibration.fitting.intervals import around, by_curvature, of_mean, unit_of
from shopfloor.calibration.fitting.selection import Choice, Times
from shopfloor.student import student_t

__all__ = ["Certainty", "certainty"]

_MOST, _MOST_COSTLY = 1000, 300
"""So many observations are enough for goodness of fit: more would only find fault with what makes no difference."""


@dataclass(frozen=True)
class Certainty:
    """The numbers of a fit with their intervals, and how well it fits."""

    estimates: dict[str, Estimate]
    goodness: Goodness


def certainty(choice: Choice, times: Times, rng: np.random.Generator) -> Certainty:
    """Return how sure the choice of a family, and its fit, are."""
    family, theta = choice.family, choice.theta
    y, ended = times.raw if times.ended is None else times.y, times.ended
    most = _MOST if family.in_formula(ended) and family.regular else _MOST_COSTLY
    if len(y) > most:
        some = np.sort(rng.permutation(len(y))[:most])
        y, ended = y[some], None if ended is None else ended[some]
    found = goodness(family, theta, y, ended, times.step, rng)
    if family.regular:
        estimates = by_curvature(family, theta, times.y, times.ended, times.unit_s)
    elif family.name == "erlang":
        estimates = by_curvature(Gamma(), theta, times.y, times.ended, times.unit_s)
        cv = estimates["cv"]
        estimates["shape"] = Estimate(1 / cv.value**2, 1 / cv.high**2, 1 / cv.low**2)
    else:
        estimates = _by_samples(family, theta, times, found)
    if times.ended is not None:
        estimates["mean"] = _of_any(choice, times, estimates["mean"])
    return Certainty(estimates, found)


def _of_any(choice: Choice, times: Times, mean: Estimate) -> Estimate:
    """Open times do not show the tail, and each family has its own: the mean may be that of any that is not refuted."""
    means = [
        by_curvature(family, theta, times.y, times.ended, times.unit_s)["mean"]
        for family, theta in choice.rivals
        if family.regular
    ]
    sure = [of for of in means if math.isfinite(of.high)]
    return Estimate(
        mean.value,
        min([mean.low, *(of.low for of in sure)]),
        max([mean.high, *(of.high for of in sure)]),
        "s",
    )


def _by_samples(family: Family, theta: Floats, times: Times, found: Goodness) -> dict[str, Estimate]:
    """The spread of what samples of the law were fitted with, as far as what the plant's fit rests on is more.

    Where they are off on average, as bounds are, the plant's fit may be off the other way: the interval reaches there.
    """
    unit_s, thin = times.unit_s, times.thinned()  # their parameters rest on so many
    size = math.sqrt(found.n / len(thin.y))
    t = student_t(max(times.n - theta.size, 1))
    again, here = family.figures(found.refitted, unit_s), family.figures(theta[None], unit_s)
    likely = family.likely(thin.y)
    near = family.figures(likely, unit_s) if len(likely) else {}
    estimates = {}
    for name, (value, *_) in here.items():
        apart = np.abs(again[name] - value)
        half = size * max(t * float(again[name].std(ddof=1)), float(np.quantile(apart, 0.95)))
        off = size * (float(again[name].mean()) - float(value))
        low, high = float(value) - half - max(off, 0.0), float(value) + half - min(off, 0.0)
        if name in near:
            low, high = min(low, float(near[name].min())), max(high, float(near[name].max()))
        estimates[name] = around(float(value), max(low, 0.0), high, unit_of(name))
    if times.ended is None:
        estimates["mean"] = of_mean(times.raw * unit_s)
    return estimates
