"""How do people come to a machine, and to which of several? Walks and policies, by hand."""

import pytest

from tests.laws.measuring import lines, plant, run, station, story

FLOOR = (
    "floor: {positions: {office: [0, 0], left: [60, 0], right: [0, -90]}%s}\n"
    "people:\n  crew: {count: 1, skills: {pressing: 1.0}, speed: 0.5 m/s, home: office}\n"
)
WALKED = ("assigned", "walk_started", "walk_ended", "work_started", "work_finished")


def two_sides(rest: str) -> str:
    return plant(
        {
            "left": station(processing="4 min", needs="{skill: pressing}"),
            "right": station(processing="3 min", needs="{skill: pressing}"),
        },
        products={
            "a": "{orders: {at: [0 s, 12 min]}, route: [left]}",
            "b": "{orders: {at: [0 s]}, route: [right]}",
        },
        horizon="30 min",
        rest=rest,
    )


def test_a_walk_comes_before_the_work(engine: str) -> None:
    """30 metres a minute along the walls: office to left 2 minutes, left to right 150 m, 5 minutes, and back."""
    assert story(two_sides(FLOOR % ""), engine, *WALKED) == lines("""
         0 assigned      a-1 left.1 crew.1 only_one_free
         0 walk_started  left crew.1 office
         2 walk_ended    left crew.1
         2 work_started  a-1 left.1 crew.1
         6 work_finished a-1 left.1 crew.1
         6 assigned      b-1 right.1 crew.1 only_request
         6 walk_started  right crew.1 left
        11 walk_ended    right crew.1
        11 work_started  b-1 right.1 crew.1
        14 work_finished b-1 right.1 crew.1
        14 assigned      a-2 left.1 crew.1 only_request
        14 walk_started  left crew.1 right
        19 walk_ended    left crew.1
        19 work_started  a-2 left.1 crew.1
        23 work_finished a-2 left.1 crew.1
    """)
    measured = run(two_sides(FLOOR % ""), engine)
    assert measured.value("walking_share", "people:crew") == pytest.approx(12 / 30)


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        # along the walls 60 + 90 m; as the crow flies; by the office 60 + 90 m; straight along an aisle of its own
        ("", 300),
        (", distance: straight", (60**2 + 90**2) ** 0.5 / 0.5),
        (", aisles: [[office, left], [office, right]]", 300),
        (
            ", aisles: [[office, left], [office, right], [left, right]], distance: straight",
            (60**2 + 90**2) ** 0.5 / 0.5,
        ),
    ],
)
def test_how_far_it_is(engine: str, words: str, seconds: float) -> None:
    """The way from left to right, by the rule of distance and by the aisles."""
    events = run(two_sides(FLOOR % words), engine).events.query("kind == 'walk_started' and detail == 'left'")
    assert events["value"].tolist()[0] == pytest.approx(seconds, abs=1e-6)


def test_a_walk_goes_round_by_the_aisles(engine: str) -> None:
    """From left to right only by a dock at (60, 90): 90 m there, 60 + 180 m on, 11 minutes."""
    floor = FLOOR.replace("right: [0, -90]", "right: [0, -90], dock: [60, 90]")
    text = two_sides(floor % ", aisles: [[office, left], [left, dock], [dock, right]]")
    starts = run(text, engine).events.query("kind == 'walk_started' and detail == 'left'")["value"].tolist()
    assert starts == [660]


