"""Do the records of a corpus agree about their splits?"""

import pytest

from shopfloor.verification.ledger import Entry, Ledger


def entry(place, split, day, replication=0, origin="simulated"):
    window = f"2026-01-{day:02}T00:00:00/2026-01-{day + 1:02}T00:00:00"
    return Entry(place, f"{place:020x}", "stops", split, "shop", 7, replication, window, 1, 1, origin)


def faults(*entries):
    return [(of.place, what) for of, (what, _, _) in Ledger().differences(entries)]


def test_a_plant_and_its_simulation_are_two_logs():
    """Though they may have the same name and seed."""
    assert faults(entry(0, "train", 1), entry(1, "test", 1, origin="real")) == []
    assert faults(entry(0, "train", 1, origin="real"), entry(1, "test", 1, origin="real")) == [(1, "split")]


def test_a_log_of_one_replication_may_be_divided_by_time():
    """Each split has days of its own, in whatever order the records come."""
    days = [(1, "train"), (2, "train"), (8, "validation"), (9, "test"), (7, "train"), (10, "test")]
    for order in (days, days[::-1]):
        assert faults(*(entry(place, split, day) for place, (day, split) in enumerate(order))) == []


@pytest.mark.parametrize("day", [1, 3, 5])
def test_a_day_among_those_of_another_split_is_found(day):
    """At its borders and between them."""
    assert faults(entry(0, "train", 1), entry(1, "train", 5), entry(2, "test", day)) == [(2, "split")]


def test_of_several_replications_each_stands_in_one_split():
    """Whether the other replication comes before the record that is wrong or after it."""
    divided = [entry(0, "train", 1), entry(1, "test", 9)]
    other = entry(2, "train", 1, replication=3)
    assert faults(*divided, other) == [(1, "split")]
    assert faults(other, *divided) == [(1, "split")]
