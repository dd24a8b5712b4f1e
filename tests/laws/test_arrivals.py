"""Do jobs come when their orders say?"""

from math import exp

import numpy as np
import pytest

from tests.laws.measuring import EFFORTS, Effort, lines, plant, run, station, story
from tests.laws.theory import arrivals

QUICK = {"press": station(processing="1 s", machines="9")}


def released(orders: str, horizon: str, engine: str, rest: str = "") -> list[str]:
    """The minutes at which jobs are released."""
    text = plant(QUICK, orders=orders, horizon=horizon, rest=rest)
    return [line.split()[0] for line in story(text, engine, "job_released")]


# ---------------------------------------------------------------- by hand


def test_fixed_times(engine: str) -> None:
    """Orders of two at given times, the same time twice; one at the horizon is outside."""
    found = released("{at: [0 s, 90 s, 90 s, 4 min, 5 min], quantity: 2}", "5 min", engine)
    assert found == ["0", "0", "1.5", "1.5", "1.5", "1.5", "4", "4"]


def test_orders_on_a_shift(engine: str) -> None:
    """Every 45 minutes of a shift from 8 to 10: 8:00, 8:45, 9:30; the other 15 minutes pass on the next morning.

    With 30 minutes the fifth would come at 10:00, when the shift is over: it comes when the next one begins.
    """
    shift = "shifts:\n  day: {days: mon-sun, from: '08:00', to: '10:00'}\n"
    day = 24 * 60
    found = released("{every: 45 min, shift: day}", "2 d", engine, shift)
    assert found == [str(m) for m in (480, 525, 570, day + 495, day + 540, day + 585)]
    found = released("{every: 30 min, shift: day}", "2 d", engine, shift)
    assert found == [str(m) for m in (480, 510, 540, 570, day + 480, day + 510, day + 540, day + 570)]


def test_jobs_of_the_beginning(engine: str) -> None:
    """Two jobs in front of the oven and one in front of the saw come before any order, products in the order of the file."""
    text = plant(
        {"saw": station(processing="3 min"), "oven": station(processing="5 min")},
        products={
            "b": "{orders: {every: 4 min}, route: [saw, oven], initial: {oven: 2}}",
            "a": "{route: [saw], initial: {saw: 1}}",
        },
        horizon="7 min",
    )
    assert story(text, engine, without=["loaded"]) == lines("""
        0 job_released  b-1
        0 queue_entered b-1 oven
        0 job_released  b-2
        0 queue_entered b-2 oven
        0 job_released  a-1
        0 queue_entered a-1 saw
        0 job_released  b-3
        0 queue_entered b-3 saw
        0 work_started  b-1 oven.1
        0 work_started  a-1 saw.1
        3 work_finished a-1 saw.1
        3 job_completed a-1
        3 work_started  b-3 saw.1
        4 job_released  b-4
        4 queue_entered b-4 saw
        5 work_finished b-1 oven.1
        5 job_completed b-1
        5 work_started  b-2 oven.1
        6 work_finished b-3 saw.1
        6 queue_entered b-3 oven
        6 work_started  b-4 saw.1
    """)


def test_constant_work_in_process_counts_the_jobs_of_the_beginning(engine: str) -> None:
    """Three in the plant, two of them before the oven: one more is released at once, and one for each that leaves."""
    text = plant(
        {"saw": station(processing="3 min"), "oven": station(processing="5 min")},
        products={"b": "{orders: {wip: 3}, route: [saw, oven], initial: {oven: 2}}"},
        horizon="12 min",
    )
    assert story(text, engine, "job_released", "job_completed") == lines("""
         0 job_released  b-1
         0 job_released  b-2
         0 job_released  b-3
         5 job_completed b-1
         5 job_released  b-4
        10 job_completed b-2
        10 job_released  b-5
    """)


