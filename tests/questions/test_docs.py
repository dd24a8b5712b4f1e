"""Do the examples of docs/families.md work as they stand there, and does the page name all that there is?"""

import re
from pathlib import Path
from typing import get_args

import pytest

from shopfloor.contracts.family import (
    REFUSALS,
    AnswerKind,
    AnswerSpec,
    ColumnSpec,
    Family,
    Form,
    Lines,
    PartSpec,
    Role,
    Skill,
    Step,
)
from shopfloor.eventlog.catalogue import FOLDER
from shopfloor.eventlog.kpis import UNITS
from shopfloor.questions import ask, read_families
from shopfloor.questions.sqlcheck import LOG_TABLES
from shopfloor.verification import verify_records
from tests.questions.examples import PAGE, page_family, told_of_cases
from tests.questions.logs import TableLog


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of families with the page's YAML blocks, put into one file in their order."""
    return page_family(tmp_path_factory.mktemp("templates"), "long_stoppages")


def test_the_example_is_a_family_whose_cases_are_right(example: Path) -> None:
    """It loads, and its worked cases come out."""
    (family,) = read_families([example], check_cases=True)
    assert (family.family, len(family.cases)) == ("long_stoppages", 2)


def test_a_case_of_the_example_can_be_wrong(example: Path, tmp_path: Path) -> None:
    """The same family with another sum in its case is refused."""
    text = next(example.glob("*/*.yaml")).read_text("utf-8")
    file = tmp_path / "long_stoppages.yaml"
    file.write_text(text.replace("answer: 31.2 min", "answer: 31.3 min"), "utf-8")
    with pytest.raises(Exception, match=r'the steps give "31\.2 min"'):
        read_families([tmp_path], check_cases=True)


@pytest.mark.parametrize("name", ["long_stoppages", "long_stoppages_in_turns", "long_stoppages_by_query"])
def test_the_examples_ask_questions_with_right_answers(log: TableLog, tmp_path: Path, name: str) -> None:
    """Both witnesses agree about what they ask of a log, and the evidence alone gives the same answers."""
    families = read_families([page_family(tmp_path, name)], check_cases=True)
    corpus = ask(log, questions=30, families=families)
    verdict = verify_records(corpus.records, corpus.families, deep=True)
    assert (len(corpus.records), verdict.checked, verdict.faults) == (30, 30, ())
    assert {record.skill for record in corpus.records} == {families[0].skill}


def test_the_derivation_of_the_page_is_that_of_its_case(example: Path) -> None:
    """The page shows, word by word, what the steps tell of the first case."""
    (family,) = read_families([example], check_cases=True)
    told = re.search(r"^```\n(1\. Take.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert told is not None
    results = told_of_cases(family)[0][0]
    assert told[1].splitlines() == [
        f"{i}. {step.says.removesuffix('.')}: {result}."
        for i, (step, result) in enumerate(zip(family.steps, results, strict=True), 1)
    ]


def worded(place: str, pattern: str = r"(?:THEN|ELSE) '(\w+)'") -> set[str]:
    """The values that the SQL of the log writes, or reads, there."""
    return set(re.findall(pattern, (FOLDER / f"{place}.sql").read_text(encoding="utf-8")))


def test_the_page_tells_what_a_column_may_hold() -> None:
    """All values that the views write, and no other."""
    rows = re.findall(r"^\| `(\w+\.\w+)` \| (`.*?)(?:;.*)? \|$", PAGE, re.MULTILINE)
    told = {column: set(re.findall(r"`(\w+)`", values)) for column, values in rows}
    reasons = (
        worded("views/machine_reasons") | worded("views/job_time") | {"setup", "blocked", "waiting_for_parts"}
    )
    assert told == {
        "operations.outcome": worded("views/visits"),
        "jobs.outcome": worded("views/jobs"),
        "machine_states.state": {
            kpi.removeprefix("state_share.") for kpi in UNITS if kpi.startswith("state_share.")
        },
        "people.state": worded("views/people_moments")
        | worded("views/people_moments", r"'activity': '(\w+)'"),
        "job_time.reason": reasons - {"queue", "inside"},
        "inspections.verdict": worded("laws/inspections_tell_the_truth", r"'(\w+)'"),
    }


@pytest.mark.parametrize(
    "name",
    [
        *get_args(Role), *get_args(Skill), *get_args(AnswerKind), *get_args(Form), *REFUSALS, *LOG_TABLES,
        *Family.model_fields, *ColumnSpec.model_fields, *AnswerSpec.model_fields, *PartSpec.model_fields,
        *Lines.model_fields, *Step.model_fields,
    ],
)  # fmt: skip
def test_the_page_names_everything(name: str) -> None:
    """A role, skill, kind, form, option, field or table that is added must be told."""
    assert re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", PAGE)
