"""Which family do durations come from? One whose likelihood is worth its parameters, by AICc.

Every family is tried on the same sample, in a fixed order, from starts that the sample alone gives, so that the same
durations, in any order, get the same law. A parameter more must raise AICc's measure by two more than AICc itself
asks for, and a family that nature makes rarely by more than that: between laws that explain a sample about equally
well, the plain one is also the one that is nearer to the truth on average.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from shopfloor.calibration.fitting.families import FAMILIES, Erlang, Family
from shopfloor.calibration.fitting.families.family import Floats, Mask
from shopfloor.calibration.fitting.grid import cells, spread
from shopfloor.calibration.fitting.middle import expected_distances

__all__ = ["MOST", "Choice", "Times", "aicc", "chosen"]

MOST = 2000
"""Larger samples are thinned to so many, evenly by rank, to compare families and to fit those without a formula: what
more would tell of a family makes no difference to a plant."""

_LEAST_FOR_RICH = 30
"""Fewer durations cannot tell bounds, shifts and mixtures from chance."""

_PER_PARAMETER = 2.0
_RARE = {"normal": 3.0, "uniform": 3.0, "triangular": 3.0, "beta": 3.0, "shifted": 1.0, "mixture": 2.0}
_USUAL = {"lognormal": 0.5}
"""What people do by hand takes lognormal times more often than others."""

_UNSEEN = {"gamma": 1.0, "lognormal": 2.0}
"""Where times were still open, the tail that is not seen is taken to be as short as a Weibull's, unless there is
reason for more."""

_CREDIBLE = 4.0
"""Families so much worse than the best, in the measure of the choice, are not refuted."""

_NOT_OUT = 10.0
"""Families so much worse are never the truth: one time in 150."""

_COARSE = 0.2
"""Steps of recording that are wider than this, in standard deviations, are told from the law by cells."""

_ROUNDS = 4
_PER_CELL = 24


@dataclass(frozen=True)
class Times:
    """A sample as it is fitted: sorted times in units of its own scale, equal ones spread over their step.

    raw      complete times as recorded (n,)
    y        times (n + m,), complete ones first
    ended    which of ``y`` are complete; ``None``: all
    step     of recording
    unit_s   the scale, in seconds
    """

    raw: Floats
    y: Floats
    ended: Mask | None
    step: float
    unit_s: float

    @classmethod
    def of(cls, values_s: Floats, open_s: Floats, step_s: float) -> Times:
        """Return sorted values (n,), not all of them 0, and open times (m,), as they are fitted."""
        unit_s = float(values_s.sum() + open_s.sum()) / len(values_s)
        raw, step = values_s / unit_s, step_s / unit_s
        y = spread(raw[None], step)[0]
        open_ = open_s[open_s > 0] / unit_s
        if not len(open_):
            return cls(raw, y, None, step, unit_s)
        return cls(raw, np.concatenate([y, open_]), np.arange(len(y) + len(open_)) < len(y), step, unit_s)

    @property
    def n(self) -> int:
        """How many of the times are complete."""
        return len(self.raw)

    @property
    def coarse(self) -> bool:
        """Whether the step of recording is not small against the spread of the times."""
        return self.ended is None and self.step > _COARSE * float(self.raw.std())

    def thinned(self, most: int = MOST) -> Times:
        """Return at most so many of the complete, and of the open times, evenly by rank."""
        if len(self.y) <= most:
            return self
        ends = _evenly(self.n, round(most * self.n / len(self.y)) or 1)
        if self.ended is None:
            return Times(self.raw[ends], self.y[ends], None, self.step, self.unit_s)
        opens = self.n + _evenly(len(self.y) - self.n, most - len(ends))
        y = np.concatenate([self.y[ends], self.y[opens]])
        return Times(self.raw[ends], y, np.arange(len(y)) < len(ends), self.step, self.unit_s)


@dataclass(frozen=True)
class Choice:
    """A family with its parameters (k,), its AICc (of the cells, if the times are coarse), among how many, and whether it
    is the best of them, or in the middle of several that are nearly as good."""

    family: Family
    theta: Floats
    aicc: float
    among: int
    best: bool
    rivals: tuple[tuple[Family, Floats], ...] = ()
    """The families that are not refuted beside it, with their parameters (k,)."""


_Tried = tuple[float, float, Family, Floats]
"""The measure of the choice, AICc, and the family with its parameters (1, k)."""


def chosen(times: Times, families: Collection[str] | None = None) -> Choice | None:
    """Return the family that explains the times best, or the middle of several that do; ``None`` where none can."""
    thin = times.thinned()
    held = None if thin.ended is None else thin.ended[None]

    def tried(family: Family) -> Iterator[_Tried]:
        theta = family.fitted(thin.y[None], held)
        if thin.coarse and not family.worse_than(theta[0]):
            theta = _within_cells(family, theta, thin)
        if family.worse_than(theta[0]) or not _sane(family, theta, times):
            return
        height = _height(family, theta, thin)
        if math.isfinite(height):
            measure = aicc(height, family.parameters, thin.n)
            yield measure + _burden(family, thin), measure, family, theta

    found = [one for family in _eligible(times, families) for one in tried(family)]
    if not found:
        return None
    likeliest = min(found, key=lambda of: of[0])
    best = middle = likeliest if times.ended is not None else _middle(found, likeliest, thin)
    if _tells_phases(best[2], best[3], times) and (families is None or "erlang" in families):
        best = min([best, *tried(Erlang())], key=lambda of: of[0])
    _, measure, family, theta = best
    if len(thin.y) < len(times.y) and family.in_formula(times.ended) and family.regular and not times.coarse:
        theta = family.fitted(times.y[None], None if times.ended is None else times.ended[None])
    rivals = tuple((of[2], of[3][0]) for of in found if of[2] is not family and of[0] < best[0] + _CREDIBLE)
    return Choice(family, theta[0], measure, len(found), middle is likeliest, rivals)


def _middle(found: list[_Tried], likeliest: _Tried, times: Times) -> _Tried:
    """Return the law that is nearest to the others, each counted as often as it is the truth by its measure (Akaike's
    weights): where several are about as likely, one in the middle is never far off. A shift must be the likeliest to
    be taken: what it adds in distance a plant would not notice, and a reader would."""
    near = [of for of in found if of[0] < likeliest[0] + _NOT_OUT]
    weights = np.exp([(likeliest[0] - of[0]) / 2 for of in near])
    far = expected_distances(times.y, [of[2:] for of in near], weights)
    shifted = likeliest[2].name.startswith("shifted")
    may = [shifted or not of[2].name.startswith("shifted") for of in near]
    return near[int(np.argmin(np.where(may, far, np.inf)))]


def _eligible(times: Times, families: Collection[str] | None) -> list[Family]:
    return [
        family
        for family in FAMILIES
        if (families is None or family.name in families)
        and (times.ended is None or family.censored)
        and (not times.coarse or family.regular or "shifted" in family.name)
        and (times.n >= _LEAST_FOR_RICH or (family.regular and "normal" not in family.name))
    ]


def _tells_phases(family: Family, theta: Floats, times: Times) -> bool:
    """A gamma of a whole shape is told from other gammas, not from other families, and only where the sample is large
    enough for one whole number: four standard errors of the shape are less than 1."""
    return (
        family.name == "gamma"
        and times.ended is None
        and math.exp(float(theta[0, 1])) * math.sqrt(2 / times.n) < 0.25
    )


def _sane(family: Family, theta: Floats, times: Times) -> bool:
    """The mean of a law of complete times lies among them, and not far from theirs."""
    mean = float(family.figures(theta, 1.0)["mean"][0])
    if times.ended is not None:
        return math.isfinite(mean) and mean > 0
    return float(times.raw[0]) <= mean <= float(times.raw[-1]) and 0.5 <= mean <= 2.0


def _height(family: Family, theta: Floats, times: Times) -> float:
    if not times.coarse:
        held = None if times.ended is None else times.ended[None]
        return float(family.log_likelihood(times.y[None], held, theta)[0])
    low, high = cells(times.raw, times.step)
    inside = family.cdf(high[None], theta) - family.cdf(low[None], theta)
    return float(np.log(np.maximum(inside, 1e-300)).sum())


def aicc(height: float, parameters: float, n: int) -> float:
    """Return the measure of a log-likelihood, the lower the better (Hurvich and Tsai 1989).

    Small samples, which only laws of one or two parameters are compared on, keep Akaike's own: the correction would
    make all of them exponential, whatever their spread.
    """
    small = 2 * parameters - 2 * height
    if n < _LEAST_FOR_RICH:
        return small
    return small + 2 * parameters * (parameters + 1) / max(n - parameters - 1, 0.5)


def _burden(family: Family, times: Times) -> float:
    if times.ended is not None:
        return _UNSEEN.get(family.name.split(" ")[-1], 0.0)
    if times.n < _LEAST_FOR_RICH:
        return 0.0
    name = family.name.split(" ")[0]
    return _PER_PARAMETER * family.parameters + _RARE.get(name, 0.0) - _USUAL.get(name, 0.0)


def _within_cells(family: Family, theta: Floats, times: Times) -> Floats:
    """Spread the times within their cells as the law itself does, and fit again, until the two agree."""
    levels, counts = np.unique(times.raw, return_counts=True)
    low, high = cells(levels, times.step)
    fine = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, _PER_CELL + 1)
    for _ in range(_ROUNDS):
        below = family.cdf(fine.reshape(1, -1), theta).reshape(fine.shape)
        y = np.concatenate(
            [
                np.interp(one[0] + (one[-1] - one[0]) * (np.arange(count) + 0.5) / count, one, place)
                if one[-1] > one[0]
                else np.linspace(place[0], place[-1], count + 2)[1:-1]
                for one, place, count in zip(below, fine, counts, strict=True)
            ]
        )
        again = family.fitted(np.sort(np.maximum(y, 1e-12))[None], None)
        if family.worse_than(again[0]):
            break
        theta = again
    return theta


def _evenly(n: int, most: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the middle ranks of so many equal parts of ``n``."""
    return ((2 * np.arange(most, dtype=np.int64) + 1) * n) // (2 * most)
