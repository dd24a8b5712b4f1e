"""Which families do the tests of conversations, tools, parts, evidence and pages speak of?

All ask about the report of ``plants.py``, where saw.1 stopped for 10, 21 and 16 minutes, and a fourth time for good.
"""

from tests.verification.plants import SHOWN, STOPS, WORLD, family
from tests.verification.writing import context, record

STOPS_ONLY = {"stops": STOPS["shown"]["stops"]}
ROWS = {"stops": SHOWN["stops"]}
OF_MACHINE = (
    "SELECT s.record, t.row_no, t.machine, t.stopped_at, t.ran_at, t.ran_at - t.stopped_at AS lasted FROM subject AS s "
    "JOIN stops AS t ON t.record = s.record AND t.machine = s.machine WHERE t.ran_at IS NOT NULL"
)

TOLD = family(
    steps=[
        {"name": "whole", "says": "Take the stops that ended.", "sql": OF_MACHINE},
        {
            "name": "lengths",
            "says": "Say how long they lasted",
            "sql": "SELECT record, row_no, lasted FROM whole",
            "shows": {"lasted": {"kind": "duration", "decimals": 0}},
        },
        {
            "name": "mean",
            "says": "Divide their sum by their number.",
            "sql": "SELECT record, sum(lasted) AS numerator, count(*) AS denominator, count(*) AS stops_seen "
            "FROM lengths GROUP BY record",
        },
    ],
    evidence={"stops": "SELECT record, row_no FROM whole"},
)
"""Tells of its own what is needed, and what its steps find."""

RESULTS = (
    "machine saw.1, stopped at 06:10, ran at 06:20; machine saw.1, stopped at 07:10, ran at 07:31; "
    "machine saw.1, stopped at 09:00, ran at 09:16",
    "lasted 10 min; lasted 21 min; lasted 16 min",
    "stops seen 3; 15.7 min",
)

PARTS = family(
    skill="decompose",
    shown=STOPS_ONLY,
    steps=[
        {
            "name": "figures",
            "says": "Count the stops and add up their lengths.",
            "sql": "SELECT s.record, count(*) AS stops_of_it, sum(t.ran_at - t.stopped_at) AS length, "
            "max(t.stopped_at) AS last_stop, count(*) AS part_numerator, 8 AS part_denominator "
            "FROM subject AS s JOIN stops AS t ON t.record = s.record AND t.machine = s.machine "
            "GROUP BY s.record",
        }
    ],
    reject={},
    answer={
        "kind": "parts",
        "parts": {
            "stops_of_it": {"kind": "count", "unit": "stops", "title": "stopped"},
            "length": {"kind": "duration", "unit": "min", "decimals": 0},
            "last_stop": {"kind": "clock"},
            "part": {"kind": "share", "decimals": 1},
        },
    },
    output=[f"{{{{ answer }}}}{end}" for end in ".!?;"],
)
PARTS_ANSWER = (
    "stopped 4 stops, length 47 min, last stop 13:50, part 50.0 %",
    {"stops_of_it": 4, "length": 47.0, "last_stop": "13:50", "part": 50.0},
    {"stops_of_it": "stops", "length": "min", "last_stop": None, "part": "%"},
    {"stops_of_it": 0.0, "length": 0.5, "last_stop": None, "part": 0.05},
)

TURNS = family(
    skill="multi_turn",
    input=[
        f"User: How often did {{{{ machine }}}} stop and run again?\nAssistant: {{{{ stops_seen }}}} times{end}\n"
        "User: And how long on average?"
        for end in ".!"
    ]
    + [
        f"User: {hello}\nAssistant: Hello.\nUser: Stops of {{{{ machine }}}} that ended?\n"
        "Assistant: {{ stops_seen }}.\nUser: Their mean?"
        for hello in ("Hello.", "Good morning.")
    ],
)

TOOL = family(
    skill="tool_use",
    shown=STOPS["shown"],
    subject={"sql": "SELECT 1", "columns": {"machine": "name", "longer": {"kind": "duration", "decimals": 1}}},
    steps=[
        {
            "name": "hours",
            "says": "Take the hours of those with many repairs.",
            "sql": "SELECT s.record, c.row_no, c.worked FROM subject AS s JOIN crew AS c ON c.record = s.record "
            "AND c.worked > s.longer",
        },
        {
            "name": "total",
            "says": "Add them up.",
            "sql": "SELECT record, sum(worked) AS value, count(*) AS stops_seen FROM hours GROUP BY record",
        },
    ],
    reject={},
    evidence={"crew": "SELECT record, row_no FROM hours"},
    answer={"kind": "duration", "unit": "min", "decimals": 1, "also": {"stops_seen": "count"}},
    input=[f"How long did people work who worked more than {{{{ longer }}}}, {{{{ machine }}}} or not{end}" for end in "?!.;"],
    output=[f"`{{{{ sql }}}}` gives {{{{ answer }}}}{end}" for end in "?!.;"],
    gold="SELECT sum(worked_h) * 60\nFROM crew WHERE worked_h * 60 > {{ longer }} AND '{{ machine }}' <> 'none';\n",
)  # fmt: skip
TOOL_ANSWER = ("75.0 min", 75.0, "min", 0.05)

MEAN = ("15.7 min", 15.7, "min", 0.05)
ASKED = {"machine": "saw.1"}


def told_record(form="log", **how):
    """A record whose derivation tells what its steps find."""
    return record(TOLD, WORLD, form, MEAN, shown=SHOWN, subject=ASKED, **how)


def parts_record(form="log", **how):
    """A record with four values as its answer."""
    return record(PARTS, WORLD, form, PARTS_ANSWER, shown=ROWS, subject=ASKED, **how)


def turns_record(form="log", **how):
    """A record whose question is a conversation."""
    return record(TURNS, WORLD, form, MEAN, shown=SHOWN, subject=ASKED, **how)


def tool_record(**how):
    """A record that is taught by a query."""
    subject = {"machine": "saw.1", "longer": "4.5 min"}
    return record(TOOL, WORLD, "sql", TOOL_ANSWER, shown=SHOWN, subject=subject, **how)


def other_page(day="2026-01-06", form="log", of=TOLD):
    """A page of another window."""
    seen = [{**row, "seen": f"{day} 13:00:00"} for row in SHOWN["crew"]]
    return context(of, day, "06:00", "14:00", {"stops": SHOWN["stops"][:3], "crew": seen}, form)


def paged_record(form="log", **how):
    """A record whose page stands between two others."""
    pages = {"before": [other_page(form="table")], "after": [other_page("2026-01-07", "prose")]}
    return told_record(form, **pages | how)
