"""From durations to what stands in a scenario."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from shopfloor.calibration.evidence import Evidence, minimum
from shopfloor.calibration.fitting.finding import Found, found_law
from shopfloor.calibration.fitting.intervals import around
from shopfloor.calibration.fitting.sample import Sample
from shopfloor.calibration.fitting.texts import written
from shopfloor.calibration.fitting.trends import trends
from shopfloor.distributions import Distribution
from shopfloor.distributions.law import Law

__all__ = ["Fit", "fit", "told"]


@dataclass(frozen=True)
class Fit:
    """A law as a scenario writes it, the law itself, and why it is this one.

    document   such as ``{"gamma": {"mean": "4.02 min", "cv": 0.31}}``
    law        the same, loaded
    evidence   ``estimates`` hold ``mean`` and each parameter as written
    """

    document: Mapping[str, Any]
    law: Law
    evidence: Evidence


def fit(
    sample: Sample,
    *,
    seed: int,
    name: str,
    families: Collection[str] | None = None,
    least: int | None = None,
) -> Fit | None:
    """Return the law of a sample, or ``None`` where fewer than ``least`` of its durations ended.

    The law depends on the durations alone, not on their order; the order tells of drift, which is noted.

    Args:
        sample: durations in the order in which they happened; open ones count as "at least so long".
        seed: of what is drawn for goodness of fit, together with ``name``.
        name: of the value that is fitted, such as ``stations.cutting.processing``.
        families: names of the families to choose from, such as ``{"exponential", "weibull"}``; left out: all, and what
            is no family: constants, values that stand out, few values, the durations themselves.
        least: how many observations must stand behind every published number; those of the calibration if left out.
    """
    sample = sample.to_the_clock()
    least = minimum() if least is None else least
    if sample.n < least:
        return None
    return told(found_law(sample, seed, name, families, least), sample)


def told(found: Found, sample: Sample) -> Fit:
    """Return a law as a scenario writes it, with the evidence of the sample that it is for.

    Numbers have three digits, four in large samples, and more where fewer would leave the range of the sample.
    """
    notes, figures = trends(sample.values_s)
    exact = next(iter(found.document)) in ("constant", "discrete")
    free = len(sample.censored_s) > 0 or sample.n < 2 or found.leaning
    for digits in range(6 if exact else 3 if sample.n < 1000 else 4, 17):
        document = written(found.document, digits)
        law = Distribution.model_validate(document).law
        if free or sample.values_s.min() <= law.mean() <= sample.values_s.max():
            break
    mean = found.estimates["mean"]
    evidence = Evidence(
        n=sample.n,
        method=found.method,
        censored=len(sample.censored_s),
        estimates={**found.estimates, "mean": around(law.mean(), mean.low, mean.high, "s")},
        goodness=found.goodness,
        notes=(*found.notes, *notes),
        figures={**found.figures, **figures},
    )
    return Fit(document, law, evidence)
