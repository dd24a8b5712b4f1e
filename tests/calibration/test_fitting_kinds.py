"""What becomes of durations that no smooth law made: constants, zeros, few values, rounded ones, drifting ones?"""

import numpy as np
import pytest

from shopfloor.calibration.fitting import Sample, count, fit, rate, share
from shopfloor.calibration.fitting.grid import spread, step_of

RNG = np.random.default_rng(5)


def fitted(values_s, **more):
    return fit(Sample(np.asarray(values_s, float)), seed=1, name="a", **more)


def test_zeros_are_a_part_of_their_own():
    """A third of zeros among lognormal times: a mixture of the constant 0 s and a lognormal law."""
    found = fitted(np.concatenate([np.zeros(70), np.random.default_rng(1).lognormal(5, 0.6, 140)]))
    zero, rest = found.document["mixture"]
    assert zero == {"weight": 0.3333, "of": {"constant": "0 s"}}
    assert list(rest["of"]) == ["lognormal"]
    assert found.evidence.estimates["zero weight"].low < 1 / 3 < found.evidence.estimates["zero weight"].high


def test_a_programmed_time_stands_out():
    """Half of all durations take 180 s to the microsecond: a constant, and a law for the others."""
    found = fitted(np.concatenate([np.full(100, 180.0), np.random.default_rng(1).gamma(9, 20, 100)]))
    assert {"weight": 0.5, "of": {"constant": "3 min"}} in found.document["mixture"]


def test_few_values_are_discrete():
    found = fitted([120.0] * 70 + [300.0] * 30)
    assert found.document == {"discrete": {"values": ["2 min", "5 min"], "weights": [0.7, 0.3]}}


def test_a_constant_with_odd_ones_stays_a_constant_and_says_so():
    """Two others among a hundred are too few for a law of their own."""
    found = fitted([180.0] * 100 + [190.5, 200.3])
    assert found.document == {"constant": "3 min"}
    assert any("too few" in note for note in found.evidence.notes)


@pytest.mark.parametrize("step_s", [60.0, 300.0])
def test_rounded_durations_keep_their_mean_and_their_spread(step_s):
    """A gamma law of 8 min and cv 0.4, in whole minutes or in steps of five: spread within 15 %, four standard errors."""
    values_s = np.random.default_rng(3).gamma(6.25, 480 / 6.25, 1000)
    found = fitted(np.rint(values_s / step_s) * step_s)
    draws_s = found.law.sample(np.random.default_rng(1), 0, 20_000)
    assert "discrete" not in found.document
    assert found.law.mean() == pytest.approx(480, rel=0.05)
    assert draws_s.std() == pytest.approx(192, rel=0.15)


def test_what_no_family_fits_is_empirical_without_a_single_raw_duration():
    """Five clumps: means of neighbours, which keep the mean of all, and none of which is anybody's own."""
    rng = np.random.default_rng(2)
    values_s = np.concatenate([rng.uniform(at, at + 5, 150) for at in (10, 50, 120, 300, 1000)])
    found = fitted(values_s)
    assert list(found.document) == ["empirical"]
    assert found.law.mean() == pytest.approx(values_s.mean(), rel=0.002)
    low_s, high_s = found.law.support()
    assert values_s.min() < low_s
    assert high_s < values_s.max()


def test_a_shift_is_found_and_is_not_the_shortest_duration():
    values_s = 180 + np.random.default_rng(4).lognormal(4.6, 0.5, 400)
    found = fitted(values_s)
    by = found.evidence.estimates["by"]
    assert "shifted" in found.document
    assert by.value < values_s.min()
    assert by.low <= 180 <= by.high


def test_two_modes_are_found():
    rng = np.random.default_rng(1)
    found = fitted(np.concatenate([rng.normal(100, 10, 60), rng.normal(300, 20, 40)]))
    assert [part["weight"] for part in found.document["mixture"]] == [0.6, 0.4]


@pytest.mark.parametrize(
    ("document", "n"), [("uniform", 300), ("triangular", 3000), ("normal", 3000), ("erlang", 3000)]
)
def test_other_shapes_are_recognised(document, n):
    rng = np.random.default_rng(1)
    draws = {
        "uniform": rng.uniform(200, 400, n),
        "triangular": rng.triangular(180, 240, 420, n),
        "normal": rng.normal(300, 60, n),
        "erlang": rng.gamma(3, 100, n),
    }
    assert list(fitted(draws[document]).document) == [document]


def test_drift_and_likeness_of_neighbours_are_noted():
    """Times that double, and times that hang together, are told; a plain sample says nothing."""
    rng = np.random.default_rng(1)
    plain = rng.gamma(4, 60, 300)
    chain = np.zeros(300)
    for k in range(1, 300):
        chain[k] = 0.7 * chain[k - 1] + rng.standard_normal()
    assert any("drift" in note for note in fitted(plain * np.linspace(1, 2, 300)).evidence.notes)
    assert any("alike" in note for note in fitted(200 * np.exp(0.3 * chain)).evidence.notes)
    assert fitted(plain).evidence.notes == ()


def test_a_large_sample_is_fitted_on_all_and_compared_on_some():
    """A hundred thousand durations: the family is compared on 2,000 of them, and it is said; the mean is that of all."""
    values_s = np.random.default_rng(1).weibull(1.8, 100_000) * 300
    found = fitted(values_s)
    assert list(found.document) == ["weibull"]
    assert found.law.mean() == pytest.approx(values_s.mean(), rel=0.002)
    assert any("2,000 of 100,000" in note for note in found.evidence.notes)


def test_only_the_families_asked_for_are_chosen_from():
    values_s = np.random.default_rng(1).gamma(9, 20, 200)
    assert list(fitted(values_s, families={"exponential"}).document) == ["exponential"]


def test_the_step_of_recording_is_seen():
    """Whole minutes, hundredths of an hour, and none."""
    assert step_of(np.array([60.0, 120.0, 420.0, 660.0])) == 60
    assert step_of(np.array([36.0, 108.0, 252.0])) == 36
    assert step_of(RNG.random(50)) == pytest.approx(1e-6)


def test_spreading_keeps_order_and_mean_and_leaves_no_ties():
    values = np.array([[60.0, 60.0, 120.0, 120.0, 120.0, 300.0]])
    apart = spread(values, 60.0)
    assert np.all(np.diff(apart) > 0)
    assert apart.mean() == pytest.approx(values.mean())


def test_shares_and_rates_hold_the_truth():
    """Of 300 counts each, nine in ten intervals hold the share, and the rate."""
    rng = np.random.default_rng(1)
    shares = [share(k, 50) for k in rng.binomial(50, 0.1, 300)]
    rates = [rate(int(k), 36_000.0) for k in rng.poisson(8, 300)]
    assert sum(of.low <= 0.1 <= of.high for of in shares) >= 270
    assert sum(of.low <= 0.8 <= of.high for of in rates) >= 270
    assert share(0, 9).low == 0
    assert share(9, 9).high == 1
    assert rate(0, 3600.0).value == 0
    assert count(7).low == 7


@pytest.mark.parametrize(("successes", "trials"), [(1, 0), (-1, 5), (6, 5)])
def test_an_impossible_share_is_refused(successes, trials):
    with pytest.raises(ValueError, match="expected 0 to all"):
        share(successes, trials)


@pytest.mark.parametrize(("number", "exposure_s"), [(-1, 5.0), (1, 0.0)])
def test_an_impossible_rate_is_refused(number, exposure_s):
    with pytest.raises(ValueError, match="expected 0 or more"):
        rate(number, exposure_s)
