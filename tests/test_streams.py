"""Is a draw what its name and number say, whatever else is drawn?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopfloor.distributions import Exponential, Lognormal, Trace
from shopfloor.streams import BLOCK, LONGEST_US, Streams, generator

FIXED = settings(derandomize=True, deadline=None)
LAW = Exponential(mean="6 min")
PLACES = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK - 1, 2 * BLOCK, 1_000_000]


def first_draws(name, n=1000, seed=42, replication=0, law=LAW):
    draws = Streams(seed, replication).durations(name, law)
    return np.array([draws.at(k) for k in range(n)])


@FIXED
@given(st.permutations(PLACES))
def test_a_draw_does_not_depend_on_what_was_asked_before(order):
    """Asked for in any order, across the edges of blocks, draw k is draw k."""
    draws = Streams(42, 0).durations("cutting.processing.pump", LAW)
    alone = {k: Streams(42, 0).durations("cutting.processing.pump", LAW).at(k) for k in PLACES}
    assert {k: draws.at(k) for k in order} == alone


def test_no_draw_comes_twice():
    """Blocks do not repeat one another: 1,000 draws of a continuous law are 1,000 values."""
    assert len(set(first_draws("a"))) == 1000


def test_streams_of_one_name_are_one_stream():
    """A name stands for its draws, not for an object."""
    assert (first_draws("a") == first_draws("a")).all()


@pytest.mark.parametrize(
    "other", [{"name": "b"}, {"name": "a", "seed": 43}, {"name": "a", "replication": 1}, {"name": "a "}]
)
def test_another_name_seed_or_replication_is_independent(other):
    """The correlation of 10,000 pairs lies within 4 standard errors of none."""
    one, two = first_draws("a", 10_000), first_draws(**{"n": 10_000, **other})
    assert abs(np.corrcoef(one, two)[0, 1]) < 4 / 100


def test_seed_and_replication_do_not_run_into_one_another():
    """Seed 1 in replication 11 is not seed 11 in replication 1, and seed + 1 is not the next replication."""
    runs = [(1, 11), (11, 1), (1, 12), (2, 11)]
    assert len({first_draws("a", 1, seed, replication)[0] for seed, replication in runs}) == 4


def test_neighbouring_draws_are_independent():
    """Neither neighbours nor the same place of neighbouring blocks are correlated."""
    draws = first_draws("a", 128 * 80)
    for lag in (1, 2, BLOCK):
        assert abs(np.corrcoef(draws[:-lag], draws[lag:])[0, 1]) < 4 / 100


def test_adding_streams_changes_nothing():
    """What one machine draws is the same whether or not another machine exists."""
    streams = Streams(42, 0)
    alone = [streams.durations("a", LAW).at(k) for k in range(300)]
    one, other = streams.durations("a", LAW), streams.uniforms("b")
    beside = []
    for k in range(300):
        other.at(3 * k)
        beside.append(one.at(k))
    assert beside == alone


def test_durations_are_whole_microseconds():
    """A duration is an int of the clock's ticks: the law's draw, rounded to the nearest."""
    draws = Streams(42, 0).durations("a", LAW)
    seconds = LAW.sample(generator(42, 0, "a", 1), BLOCK, BLOCK)
    assert [draws.at(BLOCK + k) for k in range(BLOCK)] == np.rint(seconds * 1e6).astype(int).tolist()
    assert type(draws.at(0)) is int


@pytest.mark.parametrize("law", [LAW, Trace(["1 s", "2 s", "3 s"])])
def test_blocks_are_the_draws_of_their_numbers(law):
    """Blocks that come together hold what each draw is by itself, whatever another stream drew between them."""
    streams = Streams(42, 0)
    blocks, other = streams.duration_blocks("a", law), streams.uniform_blocks("b")
    found = [blocks(0, 2), other(0, 3), blocks(2, 1), other(3, 1)]
    assert [*found[0], *found[2]] == first_draws("a", 3 * BLOCK, law=law).tolist()
    uniforms = streams.uniforms("b")
    assert [*found[1], *found[3]] == [uniforms.at(k) for k in range(4 * BLOCK)]


def test_uniforms_lie_in_the_unit_interval():
    """Uniform draws are floats from [0, 1), half of them below one half."""
    draws = Streams(42, 0).uniforms("a")
    values = np.array([draws.at(k) for k in range(10_000)])
    assert type(draws.at(0)) is float
    assert 0 <= values.min() <= values.max() < 1
    assert abs(values.mean() - 0.5) < 4 * (1 / 12) ** 0.5 / 100


def test_a_law_knows_the_number_of_its_draw():
    """A trace goes on over the edges of blocks where the block before ended."""
    draws = Streams(42, 0).durations("a", Trace(["1 s", "2 s", "3 s"]))
    assert [draws.at(k) for k in (126, 127, 128, 129)] == [1e6, 2e6, 3e6, 1e6]


def test_a_draw_beyond_the_clock_is_the_longest_that_the_clock_knows():
    """A tail that is heavier than 64 bits neither overflows nor turns negative."""
    draws = first_draws("a", 1000, law=Lognormal(median="50000 d", sigma=10))
    assert draws.min() >= 0
    assert draws.max() == LONGEST_US
    assert 2 * LONGEST_US < 2**63
