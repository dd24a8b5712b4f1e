"""What families and records do these tests speak of?"""

from shopfloor.contracts.family import Family
from tests.verification.writing import record

STOPS = {
    "family": "stop_time",
    "role": "maintenance",
    "skill": "aggregate",
    "about": "The mean stop of a machine.",
    "window": {"every": "8 h"},
    "title": "Stoppages",
    "shown": {
        "stops": {
            "sql": "SELECT 1",
            "columns": {
                "machine": {"kind": "name", "title": "Machine"},
                "stopped_at": {"kind": "clock", "title": "Stopped"},
                "ran_at": {"kind": "clock", "title": "Ran again", "optional": True},
            },
            "order": ["stopped_at"],
            "lines": {
                "log": [
                    "{stopped_at} {machine} stopped, ran {ran_at}",
                    "{stopped_at} {machine} stopped, still down",
                ],
                "prose": [
                    "{machine} stopped at {stopped_at} and ran again at {ran_at}.",
                    "{machine} stopped at {stopped_at} and stayed down.",
                ],
                "alarms": [
                    "ALARM {stopped_at} {machine} | cleared {ran_at}",
                    "ALARM {stopped_at} {machine} | open",
                ],
                "board": ["{machine}: down {stopped_at}, up {ran_at}", "{machine}: down {stopped_at}"],
            },
            "heading": "Every stop in the window.",
            "none": "Nothing stopped.",
        },
        "crew": {
            "sql": "SELECT 1",
            "columns": {
                "person": "name",
                "repairs": "count",
                "worked": {"kind": "duration", "unit": "h", "decimals": 2},
                "seen": {"kind": "timestamp", "precision": "1 s"},
            },
            "order": ["person"],
            "lines": {
                "log": ["{person}: {repairs} repairs in {worked}, seen {seen}"],
                "prose": ["{person} made {repairs} repairs in {worked} and was seen at {seen}."],
                "alarms": ["ORDERS {person} | {repairs} | {worked} | {seen}"],
                "board": ["{person} = {repairs} repairs / {worked} / {seen}"],
            },
            "heading": "Who repaired.",
            "none": "Nobody repaired.",
        },
    },
    "subject": {"sql": "SELECT 1", "columns": {"machine": "name"}},
    "steps": [
        {
            "name": "whole",
            "says": "Take the stops that ended.",
            "sql": "SELECT s.record, t.ran_at - t.stopped_at AS lasted FROM subject AS s "
            "JOIN stops AS t ON t.record = s.record AND t.machine = s.machine WHERE t.ran_at IS NOT NULL",
        },
        {
            "name": "mean",
            "says": "Divide their sum by their number.",
            "sql": "SELECT record, sum(lasted) AS numerator, count(*) AS denominator, count(*) AS stops_seen "
            "FROM whole GROUP BY record",
        },
    ],
    "reject": {"one_stop": "SELECT record FROM whole GROUP BY record HAVING count(*) = 1"},
    "answer": {"kind": "duration", "unit": "min", "decimals": 1, "also": {"stops_seen": "count"}},
    "input": [
        "How long did {{ machine }} stop on average between {{ since }} and {{ until }} on {{ day }}?",
        "Mean stop of {{ machine }}?",
        "Please give the mean stop of {{ machine }}.",
        "{{ machine }}: what was the mean of its stops?",
    ],
    "output": [
        "On average {{ machine }} stopped for {{ answer }}.",
        "{{ answer }}, over {{ stops_seen }} stops of {{ machine }} between {{ since }} and {{ until }} on {{ day }}.",
        "The mean stop of {{ machine }} was {{ answer }}.",
        "Its stops took {{ answer }} on average.",
    ],
    "cases": [
        {"name": "none", "day": "2026-01-05", "since": "06:00", "until": "14:00", "shown": {}, "answer": ""}
    ],
}

WORLD = ("2026-01-05", "06:00", "14:00")
SHOWN = {
    "stops": [
        {"machine": "saw.1", "stopped_at": "06:10", "ran_at": "06:20"},
        {"machine": "mill.1", "stopped_at": "06:30", "ran_at": "07:00"},
        {"machine": "saw.1", "stopped_at": "07:10", "ran_at": "07:31"},
        {"machine": "mill.1", "stopped_at": "08:00", "ran_at": "08:11"},
        {"machine": "saw.1", "stopped_at": "09:00", "ran_at": "09:16"},
        {"machine": "drill.1", "stopped_at": "10:00", "ran_at": "10:01"},
        {"machine": "saw.2", "stopped_at": "11:00", "ran_at": "12:00"},
        {"machine": "saw.1", "stopped_at": "13:50", "ran_at": None},
    ],
    "crew": [
        {"person": "technician.1", "repairs": 4, "worked": "1.25 h", "seen": "2026-01-05 13:59:58"},
        {"person": "technician.2", "repairs": 10, "worked": "0.05 h", "seen": "2026-01-05 09:00:00"},
    ],
}
FORMS = ("log", "table", "prose", "alarms", "board")


def family(**changes):
    """The family of these tests, with some parts of it replaced."""
    return Family.model_validate(STOPS | changes)


def stop_record(form="log", of=None, **changes):
    """A right record: (10 + 21 + 16) / 3 minutes."""
    values = {"shown": SHOWN, "subject": {"machine": "saw.1"}, "also": {"stops_seen": "3"}} | changes
    return record(of or family(), WORLD, form, ("15.7 min", 15.7, "min", 0.05), **values)
