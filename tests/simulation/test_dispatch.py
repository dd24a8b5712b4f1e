"""Who goes where? Each policy on situations made by hand, from what the log says."""

from typing import Any

import pytest

from tests.simulation.plants import MINUTE_US, entries, small

Assignment = tuple[float, str, str, str, float]
"""minute, person, station, reason, how many alternatives"""

FLOOR = {"positions": {"here": [0, 0], "far": [90, 0], "middle": [60, 0], "near": [30, 0]}}
STATIONS = ("here", "far", "middle", "near")


def assignments(**parts: Any) -> list[Assignment]:
    return [
        (row.time_us / MINUTE_US, row.person, row.station, row.detail, row.value)
        for row in entries(small(**parts), "assigned")
    ]


# --- somebody is free: which request? -----------------------------------------------------------------------


def one_person(dispatch: str, **change: Any) -> list[Assignment]:
    """Somebody works ``here`` for ten minutes; meanwhile there is something to do far away, then in the middle, then near.
    What is in the middle has the highest priority; most jobs wait far away, but for two machines."""
    orders: dict[str, Any] = {
        "here": {"at": ["0 s"]},
        "far": {"at": ["1 min"], "quantity": 5},
        "middle": {"at": ["2 min"], "quantity": 2, "priority": 7},
        "near": {"at": ["3 min"], "quantity": 4},
    }
    return assignments(
        dispatch=dispatch,
        products={name: {"orders": orders[name], "route": [name]} for name in STATIONS},
        stations={
            name: {"processing": "10 min", "needs": {"skill": "work"}, "machines": 2 if name == "far" else 1}
            for name in STATIONS
        },
        people={"crew": {"count": 1, "skills": {"work": 1.0}, "speed": "1 m/s", "home": "here"} | change},
        floor=FLOOR,
    )


@pytest.mark.parametrize(
    ("dispatch", "station", "reason"),
    [
        ("oldest_request", "far", "oldest_request"),
        ("least_skilled", "far", "oldest_request"),
        ("nearest", "near", "nearest"),
        ("highest_priority", "middle", "highest_priority"),
        ("help_bottleneck", "near", "bottleneck"),
    ],
)
def test_a_free_person_takes_the_request_that_the_policy_prefers(
    dispatch: str, station: str, reason: str
) -> None:
    """The first assignment is for want of another; the second is a choice among four machines that wait."""
    first, second, *_ = one_person(dispatch)
    assert first == (0, "crew.1", "here", "only_one_free", 1)
    assert second == (10, "crew.1", station, reason, 4)


def test_of_requests_that_are_equally_near_the_oldest_is_taken() -> None:
    """Whoever walks in no time is near everywhere."""
    assert one_person("nearest", speed=None)[1] == (10, "crew.1", "far", "nearest", 4)


def ties(dispatch: str) -> list[Assignment]:
    """Two stations alike, but for the second being written first in the file."""
    return assignments(
        dispatch=dispatch,
        products={
            "first": {"orders": {"at": ["0 s"]}, "route": ["here"]},
            "late": {"orders": {"at": ["2 min"]}, "route": ["middle"]},
            "early": {"orders": {"at": ["1 min"]}, "route": ["near"]},
        },
        stations={
            name: {"processing": "10 min", "needs": {"skill": "work"}} for name in ("here", "middle", "near")
        },
        people={"crew": {"count": 1, "skills": {"work": 1.0}}},
    )


@pytest.mark.parametrize(
    "dispatch", ["oldest_request", "highest_priority", "least_skilled", "help_bottleneck"]
)
def test_ties_go_to_the_oldest_request(dispatch: str) -> None:
    """Whatever the policy compares."""
    assert [station for _, _, station, _, _ in ties(dispatch)] == ["here", "near", "middle"]


def test_without_a_choice_no_policy_is_asked() -> None:
    """The last request is the only one, and the log says so."""
    assert ties("help_bottleneck")[2] == (20, "crew.1", "middle", "only_request", 1)


# --- somebody is asked for: which person? -------------------------------------------------------------------


def one_request(dispatch: str, **groups: Any) -> Assignment:
    """Everybody is free when there is something to do near."""
    (only,) = assignments(
        dispatch=dispatch,
        products={"part": {"orders": {"at": ["1 min"]}, "route": ["near"]}},
        stations={"near": {"processing": "10 min", "needs": {"skill": "work"}}},
        people=groups,
        floor=FLOOR,
    )
    return only


