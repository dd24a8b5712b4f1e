"""Who is there when? Shifts, breaks, holidays and absence, for people and for machines."""

from collections import Counter
from typing import Any

from tests.simulation.plants import MINUTE_US, entries, small

PRESENCE = ("shift_started", "shift_ended", "break_started", "break_ended", "absent")


def presence(shift: dict[str, Any], horizon: str = "3 h", **parts: Any) -> list[tuple[float, str]]:
    """(minute, kind) of the only person."""
    group = {"count": 1, "skills": {"work": 1.0}, "shift": "day"} | parts.pop("group", {})
    scenario = small(
        clock={"horizon": horizon},
        products={"part": {"orders": parts.pop("orders", {"at": ["300 d"]}), "route": ["bench"]}},
        stations={"bench": {"processing": "50 min", "needs": {"skill": "work"}}},
        people={"crew": group},
        shifts={"day": shift},
        **parts,
    )
    return [(row.time_us / MINUTE_US, row.kind) for row in entries(scenario, *PRESENCE)]


def test_a_shift_and_its_break() -> None:
    """From 06:10 to 07:30, with a break of ten minutes."""
    shift = {"days": "mon", "from": "06:10", "to": "07:30", "breaks": [{"at": "07:00", "for": "10 min"}]}
    assert presence(shift) == [
        (10, "shift_started"),
        (60, "break_started"),
        (70, "break_ended"),
        (90, "shift_ended"),
    ]


def test_who_finishes_leaves_later_and_a_break_ends_on_time() -> None:
    """Work from 30 to 80; the break began at 60 and ended at 70: nothing of it is left."""
    shift = {"days": "mon", "from": "06:00", "to": "08:00", "breaks": [{"at": "07:00", "for": "10 min"}]}
    assert presence(shift, orders={"at": ["30 min"]}) == [(0, "shift_started"), (120, "shift_ended")]


def test_shifts_that_touch_are_one() -> None:
    """Round the clock, nobody comes and nobody goes."""
    shift = {"days": "mon-sun", "from": "06:00", "to": "06:00"}
    assert presence(shift, horizon="3 d") == [(0, "shift_started")]


def test_no_shift_begins_on_a_holiday() -> None:
    """Tuesday is one; the shift that began on Monday night runs on into it."""
    shift = {"days": "mon-sun", "from": "22:00", "to": "02:00"}
    off = presence(shift, horizon="3 d", holidays=["2026-01-06"])
    assert [minute / 60 + 6 for minute, kind in off if kind == "shift_started"] == [22, 22 + 48]
    assert [minute / 60 + 6 for minute, kind in off if kind == "shift_ended"] == [26, 26 + 48]


def test_some_work_on_holidays() -> None:
    """As the shift says."""
    off = {"days": "mon-sun", "from": "22:00", "to": "02:00"}
    scenario = small(
        clock={"horizon": "3 d"},
        products={"part": {"orders": {"at": ["300 d"]}, "route": ["bench"]}},
        stations={"bench": {"processing": "1 min", "shift": "off", "needs": {"skill": "work"}}},
        people={"crew": {"count": 1, "skills": {"work": 1.0}, "shift": "on"}},
        shifts={"off": off, "on": off | {"on_holidays": "work"}},
        holidays=["2026-01-06"],
    )
    rows = entries(scenario, "shift_started")
    assert Counter(row.person or row.machine for row in rows) == {"crew.1": 3, "bench.1": 2}


def test_who_is_absent_misses_the_whole_shift() -> None:
    """The shift with its breaks, and nothing else; as often as declared, within four standard deviations."""
    shift = {"days": "mon-sun", "from": "08:00", "to": "16:00", "breaks": [{"at": "12:00", "for": "30 min"}]}
    kinds = Counter(kind for _, kind in presence(shift, horizon="1000 d", group={"absence": 0.3}))
    days = 1000
    assert kinds["absent"] + kinds["shift_started"] == days
    assert kinds["shift_started"] == kinds["break_started"] == kinds["break_ended"] == kinds["shift_ended"]
    assert abs(kinds["absent"] - 0.3 * days) < 4 * (days * 0.3 * 0.7) ** 0.5


def test_absence_is_each_persons_own() -> None:
    """Two people of a group are not absent together; one more person changes nobody's absence."""
    shift = {"days": "mon-sun", "from": "08:00", "to": "16:00"}

    def absences(count: int) -> dict[str, list[int]]:
        scenario = small(
            clock={"horizon": "100 d"},
            products={"part": {"orders": {"at": ["300 d"]}, "route": ["bench"]}},
            stations={"bench": {"processing": "1 min", "needs": {"skill": "work"}}},
            people={"crew": {"count": count, "skills": {"work": 1.0}, "shift": "day", "absence": 0.5}},
            shifts={"day": shift},
        )
        found: dict[str, list[int]] = {}
        for row in entries(scenario, "absent"):
            found.setdefault(row.person, []).append(row.time_us)
        return found

    two, three = absences(2), absences(3)
    assert two["crew.1"] != two["crew.2"]
    assert {name: three[name] for name in two} == two


def test_who_is_still_at_work_is_not_absent() -> None:
    """A job that begins late in one shift and ends early in the next, on most days: on none of them is anybody absent in
    the middle of it."""
    days = {"days": "mon-sun", "from": "00:00", "to": "23:50"}
    scenario = small(
        clock={"horizon": "200 d"},
        products={"part": {"orders": {"every": "1 d", "first_at": "1055 min"}, "route": ["bench"]}},
        stations={"bench": {"processing": "30 min", "needs": {"skill": "work"}}},
        people={"crew": {"count": 1, "skills": {"work": 1.0}, "shift": "day", "absence": 0.5}},
        shifts={"day": days},
    )
    works, through_the_night = False, 0
    for row in entries(scenario, "absent", "work_started", "work_finished"):
        assert not (works and row.kind == "absent")
        through_the_night += row.kind == "work_finished"
        works = row.kind == "work_started"
    assert through_the_night > 50
