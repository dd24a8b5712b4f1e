"""Do machines that take several jobs at once keep their rules, and wait as bulk service theory says?"""

import pytest

from tests.laws.measuring import EFFORTS, Effort, lines, plant, run, station, story
from tests.laws.test_queues import queue
from tests.laws.theory import batches

FORMED = ("batch_formed", "loaded", "work_finished")


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize(("least", "most", "arrivals"), [(1, 4, 1.5), (3, 5, 2.0), (2, 2, 0.9)])
def test_bulk_service(engine: str, effort: Effort, least: int, most: int, arrivals: float) -> None:
    """Poisson arrivals, exponential batches of ``least`` to ``most``: wait and load of the chain (Bailey, Neuts)."""
    text = queue(arrivals, 900 * effort.times, batch=f"{{min: {least}, max: {most}}}")
    measured, exact = run(text, engine), batches.batch_service(arrivals, 1, least, most)
    measured.waits("press").agrees_with(exact.wait, effort)
    jobs = measured.ratio("loaded", "batch_formed")
    if least == most:
        assert jobs.mean == most
    else:
        jobs.agrees_with(exact.mean_batch, effort)


@pytest.mark.parametrize("effort", EFFORTS)
def test_a_batch_as_long_as_its_longest(engine: str, effort: Effort) -> None:
    """Six exponential times together take 1 + 1/2 + ... + 1/6 of their mean (Renyi)."""
    text = plant(
        {
            "oven": station(
                processing="{exponential: {mean: 10 min}}", batch="{max: 6, min: 6, time: longest}"
            )
        },
        horizon=f"{1_200 * effort.times} min",
        replications=10,
    )
    run(text, engine).rate("batch_formed").agrees_with(1 / batches.longest_of(6, 10), effort)


def oven(batch: str, orders: str, horizon: str, **words: str) -> str:
    return plant({"oven": station(processing="10 min", batch=batch, **words)}, orders=orders, horizon=horizon)


def test_a_batch_of_at_least_two_and_at_most_three(engine: str) -> None:
    """Jobs at 0, 4, 5, 6, 7 and 30: two start at 4; at 14 the three that came meanwhile; the last waits for company."""
    text = oven("{max: 3, min: 2}", "{at: [0 s, 4 min, 5 min, 6 min, 7 min, 30 min]}", "60 min")
    assert story(text, engine, *FORMED) == lines("""
        4 batch_formed oven.1
        4 loaded part-1 oven.1
        4 loaded part-2 oven.1
        14 work_finished part-1 oven.1
        14 work_finished part-2 oven.1
        14 batch_formed oven.1
        14 loaded part-3 oven.1
        14 loaded part-4 oven.1
        14 loaded part-5 oven.1
        24 work_finished part-3 oven.1
        24 work_finished part-4 oven.1
        24 work_finished part-5 oven.1
    """)


def test_a_batch_waits_no_longer_than_its_oldest_job(engine: str) -> None:
    """Three would be needed; the job of minute 0 has waited 8 minutes at 8, and takes along the one of minute 3.

    The job of minute 9 comes too late for them. At minute 18 the oven is empty and it has waited 9 minutes: it goes at
    once, alone. That of minute 20 is alone when the oven is free at 28: it has waited its 8 minutes, too.
    """
    text = oven("{max: 3, min: 3, wait_at_most: 8 min}", "{at: [0 s, 3 min, 9 min, 20 min]}", "60 min")
    assert story(text, engine, *FORMED) == lines("""
        8 batch_formed oven.1
        8 loaded part-1 oven.1
        8 loaded part-2 oven.1
        18 work_finished part-1 oven.1
        18 work_finished part-2 oven.1
        18 batch_formed oven.1
        18 loaded part-3 oven.1
        28 work_finished part-3 oven.1
        28 batch_formed oven.1
        28 loaded part-4 oven.1
        38 work_finished part-4 oven.1
    """)


def test_a_full_batch_does_not_wait(engine: str) -> None:
    """The third job makes the batch complete at minute 2, long before anybody has waited 8 minutes."""
    text = oven("{max: 3, min: 3, wait_at_most: 8 min}", "{at: [0 s, 1 min, 2 min]}", "10 min")
    assert story(text, engine, "batch_formed") == ["2 batch_formed oven.1"]


TWO_PRODUCTS = {
    "cup": "{orders: {at: [0 s, 2 min, 4 min]}, route: [oven]}",
    "jug": "{orders: {at: [1 min, 3 min, 12 min]}, route: [oven]}",
    "pot": "{orders: {at: [210 s, 40 min]}, route: [oven]}",
}


