"""Does an interval from one run hold the truth as often as it says?"""

import math

import numpy as np
import pytest

from shopfloor.analysis.batch_means import FEWEST_BATCHES, MOST_BATCHES, batch_means

LOAD = 0.7
RUNS = 200
CUSTOMERS = 20_000
TRUTH = LOAD / (1 - LOAD)
"""The mean wait of an M/M/1 queue, in mean service times."""


def waits(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The waits of the customers of an M/M/1 queue by Lindley's recursion, and when their waits end."""
    rng = np.random.default_rng(seed)
    between, service = rng.exponential(1 / LOAD, CUSTOMERS), rng.exponential(1.0, CUSTOMERS)
    steps = np.cumsum(np.concatenate([[0.0], service[:-1] - between[1:]]))
    wait = steps - np.minimum.accumulate(np.minimum(steps, 0.0))
    return wait, np.cumsum(between) + wait


def by_batch(wait: np.ndarray, ends: np.ndarray) -> tuple[list[int], list[int]]:
    """The sums of the waits (in millionths) and their number, by equal stretches of time after a warm-up."""
    begin, end = 0.05 * CUSTOMERS / LOAD, 0.95 * CUSTOMERS / LOAD
    inside = (ends >= begin) & (ends < end)
    batch = ((ends[inside] - begin) * MOST_BATCHES // (end - begin)).astype(int)
    sums = np.bincount(batch, wait[inside], MOST_BATCHES)
    return [round(1e6 * value) for value in sums], [
        1_000_000 * int(n) for n in np.bincount(batch, minlength=MOST_BATCHES)
    ]


def test_the_interval_of_a_queue_covers_the_true_mean():
    """Of 200 intervals at 95 %, between 88 % and 98 % hold the truth: within three standard errors below, four above."""
    found = [batch_means(*by_batch(*waits(seed))) for seed in range(RUNS)]
    holds = [it.half_width is not None and abs(it.mean - TRUTH) <= it.half_width for it in found]
    assert 0.88 <= sum(holds) / RUNS <= 0.98
    assert sum(it.half_width is None for it in found) <= 0.03 * RUNS


def test_the_naive_interval_of_a_queue_does_not():
    """Who takes each job for independent of the one before is sure of what is wrong, two times out of three."""
    samples = [waits(seed)[0] for seed in range(RUNS)]
    errors = [1.96 * sample.std() / math.sqrt(sample.size) for sample in samples]
    holds = [abs(sample.mean() - TRUTH) <= error for sample, error in zip(samples, errors, strict=True)]
    assert sum(holds) / RUNS < 0.45


def test_independent_batches_are_kept_apart():
    """With nothing to remember, all batches but a tenth by chance are used, and they cover the mean."""
    rng = np.random.default_rng(5)
    found = [
        batch_means(rng.integers(0, 1000, MOST_BATCHES).tolist(), [1] * MOST_BATCHES) for _ in range(300)
    ]
    assert sum(it.batches == MOST_BATCHES for it in found) >= 0.85 * 300
    holds = sum(abs(it.mean - 499.5) <= (it.half_width or 0) for it in found)
    assert 0.91 <= holds / 300 <= 0.99


def test_a_trend_has_no_interval():
    """What grows to the end is a run too short for a mean."""
    found = batch_means(list(range(MOST_BATCHES)), [1] * MOST_BATCHES)
    assert found.half_width is None
    assert found.batches == FEWEST_BATCHES


def test_what_never_varies_is_certain():
    """A deterministic line has an interval without width, and no rounding of its own."""
    found = batch_means([7 * 3] * MOST_BATCHES, [3] * MOST_BATCHES)
    assert (found.mean, found.half_width, found.batches) == (7.0, 0.0, MOST_BATCHES)


def test_an_empty_batch_is_joined_with_its_neighbour():
    """A stretch without a visit says nothing of the mean wait, so it is not taken alone."""
    rng = np.random.default_rng(8)
    counts = [0 if number % 4 == 1 else 50 for number in range(MOST_BATCHES)]
    found = batch_means([int(rng.integers(900, 1100)) * count for count in counts], counts)
    assert found.batches == MOST_BATCHES // 2


def test_the_formula_by_hand():
    """Half-width of a mean over equal batches: t x s / sqrt(batches)."""
    values = [(17 * number) % 31 for number in range(MOST_BATCHES)]
    found = batch_means(values, [1] * MOST_BATCHES)
    assert found.batches == MOST_BATCHES
    assert found.half_width == pytest.approx(2.0395134464 * np.std(values, ddof=1) / math.sqrt(MOST_BATCHES))
