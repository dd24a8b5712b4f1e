"""Are records found right that are?"""

import pytest

from shopfloor.verification import verify_records
from tests.verification.plants import FORMS, SHOWN, STOPS, WORLD, family, stop_record
from tests.verification.writing import changed, record

MACHINES = {"saw.1": ("15.7 min", 15.7, "3"), "mill.1": ("20.5 min", 20.5, "2")}


def one_step(sql, answer, **changes):
    """The family of these tests with one step and another kind of answer."""
    steps = [{"name": "result", "says": "Take it.", "sql": sql}]
    outputs = [f"{{{{ answer }}}}{end}" for end in "!?.;"]
    return family(steps=steps, reject={}, answer=answer, output=outputs, **changes)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("told", range(4))
@pytest.mark.parametrize("asked", range(4))
def test_a_right_record_has_no_fault(form, asked, told):
    """A record in any form and wording whose answer follows from its context is right."""
    verdict = verify_records([stop_record(form, asked=asked, told=told)], [family()])
    assert verdict.faults == ()
    assert (verdict.checked, verdict.right) == (1, 1)


@pytest.mark.parametrize("form", FORMS)
def test_questions_about_one_context_are_all_answered(form):
    """Records with the same context share its rows, and each has its own answer."""
    records = [
        record(family(), WORLD, form, (text, value, "min", 0.05), shown=SHOWN, subject={"machine": machine},
               also={"stops_seen": stops}, asked=asked)
        for machine, (text, value, stops) in MACHINES.items()
        for asked in range(4)
    ]  # fmt: skip
    assert verify_records(records, [family()]).faults == ()
    wrong = changed(records[5], output=records[0].output)
    faults = verify_records([*records[:5], wrong, *records[6:]], [family()]).faults
    assert {fault.index for fault in faults} == {5}


def test_rows_that_are_only_counted_are_shared_too():
    """A query that reads no column of a relation still counts the rows of a shared context."""
    of = one_step("SELECT record, count(*) AS value FROM stops GROUP BY record", {"kind": "count"})
    records = [
        record(of, WORLD, "log", ("8", 8, None, 0), shown=SHOWN, subject={"machine": "saw.1"}, asked=asked)
        for asked in range(4)
    ]
    assert verify_records(records, [of]).faults == ()


@pytest.mark.parametrize("form", FORMS)
def test_a_window_over_midnight_is_one_window(form):
    """Clocks after midnight are of the next day, and 00:10 is 20 minutes after 23:50."""
    world = ("2026-12-31", "22:00", "06:00")
    stops = [("22:00", "22:10"), ("23:50", "00:10"), ("05:59", "06:00"), ("05:59", None)]
    shown = {"stops": [{"machine": "saw.1", "stopped_at": a, "ran_at": b} for a, b in stops], "crew": []}
    answer = ("10.3 min", 10.3, "min", 0.05)  # (10 + 20 + 1) / 3
    right = record(
        family(), world, form, answer, shown=shown, subject={"machine": "saw.1"}, also={"stops_seen": "3"}
    )
    day = stop_record(form)
    assert verify_records([right, day], [family()]).faults == ()
    late = changed(right, context=right.context.replace("00:10", "06:01"))
    early = changed(right, context=right.context.replace("22:10", "21:59"))
    assert [fault.what for fault in verify_records([late, day, early], [family()]).faults] == [
        "context_value"
    ] * 2


@pytest.mark.parametrize(("since", "until"), [("00:00", "24:00"), ("16:00", "24:00"), ("06:00", "06:00")])
def test_a_window_may_end_at_midnight_or_after_a_day(since, until):
    """An end at midnight is 24:00; one that is not after the begin is of the next day."""
    of = one_step(
        "SELECT record, until - since AS value FROM world", {"kind": "duration", "unit": "h", "decimals": 0}
    )
    hours = 8 if since == "16:00" else 24
    world = ("2026-02-28", since, until)
    empty = {"stops": [], "crew": []}
    right = record(
        of, world, "log", (f"{hours} h", float(hours), "h", 0.5), shown=empty, subject={"machine": "saw.1"}
    )
    assert verify_records([right], [of]).faults == ()


@pytest.mark.parametrize(
    "window",
    ["2026-01-05T06:00:00/2026-01-05T14:00:00", "2026-01-05T06:00+01:00/2026-01-05T14:00+01:00", "2026-01-05T06:00:00.000Z/2026-01-05T14:00Z"],
)  # fmt: skip
def test_a_window_may_be_written_with_seconds_and_zone(window):
    """The window of a record is ISO 8601 in local time; a zone changes nothing of what the clock on the wall says."""
    right = stop_record()
    paper = right.provenance.model_dump() | {"window": window}
    assert verify_records([changed(right, provenance=paper)], [family()]).faults == ()


