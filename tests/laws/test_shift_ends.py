"""What does the end of a shift, or a break, do to running work? Three rules, for people and for stations, by hand."""

import pytest

from tests.laws.measuring import lines, plant, station, story

# On duty from 0 to 10 and, after a break, from 16 to 29. There is always a part to work on for 4 minutes.
SHIFT = "shifts:\n  day: {{days: mon, from: '00:00', to: '00:29', breaks: [{{at: '00:10', for: 6 min}}], at_end: {rule}}}\n"
CREW = "people:\n  crew: {count: 1, skills: {pressing: 1.0}, shift: day}\n"
WORK = ("work_started", "work_interrupted", "work_resumed", "work_finished")
ON_DUTY = ("shift_started", "shift_ended", "break_started", "break_ended")

INTERRUPTED = """
     0 work_started     part-1 press.1
     4 work_finished    part-1 press.1
     4 work_started     part-2 press.1
     8 work_finished    part-2 press.1
     8 work_started     part-3 press.1
    10 work_interrupted part-3 press.1 break
    16 work_resumed     part-3 press.1
    18 work_finished    part-3 press.1
    18 work_started     part-4 press.1
    22 work_finished    part-4 press.1
    22 work_started     part-5 press.1
    26 work_finished    part-5 press.1
    26 work_started     part-6 press.1
    29 work_interrupted part-6 press.1 shift_end
"""
FINISHED = """
     0 work_started  part-1 press.1
     4 work_finished part-1 press.1
     4 work_started  part-2 press.1
     8 work_finished part-2 press.1
     8 work_started  part-3 press.1
    12 work_finished part-3 press.1
    16 work_started  part-4 press.1
    20 work_finished part-4 press.1
    20 work_started  part-5 press.1
    24 work_finished part-5 press.1
    24 work_started  part-6 press.1
    28 work_finished part-6 press.1
    28 work_started  part-7 press.1
    32 work_finished part-7 press.1
"""
NOT_BEGUN = "\n".join(FINISHED.rstrip().split("\n")[:-2])
"""Within three minutes of the end of the shift, at 28, nothing is begun; a break is no such end."""

RULES = [
    pytest.param("interrupt", INTERRUPTED, [0, 10, 16, 29], id="interrupt"),
    pytest.param("finish", FINISHED, [0, 12, 16, 32], id="finish"),
    pytest.param("{no_start_within: 3 min}", NOT_BEGUN, [0, 12, 16, 29], id="no start within"),
]


@pytest.mark.parametrize(("rule", "expected", "duty"), RULES)
def test_a_shift_of_people(engine: str, rule: str, expected: str, duty: list[int]) -> None:
    """Work goes on as the rule says; who works longer leaves later, and a break still ends on time."""
    text = plant(
        {"press": station(processing="4 min", needs="{skill: pressing}")},
        horizon="40 min",
        rest=CREW + SHIFT.format(rule=rule),
    )
    with_crew = [line.replace("press.1", "press.1 crew.1") for line in lines(expected)]
    assert story(text, engine, *WORK) == with_crew
    kinds = ("shift_started", "break_started", "break_ended", "shift_ended")
    assert story(text, engine, *ON_DUTY) == [
        f"{at} {kind} crew.1" for at, kind in zip(duty, kinds, strict=True)
    ]


@pytest.mark.parametrize(("rule", "expected", "duty"), RULES)
def test_a_shift_of_a_station(engine: str, rule: str, expected: str, duty: list[int]) -> None:
    """A station keeps the rules as a person does, but its shift ends on time, whatever still runs."""
    text = plant(
        {"press": station(processing="4 min", shift="day")}, horizon="40 min", rest=SHIFT.format(rule=rule)
    )
    assert story(text, engine, *WORK) == lines(expected)
    kinds = ("shift_started", "break_started", "break_ended", "shift_ended")
    on_time = zip((0, 10, 16, 29), kinds, strict=True)
    assert story(text, engine, *ON_DUTY) == [f"{at} {kind} press.1" for at, kind in on_time]


def test_a_repair_is_put_down_and_taken_up_again(engine: str) -> None:
    """Broken at 7: repaired from 7 to 10, and for the other 2 minutes from 16 to 18; work goes on then."""
    text = plant(
        {
            "press": station(
                processing="9 min",
                failures="{jam: {clock: calendar, time_to_failure: {trace: [7 min, 1 d]}, time_to_repair: 5 min, "
                "repaired_by: pressing}}",
            )
        },
        orders="{at: [0 s]}",
        horizon="40 min",
        rest=CREW + SHIFT.format(rule="interrupt"),
    )
    assert story(text, engine, without=["job_released", "queue_entered", "loaded", "assigned"]) == lines("""
         0 shift_started      crew.1
         0 work_started       part-1 press.1
         7 failed             part-1 press.1 jam
         7 work_interrupted   part-1 press.1 jam
         7 repair_started     press.1 crew.1 jam
        10 repair_interrupted press.1 crew.1 jam
        10 break_started      crew.1
        16 break_ended        crew.1
        16 repair_resumed     press.1 crew.1 jam
        18 repaired           press.1 crew.1 jam
        18 work_resumed       part-1 press.1
        20 work_finished      part-1 press.1
        20 job_completed      part-1
        29 shift_ended        crew.1
    """)


def test_the_next_crew_goes_on(engine: str) -> None:
    """Half as proficient, the late crew takes 4 minutes for the 2 that the early crew has left."""
    text = plant(
        {"press": station(processing="5 min", needs="{skill: pressing}")},
        orders="{at: [0 s]}",
        horizon="40 min",
        rest="people:\n"
        "  early: {count: 1, skills: {pressing: 1.0}, shift: one}\n"
        "  late: {count: 1, skills: {pressing: 0.5}, shift: two}\n"
        "shifts:\n"
        "  one: {days: mon, from: '00:00', to: '00:03', at_end: interrupt}\n"
        "  two: {days: mon, from: '00:05', to: '00:30', at_end: interrupt}\n",
    )
    assert story(text, engine, *WORK) == lines("""
        0 work_started     part-1 press.1 early.1
        3 work_interrupted part-1 press.1 early.1 shift_end
        5 work_resumed     part-1 press.1 late.1
        9 work_finished    part-1 press.1 late.1
    """)


def test_holidays_have_no_shift(engine: str) -> None:
    """Tuesday 6 January is a holiday: the day shift rests, the watch does not."""
    text = plant(
        {
            "press": station(processing="1 h", shift="day"),
            "furnace": station(processing="1 h", shift="watch"),
        },
        products={
            "part": "{orders: {supply: unlimited}, route: [press]}",
            "melt": "{orders: {supply: unlimited}, route: [furnace]}",
        },
        horizon="3 d",
        rest="holidays: [2026-01-06]\nshifts:\n  day: {days: mon-sun, from: '06:00', to: '08:00'}\n"
        "  watch: {days: mon-sun, from: '06:00', to: '08:00', on_holidays: work}\n",
    )
    assert story(text, engine, "shift_started") == lines("""
         360 shift_started press.1
         360 shift_started furnace.1
        1800 shift_started furnace.1
        3240 shift_started press.1
        3240 shift_started furnace.1
    """)
