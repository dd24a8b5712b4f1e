"""Does every law see it when it is broken? One fault at a time, planted into a good day."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from shopfloor.eventlog import EventLog, Row
from shopfloor.eventlog.laws import MOST_ROWS, Law, all_laws
from tests.eventlog.logs import event, write_log
from tests.eventlog.story import STORY

LAWS = {law.name: law for law in all_laws()}
FIELDS = ("time_us", "kind", "job", "product", "station", "machine", "person", "detail", "value", "cause")


def find(kind: str, job: str | None) -> int:
    """The number of the first such event of the story."""
    return next(i for i, row in enumerate(STORY) if row[1] == kind and row[2] == job)


def changed(of: str, job: str | None = None, /, **fields: object) -> list[Row]:
    """The story, with other values in one event."""
    i = find(of, job)
    row = dict(zip(FIELDS, STORY[i], strict=True)) | fields
    return [*STORY[:i], tuple(row.values()), *STORY[i + 1 :]]  # type: ignore[list-item]


def without(kind: str, job: str | None = None) -> list[Row]:
    """The story without one event; what follows is numbered anew."""
    i = find(kind, job)
    return [*STORY[:i], *STORY[i + 1 :]]


def inserted(*events: Row) -> list[Row]:
    """The story with more events, each behind the last that is not later."""
    story = list(STORY)
    for new in events:
        story.insert(max(i for i, row in enumerate(story) if row[0] <= new[0]) + 1, new)
    return story


def violations(log: EventLog, law: Law) -> pd.DataFrame:
    with log.connect() as connection:
        return connection.sql(law.sql).df()


def test_a_good_day_breaks_no_law(story):
    """All laws hold in the story, and the audit names each of them."""
    audit = story.audit()
    assert list(audit) == sorted(LAWS)
    assert {law: len(rows) for law, rows in audit.items() if len(rows)} == {}


FAULTS: dict[str, tuple[str, list[Row]]] = {
    "a cause that is the event itself": ("causes_precede_effects", changed("loaded", "pump-1", cause=3)),
    "a cause that comes later": ("causes_precede_effects", changed("loaded", "pump-1", cause=4)),
    "a cause that never was": ("causes_precede_effects", changed("loaded", "pump-1", cause=-1)),
    "a job without a product": ("events_say_who", changed("loaded", "pump-1", product=None)),
    "work without a machine": ("events_say_who", changed("work_started", "pump-1", machine=None)),
    "a failure without a mode": ("events_say_who", changed("failed", "pump-1", detail=None)),
    "a shift of nobody": ("events_say_who", changed("shift_started", person=None)),
    "a shift of two": ("events_say_who", changed("shift_started", machine="saw.1", station="saw")),
    "work goes on while down": (
        "failed_machines_stand_still",
        inserted(
            event(5, "failed", None, "saw.2", detail="motor"),
            event(7, "repaired", None, "saw.2", detail="motor"),
        ),
    ),
    "less is left than was left": ("interrupted_work_is_kept", changed("work_resumed", "pump-1", value=5.0)),
    "a job ends twice": ("jobs_are_conserved", inserted(event(40, "job_completed", "pump-2", value=40))),
    "a job that was never released": ("jobs_are_conserved", without("job_released", "pump-2")),
    "work ends in another machine": (
        "jobs_are_in_one_place",
        changed("work_finished", "pump-1", machine="saw.2"),
    ),
    "work ends at another station": (
        "jobs_are_in_one_place",
        changed("work_finished", "pump-1", machine="mill.1", station="mill"),
    ),
    "a scrapped job goes on": (
        "jobs_live_once",
        inserted(event(16, "queue_entered", "pump-3", "mill", value=1)),
    ),
    "a job moves before it is released": ("jobs_live_once", without("job_released", "pump-1")),
    "a job is released twice": ("jobs_live_once", inserted(event(70, "job_released", "valve-1"))),
    "work without loading": ("jobs_take_allowed_steps", without("loaded", "pump-1")),
    "work that never began is finished": ("jobs_take_allowed_steps", without("work_started", "pump-2")),
    "unblocked from another block": (
        "jobs_take_allowed_steps",
        changed("unblocked", "pump-1", detail="before_service"),
    ),
    "a kind that nobody knows": ("kinds_are_known", changed("loaded", "pump-1", kind="teleported")),
    "another lead time": ("lead_times_are_true", changed("job_completed", "pump-1", value=75.999999)),
    "a job that ends once and again": (
        "littles_law",
        inserted(event(40, "job_completed", "pump-2", value=40)),
    ),
    "a job released once and again": ("littles_law", inserted(event(70, "job_released", "valve-1"))),
    "a machine's time begins too early": ("machine_states_tile", changed("loaded", "pump-1", time_us=-5)),
    "two jobs in a machine": (
        "machines_hold_one_job",
        inserted(
            event(13, "queue_entered", "pump-9", "saw", value=1),
            event(13, "loaded", "pump-9", "saw.2"),
        ),
    ),
    "work on a job that is not there": (
        "machines_hold_one_job",
        changed("work_started", "pump-2", machine="saw.1"),
    ),
    "work in an empty machine": (
        "machines_hold_one_job",
        inserted(event(50, "work_started", "pump-3", "saw.2", value=1)),
    ),
    "blocked after it has left": ("machines_hold_one_job", changed("blocked", "pump-1", time_us=17_000_001)),
    "a machine that is not there": ("names_are_known", changed("loaded", "pump-1", machine="saw.9")),
    "a machine of another station": ("names_are_known", changed("loaded", "pump-1", station="mill")),
    "a station that is not there": ("names_are_known", changed("queue_entered", "pump-1", station="lathe")),
    "a person that is not there": ("names_are_known", changed("work_started", "pump-1", person="crew.9")),
    "a product that is not there": ("names_are_known", changed("job_released", "pump-1", product="pipe")),
    "two jobs in one pair of hands": (
        "people_do_one_thing",
        changed("work_started", "pump-1", person="crew.2"),
    ),
    "somebody ends what another began": (
        "people_do_one_thing",
        changed("work_finished", "pump-1", person="crew.2"),
    ),
    "a person ends work elsewhere": (
        "people_do_one_thing",
        changed("work_finished", "pump-3", machine="saw.1"),
    ),
    "a person's time begins too early": ("people_states_tile", changed("shift_started", time_us=-5)),
    "repairing in the break": ("people_work_on_shift", without("break_ended")),
    "away in the middle of a repair": ("people_work_on_shift", without("repair_interrupted")),
    "another number of jobs in the queue": (
        "queue_lengths_are_true",
        changed("queue_entered", "valve-1", value=1.0),
    ),
    "no number of jobs in the queue": (
        "queue_lengths_are_true",
        changed("queue_entered", "valve-1", value=None),
    ),
    "more jobs than places": (
        "queues_keep_their_capacity",
        inserted(event(3, "job_released", "pump-9"), event(3, "queue_entered", "pump-9", "saw", value=2)),
    ),
    "loaded from an empty queue": ("queues_keep_their_capacity", without("queue_entered", "pump-4")),
    "repaired and never failed": ("repairs_follow_failures", without("failed", "pump-1")),
    "failed twice at once": (
        "repairs_follow_failures",
        inserted(event(5, "failed", "pump-1", "saw.1", detail="blade")),
    ),
    "resumed without interruption": ("repairs_follow_failures", without("repair_interrupted")),
    "a repair is shorter than planned": ("repairs_take_their_time", changed("repair_started", value=6.0)),
    "a repair is longer than what was left": (
        "repairs_take_their_time",
        changed("repair_resumed", value=2.0),
    ),
    "a repair forgets its end": ("repairs_take_their_time", without("repaired")),
    "a repair of nobody knows how long": ("repairs_take_their_time", changed("repair_resumed", value=None)),
    "sent back twice, they say": ("reworks_are_counted", changed("reworked", "pump-1", value=2.0)),
    "comes and was there": ("shifts_alternate", inserted(event(50, "break_ended", person="crew.1"))),
    "goes and was away": ("shifts_alternate", inserted(event(7, "shift_ended", person="crew.1"))),
    "time runs backwards": ("time_runs_forward", changed("failed", "pump-1", time_us=1_999_999)),
    "something at the horizon": ("time_runs_forward", [*STORY, event(100, "job_released", "pump-6")]),
    "something before the beginning": ("time_runs_forward", changed("shift_started", time_us=-1)),
    "work is shorter than planned": (
        "work_takes_its_time",
        changed("work_started", "pump-2", value=12.000001),
    ),
    "setup is longer than planned": ("work_takes_its_time", changed("setup_started", "valve-1", value=3.0)),
    "more is left than can be": ("work_takes_its_time", changed("work_interrupted", "pump-1", value=7.0)),
    "work forgets its end": ("work_takes_its_time", changed("work_started", "pump-4", value=19.0)),
    "work of nobody knows how long": ("work_takes_its_time", changed("work_started", "pump-2", value=None)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_law_returns_the_rows(tmp_path, fault):
    """The law that is meant sees the fault, and says where."""
    law, rows = FAULTS[fault]
    found = violations(write_log(tmp_path, rows), LAWS[law])
    assert len(found) > 0
    assert found["replication"].eq(0).all()


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
    assert {law for law, _ in FAULTS.values()} | {"events_are_numbered"} == set(LAWS)


def test_every_law_says_itself_in_a_sentence():
    """The head of the file is what a user reads."""
    assert [
        law.name for law in LAWS.values() if not (law.sentence[0].isupper() and law.sentence.endswith("."))
    ] == []


def test_the_audit_tells_all_replications(tmp_path):
    """A fault in the second one is found there."""
    found = write_log(tmp_path, STORY, FAULTS["another lead time"][1]).audit()
    assert {law: list(rows["replication"]) for law, rows in found.items() if len(rows)} == {
        "lead_times_are_true": [1]
    }
    assert list(found["lead_times_are_true"]["job"]) == ["pump-1"]


def test_a_law_that_is_broken_all_over_is_cut_short(tmp_path):
    """A thousand rows are enough to see how."""
    strangers = [event(1, "job_lost", f"pump-{i}", "lathe") for i in range(MOST_ROWS + 1)]
    assert len(write_log(tmp_path, strangers).audit()["names_are_known"]) == MOST_ROWS
