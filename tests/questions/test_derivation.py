"""Does a record tell how its answer follows, from which rows, and how hard that was?"""

from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest

from shopfloor.contracts.family import Family
from shopfloor.errors import FamilyError
from shopfloor.questions import ask, read_families
from shopfloor.questions.derivation import results
from shopfloor.questions.difficulty import Difficulties
from shopfloor.questions.laid import columns_schema, laid, records_schema
from shopfloor.questions.program import Program
from shopfloor.questions.steps import Bench
from shopfloor.verification import verify
from tests.questions.examples import loaded, page_family, told_of_cases
from tests.questions.logs import TableLog

MIN = 60_000


def told(family: Family, lasted: list[int], more_than: int = 10) -> list[str]:
    """What the steps tell of stops of so many minutes."""
    record = {"record": 0, "world": 5, "since": 0, "until": 24 * 60 * MIN, "machine": "saw.1"}
    rows = [
        {
            "world": 5,
            "failed_at": i * MIN,
            "machine": "saw.1",
            "cause": "jam",
            "repaired_at": None,
            "lasted": n * MIN,
        }
        for i, n in enumerate(lasted)
    ]
    table = laid(
        pa.Table.from_pylist([record | {"more_than": more_than * MIN}], schema=records_schema(family)),
        {"stops": pa.Table.from_pylist(rows, schema=columns_schema(family.shown["stops"].columns))},
    )
    with closing(Bench()) as bench, bench.tables(family, table):
        return [of[0] for of in results(bench, family, ["the answer"])]


def test_after_twelve_rows_their_number_is_told(tmp_path: Path) -> None:
    """Twelve rows as they stand on the page, then how many there are."""
    first, last = told(loaded(tmp_path), [20] * 14)
    assert first.split("; ")[:2] == ["failed at 00:00, lasted 20.0 min", "failed at 00:01, lasted 20.0 min"]
    assert first.split("; ")[11:] == ["failed at 00:11, lasted 20.0 min", "… 14 rows"]
    assert last == "stoppages 14, longest 20.0 min; the answer"


def test_no_row_is_told_as_none(tmp_path: Path) -> None:
    """A step without rows, and a last step without its one row."""
    assert told(loaded(tmp_path), [5]) == ["none", "the answer"]


def test_a_step_that_shows_nothing_tells_its_rows_by_number(tmp_path: Path) -> None:
    """``shows: {}`` leaves the number of rows."""
    family = loaded(tmp_path, "long_stoppages", ("  - name: total", "    shows: {}\n  - name: total"))
    assert told(family, [20, 30])[0] == "2 rows"
    assert told(family, [20])[0] == "1 row"
    assert told(family, [])[0] == "none"


def test_columns_of_several_shapes_are_not_told_by_name(tmp_path: Path) -> None:
    """What is called alike and shown otherwise would be told wrongly."""
    also = "also: {stoppages: count, lasted: {kind: duration, unit: s, decimals: 0}}"
    family = loaded(tmp_path, "long_stoppages", ("also: {stoppages: count}", also))
    assert told(family, [20])[0] == "failed at 00:00"


def test_the_evidence_is_told_in_ranges(tmp_path: Path) -> None:
    """Of four rows the first and the last are needed; of a family without evidence all that a step reads."""
    family = loaded(tmp_path)
    of_first = told_of_cases(family)[1]
    assert (of_first.texts[0], of_first.rows[0], of_first.others[0]) == ({"stops": "1, 4"}, 2, 2)
    assert of_first.ends[0] == ((0, 1), (0, 4))
    whole = told_of_cases(family.model_copy(update={"evidence": {}}))[1]
    assert (whole.texts[0], whole.rows[0], whole.others[0]) == ({"stops": "1-4"}, 4, 0)


def test_a_difficulty_is_measured(tmp_path: Path) -> None:
    """Two steps in a chain; a join and three aggregates."""
    family = loaded(tmp_path)
    with closing(Bench()) as bench:
        assert bench.program(family) == Program(frozenset({"stops"}), hops=2, operations=4)


@pytest.mark.parametrize(
    ("rows", "others", "hops", "operations", "level"),
    # log2(1 + 1) + 0 + 2 + 2 = 5; with 7 others 6.5; with 63 rows 11.5; …
    [(1, 0, 2, 4, 1), (1, 7, 2, 4, 2), (7, 7, 2, 4, 3), (63, 0, 2, 6, 4), (63, 63, 3, 6, 5), (1, 3, 2, 4, 2)],
)
def test_levels_are_those_of_the_record(
    rows: int, others: int, hops: int, operations: int, level: int
) -> None:
    """Below 6, 8.5, 11, 13.5, or more; a bound itself belongs to the level above."""
    family = Family.model_construct(family="any")
    made = Difficulties(family).of(Program(frozenset(), hops, operations), rows, others)
    assert made.level == level


def test_the_derivation_can_stand_in_the_output(log: TableLog, tmp_path: Path) -> None:
    """Line by line before the wording, the same as in the record; both witnesses agree about it."""
    families = read_families([page_family(tmp_path)])
    corpus = ask(log, questions=12, families=families, reasoning="output")
    for record in corpus.records:
        lines = record.output.split("\n")[:-1]
        assert lines == [
            f"{i}. {step.says.removesuffix('.')}: {step.result}."
            for i, step in enumerate(record.derivation, 1)
        ]
        assert len(lines) == 2
    assert verify(corpus).faults == ()


def test_without_reasoning_nothing_is_told(log: TableLog, tmp_path: Path) -> None:
    """The texts are the same, the derivation is empty."""
    families = read_families([page_family(tmp_path)])
    corpus = ask(log, questions=6, families=families, reasoning="none")
    assert [record.derivation for record in corpus.records] == [[]] * 6
    assert verify(corpus).faults == ()


def test_evidence_of_another_report_is_refused(tmp_path: Path) -> None:
    """A row number that the report does not have is told with its statement."""
    change = (
        "stops: SELECT record, row_no FROM long_ones",
        "stops: SELECT record, row_no + 9 AS row_no FROM long_ones",
    )
    with pytest.raises(FamilyError, match=r"(?s)\$\.evidence\.stops.*names row 10 of stops, which has 4"):
        read_families([page_family(tmp_path, "long_stoppages", change)])
