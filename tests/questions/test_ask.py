"""Does asking give exactly what was asked for, and the same each time?"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from fractions import Fraction
from math import floor
from pathlib import Path

import pytest

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Record
from shopfloor.errors import FamilyError, RunError, UsageError
from shopfloor.questions import Corpus, ask, read_families
from shopfloor.questions.worlds import splits
from tests.questions.logs import DAY, EIGHT, EVEN, MIN, H, TableLog, families, plant, shop, stop


def test_there_are_exactly_as_many_records_as_asked_for(corpus: Corpus) -> None:
    """Sixty questions of three families are twenty of each."""
    assert Counter(record.family for record in corpus.records) == {
        "downtime_of_machine": 20, "first_to_stop": 20, "no_such_machine": 20,
    }  # fmt: skip
    # of a day's stops first_to_stop can ask little that is different
    assert set(corpus.shortfalls) <= {"alike: near_copy"}


@pytest.mark.parametrize("questions", [1, 2, 7, 61])
def test_any_number_can_be_asked_for(log: TableLog, questions: int) -> None:
    """What cannot be divided evenly still adds up."""
    made = ask(log, questions=questions, families=families(), **EVEN)
    counts = Counter(record.family for record in made.records)
    assert sum(counts.values()) == questions
    assert max(counts.values()) - min(counts.values()) <= 1


def test_a_record_is_what_the_contract_says(corpus: Corpus) -> None:
    """Every record validates, and its id is the fingerprint of its texts and its answer."""
    for record in corpus.records:
        assert Record.model_validate(record.model_dump()) == record
        parts = [
            record.family,
            record.input,
            record.context,
            record.output,
            record.answer.value,
            record.answer.unit,
        ]
        text = json.dumps(parts, separators=(",", ":"), ensure_ascii=False)
        assert record.id == hashlib.sha256(text.encode()).hexdigest()[:20]
    assert len({record.id for record in corpus.records}) == len(corpus.records)


def test_the_same_log_and_seed_give_the_same_bytes(tmp_path: Path, log: TableLog, corpus: Corpus) -> None:
    """Once more, and from a log whose rows lie in another order."""
    backwards = TableLog(log.plant, {name: rows[::-1] for name, rows in log.tables.items()})
    for path, made in (
        ("a", corpus),
        ("b", ask(backwards, questions=60, seed=5, families=families()[::-1], **EVEN)),
    ):
        made.save(tmp_path / f"{path}.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_another_seed_asks_other_questions(log: TableLog, corpus: Corpus) -> None:
    """Few questions of two seeds are the same; the seed of the log is the one that is taken when none is
    given."""
    other = ask(log, questions=60, seed=6, families=families())
    assert len({r.id for r in other.records} & {r.id for r in corpus.records}) < 20
    default = ask(log, questions=60, families=families())
    assert default.records == ask(log, questions=60, seed=log.plant.seed, families=families()).records


def test_rounding_comes_first(corpus: Corpus) -> None:
    """The answer is the sum of the minutes that are shown, to the last digit, not the rounded sum of µs."""
    checked = 0
    for record in corpus.records:
        if record.family == "downtime_of_machine" and record.provenance.form == "log":
            lines = [line.split() for line in record.context.splitlines()[3:]]
            named = next(
                machine for machine in ("saw.1", "saw.2", "mill.1", "drill.1") if machine in record.input
            )
            shown = sum(Fraction(words[-2]) for words in lines if words[1] == named)
            assert f"{float(shown):.1f} min" in record.output
            assert record.answer.value == float(shown)
            checked += 1
    assert checked


def test_a_true_sum_that_rounds_otherwise_is_not_the_answer() -> None:
    """Three stops of 1.04 min are shown as 1.0 min each and sum to 3.0 min, although 3.12 min rounds to
    3.1."""
    stops = [
        stop(0, machine, EIGHT + (i * 10 + j) * MIN, (1 + i) * MIN + 2_400_000)
        for i, machine in enumerate(("saw.1", "mill.1"))
        for j in (0, 3, 6)
    ]
    made = ask(
        TableLog(plant(1, 1), {"stoppages": stops}), questions=2, families=families("downtime_of_machine")
    )
    assert sorted(record.answer.value for record in made.records) == [3.0, 6.0]


def test_shown_values_are_those_of_the_log(log: TableLog, corpus: Corpus) -> None:
    """Clocks are rounded down and durations halves up, from the µs of the log."""
    stops = {(s["replication"], s["machine"], s["failed_us"]): s for s in log.tables["stoppages"]}
    written = {
        (
            replication,
            f"{(us + 6 * H) % DAY // H:02d}:{us % H // MIN:02d} {machine} {s['mode']}",
            _tenths(s),
        ): us
        for (replication, machine, us), s in stops.items()
    }
    record = next(
        r for r in corpus.records if r.family == "downtime_of_machine" and r.provenance.form == "log"
    )
    for line in record.context.splitlines()[3:]:
        head, _, tail = line.partition(" until ")
        assert (record.provenance.replication, head, tail.split(", ")[1]) in written


def _tenths(row: dict[str, int]) -> str:
    lasted = Fraction(row["repaired_us"] - row["failed_us"], 6 * 10**6)
    tenths = floor(lasted + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10} min"


def test_a_context_shows_the_whole_window(corpus: Corpus) -> None:
    """Title, empty line, heading, rows: other machines too, in each of three forms."""
    for record in corpus.records:
        title, empty, heading, *rows = record.context.splitlines()
        assert title.endswith(tuple(f"{h:02d}:00" for h in (8, 14, 16, 22, 24)))
        assert empty == ""
        assert heading in ("Every stop of a machine.", "Machines as they stopped.", "Stops of each machine.")
        if record.provenance.form == "table":
            assert rows[1] == "|" + " --- |" * rows[0].count(" | ") + " --- |"
        if record.provenance.form == "prose":
            assert all(row.count(".") >= 1 for row in rows)
    mentioned = {m for r in corpus.records for m in ("saw.1", "saw.2", "mill.1", "drill.1") if m in r.context}
    assert len(mentioned) == 4


def test_a_table_has_titles_dashes_and_rows(corpus: Corpus) -> None:
    """A title that is left out is the column's name with spaces."""
    record = next(
        r for r in corpus.records if r.family == "downtime_of_machine" and r.provenance.form == "table"
    )
    assert record.context.splitlines()[3:5] == [
        "| Machine | mode | failed at | repaired at | lasted |",
        "| --- | --- | --- | --- | --- |",
    ]


