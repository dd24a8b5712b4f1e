"""Are counts promises: met exactly, or told with their reason?"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopfloor.contracts.family import Family
from shopfloor.errors import RunError, UsageError
from shopfloor.likeness import near_copies
from shopfloor.questions import ask
from shopfloor.questions.plan import Group, apportioned, divided, planned
from shopfloor.questions.worlds import splits
from tests.questions.logs import EVEN, TableLog, families, shop

PAGES: dict[str, Any] = {"sizes": {"page": 1}}


@pytest.fixture(scope="module")
def big() -> TableLog:
    return shop(10, 4)


@given(st.integers(0, 1000), st.lists(st.floats(0.01, 5), min_size=1, max_size=9))
def test_shares_become_whole_numbers_next_to_them(total: int, shares: list[float]) -> None:
    """They add up, and none is further than one from its fraction."""
    counts = apportioned(total, shares)
    assert sum(counts) == total
    assert all(
        abs(count - total * share / sum(shares)) < 1 for count, share in zip(counts, shares, strict=True)
    )


@settings(deadline=None, max_examples=20)
@given(
    st.lists(st.integers(1, 400), min_size=1, max_size=3),
    st.lists(st.sampled_from([0, 3, 17, 90, np.inf]), min_size=4, max_size=9),
)
def test_a_plan_meets_its_totals_as_far_as_there_is_room(totals: list[int], rooms: list[float]) -> None:
    """Columns come out exactly; no family is asked more than it can; those without bounds differ little."""
    names = [f"f{i}" for i in range(len(rooms))]
    room = np.column_stack([np.array(rooms)] * len(totals))
    counts = planned(names, totals, room, [], seed=1)
    assert (counts <= room).all()
    for j, total in enumerate(totals):
        assert counts[:, j].sum() == min(total, room[:, j].sum())
        free = counts[np.isinf(rooms), j]
        assert not free.size or free.max() - free.min() <= 2


def test_overlapping_shares_are_met_together() -> None:
    """A fifth of a skill and two fifths of a role, which have families in common."""
    names = [f"f{i}" for i in range(12)]
    skill, role = np.arange(12) % 4 == 0, np.arange(12) < 5
    groups = [Group("skill.x", skill, [0.2], True), Group("role.y", role, [0.4], True)]
    counts = planned(names, [500], np.full((12, 1), np.inf), groups, seed=3)[:, 0]
    assert (counts.sum(), counts[skill].sum(), counts[role].sum()) == (500, 100, 200)


def test_shares_that_sum_to_one_leave_nothing_for_others() -> None:
    """An eighth of twenty is no whole number: some of the eight have two, the others three."""
    names = [f"f{i}" for i in range(30)]
    groups = [
        Group(f"family.{name}", np.array([name == of for of in names]), [0.125] * 3, True)
        for name in names[:8]
    ]
    counts = planned(names, [14, 3, 3], np.full((30, 3), np.inf), groups, seed=3)
    assert counts.sum(axis=0).tolist() == [14, 3, 3]
    assert sorted(counts[:8].sum(axis=1).tolist()) == [2, 2, 2, 2, 3, 3, 3, 3]


def test_what_stands_in_one_split_only_has_its_whole_share_there() -> None:
    """A family that is held out is asked nearly as often as any other, all of it in the test."""
    rooms = np.full((10, 3), np.inf)
    rooms[0, :2] = 0
    counts = planned([f"f{i}" for i in range(10)], [700, 150, 150], rooms, [], seed=3)
    assert counts[0, :2].tolist() == [0, 0]
    assert counts[0, 2] >= 90
    assert counts.sum(axis=0).tolist() == [700, 150, 150]
    assert set(counts[1:].sum(axis=1).tolist()) <= {100, 101, 102}


def test_a_large_plan_needs_no_search() -> None:
    """A hundred families, four shares that overlap, rooms that lack: the shares are met, each family near its own."""
    rng = np.random.default_rng(5)
    names = [f"f{i}" for i in range(100)]
    rooms = np.where(rng.random((100, 3)) < 0.3, rng.integers(0, 60, (100, 3)), np.inf)
    groups = [
        Group("skill.x", np.arange(100) % 7 == 0, [0.2] * 3, True),
        Group("skill.y", np.arange(100) % 7 == 1, [0.1] * 3, True),
        Group("role.z", np.arange(100) < 40, [0.5] * 3, True),
        Group("unanswerable", np.arange(100) % 5 == 0, [0.15] * 3, True),
    ]
    counts = planned(names, [3500, 750, 750], rooms, groups, seed=1)
    assert (counts <= rooms).all()
    assert counts.sum(axis=0).tolist() == [3500, 750, 750]
    assert [int(counts[group.members].sum()) for group in groups] == [1000, 500, 2500, 750]


def test_places_come_near_to_their_targets() -> None:
    """A family that one place cannot ask is made up there by the others."""
    wanted = np.array([30, 30, 30])
    rooms = np.array([[np.inf, 0.0], [np.inf, np.inf], [np.inf, np.inf]])
    counts = divided(wanted, rooms, [45, 45], ["a", "b", "c"])
    assert counts.sum(axis=0).tolist() == [45, 45]
    assert counts.sum(axis=1).tolist() == [30, 30, 30]


def test_a_mix_is_met_to_the_record(big: TableLog) -> None:
    """Named shares come out exactly; what is not named shares the rest."""
    mix = {"skill.compare": 0.25, "unanswerable": 0.15}
    made = ask(big, questions=200, families=families(), mix=mix, **PAGES)
    counts = Counter(record.family for record in made.records)
    assert counts == {"first_to_stop": 50, "no_such_machine": 30, "downtime_of_machine": 120}
    assert made.shortfalls == {}


def test_without_a_mix_some_questions_have_no_answer(big: TableLog) -> None:
    """An eighth in train, a quarter in test."""
    made = ask(big, questions=200, families=families(), **PAGES)
    for split, low, high in (("train", 0.10, 0.15), ("test", 0.20, 0.30)):
        records = [record for record in made.records if record.split == split]
        assert low <= sum(not record.answerable for record in records) / len(records) <= high


def test_so_many_of_each_family(big: TableLog) -> None:
    """Whatever the mix would be by default."""
    made = ask(big, per_family=17, families=families(), **PAGES)
    assert set(Counter(record.family for record in made.records).values()) == {17}
    assert made.questions == 51


def test_a_few_of_each_family_fill_every_split(big: TableLog) -> None:
    """Four of each: a tenth of four is less than one, and still every split has its records."""
    made = ask(big, per_family=4, families=families(), **PAGES)
    assert len({record.split for record in made.records}) == 3


def test_answers_come_as_asked(big: TableLog) -> None:
    """Two negatives to eight positives, of the families that say yes or no."""
    made = ask(big, questions=90, families=families(), answers={"no": 2, "yes": 8}, **EVEN)
    answers = Counter(record.answer.value for record in made.records if record.family == "first_to_stop")
    assert answers == {"no": 6, "yes": 24}


def test_only_the_level_that_was_asked_for(big: TableLog) -> None:
    """Others are counted as such."""
    made = ask(big, questions=20, families=families("downtime_of_machine"), level=(2, 2), **PAGES)
    assert {record.difficulty.level for record in made.records} == {2}
    one = ask(big, questions=5, families=families("first_to_stop", "no_such_machine"), level=1, **PAGES)
    assert one.rejections["first_to_stop"]["level"] > 0


def test_what_cannot_be_met_is_told() -> None:
    """How many are missing, and why."""
    made = ask(shop(4, 3), questions=150, families=families(), mix={"family.first_to_stop": 0.9}, **PAGES)
    assert len(made.records) == 150
    assert "of 135 questions" in made.shortfalls["first_to_stop"]


def one_saw() -> TableLog:
    """A log in which one machine alone stopped, so that nobody can ask which stopped first."""
    log = shop(6, 4)
    return TableLog(log.plant, {"stoppages": [s for s in log.tables["stoppages"] if s["machine"] == "saw.1"]})


def test_a_family_that_the_log_cannot_feed_breaks_no_promise() -> None:
    """Others make up for it; so many of each family are promised of those that can be asked."""
    for how in ({"questions": 9}, {"per_family": 3}):
        made = ask(one_saw(), families=families(), **how, **PAGES)
        assert list(made.shortfalls) == ["first_to_stop"]
        told = made.shortfalls["first_to_stop"]
        assert (told.is_named, told.lack.is_unfed) == (False, True)


def test_a_family_that_was_named_is_a_promise() -> None:
    """By its name, or where so many of each were asked for and the log holds some."""
    named = ask(one_saw(), questions=10, families=families(), mix={"family.first_to_stop": 0.2}, **PAGES)
    assert named.shortfalls["first_to_stop"].is_named
    each = ask(shop(1, 3), per_family=500, families=families(), **PAGES)
    assert each.shortfalls["first_to_stop"].is_named
    assert each.shortfalls["questions"].is_named


def test_sizes_that_nobody_asked_for_are_no_promise() -> None:
    """The default shares are as near as the log allows."""
    few = shop(1, 2)
    for sizes in (None, {"32k": 1.0}):
        made = ask(
            few, questions=60, families=families("downtime_of_machine", "no_such_machine"), sizes=sizes
        )
        assert made.shortfalls["sizes 32k"].is_named == (sizes is not None)


def test_a_weight_that_weighs_nothing_is_told(big: TableLog) -> None:
    """Of an answer that no question has, and of one answer of many."""
    weights = {"yes": 1, "no": 1, "99.9 min": 1}
    made = ask(big, questions=30, families=families(), answers=weights, **PAGES)
    assert [name for name in made.shortfalls if name.startswith("answers")] == ["answers 99.9 min"]
    some = str(next(r.output for r in made.records if r.family == "downtime_of_machine"))
    answer = re.search(r"\d+\.\d min", some)
    assert answer is not None
    made = ask(big, questions=30, families=families("downtime_of_machine"), answers={answer[0]: 1}, **PAGES)
    assert "name all of them" in made.shortfalls[f"answers {answer[0]}"]


def test_an_answer_that_nobody_can_give_is_refused(big: TableLog) -> None:
    """No yes, no number: known before anything is searched; as is half of a pair."""
    with pytest.raises(
        UsageError, match=r'"vielleicht", which no family can answer.*duration, refusal, yes or no'
    ):
        ask(big, families=families(), answers={"vielleicht": 2})
    with pytest.raises(UsageError, match="got yes alone"):
        ask(big, families=families(), answers={"yes": 2})


def test_no_promise_is_made_up() -> None:
    """Everything that is wrong is told at once, with what is known."""
    how: dict[str, Any] = {
        "mix": {"skill.rnak": 0.2, "role.quality": 1.5},
        "sizes": {"3k": 1.0},
        "level": 7,
        "focus": {"earthquake": 0.5},
        "hold_out": {"family": ["nobody"]},
        "answers": {"yes": -1},
        "reasoning": "aloud",
    }
    with pytest.raises(UsageError) as caught:
        ask(shop(2, 1), families=families(), **how)
    told = str(caught.value)
    for word in (
        'did you mean "skill.rank"',
        "role.quality=1.5",
        '"3k"',
        "level: got 7",
        "earthquake",
        "nobody",
    ):
        assert word in told
    assert "yes=-1" in told
    assert "aloud" in told


def test_a_family_that_is_held_out_stands_in_the_test_only(big: TableLog) -> None:
    """Nor does a page of it beside another question, before the test."""
    made = ask(
        big,
        questions=200,
        families=families(),
        hold_out={"family": ["first_to_stop"]},
        sizes={"page": 0.3, "0.5k": 0.3, "2k": 0.4},
    )
    splits = {record.split for record in made.records if record.family == "first_to_stop"}
    assert splits == {"test"}
    titles = {
        page.splitlines()[0].split(",")[0]
        for record in made.records
        if record.split != "test"
        for page in record.context.split("\n\n---\n\n")
    }
    held = next(family.title for family in made.families if family.family == "first_to_stop")
    others = {family.title for family in made.families if family.family != "first_to_stop"}
    assert titles <= others
    assert held not in others


def test_a_scenario_that_is_held_out_stands_in_the_test_only(big: TableLog) -> None:
    """The other one is divided as ever; each log has an equal share."""
    other = TableLog(big.plant.model_copy(update={"name": "yard", "seed": 12}), big.tables)
    made = ask([big, other], questions=120, families=families(), hold_out={"scenario": ["yard"]}, **PAGES)
    counts = Counter((record.provenance.scenario, record.split) for record in made.records)
    assert counts["yard", "test"] == 60
    assert counts["yard", "train"] == counts["yard", "validation"] == 0
    assert counts["shop", "train"] + counts["shop", "validation"] + counts["shop", "test"] == 60
    assert counts["shop", "train"] > 0


def test_a_log_of_one_replication_has_splits_by_time() -> None:
    """As a log that somebody brings: the last days are the test, and a long context shows days of its own split only."""
    made = ask(shop(1, 30), questions=90, families=families(), sizes={"page": 0.5, "2k": 0.5})
    days: dict[str, set[dt.datetime]] = {}
    for record in made.records:
        for page in record.context.split("\n\n---\n\n"):
            day = dt.datetime.strptime(page.partition("\n")[0].split(", ")[1], "%A %d %B %Y")
            days.setdefault(record.split, set()).add(day)
    assert set(days) == {"train", "validation", "test"}
    assert max(days["train"]) < min(days["validation"])
    assert max(days["validation"]) < min(days["test"])


def test_what_a_split_cannot_give_is_asked_of_the_others() -> None:
    """Nothing happens on the days of validation: as many records as were asked for come all the same."""
    log = shop(1, 30)
    (first, _), (begin, _), (end, _) = splits(log.plant).times
    assert first == 0
    quiet = [row for row in log.tables["stoppages"] if not begin <= row["failed_us"] < end]
    made = ask(
        TableLog(log.plant, {**log.tables, "stoppages": quiet}), questions=60, families=families(), **PAGES
    )
    assert len(made.records) == 60


def test_shares_that_no_family_can_keep_together_are_refused(big: TableLog) -> None:
    """What compares has an answer: it cannot be eight of ten when half have none."""
    with pytest.raises(UsageError, match=r"unanswerable, skill\.compare that sum to 1\.3"):
        ask(big, families=families(), mix={"skill.compare": 0.8, "unanswerable": 0.5})


def first_of_all() -> Family:
    """Which machine stopped first? That is the first name of the report, always."""
    given = families("first_to_stop")[0].model_dump(mode="json")
    place = "SELECT record, machine AS value, row_number() OVER (PARTITION BY record ORDER BY row_no) AS place FROM stops"
    changes = {
        "family": "first_of_all",
        "skill": "lookup",
        "window": {"every": "8 h"},
        "subject": {"sql": "SELECT world FROM worlds"},
        "steps": [
            {"name": "ranked", "says": "Put them in order.", "sql": place},
            {
                "name": "first",
                "says": "Take the first.",
                "sql": "SELECT record, value FROM ranked WHERE place = 1",
            },
        ],
        "reject": {},
        "answer": {"kind": "name"},
        "input": [
            "Who stopped first?",
            "First to stop?",
            "Name the first that stopped.",
            "Which was the first stop?",
        ],
        "output": [
            "{{ answer }}.",
            "It was {{ answer }}.",
            "First came {{ answer }}.",
            "That was {{ answer }}.",
        ],
        "cases": [
            given["cases"][0] | {"subject": {}, "answer": given["cases"][0]["shown"]["stops"][0]["machine"]}
        ],
    }
    return Family.model_validate(given | changes)


def test_no_naive_rule_solves_too_many() -> None:
    """A family that the first name of the page answers always is asked no more than its bound allows; the rest is told."""
    made = ask(shop(6, 4), questions=40, families=[first_of_all(), *families("no_such_machine")], **PAGES)
    asked = sum(record.family == "first_of_all" for record in made.records)
    assert asked <= 1
    assert made.rejections["first_of_all"]["naive"] > 0
    assert "naive" in made.shortfalls["first_of_all"]


def test_two_seeds_share_no_item() -> None:
    """Logs of two seeds, asked alike, have no report with its question in common."""
    one = shop(4, 3)
    # a minute later, and a minute longer: as near to each other as two seeds can be
    later = {"failed_us": 61_000_000, "repaired_us": 122_000_000}
    tables = {
        name: [
            {
                key: value + later[key] if key in later and value is not None else value
                for key, value in row.items()
            }
            for row in rows
        ]
        for name, rows in one.tables.items()
    }
    other = TableLog(one.plant.model_copy(update={"seed": 12}), tables)
    a, b = (ask(log, questions=90, families=families(), **PAGES) for log in (one, other))
    items = [{(record.context, record.input) for record in made.records} for made in (a, b)]
    assert len(items[0]) == len(a.records)
    assert not items[0] & items[1]


def test_items_that_seeds_would_share_are_not_asked() -> None:
    """A report of one stop says next to nothing: it is bare, and not asked about."""
    tables = {"stoppages": [row for row in shop(2, 2).tables["stoppages"] if row["machine"] == "saw.1"][6:7]}
    log = TableLog(shop(2, 2).plant, tables)
    with pytest.raises(RunError, match="bare"):
        ask(log, questions=3, families=[first_of_all()], **PAGES)


def test_several_families_can_be_held_out(big: TableLog) -> None:
    """All of them, at once."""
    names = ["first_to_stop", "downtime_of_machine"]
    made = ask(big, questions=80, families=families(), hold_out={"family": names}, **PAGES)
    assert {record.split for record in made.records if record.family in names} == {"test"}


def test_near_copies_are_replaced_by_other_questions(big: TableLog) -> None:
    """As long as there are any; it is counted how many were."""
    made = ask(big, questions=200, families=families(), **PAGES)
    assert len(made.records) == 200
    assert near_copies(made.records) == {}
    assert sum(of.get("near_copy", 0) for of in made.rejections.values()) > 0


def test_where_a_log_has_nothing_else_near_copies_are_told() -> None:
    """Two days of one replication: so many questions were asked for, and so many come."""
    made = ask(shop(1, 2), questions=40, families=families(), **PAGES)
    assert len(made.records) == 40
    assert made.shortfalls["alike: near_copy"].startswith(f"{len(near_copies(made.records))} of 40 records")