SUBJECT = "FROM subject"
ANSWERS = {
    "name": ({"kind": "name"}, f"SELECT record, machine AS value {SUBJECT}", ("saw.1", "saw.1", None, None)),
    "names": (
        {"kind": "names"},
        "SELECT record, machine AS value, -min(stopped_at) AS position FROM stops GROUP BY record, machine",
        ("saw.2, drill.1, mill.1, saw.1", ["saw.2", "drill.1", "mill.1", "saw.1"], None, None),
    ),
    "clock": ({"kind": "clock"}, f"SELECT record, 29339999 AS value {SUBJECT}", ("08:08", "08:08", None, None)),
    "clock of the next day": (
        {"kind": "clock", "precision": "1 s"}, f"SELECT record, 86400000 + 1000 AS value {SUBJECT}", ("00:00:01", "00:00:01", None, None),
    ),
    "timestamp": (
        {"kind": "timestamp"}, "SELECT record, max(seen) AS value FROM crew GROUP BY record", ("2026-01-05 13:59", "2026-01-05 13:59", None, None),
    ),
    "duration": (
        {"kind": "duration", "unit": "min", "decimals": 2}, f"SELECT record, -300 AS value {SUBJECT}", ("0.00 min", 0.0, "min", 0.005),
    ),
    "negative duration": (
        {"kind": "duration", "unit": "s", "decimals": 1}, f"SELECT record, -1050 AS value {SUBJECT}", ("-1.0 s", -1.0, "s", 0.05),
    ),
    "count": ({"kind": "count"}, "SELECT record, count(*) AS value FROM stops GROUP BY record", ("8", 8, None, 0)),
    "count of": (
        {"kind": "count", "unit": "stops"}, "SELECT record, count(*) AS value FROM stops GROUP BY record", ("8 stops", 8, "stops", 0),
    ),
    "share": (
        {"kind": "share", "decimals": 1}, f"SELECT record, 1 AS numerator, 16 AS denominator {SUBJECT}", ("6.3 %", 6.3, "%", 0.05),
    ),
    "rate": (
        {"kind": "rate", "unit": "pumps/h", "decimals": 1}, f"SELECT record, 39 AS numerator, 14400000 AS denominator {SUBJECT}", ("9.8 pumps/h", 9.8, "pumps/h", 0.05),
    ),
    "yes": ({"kind": "yes_no"}, f"SELECT record, 2 > 1 AS value {SUBJECT}", ("yes", "yes", None, None)),
    "no": ({"kind": "yes_no"}, f"SELECT record, 2 < 1 AS value {SUBJECT}", ("no", "no", None, None)),
    "refusal": (
        {"kind": "refusal"}, f"SELECT record, 'false_premise' AS value {SUBJECT}", ("the report says otherwise", "false_premise", None, None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_of_answer_is_shown_as_documented(kind):
    """Text, value, unit and tolerance of an answer follow from the last step and the declaration alone."""
    spec, sql, answer = ANSWERS[kind]
    of = one_step(sql, spec)
    right = record(of, WORLD, "log", answer, shown=SHOWN, subject={"machine": "saw.1"})
    assert verify_records([right], [of]).faults == ()


def test_a_column_without_a_title_is_called_by_its_name():
    """The head of a table is the title, or the name with spaces."""
    assert "| person | repairs | worked | seen |" in stop_record("table").context
    untitled = {**STOPS["shown"]["stops"], "columns": {"machine": "name", "stopped_at": "clock", "ran_at": {"kind": "clock", "optional": True}}}  # fmt: skip
    of = family(shown={**STOPS["shown"], "stops": untitled})
    right = stop_record("table", of=of)
    assert "| machine | stopped at | ran at |" in right.context
    assert verify_records([right], [of]).faults == ()


@pytest.mark.parametrize(
    "text", ["\ud800", "\x00", "x" * 2_000_000, "saw." + "1" * 2_000_000, '"\\', "", "\n\n" * 1000]
)
@pytest.mark.parametrize("part", ["input", "context", "output"])
def test_no_text_is_met_with_a_traceback(part, text):
    """Whatever stands in a record, it is found wrong and nothing breaks."""
    right = stop_record()
    for bad in (text, getattr(right, part).replace("saw.1", text or "saw.1 ")):
        assert verify_records([right.model_copy(update={part: bad})], [family()]).right == 0