def test_scrap_is_replaced_in_constant_work_in_process(engine: str) -> None:
    """All work is scrapped: each job is followed by the next at the same instant."""
    text = plant(
        {"saw": station(processing="3 min", quality="{scrap: 1}")}, orders="{wip: 1}", horizon="8 min"
    )
    assert story(text, engine, "job_released", "scrapped") == lines("""
        0 job_released part-1
        3 scrapped     part-1 saw.1 quality
        3 job_released part-2
        6 scrapped     part-2 saw.1 quality
        6 job_released part-3
    """)


def test_supplies_take_turns(engine: str) -> None:
    """Three products of unlimited supply at one station: one after the other, in the order of the file."""
    text = plant(
        {"saw": station(processing="1 min")},
        products=dict.fromkeys(("one", "two", "three"), "{orders: {supply: unlimited}, route: [saw]}"),
        horizon="4.5 min",
    )
    assert [line.split()[2] for line in story(text, engine, "loaded")] == [
        "one-1",
        "two-1",
        "three-1",
        "one-2",
        "two-2",
    ]


@pytest.mark.parametrize(("order", "third", "fourth"), [("fifo", 3, 4), ("edd", 4, 3)])
def test_a_backlog_with_a_limit(engine: str, order: str, third: int, fourth: int) -> None:
    """Fewer than two in the plant, 5 minutes each: the orders of 2 and 3 wait until 5 and 10; due at 52 and 43."""
    text = plant(
        {"saw": station(processing="5 min")},
        orders="{at: [0 s, 1 min, 2 min, 3 min], due_in: {trace: [60 min, 60 min, 50 min, 40 min]}, "
        f"release: {{wip_below: 2, order: {order}}}}}",
        horizon="12 min",
    )
    assert story(text, engine, "job_ordered", "job_released", "job_completed") == lines(f"""
         0 job_ordered   part-1
         0 job_released  part-1
         1 job_ordered   part-2
         1 job_released  part-2
         2 job_ordered   part-3
         3 job_ordered   part-4
         5 job_completed part-1
         5 job_released  part-{third}
        10 job_completed part-2
        10 job_released  part-{fourth}
    """)
    events = run(text, engine).events
    due_min = (events["value"] / 60)[events["kind"] == "job_ordered"].tolist()
    assert due_min == [60, 61, 52, 43]


def test_a_backlog_of_the_whole_plant(engine: str) -> None:
    """One job at a time in the plant, of whatever product: when it leaves, the higher priority is let in first."""
    release = "release: {wip_below: 1, of: plant}"
    text = plant(
        {"saw": station(processing="5 min")},
        products={
            "plain": f"{{orders: {{at: [0 s, 1 min], {release}}}, route: [saw]}}",
            "urgent": f"{{orders: {{at: [2 min, 3 min], priority: 7, {release}}}, route: [saw]}}",
        },
        horizon="20 min",
    )
    assert story(text, engine, "job_released") == lines("""
         0 job_released plain-1
         5 job_released urgent-1
        10 job_released urgent-2
        15 job_released plain-2
    """)


def test_release_before_the_due_date(engine: str) -> None:
    """Due in 30, 5 and 12 minutes, released 10 minutes ahead: at 20, at once, and at 4. Lead times count from there."""
    text = plant(
        {"saw": station(processing="1 min")},
        orders="{at: [0 s, 1 min, 2 min], due_in: {trace: [30 min, 5 min, 12 min]}, release: {before_due: 10 min}}",
        horizon="1 h",
    )
    assert story(text, engine, "job_ordered", "job_released") == lines("""
         0 job_ordered  part-1
         1 job_ordered  part-2
         1 job_released part-2
         2 job_ordered  part-3
         4 job_released part-3
        20 job_released part-1
    """)
    assert run(text, engine).value("lead_time") == 60


# ---------------------------------------------------------------- by chance


