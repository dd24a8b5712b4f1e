"""How long do change-overs take, from what to what?"""

import pytest

from tests.laws.measuring import lines, plant, run, station, story

ALTERNATING = {
    "pump": "{orders: {supply: unlimited}, route: [saw]}",
    "valve": "{orders: {supply: unlimited}, route: [saw]}",
}


def test_two_products_in_turn(engine: str) -> None:
    """Pump and valve take turns, 4 minutes each: 3 minutes to the valve, 1 back. A pair is made every 12 minutes: in ten
    hours fifty pairs less the pump's first change-over, so that the last valve would just be done at 599."""
    text = plant(
        {"saw": station(processing="4 min", setup="{between: {pump: {valve: 3 min}, valve: {pump: 1 min}}}")},
        products=ALTERNATING,
        horizon="600 min",
    )
    measured = run(text, engine)
    ends = [float(line.split()[0]) for line in story(text, engine, "job_completed")]
    assert ends == [minute for pair in range(50) for minute in (12 * pair + 4, 12 * pair + 11)]
    assert measured.value("state_share.setup", "machine:saw.1") == (50 * 3 + 49 * 1 + 1) / 600


def made(setup: str, products: dict[str, str], engine: str, queue: str = "{}") -> list[str]:
    """Change-overs of one saw, with their planned minutes."""
    text = plant(
        {"saw": station(processing="10 min", setup=setup, queue=queue)}, products=products, horizon="5 h"
    )
    events = run(text, engine).events.query("kind == 'setup_started'")
    return [f"{row.detail} {row.value / 60:g}" for row in events.itertuples()]


ROW = {
    name: f"{{orders: {{at: [{minute} min]}}, route: [saw]}}"
    for minute, name in enumerate(("a", "b", "c", "d"))
}


@pytest.mark.parametrize(
    ("setup", "expected"),
    [
        # a pair that is not given takes no time: c to d
        ("{between: {a: {b: 2 min}, b: {c: 3 min, d: 9 min}}}", ["a>b 2", "b>c 3"]),
        # by what it is changed to; the first job of a machine needs none
        ("{to: {a: 9 min, b: 4 min, d: 1 min}}", ["a>b 4", "c>d 1"]),
        # a and b are one family, c another, d stands for itself
        (
            "{families: {steel: [a, b], brass: [c]}, to: {steel: 9 min, brass: 5 min, d: 6 min}}",
            ["steel>brass 5", "brass>d 6"],
        ),
        ("{families: {steel: [a, b], brass: [c, d]}, between: {steel: {brass: 7 min}}}", ["steel>brass 7"]),
    ],
)
def test_what_is_changed_over(engine: str, setup: str, expected: list[str]) -> None:
    """A row of a, b, c and d, changed over as the matrix says."""
    assert made(setup, ROW, engine) == expected


def test_what_differs(engine: str) -> None:
    """A wafer comes twice to the same machine: another step takes 3 minutes, another product 5, both 12.

    One machine, 10 minutes each, first in, first out, a at 0 and b at 1: a's first step 0-10, b's first step next (5 minutes: the
    same step of another product), then a's second (both), then b's second (another product, the same step).
    """
    route = "route: [{station: etch}, {station: etch}]"
    text = plant(
        {"etch": station(processing="10 min", setup="{change: {product: 5 min, step: 3 min, both: 12 min}}")},
        products={"a": f"{{orders: {{at: [0 s]}}, {route}}}", "b": f"{{orders: {{at: [1 min]}}, {route}}}"},
        horizon="5 h",
    )
    events = run(text, engine).events.query("kind == 'setup_started'")
    planned_min = [(row.job, row.time_s / 60, row.value / 60) for row in events.itertuples()]
    # b 10-15-25, a 25-37-47, b 47-52-62
    assert planned_min == [("b-1", 10, 5), ("a-1", 25, 12), ("b-1", 47, 5)]
    alone = text.replace("{orders: {at: [1 min]}", "{orders: {at: [4 h]}")
    events = run(alone, engine).events.query("kind == 'setup_started'")
    planned_min = [(row.job, row.time_s / 60, row.value / 60) for row in events.itertuples()]
    # a 0-10, 10-13-23; b is another product at its first step
    assert planned_min == [("a-1", 10, 3), ("b-1", 240, 12), ("b-1", 262, 3)]


def test_speed_divides_work_and_not_setups(engine: str) -> None:
    """Twice as fast and half as fast: 4 minutes of work take 2 or 8, 3 minutes of setup take 3."""
    text = plant(
        {"saw": station(machines="2", speed="[2.0, 0.5]", processing="4 min", setup="{to: {b: 3 min}}")},
        products={
            "a": "{orders: {at: [0 s, 0 s]}, route: [saw]}",
            "b": "{orders: {at: [9 min, 9 min]}, route: [saw]}",
        },
        horizon="1 h",
    )
    assert story(text, engine, "setup_started", "work_started", "work_finished") == lines("""
         0 work_started  a-1 saw.1
         0 work_started  a-2 saw.2
         2 work_finished a-1 saw.1
         8 work_finished a-2 saw.2
         9 setup_started b-1 saw.1 a>b
         9 setup_started b-2 saw.2 a>b
        12 work_started  b-1 saw.1
        12 work_started  b-2 saw.2
        14 work_finished b-1 saw.1
        20 work_finished b-2 saw.2
    """)


def test_a_setup_and_the_work_need_the_same_person(engine: str) -> None:
    """Whoever sets up stays for the work; with setup alone he or she is free for the other saw meanwhile."""
    text = plant(
        {
            "saw": station(
                machines="2",
                processing="4 min",
                setup="{to: {b: 3 min}}",
                needs="{skill: setting, during: %s}",
            )
        },
        products={
            "a": "{orders: {at: [0 s, 0 s]}, route: [saw]}",
            "b": "{orders: {at: [10 min, 10 min]}, route: [saw]}",
        },
        horizon="1 h",
        rest="people:\n  setter: {count: 1, skills: {setting: 1.0}}\n",
    )
    ends = {
        words: [line.split()[0] for line in story(text % words, engine, "work_finished") if " b-" in line]
        for words in ("[setup]", "[setup, processing]")
    }
    # with setup alone: 10-13, 13-17, and 13-16, 16-20; with both: 10-13-17, then 17-20-24
    assert ends == {"[setup]": ["17", "20"], "[setup, processing]": ["17", "24"]}