def test_a_paragraph_has_six_sentences_at_most(corpus: Corpus) -> None:
    """Sentences are joined by single spaces, paragraphs by line ends; all but the last are full."""
    records = [r for r in corpus.records if r.family == "first_to_stop" and r.provenance.form == "prose"]
    for record in records:
        counts = [line.count("stopped at") for line in record.context.splitlines()[3:]]
        assert all(count == 6 for count in counts[:-1])
        assert 1 <= counts[-1] <= 6
    assert records


def test_forms_and_wordings_take_turns(corpus: Corpus) -> None:
    """Within a family every form is asked in equally often, and every wording too."""
    for family in corpus.families:
        records = [record for record in corpus.records if record.family == family.family]
        forms = Counter(record.provenance.form for record in records)
        assert max(forms.values()) - min(forms.values()) <= 1
        assert len(forms) == 3
        starts = Counter(
            next(i for i, w in enumerate(family.output) if _fits(w, record.output)) for record in records
        )
        assert set(starts.values()) == {5}


def _fits(wording: str, text: str) -> bool:
    literals = [part.split("}}")[-1] for part in wording.split("{{")]
    return all(literal in text for literal in literals) and text.endswith(literals[-1])


def test_answers_are_balanced(corpus: Corpus) -> None:
    """Yes and no come equally often, although a machine that stops early is before most others."""
    answers = Counter(r.answer.value for r in corpus.records if r.family == "first_to_stop")
    assert answers == {"yes": 10, "no": 10}


def test_no_question_is_asked_twice(corpus: Corpus) -> None:
    """A family, a world and a subject make one record."""
    asked = [
        (r.family, r.provenance.replication, r.provenance.window, r.input.replace("?", ""))
        for r in corpus.records
    ]
    assert len(set(asked)) == len(asked)


def test_a_replication_stands_in_one_split(log: TableLog, corpus: Corpus) -> None:
    """Train, validation and test share no replication, and are told apart by nothing else."""
    split_of = splits(log.plant).of_replication
    assert all(record.split == split_of[record.provenance.replication] for record in corpus.records)
    assert {record.split for record in corpus.records} == {"train", "validation", "test"}


def test_events_are_those_of_the_window(log: TableLog, corpus: Corpus) -> None:
    """The first and the last event with a time in the window."""
    for record in corpus.records:
        since, until = record.provenance.window.split("/")
        low, high = (_us(moment) for moment in (since, until))
        times = {
            e["event"]: round(e["time_s"] * 1e6)
            for e in log.tables["events"]
            if e["replication"] == record.provenance.replication
        }
        inside = [event for event, us in times.items() if low <= us < high]
        assert list(record.provenance.events) == [min(inside), max(inside)]


