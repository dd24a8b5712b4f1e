"""What if there are few durations of each person, and many of all? Small samples borrow strength from their group.

The means of a group's members scatter around the group's: as far as chance alone would have them scatter, they are
taken to be the same, and the rest is theirs (empirical Bayes; the scatter by Paule and Mandel 1982). The shape of the
law is that of all durations of the family, each over the mean of whose they are.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np

from shopfloor.calibration.evidence import Estimate, minimum
from shopfloor.calibration.fitting.families.family import Floats
from shopfloor.calibration.fitting.finding import Found, found_law
from shopfloor.calibration.fitting.fitting import Fit, told
from shopfloor.calibration.fitting.grid import spread, step_of
from shopfloor.calibration.fitting.intervals import around
from shopfloor.calibration.fitting.sample import Sample
from shopfloor.calibration.fitting.texts import scaled
from shopfloor.student import student_t

__all__ = ["ENOUGH", "fit_pooled"]

ENOUGH = 100
"""Who has so many durations has a law of their own."""

Key = TypeVar("Key", bound=Hashable)


@dataclass
class _Group:
    """Those who share the beginning of a key: the logarithm of their mean, its variance, and how far they scatter."""

    members: dict[Any, _Group] = field(default_factory=dict)
    log_mean: float = 0.0
    variance: float = math.inf
    scatter: float = 0.0
    shrunk: float = 0.0
    shrunk_variance: float = 0.0
    own: float = 1.0
    """How much of :attr:`shrunk` is their own, 0 to 1."""


def fit_pooled(
    samples: Mapping[Key, Sample],
    *,
    seed: int,
    name: str,
    families: Collection[str] | None = None,
    least: int | None = None,
    enough: int = ENOUGH,
) -> dict[Key, Fit]:
    """Return a law for each of several samples of one kind, small ones leaning on the others.

    Args:
        samples: by key. A tuple tells a hierarchy from the outside in, such as ``(station, role, person)``: a person
            leans on the role, a role on the station, a station on all. Any other key leans on all.
        seed: as for :func:`fit`.
        name: of the value.
        families: as for :func:`fit`.
        least: who has fewer durations gets the mean of the group, and nothing of their own.
        enough: who has as many gets a law of their own.

    Returns:
        Fits for all keys that have a duration, open or not; none at all where fewer than ``least`` ended in all.
    """
    samples = {key: sample.to_the_clock() for key, sample in samples.items()}
    samples = {key: sample for key, sample in samples.items() if sample.n or len(sample.censored_s)}
    least = minimum() if least is None else least
    if sum(sample.n for sample in samples.values()) < least:
        return {}
    fits: dict[Key, Fit] = {}
    for key, sample in samples.items():
        if sample.n >= enough or len(samples) == 1:
            own = found_law(sample, seed, f"{name}.{_text(key)}", families, least)
            fits[key] = told(own, sample)
    if len(fits) == len(samples):
        return fits
    tree, spread_of_one = _tree(samples, least)
    if spread_of_one is None:
        return fits
    shape = _shape(samples, tree, seed, name, families, least)
    total = sum(sample.n for sample in samples.values())
    for key, sample in samples.items():
        if key not in fits:
            fits[key] = _leaning(shape, tree, _at(tree, _path(key)), sample, total, len(samples), least)
    return {key: fits[key] for key in samples}


def _tree(samples: Mapping[Key, Sample], least: int) -> tuple[_Group, float | None]:
    """Return the hierarchy with its means, and the relative spread of one duration (``None``: nobody has enough)."""
    known = {key: sample for key, sample in samples.items() if sample.n >= least and _mean_s(sample) > 0}
    tree = _Group()
    for key in samples:
        _at(tree, _path(key))
    free = sum(sample.n - 1 for sample in known.values())
    if not known or free < 1:
        known = {}
        whole = Sample(
            np.concatenate([sample.values_s for sample in samples.values()]),
            np.concatenate([sample.censored_s for sample in samples.values()]),
        )
        if _mean_s(whole) <= 0:
            return tree, None
        tree.log_mean, tree.variance = math.log(_mean_s(whole)), 1 / whole.n
        _shrink(tree, tree.log_mean, 0.0)
        return tree, 1.0
    apart = sum(
        float(((sample.values_s / float(sample.values_s.mean()) - 1) ** 2).sum())
        for sample in known.values()
        if sample.values_s.any()
    )
    some_open = any(len(sample.censored_s) for sample in samples.values())
    # of open times only the number of ends tells, as with an exponential law
    relative = 1.0 if some_open else max(math.sqrt(apart / free), 1e-4)
    for key, sample in known.items():
        leaf = _at(tree, _path(key))
        leaf.log_mean, leaf.variance = math.log(_mean_s(sample)), relative**2 / sample.n
    _gather(tree)
    _shrink(tree, tree.log_mean, 0.0)
    return tree, relative


def _gather(group: _Group) -> None:
    """From the members up: the mean of each group, and how far its members scatter."""
    for member in group.members.values():
        _gather(member)
    known = [member for member in group.members.values() if math.isfinite(member.variance)]
    if not known:
        return
    means = np.array([member.log_mean for member in known])
    variances = np.array([member.variance for member in known])
    group.scatter = _scatter(means, variances)
    weights = 1 / (variances + group.scatter)
    group.log_mean = float((weights * means).sum() / weights.sum())
    group.variance = float(1 / weights.sum())


def _scatter(means: Floats, variances: Floats) -> float:
    """Return the variance between means beyond chance: where the weighted squares are as many as they should be."""

    def beyond(scatter: float) -> float:
        weights = 1 / (variances + scatter)
        middle = (weights * means).sum() / weights.sum()
        return float((weights * (means - middle) ** 2).sum()) - (len(means) - 1)

    if len(means) < 2 or beyond(0.0) <= 0:
        return 0.0
    low, high = 0.0, 1e-6 + float(np.ptp(means)) ** 2 * len(means)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if beyond(middle) > 0 else (low, middle)
    return (low + high) / 2


def _shrink(group: _Group, towards: float, scatter: float, doubt: float = 0.0) -> None:
    """From the top down: each mean moves towards its group's, the farther the less sure it is."""
    if math.isinf(group.variance):
        group.own, group.shrunk, group.shrunk_variance = 0.0, towards, scatter + doubt
    elif scatter == 0 and doubt == 0 and group.variance > 0 and towards == group.log_mean:
        group.shrunk, group.shrunk_variance = group.log_mean, group.variance
    else:
        group.own = scatter / (scatter + group.variance)
        group.shrunk = group.own * group.log_mean + (1 - group.own) * towards
        group.shrunk_variance = group.own * group.variance + (1 - group.own) ** 2 * doubt
    for member in group.members.values():
        _shrink(member, group.shrunk, group.scatter, group.shrunk_variance)


