"""Do several stations together do what product forms and bounds say?"""

import pytest

from shopfloor.distributions import Distribution
from shopfloor.streams import Streams
from tests.laws.measuring import EFFORTS, Effort, plant, run, station
from tests.laws.test_theory import PENNY_FAB
from tests.laws.theory import networks

EXPONENTIAL = "{exponential: {mean: %s}}"
ONE = {"head": (2, 1), "rim": (2, 1), "stamp": (2, 1), "deburr": (2, 1)}
TWO = {"head": (2, 1), "rim": (5, 2), "stamp": (10, 6), "deburr": (3, 2)}
"""Hopp and Spearman's Penny Fabs: hours of each station, and its machines."""


def penny_fab(
    stations: dict[str, tuple[int, int]], jobs: int, *, random: bool, horizon_h: int, replications: int
) -> str:
    return plant(
        {
            name: station(
                machines=str(machines), processing=EXPONENTIAL % f"{hours} h" if random else f"{hours} h"
            )
            for name, (hours, machines) in stations.items()
        },
        orders=f"{{wip: {jobs}}}",
        horizon=f"{horizon_h} h",
        warm_up=f"{200 if random else 96} h",
        replications=replications,
        seed=jobs,
    )


@pytest.mark.parametrize(("jobs", "rate", "lead_time"), PENNY_FAB["deterministic"])
def test_penny_fab_one_without_variation(engine: str, jobs: int, rate: float, lead_time: float) -> None:
    """Throughput min(w / T0, rb) and lead time max(T0, w / rb), exactly, once the line has filled."""
    measured = run(penny_fab(ONE, jobs, random=False, horizon_h=336, replications=1), engine)
    (completed,) = measured.each("job_completed", columns=["value"])
    after_warm_up = completed[completed["time_s"] >= 96 * 3600]
    assert len(after_warm_up) == rate * 240
    assert set(after_warm_up["value"]) == {lead_time * 3600}


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize(("jobs", "rate", "lead_time"), PENNY_FAB["exponential"])
def test_penny_fab_one(engine: str, effort: Effort, jobs: int, rate: float, lead_time: float) -> None:
    """The practical worst case: w / (w + 3) of the bottleneck rate."""
    # few jobs make fewer completions in the same time
    horizon_h = 200 + (200 if jobs > 3 else 500 // jobs) * effort.times
    measured = run(penny_fab(ONE, jobs, random=True, horizon_h=horizon_h, replications=20), engine)
    measured.rate("job_completed").agrees_with(rate / 60, effort)
    measured.lead_times().agrees_with(60 * lead_time, effort)


@pytest.mark.parametrize("jobs", [1, 3, 8, 12])
def test_penny_fab_two_without_variation(engine: str, jobs: int) -> None:
    """Every penny of the line with 1, 2, 6 and 2 machines leaves when the recursion says; never above the best case."""
    text = penny_fab(TWO, jobs, random=False, horizon_h=800, replications=1)
    times = [[hours * 3_600_000_000 for hours, _ in TWO.values()]] * 400
    servers = [machines for _, machines in TWO.values()]
    expected = [
        time for time in networks.closed_line_completions(times, servers, jobs) if time < 800 * 3_600_000_000
    ]
    assert completed_us(text, engine) == expected
    best = networks.best_case([hours for hours, _ in TWO.values()], servers, jobs)
    assert len(expected) / 800 <= best


@pytest.mark.parametrize("jobs", [1, 4, 9])
def test_a_closed_line_draw_by_draw(engine: str, jobs: int) -> None:
    """With the engine's own exponential draws the recursion gives its completions to the microsecond."""
    text = penny_fab(ONE, jobs, random=True, horizon_h=1_500, replications=1)
    law = Distribution.model_validate({"exponential": {"mean": "2 h"}}).law
    draws = [Streams(jobs, 0).durations(f"{name}.processing.part", law) for name in ONE]
    times = [[int(stream.at(n)) for stream in draws] for n in range(700)]
    expected = networks.closed_line_completions(times, [1] * 4, jobs)
    measured = completed_us(text, engine)
    assert len(measured) > 100
    assert measured == [time for time in expected if time < 1_500 * 3_600_000_000]


def completed_us(text: str, engine: str) -> list[int]:
    (completed,) = run(text, engine).each("job_completed")
    return [round(time * 1e6) for time in completed["time_s"]]


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("jobs", [1, 4, 8, 16])
def test_penny_fab_two(engine: str, effort: Effort, jobs: int) -> None:
    """Exponential, with stations of several machines: mean value analysis (Reiser and Lavenberg)."""
    horizon_h = 200 + 1_000 // min(jobs, 4) * effort.times
    measured = run(penny_fab(TWO, jobs, random=True, horizon_h=horizon_h, replications=12), engine)
    means, servers = zip(*TWO.values(), strict=True)
    measured.rate("job_completed").agrees_with(networks.closed_line(means, servers, jobs)[0] / 60, effort)


@pytest.mark.parametrize("effort", EFFORTS)
def test_central_server(engine: str, effort: Effort) -> None:
    """A closed network in which each visit to the saw is followed by one of two ways: Buzen's convolution."""
    text = plant(
        {
            "saw": station(processing=EXPONENTIAL % "2 min"),
            "mill": station(processing=EXPONENTIAL % "4 min"),
            "oven": station(machines="3", processing=EXPONENTIAL % "15 min"),
        },
        products={
            "part": "{orders: {wip: 6}, route: [saw, {choice: [{share: 0.6, route: [mill]}, {share: 0.4, route: [oven]}]}]}"
        },
        horizon=f"{1_500 * effort.times} min",
        warm_up="150 min",
        replications=10,
    )
    expected = networks.closed_line_by_convolution((2, 0.6 * 4, 0.4 * 15), (1, 1, 3), 6)
    run(text, engine).rate("job_completed").agrees_with(expected, effort)


@pytest.mark.parametrize("effort", EFFORTS)
def test_jackson_network(engine: str, effort: Effort) -> None:
    """Two kinds of orders, ways by chance, a station visited again: each station waits like one of its own."""
    text = plant(
        {
            "a": station(processing=EXPONENTIAL % "1 min"),
            "b": station(processing=EXPONENTIAL % "2 min", machines="2"),
            "c": station(processing=EXPONENTIAL % "90 s"),
        },
        products={
            # of what leaves a, half goes to b; of what comes from b, three in ten go back to a and are then done
            "bolt": "{orders: {every: {exponential: {mean: 3 min}}}, route: [a, {choice: [{share: 0.5, route: [b, "
            "{choice: [{share: 0.3, route: [a]}, {share: 0.7, route: []}]}]}, {share: 0.5, route: [c]}]}]}",
            "nut": "{orders: {every: {exponential: {mean: 5 min}}}, route: [b, c]}",
        },
        horizon=f"{2_000 * effort.times} min",
        warm_up="200 min",
        replications=20,
    )
    # classes: a1, b1, a2, c1 of bolts, b, c of nuts
    outside = [1 / 3, 0, 0, 0, 1 / 5, 0]
    onward = [[0.0] * 6 for _ in range(6)]
    onward[0][1], onward[0][3], onward[1][2], onward[4][5] = 0.5, 0.5, 0.3, 1.0
    visits, _ = networks.jackson_waits(outside, onward, [10] * 6, [1] * 6)
    rates = [visits[0] + visits[2], visits[1] + visits[4], visits[3] + visits[5]]
    none = [[0.0] * 3] * 3
    _, waits = networks.jackson_waits(rates, none, [1, 0.5, 2 / 3], [1, 2, 1])
    measured = run(text, engine)
    for name, wait, rate, minutes in zip("abc", waits, rates, (1, 2, 1.5), strict=True):
        measured.waits(name, load=rate * minutes).agrees_with(wait, effort.wider(1.6))


@pytest.mark.parametrize("effort", EFFORTS)
def test_feedback(engine: str, effort: Effort) -> None:
    """A quarter of the work comes back to the end of the queue: in number like M/M/1 with a third more arrivals (Takacs 1963)."""
    text = plant(
        {
            "press": station(
                processing=EXPONENTIAL % "1 min", quality="{rework: {share: 0.25, at: press, at_most: 1000}}"
            )
        },
        orders="{every: {exponential: {mean: 2.5 min}}}",
        horizon=f"{2_500 * effort.times} min",
        warm_up="200 min",
        replications=20,
    )
    load = 0.4 / 0.75
    measured = run(text, engine)
    measured.lead_times().agrees_with(load / (1 - load) / 0.4, effort)
    measured.waits("press", load=load).agrees_with(load / (1 - load), effort)


@pytest.mark.parametrize("effort", EFFORTS)
def test_the_shorter_of_two_queues(engine: str, effort: Effort) -> None:
    """Each arrival joins the queue with fewer jobs, the one in work counted (Haight; Adan, Wessels, Zijm)."""
    text = plant(
        {
            "left": station(processing=EXPONENTIAL % "1 min"),
            "right": station(processing=EXPONENTIAL % "1 min"),
        },
        products={
            "part": "{orders: {every: {exponential: {mean: 48 s}}}, route: [{alternatives: [left, right]}]}"
        },
        horizon=f"{1_200 * effort.times} min",
        warm_up="150 min",
        replications=20,
    )
    measured = run(text, engine)
    expected = networks.shorter_queue_wait(1.25, 1)
    measured.lead_times().agrees_with(1 + expected, effort)