HOURS = {6: 20.0, 7: 20.0, 8: 20.0, 9: 20.0, 10: 50.0, 11: 50.0, 12: 30.0, 13: 30.0}
RATES = "{rate: [{from: '06:00', to: '12:00', per_hour: 20}, {days: mon-sun, from: '10:00', to: '14:00', per_hour: 30}]}"
"""Overlapping hours add up; in all other hours nothing comes."""


@pytest.mark.parametrize("effort", EFFORTS)
def test_arrivals_follow_the_hours(engine: str, effort: Effort) -> None:
    """Each hour of the day has its mean number, and as much variance as a Poisson process: index of dispersion 1."""
    days = 60 * effort.times
    measured = run(plant(QUICK, orders=RATES, horizon=f"{days} d"), engine)
    (orders,) = measured.each("job_released")
    hours = (orders["time_s"] // 3600).astype(int)
    counts = np.bincount(hours, minlength=24 * days).reshape(days, 24)
    assert not counts[:, [hour for hour in range(24) if hour not in HOURS]].any()
    for hour, mean in HOURS.items():
        found = counts[:, hour]
        error = (mean / days) ** 0.5
        assert 3 * error <= effort.fault * mean
        assert abs(found.mean() - mean) <= 3 * error
    means = np.array(list(HOURS.values()))
    dispersion = ((counts[:, list(HOURS)] - means) ** 2 / means).mean()
    error = ((2 + 1 / means).mean() / (days * len(HOURS))) ** 0.5
    assert abs(dispersion - 1) <= 3 * error <= 3 * effort.fault


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("work", ["exponential", "constant"])
def test_many_machines_under_a_changing_load(engine: str, effort: Effort, work: str) -> None:
    """Mean number at work by the clock: the integral of Eick, Massey and Whitt, each evening empty again."""
    days = 40 * effort.times
    processing = "{exponential: {mean: 90 min}}" if work == "exponential" else "90 min"
    text = plant({"press": station(machines="250", processing=processing)}, orders=RATES, horizon=f"{days} d")
    (visits,) = run(text, engine).visits("press")
    started, finished = (np.sort(visits[column].dropna() / 3.6e9) for column in ("started_us", "finished_us"))
    survival = {"exponential": lambda x: exp(-x / 1.5), "constant": lambda x: float(x < 1.5)}[work]
    for hour in (7.0, 10.5, 12.0, 13.0, 15.0):
        edges = (6.0, 10.0, 12.0, 14.0, hour - 1.5)
        rate = lambda u: HOURS.get(int(u), 0.0)  # noqa: E731
        expected = arrivals.busy_machines(rate, survival, hour, tuple(sorted(edges)))
        moments = 24 * np.arange(days) + hour
        found = np.searchsorted(started, moments, "right") - np.searchsorted(finished, moments, "right")
        error = (expected / days) ** 0.5
        assert 3 * error <= effort.wider(1.5).fault * expected
        assert abs(found.mean() - expected) <= 3 * error, (hour, found.mean(), expected)


@pytest.mark.parametrize("effort", EFFORTS)
def test_rates_by_the_day_of_the_week(engine: str, effort: Effort) -> None:
    """Four an hour on weekdays, one on Saturday night (into Sunday morning), nothing else."""
    weeks = 2 * effort.times
    orders = "{rate: [{days: mon-fri, per_hour: 4}, {days: sat, from: '22:00', to: '04:00', per_hour: 10}]}"
    text = plant(QUICK, orders=orders, horizon=f"{weeks} week", replications=2)
    hours = np.concatenate(
        [events["time_s"] / 3600 % 168 for events in run(text, engine).each("job_released")]
    )
    weekdays, night = (hours < 120).sum(), ((hours >= 142) & (hours < 148)).sum()
    assert weekdays + night == len(hours)
    for found, mean in ((weekdays, 480 * 2 * weeks), (night, 60 * 2 * weeks)):
        assert abs(found - mean) <= 3 * mean**0.5 <= 2 * effort.fault * mean
