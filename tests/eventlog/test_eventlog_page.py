"""Does docs/eventlog.md say what is there? Columns, kinds, laws and KPIs, by name."""

import re
from pathlib import Path

import pytest

from shopfloor.contracts.events import EVENT_SCHEMA, EventKind
from shopfloor.eventlog import VIEWS
from shopfloor.eventlog.catalogue import FOLDER
from shopfloor.eventlog.kpis import UNITS
from shopfloor.eventlog.laws import all_laws

PAGE = (Path(__file__).parents[2] / "docs" / "eventlog.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """From a heading to the next."""
    return re.split(r"^##+ ", PAGE.partition(f"# {title}")[2], maxsplit=1, flags=re.MULTILINE)[0]


def test_the_columns_of_events():
    """In their order."""
    assert (
        re.findall(r"`(\w+)`", "".join(re.findall(r"^\|(.*?)\|", section("events\n"), re.MULTILINE)))
        == EVENT_SCHEMA.names
    )


def test_the_kinds_of_events():
    """Each one, in the order of the contract."""
    first = "".join(re.findall(r"^\|(.*?)\|", section("Kinds"), re.MULTILINE))
    assert re.findall(r"`(\w+)`", first) == [str(kind) for kind in EventKind]


@pytest.mark.parametrize("view", VIEWS)
def test_the_columns_of_a_view(story, view):
    """Each column of each view is named."""
    named = set(re.findall(r"\w+", section(f"{view}: one row")))
    assert set(getattr(story, view).columns) - named == set()


def test_the_states_of_a_machine_in_order_of_precedence():
    """As the SQL decides."""
    states = re.findall(r"^\| `(\w+)` \|", section("machine_states: one row"), re.MULTILINE)
    sql = (FOLDER / "views" / "machine_states.sql").read_text(encoding="utf-8")
    assert re.findall(r"THEN '(\w+)'|ELSE '(\w+)'", sql)[:2] == [(state, "") for state in states[:2]]
    assert [f"state_share.{state}" for state in states] == [
        kpi for kpi in UNITS if kpi.startswith("state_share.")
    ]


def test_the_reasons_of_a_jobs_time():
    """Those of machine and job together, and what a wait is split into."""
    reasons = re.findall(r"^\| `(\w+)` \|", section("job_time: one row"), re.MULTILINE)
    sql = "".join((FOLDER / "views" / f"{view}.sql").read_text() for view in ("machine_reasons", "job_time"))
    passed_on = {"setup", "blocked", "waiting_for_parts"}
    assert set(re.findall(r"(?:THEN|ELSE) '(\w+)'", sql)) - {"queue", "inside"} | passed_on == set(reasons)
    operations = set(re.findall(r"`waiting_(\w+)_us`", section("operations: one row")))
    assert {reason.removeprefix("waiting_") for reason in reasons} - operations == {
        "no_place",
        "worked_on",
        "moving",
        "in_stock",
    }


def test_the_laws():
    """With their sentences."""
    assert re.findall(r"^\| `(\w+)` \| (.*?) \|$", section("Laws"), re.MULTILINE) == [
        (law.name, law.sentence) for law in all_laws()
    ]


def test_the_kpis():
    """Each one, with its unit."""
    rows = re.findall(r"^\| (`[^|]*) \| (\S+) \|", PAGE.partition("### Plant and products")[2], re.MULTILINE)
    told = {kpi: unit for names, unit in rows for kpi in re.findall(r"`([^`]+)`", names)}
    expected = {re.sub(r"^state_share\..*", "state_share.<state>", kpi): unit for kpi, unit in UNITS.items()}
    assert told == expected
