"""Does every law see it when it is broken? One fault at a time, planted into a good day."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from shopfloor.eventlog import EventLog
from shopfloor.eventlog.laws import MOST_ROWS, STORED, Law, all_laws
from tests.eventlog.factory import FACTS
from tests.eventlog.factory_faults import FACTORY_FAULTS
from tests.eventlog.logs import event, write_log
from tests.eventlog.story import STORY
from tests.eventlog.workshop_faults import WORKSHOP_FAULTS

LAWS = {law.name: law for law in all_laws()}


def violations(log: EventLog, law: Law) -> pd.DataFrame:
    with log.connect() as connection:
        return connection.sql(law.sql).df()


def test_a_good_day_breaks_no_law(story):
    """All laws hold in the story, and the audit names each of them."""
    audit = story.audit()
    assert list(audit) == sorted(LAWS)
    assert {law: len(rows) for law, rows in audit.items() if len(rows)} == {}


def test_neither_does_a_day_in_the_factory(factory):
    """Nor is there a law that only a workshop keeps."""
    assert {law: len(rows) for law, rows in factory.audit().items() if len(rows)} == {}


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """Two logs, of the workshop and of the factory, with a fault in each replication; and what each law finds there."""
    found = {}
    for name, faults, facts in (("workshop", WORKSHOP_FAULTS, None), ("factory", FACTORY_FAULTS, FACTS)):
        days = [rows for _, rows in faults.values()]
        log = write_log(tmp_path_factory.mktemp(name), *days, facts=facts)
        with log.connect(stored=STORED) as connection:
            rows_of = {law: connection.sql(LAWS[law].sql).df() for law, _ in faults.values()}
        for number, (fault, (law, _)) in enumerate(faults.items()):
            found[fault] = rows_of[law][rows_of[law]["replication"] == number]
    return found


@pytest.mark.parametrize("fault", [*WORKSHOP_FAULTS, *FACTORY_FAULTS])
def test_a_broken_law_returns_the_rows(broken, fault):
    """The law that is meant sees the fault, and says where."""
    assert len(broken[fault]) > 0


@pytest.mark.parametrize(
    "edit",
    [lambda table: table.slice(1), lambda table: table.filter([i != 7 for i in range(len(table))])],
    ids=["the first is missing", "one is missing"],
)
def test_a_missing_event_is_seen(tmp_path, edit: Callable):
    """The writer numbers events itself, so this fault is planted into the file."""
    log = write_log(tmp_path, STORY)
    file: Path = tmp_path / "events" / "replication-00000.parquet"
    pq.write_table(edit(pq.read_table(file)), file)
    assert len(violations(log, LAWS["events_are_numbered"])) == 1


def test_every_law_has_a_fault():
    """A law that cannot be broken says nothing."""
    broken = {law for law, _ in (WORKSHOP_FAULTS | FACTORY_FAULTS).values()}
    assert broken | {"events_are_numbered"} == set(LAWS)
    assert not set(WORKSHOP_FAULTS) & set(FACTORY_FAULTS)


def test_every_law_says_itself_in_a_sentence():
    """The head of the file is what a user reads."""
    assert [
        law.name for law in LAWS.values() if not (law.sentence[0].isupper() and law.sentence.endswith("."))
    ] == []


def test_the_audit_tells_all_replications(tmp_path):
    """A fault in the second one is found there."""
    found = write_log(tmp_path, STORY, WORKSHOP_FAULTS["another lead time"][1]).audit()
    assert {law: list(rows["replication"]) for law, rows in found.items() if len(rows)} == {
        "lead_times_are_true": [1]
    }
    assert list(found["lead_times_are_true"]["job"]) == ["pump-1"]


def test_a_law_that_is_broken_all_over_is_cut_short(tmp_path):
    """A thousand rows are enough to see how."""
    strangers = [event(1, "job_lost", f"pump-{i}", "lathe") for i in range(MOST_ROWS + 1)]
    assert len(write_log(tmp_path, strangers).audit()["names_are_known"]) == MOST_ROWS