@pytest.mark.parametrize(
    ("rule", "batches_formed"),
    [
        # any two: cup-1 and jug-1 at 1; at 11 those that came first: cup-2 (2) and jug-2 (3); at 21 pot-1 and cup-3
        ("same: any", [["cup-1", "jug-1"], ["cup-2", "jug-2"], ["pot-1", "cup-3"]]),
        # two of a product: cup-1 and cup-2 at 2; at 12 jug-1 and jug-2 (jug-3 comes at this instant, but later)
        ("same: product", [["cup-1", "cup-2"], ["jug-1", "jug-2"]]),
        # cups alone, jugs with pots: cup-1 and cup-2 at 2; at 12 jug-1 and jug-2; at 22 pot-1 and jug-3
        (
            "same: family, families: {tall: [jug, pot]}",
            [["cup-1", "cup-2"], ["jug-1", "jug-2"], ["pot-1", "jug-3"]],
        ),
    ],
)
def test_who_goes_with_whom(engine: str, rule: str, batches_formed: list[list[str]]) -> None:
    """Two jobs a batch, ten minutes each: any two, two of a product, two of a family; who came first leads."""
    text = plant(
        {"oven": station(processing="10 min", batch=f"{{max: 2, min: 2, {rule}}}")},
        products=TWO_PRODUCTS,
        horizon="30 min",
    )
    assert loads_of(story(text, engine, "batch_formed", "loaded")) == batches_formed


def loads_of(events: list[str]) -> list[list[str]]:
    found: list[list[str]] = []
    for line in events:
        if "batch_formed" in line:
            found.append([])
        else:
            found[-1].append(line.split()[2])
    return found


def test_an_interruption_of_a_batch_stops_all_its_jobs(engine: str) -> None:
    """The oven fails after 6 of 10 minutes and is repaired in 3: both jobs stand still, and both are done at 13."""
    text = oven(
        "{max: 2, min: 2}",
        "{every: 1 d, quantity: 2}",
        "20 min",
        failures="{jam: {time_to_failure: {trace: [6 min, 1 d]}, time_to_repair: 3 min}}",
    )
    assert story(text, engine, without=["job_released", "queue_entered", "loaded"]) == lines("""
        0 batch_formed oven.1
        0 work_started part-1 oven.1
        0 work_started part-2 oven.1
        6 failed part-1 oven.1 jam
        6 work_interrupted part-1 oven.1 jam
        6 work_interrupted part-2 oven.1 jam
        6 repair_started oven.1 jam
        9 repaired oven.1 jam
        9 work_resumed part-1 oven.1
        9 work_resumed part-2 oven.1
        13 work_finished part-1 oven.1
        13 work_finished part-2 oven.1
        13 job_completed part-1
        13 job_completed part-2
    """)


def test_a_batch_is_scrapped_as_a_whole(engine: str) -> None:
    """A failure that costs the job costs the whole batch."""
    text = oven(
        "{max: 2, min: 2}",
        "{every: 1 d, quantity: 2}",
        "20 min",
        failures="{jam: {job: scrap, time_to_failure: {trace: [6 min, 1 d]}, time_to_repair: 3 min}}",
    )
    assert story(text, engine, "scrapped", "work_finished") == lines("""
        6 scrapped part-1 oven.1 jam
        6 scrapped part-2 oven.1 jam
    """)


def test_a_batch_takes_the_time_of_its_first_job(engine: str) -> None:
    """Jobs of 9, 4 and 7 minutes: the first decides, or the longest; each log row says the time of the whole batch."""
    work = "{trace: [4 min, 9 min, 7 min]}"
    for rule, minutes in (("first", 4), ("longest", 9)):
        text = plant(
            {"oven": station(processing=work, batch=f"{{max: 3, min: 3, time: {rule}}}")},
            orders="{every: 1 d, quantity: 3}",
            horizon="30 min",
        )
        events = run(text, engine).events
        assert set(events["value"][events["kind"] == "work_started"]) == {minutes * 60}
        assert story(text, engine, "work_finished") == [
            f"{minutes} work_finished part-{n} oven.1" for n in (1, 2, 3)
        ]


def test_a_batch_leaves_job_by_job(engine: str) -> None:
    """Behind the oven there is room for one: the second job of the batch keeps the oven until the first is cooled."""
    text = plant(
        {
            "oven": station(processing="10 min", batch="{max: 2, min: 2}"),
            "fan": station(processing="5 min", queue="{capacity: 0}"),
        },
        orders="{at: [0 s, 0 s, 1 min, 1 min]}",
        horizon="26 min",
    )
    assert story(text, engine, "batch_formed", "blocked", "unblocked", "job_completed") == lines("""
        0 batch_formed oven.1
        10 blocked part-2 oven.1 after_service>fan
        15 job_completed part-1
        15 unblocked part-2 oven.1 after_service>fan
        15 batch_formed oven.1
        20 job_completed part-2
        25 blocked part-4 oven.1 after_service>fan
    """)
