"""Do people get faster with practice and slower when tired, and how often are they not there?"""

from math import exp

import pytest

from tests.laws.measuring import EFFORTS, Effort, plant, run, share_agrees, station
from tests.laws.theory import experience

MINUTE_US = 60_000_000


def somebody(**words: str) -> str:
    given = "".join(f", {word}: {value}" for word, value in words.items())
    return f"people:\n  crew: {{count: 1, skills: {{pressing: 1.0, sawing: 1.0}}{given}}}\n"


def durations_us(text: str, engine: str, name: str) -> list[int]:
    """How long each work at a station took."""
    visits = run(text, engine).visits(name)[0].dropna()
    return (visits["finished_us"] - visits["started_us"]).astype(int).tolist()


@pytest.mark.parametrize(("rate", "done_before"), [(0.8, 0), (0.9, 0), (0.8, 7)])
def test_wrights_curve(engine: str, rate: float, done_before: int) -> None:
    """The n-th work takes T n^log2(rate), to the microsecond; 80 %: the second 0.8, the fourth 0.64, the eighth 0.512."""
    text = plant(
        {"press": station(processing="10 min", needs="{skill: pressing}")},
        horizon="4 h",
        rest=somebody(learning=f"{{rate: {rate}, experience: {done_before}}}"),
    )
    found = durations_us(text, engine, "press")
    expected = [experience.wright(10 * MINUTE_US, rate, done_before + n) for n in range(1, len(found) + 1)]
    assert len(found) > 20
    assert all(abs(took - theory) <= 0.5 + 1e-3 for took, theory in zip(found, expected, strict=True))
    if (rate, done_before) == (0.8, 0):
        assert [found[n - 1] / MINUTE_US for n in (1, 2, 4, 8)] == [10, 8, 6.4, 5.12]


def test_practice_ends_at_its_floor(engine: str) -> None:
    """Never below 0.6 of the time: 10, 8, 7.02, 6.4 minutes, and 6 from the fifth on (0.596 by the curve)."""
    text = plant(
        {"press": station(processing="10 min", needs="{skill: pressing}")},
        horizon="1 h",
        rest=somebody(learning="{rate: 0.8, floor: 0.6}"),
    )
    minutes = [round(took / MINUTE_US, 2) for took in durations_us(text, engine, "press")]
    assert minutes == [10, 8, 7.02, 6.4, 6, 6, 6, 6]


@pytest.mark.parametrize(("people", "minutes"), [(1, [10, 8, 7.02]), (2, [10, 10, 8, 8, 7.02, 7.02])])
def test_practice_counts_by_skill_and_person(engine: str, people: int, minutes: list[float]) -> None:
    """Sawing teaches nothing about pressing, and what one has learned the other has not."""
    text = plant(
        {
            "press": station(machines="2", processing="10 min", needs="{skill: pressing}"),
            "saw": station(machines="2", processing="10 min", needs="{skill: sawing}"),
        },
        orders=f"{{every: 40 min, quantity: {people}}}",
        horizon="2 h",
        rest=somebody(learning="{rate: 0.8}").replace("count: 1", f"count: {people}"),
    )
    for name in ("press", "saw"):
        assert [round(took / MINUTE_US, 2) for took in durations_us(text, engine, name)] == minutes


def test_fatigue_rises_at_work_and_falls_in_a_break(engine: str) -> None:
    """Jaber, Givi and Neumann's curves: F after each piece of work and after the break sets the pace of the next."""
    text = plant(
        {"press": station(processing="20 min", needs="{skill: pressing}")},
        horizon="8 h",
        rest=somebody(fatigue="{tires_in: 2 h, recovers_in: 30 min, slows_by: 0.5}", shift="day")
        + "shifts:\n  day: {days: mon, from: '00:00', to: '08:00', breaks: [{at: '03:00', for: 45 min}], at_end: finish}\n",
    )
    now, tired, expected = 0, 0.0, []
    while True:
        took = round(20 * MINUTE_US * (1 + 0.5 * tired))
        if now + took >= 8 * 60 * MINUTE_US:
            break
        expected.append(took)
        now += took
        tired = 1 - (1 - tired) * exp(-took / (120 * MINUTE_US))
        if 180 * MINUTE_US <= now < 225 * MINUTE_US:
            rest = 225 * MINUTE_US - now
            now += rest
            tired *= exp(-rest / (30 * MINUTE_US))
    found = durations_us(text, engine, "press")
    assert len(found) == len(expected) > 15
    assert all(abs(took - theory) <= 2 for took, theory in zip(found, expected, strict=True))
    assert max(found) > 1.3 * 20 * MINUTE_US
    assert min(found[5:]) < 0.9 * max(found)


@pytest.mark.parametrize("effort", EFFORTS)
def test_absence(engine: str, effort: Effort) -> None:
    """Each of ten people misses a fifth of the shifts; who is absent neither comes nor goes nor works."""
    text = plant(
        {"press": station(machines="10", processing="1 h", needs="{skill: pressing}")},
        horizon=f"{400 * effort.times} d",
        rest="people:\n  crew: {count: 10, skills: {pressing: 1.0}, shift: day, absence: 0.2}\n"
        "shifts:\n  day: {days: mon-sun, from: '08:00', to: '10:00', at_end: interrupt}\n",
    )
    measured = run(text, engine)
    days = 400 * effort.times
    assert measured.count("absent") + measured.count("shift_started") == 10 * days
    assert measured.count("shift_started") == measured.count("shift_ended")
    share_agrees(measured.count("absent"), 10 * days, 0.2, effort)
    assert measured.count("work_finished") == pytest.approx(2 * measured.count("shift_started"), abs=20)