def _us(moment: str) -> int:
    day, hour = int(moment[8:10]), int(moment[11:13])
    return (day - 5) * DAY + (hour - 6) * H


def test_a_refusal_says_why(corpus: Corpus) -> None:
    """The value is the reason's code, the text its sentence, and the record is not answerable."""
    for record in corpus.records:
        assert record.answerable == (record.family != "no_such_machine")
        if not record.answerable:
            assert record.answer.value == "unknown_entity"
            assert "the report does not mention it" in record.output
            assert record.answer.tolerance is None


def test_numbers_come_with_unit_and_tolerance(corpus: Corpus) -> None:
    """The tolerance is half of the last digit."""
    answers = [record.answer for record in corpus.records if record.family == "downtime_of_machine"]
    assert {(answer.unit, answer.tolerance, answer.kind) for answer in answers} == {("min", 0.05, "duration")}


def test_what_is_short_of_one_family_is_asked_of_the_others() -> None:
    """The total is exact, and the shortfall is told with its reason."""
    quiet = [s for s in shop(1, 1).tables["stoppages"] if s["failed_us"] < 4 * H]
    log = TableLog(plant(1, 3), {"stoppages": quiet})
    made = ask(log, questions=24, families=families(), **EVEN)
    counts = Counter(record.family for record in made.records)
    assert sum(counts.values()) == 24
    assert counts["no_such_machine"] > 8 > counts["downtime_of_machine"]
    assert made.shortfalls["downtime_of_machine"].startswith(
        f"{counts['downtime_of_machine']} of 8 questions: "
    )


def test_a_log_that_gives_less_gives_what_it_has() -> None:
    """When no family has more, there are fewer records, and every family says so."""
    made = ask(
        shop(1, 1),
        questions=10_000,
        families=families("first_to_stop", "downtime_of_machine"),
        sizes={"page": 1},
    )
    assert 0 < len(made.records) < 10_000
    # all that this log can give: some of it is alike
    assert set(made.shortfalls) == {"first_to_stop", "downtime_of_machine", "questions", "alike: near_copy"}


def test_a_log_without_anything_is_told() -> None:
    """Nothing to ask is an error with its reasons, not an empty corpus."""
    with pytest.raises(RunError, match="no question can be asked"):
        ask(TableLog(plant(1, 1)), questions=5, families=families("first_to_stop"))


def test_windows_longer_than_the_log_are_told() -> None:
    """A day's window does not fit into the hours that are left."""
    log = shop(1, 1)
    made = ask(log, questions=10, families=families())
    assert "no window of its length" in made.shortfalls["first_to_stop"]


@pytest.mark.parametrize("groups", [1, 3])
def test_a_log_in_several_pieces_is_asked_all_over(groups: int) -> None:
    """However many replications are open at once, questions come from all of them."""
    made = ask(shop(6, groups=groups), questions=90, families=families())
    assert len(made.records) == 90
    assert {record.provenance.replication for record in made.records} == set(range(6))


def test_arguments_that_make_no_sense_are_told(log: TableLog) -> None:
    """Fewer than one question, no family, or one family twice."""
    for questions, chosen in ((0, families()), (-1, families()), (5, []), (5, families() * 2)):
        with pytest.raises(UsageError, match="expected"):
            ask(log, questions=questions, families=chosen)


def test_a_log_counts_once(log: TableLog) -> None:
    """The same log given twice would have twice its share, so it is refused."""
    with pytest.raises(UsageError, match="twice"):
        ask([log, log], questions=5, families=families())


def test_a_family_made_in_python_is_asked_and_written_down(tmp_path: Path, log: TableLog) -> None:
    """It is checked as one from a file is, and its text reads back to the same family."""
    data = families("first_to_stop")[0].model_dump(mode="json")
    family = Family.model_validate(data | {"window": {"every": "24 h"}})
    made = ask(log, questions=6, families=[family])
    assert len(made.records) == 6
    for name, text in made.family_texts.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (read,) = read_families([tmp_path], check_cases=True)
    assert read.model_dump() == family.model_dump()


def test_a_family_made_in_python_is_checked(log: TableLog) -> None:
    """What is wrong with it is told with its name, although it has no file."""
    family = families("first_to_stop")[0]
    wrong = Family.model_validate(family.model_dump(mode="json") | {"window": {"every": "90 s"}})
    with pytest.raises(FamilyError, match=r"maintenance/first_to_stop.yaml  \$.window.every"):
        ask(log, questions=6, families=[wrong])
