"""Which law do these durations follow?"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from shopfloor.calibration.evidence import MINIMUM, Estimate, Evidence
from shopfloor.calibration.fitting.families import FAMILIES, Family
from shopfloor.calibration.fitting.families.family import Floats, Mask
from shopfloor.calibration.fitting.intervals import around, by_curvature, of_mean
from shopfloor.calibration.fitting.sample import Sample
from shopfloor.calibration.fitting.texts import Seconds, written
from shopfloor.distributions import Distribution
from shopfloor.distributions.law import Law

__all__ = ["Fit", "fit"]


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


_STEADY = 0.002
"""Times that vary less, in standard deviations over their mean, are a constant: a scenario's cv begins at half of it."""


def fit(
    sample: Sample,
    *,
    seed: int,
    name: str,
    families: Collection[str] | None = None,
    least: int = MINIMUM,
) -> Fit | None:
    """Return the law of a sample, or ``None`` where fewer than ``least`` of its durations ended.

    Args:
        sample: durations in the order in which they happened; open ones count as "at least so long".
        seed: of what is drawn for goodness of fit, together with ``name``.
        name: of the value that is fitted, such as ``stations.cutting.processing``.
        families: names of the families to choose from; left out: all.
        least: how many observations must stand behind every published number.
    """
    sample = sample.to_the_clock()
    values_s = np.sort(sample.values_s)
    if len(values_s) < least:
        return None
    mean_s = float(values_s.mean())
    if not len(sample.censored_s) and float(values_s.std()) <= _STEADY * mean_s:
        return _constant(values_s)
    chosen = _chosen(values_s, np.sort(sample.censored_s), families)
    return chosen or _empirical(values_s, len(sample.censored_s), least)


def _chosen(values_s: Floats, open_s: Floats, families: Collection[str] | None) -> Fit | None:
    unit_s = float(values_s.sum() + open_s.sum()) / len(values_s)
    if unit_s <= 0 or values_s[0] <= 0:
        return None
    y = np.concatenate([values_s, open_s[open_s > 0]]) / unit_s
    ended = np.arange(len(y)) < len(values_s) if len(open_s) else None
    found: list[tuple[float, Family, Floats]] = []
    for family in FAMILIES:
        if families is not None and family.name not in families:
            continue
        theta = family.fitted(y[None], None if ended is None else ended[None])
        if family.worse_than(theta[0]):
            continue
        mean_s = float(family.figures(theta, unit_s)["mean"][0])
        if not len(open_s) and not values_s[0] <= mean_s <= values_s[-1]:
            continue
        found.append((_aicc(family, theta, y, ended), family, theta[0]))
    if not found:
        return None
    _, family, theta = min(found, key=lambda of: of[0])
    estimates = by_curvature(family, theta, y, ended, unit_s)
    evidence = Evidence(
        n=len(values_s),
        method=f"{family.name} by AICc of {len(found)} families",
        censored=len(open_s),
        estimates=estimates,
    )
    return _loaded(family.document(theta, unit_s), evidence)


def _aicc(family: Family, theta: Floats, y: Floats, ended: Mask | None) -> float:
    held = None if ended is None else ended[None]
    height = float(family.log_likelihood(y[None], held, theta)[0])
    n, k = len(y) if ended is None else int(ended.sum()), family.parameters
    return 2 * k - 2 * height + 2 * k * (k + 1) / max(n - k - 1, 0.5)


def _constant(values_s: Floats) -> Fit:
    value_s = float(np.median(values_s))
    evidence = Evidence(
        n=len(values_s), method="always the same", estimates={"mean": around(value_s, value_s, value_s, "s")}
    )
    return _loaded({"constant": Seconds(value_s)}, evidence, digits=6)


def _empirical(values_s: Floats, censored: int, least: int) -> Fit:
    parts = np.array_split(values_s, min(len(values_s) // least, 50))
    document = {"empirical": {"values": [Seconds(float(part.mean())) for part in parts]}}
    evidence = Evidence(
        n=len(values_s),
        method=f"empirical, {len(parts)} means of neighbours",
        censored=censored,
        estimates={"mean": of_mean(values_s)},
    )
    return _loaded(document, evidence)


def _loaded(document: dict[str, Any], evidence: Evidence, digits: int = 0) -> Fit:
    digits = digits or (3 if evidence.n < 1000 else 4)
    plain = written(document, digits)
    law = Distribution.model_validate(plain).law
    mean = evidence.estimates["mean"]
    value = law.mean()
    estimates: dict[str, Estimate] = {
        **evidence.estimates,
        "mean": around(value, mean.low, mean.high, "s") if math.isfinite(value) else mean,
    }
    return Fit(plain, law, replace(evidence, estimates=estimates))
