"""Are worlds where they should be, and splits apart?"""

from collections import Counter
from itertools import pairwise

import pytest

from shopfloor.questions.text import DAY_MS
from shopfloor.questions.worlds import Windows, in_turn, splits
from tests.questions.logs import DAY, H, plant


@pytest.mark.parametrize("every_h", [1, 5, 7, 8, 24])
@pytest.mark.parametrize("warm_up_h", [0, 9])
def test_windows_lie_between_warm_up_and_horizon(every_h: int, warm_up_h: int) -> None:
    """They are whole multiples of their length after midnight, follow each other, and none is left out."""
    facts = plant(days=3, warm_up_us=warm_up_h * H)
    windows = Windows(facts, every_h * 3600)
    worlds = [windows.world(0, number) for number in windows.numbers]
    assert all(a.until_us == b.since_us for a, b in pairwise(worlds))
    assert facts.warm_up_us <= worlds[0].since_us < facts.warm_up_us + every_h * H
    assert facts.horizon_us - every_h * H < worlds[-1].until_us <= facts.horizon_us
    assert all((world.since_us + 6 * H) % (every_h * H) == 0 for world in worlds)


def test_a_window_knows_its_day() -> None:
    """The log starts on Monday at 06:00; its fourth window of 8 h is that of Tuesday from 08:00 on."""
    world = Windows(plant(), 8 * 3600).world(2, 4)
    assert world.window == "2026-01-06T08:00:00/2026-01-06T16:00:00"
    assert (world.since, world.until) == (8 * DAY_MS // 24, 16 * DAY_MS // 24)
    assert world.midnight_us == DAY - 6 * H


def test_a_window_over_midnight_belongs_to_the_day_it_starts_on() -> None:
    """Its end is counted on from the midnight before it."""
    world = Windows(plant(), 9 * 3600).world(0, 2)
    assert world.window == "2026-01-05T18:00:00/2026-01-06T03:00:00"
    assert world.until == 27 * DAY_MS // 24


@pytest.mark.parametrize(
    ("replications", "counts"),
    [(1, (1, 0, 0)), (2, (1, 0, 1)), (3, (1, 1, 1)), (4, (2, 1, 1)), (10, (8, 1, 1)), (100, (80, 10, 10))],
)
def test_splits_are_of_replications(replications: int, counts: tuple[int, int, int]) -> None:
    """About 80/10/10, with one to test as soon as there are two, and one to validate as soon as there are
    three."""
    found = Counter(splits(plant(replications)).of_replication.values())
    assert (found["train"], found["validation"], found["test"]) == counts


@pytest.mark.parametrize(
    ("days", "unit_h", "counts"),
    [(10, 24, (7, 1, 1)), (21, 24, (14, 3, 3)), (60, 24, (47, 6, 6)), (84, 168, (9, 1, 1))],
)
def test_a_log_of_one_replication_is_divided_by_its_time(
    days: int, unit_h: int, counts: tuple[int, int, int]
) -> None:
    """The last days, or weeks, are for test; those before them for validation; no window lies in two splits, none is
    before one of an earlier split."""
    facts = plant(days=days, replications=1)
    parts = splits(facts)
    windows = Windows(facts, unit_h * 3600)
    days_of = [parts.of(windows.world(0, number)) for number in windows.numbers]
    assert days_of == sorted(days_of, key=["train", "validation", "test"].index)
    found = Counter(days_of)
    assert (found["train"], found["validation"], found["test"]) == counts
    for every_h in (1, 7, 8):
        worlds = [Windows(facts, every_h * 3600).world(0, n) for n in Windows(facts, every_h * 3600).numbers]
        bounds = [since for since, _ in parts.times[1:]]
        for world in worlds:
            cut = any(world.since_us < bound < world.until_us for bound in bounds)
            assert parts.divides(world) == cut


def test_a_short_log_of_one_replication_is_all_train() -> None:
    """Two whole days cannot be divided by three."""
    facts = plant(days=2, replications=1)
    world = Windows(facts, 3600).world(0, Windows(facts, 3600).numbers[-1])
    assert splits(facts).of(world) == "train"


def test_every_beginning_of_the_order_has_all_splits() -> None:
    """Whoever looks at a twentieth of a thousand replications sees train, validation and test."""
    split_of = splits(plant(1000)).of_replication
    order = in_turn(split_of, seed=3)
    assert sorted(order) == list(range(1000))
    assert Counter(split_of[number] for number in order[:50]) == {"train": 40, "validation": 5, "test": 5}