EVERYBODY: dict[str, Any] = {
    "versatile": {"count": 1, "skills": {"work": 1.0, "more": 1.0}, "speed": "1 m/s", "home": "middle"},
    "slow": {"count": 1, "skills": {"work": 0.5}, "speed": "1 m/s", "home": "far"},
    "good": {"count": 1, "skills": {"work": 0.9}, "speed": "1 m/s", "home": "near"},
}


@pytest.mark.parametrize(
    ("dispatch", "person", "reason"),
    [
        ("oldest_request", "versatile.1", "most_proficient"),
        ("highest_priority", "versatile.1", "most_proficient"),
        ("help_bottleneck", "versatile.1", "most_proficient"),
        ("nearest", "good.1", "nearest"),
        ("least_skilled", "slow.1", "least_skilled"),
    ],
)
def test_the_person_goes_whom_the_policy_prefers(dispatch: str, person: str, reason: str) -> None:
    """One can do most, one is nearest, one can do least."""
    assert one_request(dispatch, **EVERYBODY) == (1, person, "near", reason, 3)


def test_among_equals_the_file_decides() -> None:
    """Equally proficient, equally near, equally skilled: who stands first."""
    alike = {name: {"count": 2, "skills": {"work": 0.8}} for name in ("zoe", "adam")}
    chosen = {
        policy: one_request(policy, **alike)[1] for policy in ("oldest_request", "nearest", "least_skilled")
    }
    assert set(chosen.values()) == {"zoe.1"}


def test_the_nearest_come_by_proficiency_when_they_are_equally_near() -> None:
    """Two stand at the same place; the better one goes."""
    worse = {"count": 1, "skills": {"work": 0.5}, "speed": "1 m/s", "home": "middle"}
    better = {"count": 1, "skills": {"work": 0.6}, "speed": "1 m/s", "home": "middle"}
    assert one_request("nearest", worse=worse, better=better)[1] == "better.1"


def test_who_is_off_shift_is_no_alternative() -> None:
    """The number of alternatives counts those who could go."""
    early = {"days": "mon", "from": "06:00", "to": "06:01"}
    off = {"count": 3, "skills": {"work": 1.0}, "shift": "early"}
    (row,) = entries(
        small(
            products={"part": {"orders": {"at": ["1 min"]}, "route": ["near"]}},
            stations={"near": {"processing": "10 min", "needs": {"skill": "work"}}},
            people={"gone": off, "here": {"count": 1, "skills": {"work": 0.5}}},
            shifts={"early": early},
        ),
        "assigned",
    )
    assert (row.person, row.detail, row.value) == ("here.1", "only_one_free", 1)


def test_who_was_sent_to_a_machine_that_fails_at_that_moment_is_free_again() -> None:
    """At minute 10 the person becomes free and is sent to b, which fails at the same instant, before the first move: it asks
    again when it is repaired, at 11, and the person has been at nobody's disposal for no time."""
    jam = {
        "clock": "calendar",
        "time_to_failure": {"trace": ["1 min", "8 min", "1 d"]},
        "time_to_repair": "1 min",
    }
    scenario = small(
        products={
            "first": {"orders": {"at": ["0 s"]}, "route": ["a"]},
            "second": {"orders": {"at": ["0 s"]}, "route": ["b"]},
            "third": {"orders": {"at": ["5 min"]}, "route": ["c"]},
        },
        stations={
            "a": {"processing": "10 min", "needs": {"skill": "work"}},
            "b": {"processing": "10 min", "needs": {"skill": "work"}, "failures": {"jam": jam}},
            "c": {"processing": "30 s", "needs": {"skill": "work"}},
        },
        people={"crew": {"count": 1, "skills": {"work": 1.0}}},
    )
    rows = entries(scenario, "assigned", "work_started", "failed")
    assert [(row.time_us / MINUTE_US, row.kind, row.station) for row in rows] == [
        (0, "assigned", "a"),
        (0, "work_started", "a"),
        (1, "failed", "b"),
        (10, "assigned", "b"),
        (10, "failed", "b"),
        (10, "assigned", "c"),
        (10, "work_started", "c"),
        (11, "assigned", "b"),
        (11, "work_started", "b"),
    ]
