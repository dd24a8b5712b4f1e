"""Is every choice even, complete, and the same each time?"""

from collections import Counter
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from shopfloor.questions.balance import choose, cycled, most
from shopfloor.questions.naive import naive_bound

SUPPLY = st.lists(st.integers(1, 40), min_size=1, max_size=12)


@dataclass(frozen=True)
class Thing:
    answer: str
    turn: tuple[int, int]
    cell: str = "all"
    naive: int = 0

    @property
    def mark(self) -> bytes:
        return f"{self.answer} {self.turn}".encode()


def things(supply: list[int], cells: int = 1, naive: int = 0) -> list[Thing]:
    return [
        Thing(f"a{i}", (n % 3, 1000 * i + n), f"c{n % cells}", naive if n % 2 else 0)
        for i, count in enumerate(supply)
        for n in range(count)
    ]


def chosen(candidates: list[Thing], quotas: dict[str, int], **how: dict[str, float]) -> list[Thing]:
    return [candidates[place] for place in choose(candidates, quotas, **how).places]


@given(SUPPLY, st.integers(1, 60))
def test_no_answer_is_asked_more_than_one_and_a_half_times_as_often_as_on_average(
    supply: list[int], n: int
) -> None:
    """As many as `most` allows can be chosen within the bound, and exactly so many are."""
    wanted = most(supply, n)
    answers = Counter(thing.answer for thing in chosen(things(supply), {"c0": wanted}))
    assert sum(answers.values()) == wanted <= n
    assert not answers or 2 * len(answers) * max(answers.values()) <= 3 * wanted


@given(SUPPLY, st.integers(1, 30), st.integers(1, 30))
def test_cells_keep_the_bounds_together(supply: list[int], a: int, b: int) -> None:
    """However the quotas lie, nothing is chosen twice, no quota is exceeded, and the whole is balanced."""
    quotas = {"c0": a, "c1": b}
    found = chosen(things(supply, cells=2), quotas)
    assert len(found) == len(set(found))
    assert all(count <= quotas[cell] for cell, count in Counter(thing.cell for thing in found).items())
    answers = Counter(thing.answer for thing in found)
    assert not answers or 2 * len(answers) * max(answers.values()) <= 3 * len(found)


@given(st.lists(st.integers(5, 40), min_size=3, max_size=12), st.integers(1, 40))
def test_a_naive_rule_solves_no_more_than_its_share(supply: list[int], n: int) -> None:
    """Half of the candidates are solved by two rules; of those that are chosen no more than the bound."""
    found = chosen(things(supply, naive=0b101), {"c0": n})
    bound = naive_bound(len(found), len({thing.answer for thing in found}))
    assert found
    assert sum(thing.naive & 1 for thing in found) <= bound


def test_what_a_naive_rule_solves_is_counted() -> None:
    """Where a rule solves all, one question is left, which says nothing; the rest is told."""
    candidates = [Thing(f"a{i}", (0, i), "c0", 0b010) for i in range(30)]
    made = choose(candidates, {"c0": 12})
    assert len(made.places) == 1
    assert made.reasons["naive"] > 0


def test_one_answer_against_many_others_is_held_back() -> None:
    """A hundred times yes and three times no make twelve questions, nine to three; the rest is uneven."""
    assert most([100, 3], 50) == 12
    assert Counter(t.answer for t in chosen(things([100, 3]), {"c0": 50})) == {"a0": 9, "a1": 3}
    assert choose(things([100, 3]), {"c0": 50}).reasons["uneven"] > 0


def test_answers_come_in_the_proportion_that_was_asked_for() -> None:
    """Two to eight, to the record; what has no weight does not come at all."""
    weights = {"a0": 2.0, "a1": 8.0}
    found = Counter(t.answer for t in chosen(things([40, 40, 40]), {"c0": 30}, weights=weights))
    assert found == {"a0": 6, "a1": 24}


def test_worlds_come_before_their_second_questions() -> None:
    """Of one answer the first question of each world is taken first."""
    assert {thing.turn[0] for thing in chosen(things([12, 12]), {"c0": 8})} == {0}


def test_the_same_page_with_the_same_question_is_asked_once() -> None:
    """Candidates of two units with one fingerprint are one question."""
    twin = Thing("a0", (0, 1), "c0")
    made = choose([twin, Thing("a1", (0, 2), "c1"), twin], {"c0": 2, "c1": 1})
    assert len(made.places) == 2
    assert made.reasons == {"duplicate": 1}


@given(st.integers(0, 100), st.integers(1, 9))
def test_kinds_take_turns(n: int, kinds: int) -> None:
    """Every kind comes equally often, give or take one."""
    counts = Counter(cycled(range(n), kinds, "salt"))
    assert n < kinds or max(counts.values()) - min(counts.values()) <= 1


def test_order_does_not_depend_on_the_order_of_asking() -> None:
    """The same candidates in another order give the same choice."""
    candidates = things([9, 4, 7])
    assert chosen(candidates, {"c0": 10}) == chosen(candidates[::-1], {"c0": 10})


@given(st.integers(1, 20), st.integers(2, 6))
def test_questions_about_one_page_are_shown_in_different_forms(n: int, kinds: int) -> None:
    """As many of one world as there are forms have one each."""
    worlds = [i % n for i in range(n * kinds)]
    numbers = cycled(range(n * kinds), kinds, "salt", of=worlds)
    assert all(
        len({numbers[i] for i in range(n * kinds) if worlds[i] == world}) == kinds for world in range(n)
    )
