"""What else could the plant be, given what was observed? Scenarios whose times and shares lie within their intervals."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from shopfloor.calibration.draft import Draft, Path
from shopfloor.calibration.evidence import Estimate
from shopfloor.units import UnitError, duration_text, parse_duration

__all__ = ["perturbed", "stretched"]

_Z = 1.959964
"""Half the width of a 95 % interval, in standard errors."""


def perturbed(draft: Draft, seed: int, number: int) -> Draft:
    """Return a draft whose every distribution is stretched, and every share moved, as far as chance may have done it.

    A distribution with an estimate of its ``mean`` is stretched by a factor whose logarithm is normal with the standard
    error that the interval tells; a share that is a number itself (estimate ``share``) is drawn likewise on the logit scale.
    """
    changed = copy.deepcopy(draft)
    for place, (path, evidence) in enumerate(draft.told()):
        rng = np.random.default_rng([seed, number, place])
        step = float(rng.standard_normal())
        value = draft.get(path)
        if "mean" in evidence.estimates and isinstance(value, dict | str):
            factor = _factor(evidence.estimates["mean"], step)
            _set(changed, path, stretched(value, factor))
        elif "share" in evidence.estimates and isinstance(value, float):
            _set(changed, path, _share(evidence.estimates["share"], step))
    return changed


def _set(draft: Draft, path: Path, value: Any) -> None:
    draft.put(path, value, draft.evidence[path])


def _factor(mean: Estimate, step: float) -> float:
    if mean.low <= 0 or not math.isfinite(mean.high):
        return 1.0
    error = (math.log(mean.high) - math.log(mean.low)) / (2 * _Z)
    return math.exp(step * min(error, 1.0))


def _share(share: Estimate, step: float) -> float:
    edge = 1e-6
    low, value, high = (min(max(x, edge), 1 - edge) for x in (share.low, share.value, share.high))
    error = (math.log(high / (1 - high)) - math.log(low / (1 - low))) / (2 * _Z)
    logit = math.log(value / (1 - value)) + step * error
    return round(1 / (1 + math.exp(-logit)), 6)


def _exactly(seconds: float) -> str:
    return duration_text(round(seconds, 6))


def stretched(value: Any, factor: float, said: Callable[[float], str] = _exactly) -> Any:
    """Return a distribution with every time in it times the factor, as ``said``: all families keep their shape."""
    if isinstance(value, str):
        try:
            seconds = parse_duration(value)
        except UnitError:
            return value
        return said(seconds * factor)
    if isinstance(value, dict):
        return {key: stretched(below, factor, said) for key, below in value.items()}
    if isinstance(value, list):
        return [stretched(below, factor, said) for below in value]
    return value
