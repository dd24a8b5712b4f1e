"""Does a number of waiting jobs grow without bound?"""

from contextlib import closing

import numpy as np
import pytest

from shopfloor.analysis.backlogs import grows, look_for_backlogs
from shopfloor.scenario import loads
from shopfloor.simulation import simulate

ROUNDS = 60

WEEK = """
scenario: week
clock: {start: 2026-01-05T00:00, horizon: 7 d}
replications: 1
products: {part: {orders: {every: 2 h}, route: [mill]}}
stations: {mill: {processing: 10 min, needs: {skill: milling}}}
people: {miller: {count: 2, skills: {milling: 1.0}, shift: day}}
shifts: {day: {days: mon-fri, from: "06:00", to: "14:00"}}
"""


def queues(
    seed: int, load: float, replications: int, length: float = 2000.0
) -> tuple[np.ndarray, np.ndarray]:
    """The jobs waiting in M/M/1 queues, at the limits of the eighths after a warm-up of a tenth, and over each."""
    rng = np.random.default_rng(seed)
    limits = np.linspace(0.1 * length, length, 9)
    count = int(length * load * 1.3) + 100
    levels, means = [], []
    for _ in range(replications):
        between, service = rng.exponential(1 / load, count), rng.exponential(1.0, count)
        steps = np.cumsum(np.concatenate([[0.0], service[:-1] - between[1:]]))
        comes = np.cumsum(between)
        begins = comes + steps - np.minimum.accumulate(np.minimum(steps, 0.0))
        levels.append([(comes <= limit).sum() - (begins <= limit).sum() for limit in limits])
        spent = [
            np.clip(limit - comes, 0, None).sum() - np.clip(limit - begins, 0, None).sum() for limit in limits
        ]
        means.append(np.diff(spent) / np.diff(limits))
    return np.array(levels, dtype=float), np.array(means)


def share(load: float, replications: int) -> float:
    """How many of so many runs are said to grow."""
    return sum(grows(*queues(seed, load, replications)) for seed in range(ROUNDS)) / ROUNDS


@pytest.mark.parametrize(("load", "replications"), [(1.2, 1), (1.1, 3), (1.05, 10)])
def test_an_overloaded_queue_is_seen(load, replications):
    """Nineteen times out of twenty, the sooner the heavier, and the more replications there are."""
    assert share(load, replications) >= 0.85


@pytest.mark.parametrize("load", [0.5, 0.8, 0.9])
@pytest.mark.parametrize("replications", [1, 5])
def test_a_stable_queue_is_left_alone(load, replications):
    """However long it is, and whatever bad day it has."""
    assert share(load, replications) <= 0.05


def test_a_straight_rise_is_growth():
    """Without any chance in it."""
    levels = np.linspace(0, 80, 9)[None, :]
    assert grows(levels, (levels[:, 1:] + levels[:, :-1]) / 2)


@pytest.mark.parametrize(
    "levels",
    [
        [20] * 9,  # constant
        [0, 15, 19, 20, 20, 20, 20, 20, 20],  # fills up
        [0, 0, 0, 0, 0, 0, 0, 20, 40],  # one bad end
        [0.0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4],  # too few to mind
        [100, 102, 104, 106, 108, 110, 112, 114, 116],  # a sixth more
        [40, 35, 30, 25, 20, 15, 10, 5, 0],  # shrinks
    ],
)
def test_what_is_no_growth(levels):
    """Constant, filled up, a bad stretch, a few jobs, a little more, less."""
    given = np.array([levels], dtype=float)
    assert not grows(given, (given[:, 1:] + given[:, :-1]) / 2)


def test_a_weekend_is_a_quarter_without_duty():
    """Two people for eight hours on each of five days; the last quarter begins on Saturday at six."""
    with closing(simulate(loads(WEEK)).connect()) as connection:
        duty_us = look_for_backlogs(connection).duty_us
    assert sum(duty_us) == 2 * 5 * 8 * 3_600_000_000
    assert duty_us[-1] == 0