def test_nobody_turns_round_on_the_way(engine: str) -> None:
    """The press fails at minute 1, when somebody is on the way to it: he or she arrives at 2, finds it down, and is free."""
    jam = "{jam: {clock: calendar, time_to_failure: {trace: [1 min, 1 d]}, time_to_repair: 5 min}}"
    text = two_sides(FLOOR % "").replace(
        "left: {processing: 4 min", f"left: {{failures: {jam}, processing: 4 min"
    )
    assert [
        line for line in story(text, engine, *WALKED, "failed", "repaired") if float(line.split()[0]) <= 16
    ] == lines("""
         0 assigned      a-1 left.1 crew.1 only_one_free
         0 walk_started  left crew.1 office
         1 failed        a-1 left.1 jam
         2 walk_ended    left crew.1
         2 assigned      b-1 right.1 crew.1 only_request
         2 walk_started  right crew.1 left
         6 repaired      left.1 jam
         7 walk_ended    right crew.1
         7 work_started  b-1 right.1 crew.1
        10 work_finished b-1 right.1 crew.1
        10 assigned      a-1 left.1 crew.1 only_request
        10 walk_started  left crew.1 right
        15 walk_ended    left crew.1
        15 work_started  a-1 left.1 crew.1
    """)


# ---------------------------------------------------------------- who goes where

# Crew 1 works at start until 10. Meanwhile a is asked for at 1 and waits longest; b at 2, with the highest priority;
# c at 3, next door; d at 4, and two more jobs wait in front of it.
FOUR = {
    "a": "{orders: {at: [1 min]}, route: [a]}",
    "b": "{orders: {at: [2 min], priority: 3}, route: [b]}",
    "c": "{orders: {at: [3 min], priority: 2}, route: [c]}",
    "d": "{orders: {at: [4 min], quantity: 3}, route: [d]}",
    "z": "{orders: {at: [0 s]}, route: [start]}",
}


@pytest.mark.parametrize(
    ("policy", "goes_to"),
    [("oldest_request", "a"), ("highest_priority", "b"), ("nearest", "c"), ("help_bottleneck", "d")],
)
def test_which_request_is_taken(engine: str, policy: str, goes_to: str) -> None:
    """Of four that wait, one is the oldest, one the most urgent, one the nearest, and one is the bottleneck's."""
    needs = "{skill: pressing}"
    text = plant(
        {"start": station(processing="10 min", needs=needs)}
        | {name: station(processing="5 min", needs=needs) for name in "abcd"},
        products=FOUR,
        horizon="15 min",
        rest=f"dispatch: {policy}\n"
        "floor: {positions: {start: [0, 0], a: [90, 0], b: [80, 0], c: [1, 0], d: [50, 0]}}\n"
        "people:\n  crew: {count: 1, skills: {pressing: 1.0}, speed: 100 m/s}\n",
    )
    taken = run(text, engine).events.query("kind == 'assigned' and time_s >= 600").iloc[0]
    assert (taken["station"], taken["person"], taken["value"]) == (goes_to, "crew.1", 4)
    assert taken["detail"]


@pytest.mark.parametrize(
    ("policy", "who"),
    [("oldest_request", "expert.1"), ("least_skilled", "helper.1"), ("nearest", "porter.1")],
)
def test_who_of_several_goes(engine: str, policy: str, who: str) -> None:
    """Three are free: the most proficient, the one with fewest skills, and the one next door."""
    text = plant(
        {
            "press": station(processing="5 min", needs="{skill: pressing}"),
            "saw": station(processing="5 min", needs="{skill: sawing}"),
        },
        products={"a": "{orders: {at: [0 s]}, route: [press]}", "b": "{orders: {at: [9 min]}, route: [saw]}"},
        horizon="10 min",
        rest=f"dispatch: {policy}\n"
        "floor: {positions: {press: [0, 0], saw: [9, 9], near: [1, 0], far: [50, 0]}}\n"
        "people:\n"
        "  porter: {count: 1, skills: {pressing: 0.7, sawing: 1.0}, speed: 1 m/s, home: near}\n"
        "  helper: {count: 1, skills: {pressing: 0.8}, speed: 1 m/s, home: far}\n"
        "  expert: {count: 1, skills: {pressing: 1.0, sawing: 0.5}, speed: 1 m/s, home: far}\n",
    )
    taken = run(text, engine).events.query("kind == 'assigned'").iloc[0]
    assert (taken["person"], taken["value"]) == (who, 3)
