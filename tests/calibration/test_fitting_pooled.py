"""Do small samples borrow as much as they should?"""

import numpy as np
import pytest

from shopfloor.calibration.fitting import Sample, fit_pooled

COUNTS = (3, 5, 8, 12, 20, 30, 60, 150)


def crew(scatter: float, seed: int = 2, counts: tuple[int, ...] = COUNTS) -> tuple[dict, np.ndarray]:
    """People whose mean times differ by ``scatter`` of the logarithm, with so many durations each."""
    rng = np.random.default_rng(seed)
    means_s = 300 * np.exp(scatter * rng.standard_normal(len(counts)))
    samples = {
        ("cutting", "crew", f"person_{place}"): Sample(mean_s * rng.gamma(4, 0.25, n))
        for place, (mean_s, n) in enumerate(zip(means_s, counts, strict=True))
    }
    return samples, means_s


def test_people_who_do_not_differ_get_one_mean():
    """Without a difference beyond chance, all small samples get the mean of their group."""
    samples, _ = crew(scatter=0.0)
    fits = fit_pooled(samples, seed=1, name="a")
    leaning = [found.law.mean() for found in fits.values() if found.evidence.n < 100]
    assert max(leaning) / min(leaning) < 1.1


def test_leaning_is_nearer_to_the_truth_than_standing_alone():
    """Over ten crews the squared error of the logarithm of the mean is at most three quarters of the plain means'."""
    alone, leaning = 0.0, 0.0
    for seed in range(10):
        samples, means_s = crew(scatter=0.15, seed=seed, counts=(5, 6, 8, 10, 12, 15))
        fits = fit_pooled(samples, seed=1, name="a", families={"gamma"})
        for (key, sample), mean_s in zip(samples.items(), means_s, strict=True):
            alone += np.log(sample.values_s.mean() / mean_s) ** 2
            leaning += np.log(fits[key].law.mean() / mean_s) ** 2
    assert leaning < 0.75 * alone


def test_intervals_of_those_who_lean_hold_the_truth():
    """Over ten crews nine in ten means lie within their 95 % intervals."""
    inside = total = 0
    for seed in range(10):
        samples, means_s = crew(scatter=0.3, seed=seed)
        for found, mean_s in zip(
            fit_pooled(samples, seed=1, name="a", families={"gamma"}).values(), means_s, strict=True
        ):
            estimate = found.evidence.estimates["mean"]
            inside += estimate.low <= mean_s <= estimate.high
            total += 1
    assert inside >= 0.9 * total


def test_nothing_of_their_own_is_published_of_those_with_fewer_than_five():
    """The law of three durations does not change with them, but for their weight among all."""
    samples, _ = crew(scatter=0.3)
    fits = fit_pooled(samples, seed=1, name="a")
    least = fits["cutting", "crew", "person_0"]
    assert least.evidence.n == 3
    assert any("fewer than 5" in note for note in least.evidence.notes)
    assert least.evidence.figures["own_share"] == 0


def test_a_large_sample_has_a_law_of_its_own():
    samples, _ = crew(scatter=0.3)
    found = fit_pooled(samples, seed=1, name="a")["cutting", "crew", "person_7"]
    assert "own_share" not in found.evidence.figures
    assert found.law.mean() == pytest.approx(samples["cutting", "crew", "person_7"].values_s.mean(), rel=0.01)


def test_open_work_is_counted_where_samples_lean():
    """Machines whose failures are mostly still to come: the mean is that of the group, not that of the early failures."""
    rng = np.random.default_rng(5)
    lives_s, seen_s = 1000 * rng.weibull(1.5, (6, 60)), 500 * rng.random((6, 60)) + 250
    samples = {
        place: Sample(life[life <= seen], seen[life > seen])
        for place, (life, seen) in enumerate(zip(lives_s, seen_s, strict=True))
    }
    fits = fit_pooled(samples, seed=1, name="a", families={"weibull"})
    means_s = [found.law.mean() for found in fits.values()]
    assert np.mean(means_s) == pytest.approx(903, rel=0.25)
    assert max(sample.values_s.mean() for sample in samples.values()) < 500


def test_too_few_in_all_give_nothing():
    assert (
        fit_pooled({"a": Sample(np.array([1.0, 2.0])), "b": Sample(np.array([3.0]))}, seed=1, name="a") == {}
    )
    assert fit_pooled({}, seed=1, name="a") == {}


def test_nobody_with_enough_still_gives_the_law_of_all():
    """Four people with two durations each: one law."""
    rng = np.random.default_rng(1)
    fits = fit_pooled({k: Sample(rng.gamma(4, 60, 2)) for k in "abcd"}, seed=1, name="a")
    assert len({found.law.mean() for found in fits.values()}) == 1


def test_zeros_constants_and_open_times_alone_are_survived():
    samples = {
        "zeros": Sample(np.zeros(9)),
        "constant": Sample(np.full(9, 60.0)),
        "open": Sample(np.empty(0), np.array([5.0])),
        "none": Sample(np.empty(0)),
        "mixed": Sample(np.arange(20.0)),
    }
    fits = fit_pooled(samples, seed=1, name="a")
    assert set(fits) == {"zeros", "constant", "open", "mixed"}
    assert all(np.isfinite(found.law.mean()) for found in fits.values())
