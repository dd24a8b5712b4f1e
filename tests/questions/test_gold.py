"""Is a query that does not give the answer found out, and kept from everything but its tables?"""

from contextlib import closing
from pathlib import Path

import pytest

from shopfloor.errors import FamilyError
from shopfloor.questions import read_families
from shopfloor.questions.cases import case_tables
from shopfloor.questions.steps import Bench
from tests.questions.examples import loaded, page_family

QUERY = "SELECT sum(lasted_min) FROM stops WHERE machine = '{{ machine }}' AND lasted_min > {{ more_than }}"
NAME = "long_stoppages_by_query"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        (
            QUERY.replace("sum(lasted_min)", "sum(lasted_min) + 1"),
            'the query gives 32.2; the steps give "31.2 min"',
        ),
        (QUERY.replace("sum(lasted_min)", "lasted_min"), "the query gives 20.3; 10.9"),
        (QUERY.replace("sum(lasted_min)", "sum(lasted_min), count(*)"), "the query gives 31.2, 2"),
        (QUERY + " AND cause = 'rust'", "the query gives None"),
        (QUERY.replace("lasted_min >", "lasted >"), "the query fails: no such column: lasted"),
        (f"{QUERY}; DROP TABLE stops", "the query fails: You can only execute one statement at a time"),
        ("DELETE FROM stops", "the query fails: not authorized"),
        ("ATTACH 'elsewhere.db' AS other", "the query fails: not authorized"),
        (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n",
            "the query fails: interrupted",
        ),
    ],
)
def test_a_query_that_does_not_give_the_answer_is_told(tmp_path: Path, query: str, says: str) -> None:
    """With the case that shows it, at the query's place in the file."""
    with pytest.raises(FamilyError) as error:
        read_families([page_family(tmp_path, NAME, (QUERY, query))])
    assert [problem.path for problem in error.value.problems] == ["$.gold"]
    assert says in str(error.value)
    assert 'case "only long stoppages' in str(error.value)


def test_when_asking_such_a_question_is_rejected(tmp_path: Path) -> None:
    """It is counted as gold, and the others are asked."""
    family = loaded(tmp_path, NAME, (QUERY, QUERY.replace("> {{ more_than }}", "> 15")))
    records, shown = case_tables(family)
    with closing(Bench()) as bench:
        outcome = bench.run(family, records, shown)
    assert outcome.rejected == {0: "gold", 1: "still_stopped"}
    assert outcome.queries[0] == 'gives 20.3; the steps give "31.2 min"'
