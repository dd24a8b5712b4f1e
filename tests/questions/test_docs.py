"""Does the example of docs/families.md work as it stands there, and does the page name all that there is?"""

import re
from pathlib import Path
from typing import get_args

import pytest

from shopfloor.contracts.family import REFUSALS, AnswerKind, AnswerSpec, ColumnSpec, Family, Role, Skill
from shopfloor.questions import ask, read_families
from shopfloor.questions.sqlcheck import LOG_TABLES
from shopfloor.verification import verify
from tests.questions.logs import TableLog

PAGE = (Path(__file__).parents[2] / "docs" / "families.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of families with the page's YAML blocks, put into one file in their order."""
    folder = tmp_path_factory.mktemp("templates")
    file = folder / "maintenance" / "long_stoppages.yaml"
    file.parent.mkdir()
    file.write_text("\n".join(re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)), "utf-8")
    return folder


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


def test_the_example_asks_questions_with_right_answers(log: TableLog, example: Path) -> None:
    """Both witnesses agree about what it asks of a log."""
    corpus = ask(log, questions=30, families=read_families([example], check_cases=True))
    verdict = verify(corpus)
    assert (len(corpus.records), verdict.checked, verdict.faults) == (30, 30, ())


@pytest.mark.parametrize(
    "name",
    [
        *get_args(Role), *get_args(Skill), *get_args(AnswerKind), *REFUSALS, *LOG_TABLES, *Family.model_fields,
        *ColumnSpec.model_fields, *AnswerSpec.model_fields,
    ],
)  # fmt: skip
def test_the_page_names_everything(name: str) -> None:
    """A role, skill, kind, option, field or table that is added must be told."""
    assert re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", PAGE)
