"""Is every choice even, complete, and the same each time?"""

from collections import Counter
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from shopfloor.questions.balance import choose, cycled, even_shares, most

SUPPLY = st.lists(st.integers(1, 40), min_size=1, max_size=12)


@dataclass(frozen=True)
class Thing:
    answer: str
    number: int | None
    turn: tuple[int, int]


def things(supply: list[int]) -> list[Thing]:
    return [Thing(f"a{i}", i, (n % 3, 1000 * i + n)) for i, count in enumerate(supply) for n in range(count)]


@given(st.integers(0, 500), st.dictionaries(st.text(max_size=3), st.none() | st.integers(0, 60), min_size=1))
def test_shares_add_up_and_keep_to_their_rooms(total: int, rooms: dict[str, int | None]) -> None:
    """What one cannot take goes to the others; only when nobody has room is something left over."""
    shares = even_shares(total, rooms)
    assert all(room is None or shares[key] <= room for key, room in rooms.items())
    possible = None if None in rooms.values() else sum(room or 0 for room in rooms.values())
    assert sum(shares.values()) == (total if possible is None else min(total, possible))


@given(st.integers(0, 500), st.integers(1, 40))
def test_shares_without_bounds_differ_by_one_at_most(total: int, families: int) -> None:
    """An even division is even."""
    shares = even_shares(total, dict.fromkeys(range(families)), 7)
    assert max(shares.values()) - min(shares.values()) <= 1


@given(SUPPLY, st.integers(1, 60))
def test_no_answer_is_asked_more_than_one_and_a_half_times_as_often_as_on_average(
    supply: list[int], n: int
) -> None:
    """As many as `most` allows can be chosen within the bound, and exactly so many are."""
    wanted = most(supply, n)
    chosen = Counter(thing.answer for thing in choose(things(supply), wanted))
    assert sum(chosen.values()) == wanted <= n
    assert not chosen or 2 * len(chosen) * max(chosen.values()) <= 3 * wanted


@given(SUPPLY, st.integers(1, 60))
def test_what_is_there_is_chosen_when_it_must_be(supply: list[int], n: int) -> None:
    """Beyond the bound the count still comes out, and nothing is chosen twice."""
    wanted = min(n, sum(supply))
    chosen = choose(things(supply), wanted)
    assert len(chosen) == len(set(chosen)) == wanted


def test_one_answer_against_many_others_is_held_back() -> None:
    """A hundred times yes and three times no make twelve questions, nine to three."""
    assert most([100, 3], 50) == 12
    assert Counter(t.answer for t in choose(things([100, 3]), 12)) == {"a0": 9, "a1": 3}


def test_numbers_are_spread_over_their_range() -> None:
    """Of a hundred different numbers, ten chosen ones stand one in each ten."""
    chosen = choose(things([1] * 100), 10)
    assert [thing.number // 10 for thing in chosen] == list(range(10))


def test_worlds_come_before_their_second_questions() -> None:
    """Of one answer the first question of each world is taken first."""
    assert {thing.turn[0] for thing in choose(things([12, 12]), 8)} == {0}


@given(st.integers(0, 100), st.integers(1, 9))
def test_kinds_take_turns(n: int, kinds: int) -> None:
    """Every kind comes equally often, give or take one."""
    counts = Counter(cycled(range(n), kinds, "salt"))
    assert n < kinds or max(counts.values()) - min(counts.values()) <= 1


def test_order_does_not_depend_on_the_order_of_asking() -> None:
    """The same candidates in another order give the same choice."""
    candidates = things([9, 4, 7])
    assert choose(candidates, 10) == choose(candidates[::-1], 10)
