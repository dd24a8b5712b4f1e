"""How far from the truth is a law that was fitted to 100 durations? ``python -m tests.calibration.fits`` prints the record.

The distance is Wasserstein's, over the mean of the truth, averaged over repeats. Beside it stand its own standard error; the
distance when somebody had told the family, of the same samples, which no choice of a family beats on average; and that
of a plain use of scipy: every family by ``fit`` with a free location, the best by Kolmogorov and Smirnov.
"""

import argparse
import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from shopfloor.calibration.fitting import Sample, fit
from shopfloor.distributions import Distribution
from shopfloor.distributions.law import Law

N = 100

_PART = {"lognormal": {"mean": "4 min", "cv": math.sqrt(math.expm1(0.5**2))}}

TRUTHS = {
    "gamma(0.7)": {"gamma": {"shape": 0.7, "scale": "5 min"}},
    "weibull(1.8)": {"weibull": {"shape": 1.8, "scale": "5 min"}},
    "lognormal(1.2)": {"lognormal": {"median": "5 min", "sigma": 1.2}},
    "shifted lognormal": {
        "shifted": {"by": "6 min", "of": _PART}
    },  # the shift is 60 % of the mean, sigma 0.5
    "bimodal": {
        "mixture": [
            {"weight": 0.6, "of": {"lognormal": {"mean": "3 min", "cv": 0.2}}},
            {"weight": 0.4, "of": {"lognormal": {"mean": "9 min", "cv": 0.2}}},
        ]
    },
    "exponential": {"exponential": {"mean": "5 min"}},
}

WANTED = dict(zip(TRUTHS, (0.114, 0.056, 0.145, 0.026, 0.095, 0.078), strict=True))

KNOWN = dict(
    zip(
        TRUTHS,
        ("gamma", "weibull", "lognormal", "shifted lognormal", "mixture of two", "exponential"),
        strict=True,
    )
)

Cdf = Callable[[ArrayLike], NDArray[np.float64]]


def law_of(truth: str) -> Law:
    return Distribution.model_validate(TRUTHS[truth]).law


def sample(truth: str, repeat: int) -> NDArray[np.float64]:
    return law_of(truth).sample(np.random.default_rng(repeat), 0, N)


def distance(cdf: Cdf, truth: Law) -> float:
    """The area between two distribution functions, over the mean."""
    mean_s = truth.mean()
    x = mean_s * np.concatenate([np.linspace(0, 6, 6000), np.geomspace(6, 400, 2000)[1:]])
    apart = np.abs(cdf(x) - truth.cdf(x))
    return float(((apart[1:] + apart[:-1]) / 2 * np.diff(x)).sum() / mean_s)


def ours(truth: str, repeat: int, families: set[str] | None = None) -> float:
    found = fit(Sample(sample(truth, repeat)), seed=1, name="proof", families=families)
    return distance(found.law.cdf, law_of(truth))


def naive(truth: str, repeat: int) -> float:
    values_s = sample(truth, repeat)
    laws = (stats.expon, stats.gamma, stats.weibull_min, stats.lognorm, stats.norm)
    with np.errstate(all="ignore"):
        tried = [law(*law.fit(values_s)) for law in laws]
        best = min(tried, key=lambda law: stats.kstest(values_s, law.cdf).statistic)
        return distance(best.cdf, law_of(truth))


def record(repeats: int) -> None:
    print(f"{'truth':18s} {'wanted':>7s} {'ours':>7s} {'± se':>7s} {'family told':>12s} {'scipy':>7s}")
    for truth, wanted in WANTED.items():
        found = np.array([ours(truth, repeat) for repeat in range(repeats)])
        told = np.mean([ours(truth, repeat, {KNOWN[truth]}) for repeat in range(repeats)])
        plain = np.mean([naive(truth, repeat) for repeat in range(repeats)])
        error = found.std(ddof=1) / math.sqrt(repeats)
        print(
            f"{truth:18s} {wanted:7.3f} {found.mean():7.4f} {error:7.4f} {told:12.4f} {plain:7.4f}",
            flush=True,
        )


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Print how far fitted laws are from the truth.")
    arguments.add_argument("--repeats", type=int, default=25, help="samples of each truth (default: 25)")
    record(arguments.parse_args().repeats)
