"""Is what must not be asked kept out, and counted?"""

from pathlib import Path

import pytest

from shopfloor.contracts.family import AnswerSpec, PartSpec
from shopfloor.questions import ask, read_families
from shopfloor.questions.gates import stands_in, telltales
from tests.questions.logs import EIGHT, MIN, H, TableLog, edited, families, plant, shop, stop


@pytest.mark.parametrize(
    ("text", "context", "stands"),
    [
        ("12", "there were 12 jobs.", True),
        ("12", "| 12 |", True),
        ("12", "(12)", True),
        ("12", "12.", True),
        ("12", "12.5 min", False),
        ("12", "pump-12", False),
        ("12", "saw.12", False),
        ("12", "112", False),
        ("12", "12:30", False),
        ("-12", "-12 min", True),
        ("12.5 min", "it took 12.5 min.", True),
        ("12.5 min", "it took 112.5 min", False),
        ("12.5 min", "12.5 minutes", False),
        ("93.4 %", "93.4 %, the share", True),
        ("07:10", "at 07:10 it", True),
        ("07:10", "at 07:10:30 it", False),
    ],
)
def test_an_answer_stands_in_a_text_as_a_word(text: str, context: str, stands: bool) -> None:
    """Digits within a name, a longer number or a clock are not the answer."""
    assert stands_in(text, ["nothing", context]) == stands


def test_a_sum_that_is_shown_already_is_not_asked() -> None:
    """A machine with one stop and one of no length sums to what the report shows: no question, but a
    count."""
    stops = [stop(0, "saw.1", EIGHT + i * H, 5 * MIN) for i in (1, 3)] + [
        stop(0, "mill.1", EIGHT + 2 * H, 10 * MIN)
    ]
    stops += [stop(0, "drill.1", EIGHT + 9 * H + i * MIN, (i + 1) * MIN) for i in (0, 5)]
    log = TableLog(plant(1, 1), {"stoppages": stops})
    made = ask(log, questions=5, families=families("downtime_of_machine", "no_such_machine"))
    assert made.rejections["downtime_of_machine"] == {"leak": 1}
    assert [r.answer.value for r in made.records if r.family == "downtime_of_machine"] == [7.0]


def test_a_sum_may_be_looked_up_when_that_is_the_skill(tmp_path: Path) -> None:
    """In a family of the skill lookup the answer stands in the report by its nature."""
    folder = edited(tmp_path, "downtime_of_machine", ("skill: aggregate", "skill: lookup"))
    stops = [stop(0, "saw.1", EIGHT + i * H, 5 * MIN) for i in (1, 3)] + [
        stop(0, "mill.1", EIGHT + 2 * H, 10 * MIN)
    ]
    log = TableLog(plant(1, 1), {"stoppages": stops})
    made = ask(log, questions=1, families=read_families([folder]))
    assert made.rejections["downtime_of_machine"] == {}


def test_ties_and_gaps_are_counted_by_their_reason() -> None:
    """A reason of the family has its own name; a question without an answer is empty."""
    stops = [stop(0, m, us * MIN, MIN) for us in (1300, 1500) for m in ("saw.1", "mill.1")] + [
        stop(0, "drill.1", 1200 * MIN, None)
    ]
    log = TableLog(plant(1, 3), {"stoppages": stops})
    made = ask(log, questions=4, families=families("first_to_stop", "downtime_of_machine", "no_such_machine"))
    assert made.rejections["first_to_stop"]["tie"] == 2


def test_a_family_with_one_answer_is_not_asked(tmp_path: Path) -> None:
    """When every machine was down for the same time, the total tells nothing."""
    stops = [
        stop(r, m, EIGHT + us * MIN, 5 * MIN)
        for r in range(2)
        for us in (70, 90, 110)
        for m in ("saw.1", "mill.1")
    ]
    log = TableLog(plant(2, 1), {"stoppages": stops})
    made = ask(log, questions=6, families=families("downtime_of_machine", "no_such_machine"))
    assert {record.family for record in made.records} == {"no_such_machine"}
    assert made.rejections["downtime_of_machine"]["constant"] == 2
    assert "constant" in made.shortfalls["downtime_of_machine"]


def test_replications_that_are_alike_are_asked_once() -> None:
    """The same report with the same question is no second record, and never stands in two splits."""
    one = shop(1).tables["stoppages"]
    log = TableLog(plant(4), {"stoppages": [s | {"replication": r} for r in range(4) for s in one]})
    made = ask(log, questions=30, families=families())
    assert made.rejections["no_such_machine"]["duplicate"] > 0
    texts = [(record.context, record.input) for record in made.records]
    assert len(set(texts)) == len(texts)


def test_an_answer_in_parts_is_given_away_by_all_its_amounts() -> None:
    """The name of a part tells nothing; a count stands without its noun."""
    parts = {
        "good": PartSpec(kind="count", unit="jobs"),
        "cause": PartSpec(kind="name"),
        "lasted": PartSpec(kind="duration", unit="min", title="lost"),
    }
    (family,) = families("downtime_of_machine")
    family = family.model_copy(update={"answer": AnswerSpec(kind="parts", parts=parts)})
    assert telltales(family, "good 23 jobs, cause jam, lost 1.5 min", {}) == ["23", "1.5 min"]
