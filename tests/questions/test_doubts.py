"""Are answers that hang on the alphabet or on a cut-off digit kept out, and counted?"""

from contextlib import closing
from typing import Any

import pyarrow as pa
import pytest

from shopfloor.contracts.family import Family
from shopfloor.questions.facts import Facts
from shopfloor.questions.laid import columns_schema, records_schema
from shopfloor.questions.steps import Bench, Outcome
from shopfloor.questions.text import half_up, quantum_ms
from shopfloor.questions.worlds import Windows
from tests.questions.logs import TableLog, families

TENTH = 6_000
"""ms in the last digit that is shown."""
WORDS = ["One {{ answer }}.", "Two {{ answer }}.", "Three {{ answer }}.", "Four {{ answer }}."]


def longest(sql: str, subject: dict[str, Any] | None = None, **changes: Any) -> Family:
    """A family about which machine stood longest; ``sql`` chooses from ``total(record, machine, down)``."""
    relation = {
        "sql": "-",
        "columns": {
            "machine": "name",
            "stopped_at": {"kind": "clock"},
            "lasted": {"kind": "duration", "unit": "min", "decimals": 1},
        },
        "order": ["stopped_at"],
        "lines": {"log": ["{machine} {stopped_at} {lasted}"], "prose": ["{machine} {stopped_at} {lasted}."]},
        "heading": "Stops.",
        "none": "None.",
    }
    totals = "SELECT record, machine, sum(lasted) AS down FROM stops GROUP BY record, machine"
    data = {
        "family": "longest", "role": "maintenance", "skill": "rank", "about": "-", "window": {"every": "8 h"},
        "title": "Stops", "shown": {"stops": relation}, "subject": {"sql": "-", "columns": subject or {}},
        "steps": [
            {"name": "total", "says": "Add up.", "sql": totals}, {"name": "chosen", "says": "Choose.", "sql": sql},
        ],
        "answer": {"kind": "name"}, "input": WORDS, "output": WORDS,
        "cases": [
            {"name": "-", "day": "2026-01-05", "since": "00:00", "until": "08:00", "shown": {}, "answer": "-"}
        ],
    }  # fmt: skip
    return Family.model_validate(data | changes)


def outcome(family: Family, stops: list[tuple[str, int, int]], **subject: Any) -> Outcome:
    """What comes of stops (machine, since, for; in ms), which are rounded as a report rounds them."""

    def table(cut: bool) -> pa.Table:
        rows = [
            {
                "world": 3, "machine": machine,
                "stopped_at": at // 60_000 * 60_000 if cut else at,
                "lasted": half_up(lasted, TENTH) * TENTH if cut else lasted,
            }
            for machine, at, lasted in sorted(stops, key=lambda stop: stop[1])
        ]  # fmt: skip
        return pa.Table.from_pylist(rows, schema=columns_schema(family.shown["stops"].columns))

    record = {"record": 0, "world": 3, "since": 0, "until": 8 * 3_600_000} | subject
    records = pa.Table.from_pylist([record], schema=records_schema(family))
    with closing(Bench()) as bench:
        return bench.run(family, records, {"stops": table(True)}, {"stops": table(False)})


BY_NAME = "SELECT record, machine AS value FROM (SELECT record, machine, row_number() OVER (PARTITION BY record ORDER BY down DESC, machine) AS place FROM total) WHERE place = 1"
BY_CHANCE = BY_NAME.replace("down DESC, machine", "down DESC")
TIED = [("saw.1", 0, 10 * TENTH), ("mill.1", 60_000, 10 * TENTH)]


@pytest.mark.parametrize("sql", [BY_NAME, BY_CHANCE])
def test_a_tie_is_not_asked(sql: str) -> None:
    """Who comes first by the alphabet, or by the order of rows, is not the one that stood longest."""
    assert outcome(longest(sql), TIED).rejected == {0: "tie"}


def test_a_difference_of_one_digit_is_no_tie() -> None:
    """What the report decides is asked."""
    stops = [("saw.1", 0, 11 * TENTH), ("mill.1", 60_000, 10 * TENTH)]
    assert outcome(longest(BY_NAME), stops).answers[0].text == "saw.1"


def test_names_that_the_family_knows_keep_theirs() -> None:
    """A name in quotes means that very thing, so nothing else may be called so."""
    sql = "SELECT record, min(machine) AS value FROM total WHERE machine = 'mill.1' GROUP BY record"
    assert outcome(longest(sql), TIED).answers[0].text == "mill.1"


def test_yes_or_no_may_not_hang_on_a_name() -> None:
    """The kinds that choose are all looked at, and so are the further columns."""
    sql = "SELECT record, CASE WHEN machine < 'b' THEN 1 ELSE 0 END AS value FROM stops WHERE row_no = 1"
    named = "SELECT record, 1 AS value, min(machine) AS first FROM total GROUP BY record"
    stops = [("ant.1", 0, TENTH), ("saw.1", 60_000, TENTH)]
    assert outcome(longest(sql, answer={"kind": "yes_no"}), stops).rejected == {0: "tie"}
    also = {"kind": "yes_no", "also": {"first": "name"}}
    assert outcome(longest(named, answer=also), stops).rejected == {0: "tie"}


def test_what_rounding_decided_is_not_asked() -> None:
    """Three stops of 0.14 min are shown as 0.3 and were 0.42; one of 0.35 is shown as 0.4."""
    stops = [*(("saw.1", i * 60_000, 8_400) for i in range(3)), ("mill.1", 240_000, 21_000)]
    assert outcome(longest(BY_NAME), stops).rejected == {0: "rounding"}
    assert outcome(longest(BY_NAME, skill="conflict"), stops).answers[0].text == "mill.1"


def test_a_row_that_is_named_by_its_clock_is_that_row() -> None:
    """The stop at 00:01 is meant, although it began at 00:01:30."""
    sql = "SELECT s.record, t.machine AS value FROM subject AS s JOIN stops AS t ON t.record = s.record AND t.stopped_at = s.{}"
    stops = [("saw.1", 0, TENTH), ("mill.1", 90_000, TENTH)]
    for column in ("stopped_at", "moment"):
        family = longest(sql.format(column), subject={column: {"kind": "clock"}})
        assert outcome(family, stops, **{column: 60_000}).answers[0].text == "mill.1"


def test_exact_rows_are_those_that_are_shown(log: TableLog) -> None:
    """Rounded, they are the shown ones, row by row."""
    (family,) = families("first_to_stop")
    windows = Windows(log.plant, family.window.every)
    with closing(Facts(log, [0], ["stoppages"])) as facts:
        facts.look_at([windows.world(0, number) for number in windows.numbers])
        shown, exact = facts.shown(family)["stops"], facts.exact(family)
    assert exact is not None
    quantum = quantum_ms(family.shown["stops"].columns["failed_at"])
    exactly = exact["stops"]["failed_at"].to_pylist()
    assert [ms // quantum * quantum for ms in exactly] == shown["failed_at"].to_pylist()
    assert exactly != shown["failed_at"].to_pylist()
    assert exact["stops"]["machine"] == shown["machine"]