def _shape(
    samples: Mapping[Key, Sample],
    tree: _Group,
    seed: int,
    name: str,
    families: Collection[str] | None,
    least: int,
) -> Found:
    """Return the law of durations over the mean of whose they are, times the mean of all."""
    all_ = math.exp(tree.shrunk)
    ended, open_ = [], []
    for key, sample in samples.items():
        factor = all_ / math.exp(_at(tree, _path(key)).shrunk)
        if sample.n:
            step_s = step_of(sample.values_s)
            ended.append(factor * spread(sample.values_s[None], step_s)[0])
        open_.append(factor * sample.censored_s)
    return found_law(Sample(np.concatenate(ended), np.concatenate(open_)), seed, name, families, least)


def _leaning(
    shape: Found, tree: _Group, group: _Group, sample: Sample, total: int, members: int, least: int
) -> Fit:
    of_all = shape.estimates["mean"]
    factor = math.exp(group.shrunk - tree.shrunk)
    mean_s = of_all.value * factor
    half = student_t(max(members - 1, 2)) * math.sqrt(group.shrunk_variance)
    if shape.open and of_all.low > 0:  # how far the law reaches beyond what was seen is in doubt, too
        half = math.hypot(half, math.log(of_all.high / of_all.low) / 2)
    estimates: dict[str, Estimate] = {
        "mean": around(mean_s, mean_s * math.exp(-half), mean_s * math.exp(half), "s"),
        **{key: value for key, value in shape.estimates.items() if value.unit != "s"},
    }
    if sample.n < least:
        leans = f"fewer than {least} of its own: the mean is that of its group"
    elif group.own < 0.005:
        leans = "no difference from its group shows: the mean is that of the group"
    else:
        leans = f"its own mean counts {group.own:.0%}, that of its group the rest"
    found = replace(
        shape,
        document=scaled(shape.document, factor),
        method=f"{shape.method}, shape of all {total:,} durations of {members}",
        estimates=estimates,
        notes=(leans, *shape.notes),
        figures={**shape.figures, "own_share": round(group.own, 3)},
        leaning=True,
    )
    return told(found, sample)


def _mean_s(sample: Sample) -> float:
    """All the time that was seen, over what ended in it."""
    return float(sample.values_s.sum() + sample.censored_s.sum()) / max(sample.n, 1)


def _path(key: Hashable) -> tuple[Hashable, ...]:
    return key if isinstance(key, tuple) else (key,)


def _text(key: Hashable) -> str:
    return ".".join(str(part) for part in _path(key))


def _at(tree: _Group, path: tuple[Hashable, ...]) -> _Group:
    for part in path:
        tree = tree.members.setdefault(part, _Group())
    return tree
