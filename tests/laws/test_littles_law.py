"""Is the number of jobs their rate times their time, for the plant, each product and each station, exactly?"""

import pytest

from tests.laws.measuring import Run, plant, run, station

HORIZON_S = 12 * 3600


@pytest.fixture
def measured(engine: str) -> Run:
    """A bit of everything that moves jobs: a choice, alternatives, travel, a batch, rework, scrap, failures, a full queue."""
    text = plant(
        {
            "saw": station(
                machines="2",
                processing="{exponential: {mean: 7 min}}",
                failures="{jam: {time_to_failure: {exponential: {mean: 2 h}}, time_to_repair: 15 min}}",
                quality="{scrap: 0.05, rework: {share: 0.1, at: saw, at_most: 2}}",
            ),
            "old": station(processing="{gamma: {mean: 9 min, cv: 0.6}}", queue="{capacity: 2}"),
            "new": station(processing="{exponential: {mean: 6 min}}", queue="{capacity: 1, order: spt}"),
            "oven": station(processing="20 min", batch="{max: 5, min: 2, wait_at_most: 30 min}"),
        },
        products={
            "bolt": "{orders: {every: {exponential: {mean: 6 min}}}, route: [saw, {alternatives: [old, new]}, oven]}",
            "nut": "{orders: {every: {exponential: {mean: 9 min}}, quantity: 2, when_full: lose}, "
            "route: [{choice: [{share: 0.5, route: [new]}, {share: 0.5, route: []}]}, oven]}",
        },
        horizon=f"{HORIZON_S} s",
        rest="travel: {otherwise: 90 s}\n",
    )
    return run(text, engine)


def test_the_plant_and_its_products(measured: Run) -> None:
    """Jobs in the plant, on average = their times in the plant, summed / the length of the run."""
    every_job = measured.log.jobs
    for subject in ("plant", "product:bolt", "product:nut"):
        jobs = (
            every_job if subject == "plant" else every_job[every_job["product"] == subject.partition(":")[2]]
        )
        ended_us = jobs["ended_us"].astype("float64").fillna(HORIZON_S * 1e6)
        summed_us = (ended_us - jobs["released_us"]).sum()
        assert len(jobs) > 50
        assert measured.value("work_in_process", subject) == pytest.approx(
            summed_us / (HORIZON_S * 1e6), rel=1e-12
        )


def test_the_queue_of_each_station(measured: Run) -> None:
    """Jobs in the queue, on average = their times in the queue, summed / the length of the run."""
    operations = measured.log.operations
    for name in ("saw", "old", "new", "oven"):
        visits = operations[operations["station"] == name]
        loaded_us = visits["loaded_us"].astype("float64").fillna(HORIZON_S * 1e6)
        summed_us = (loaded_us - visits["queued_us"]).sum()
        assert len(visits) > 10
        found = measured.value("queue_length", f"station:{name}")
        assert found == pytest.approx(summed_us / (HORIZON_S * 1e6), rel=1e-12)


def test_the_machines_of_each_station(measured: Run) -> None:
    """Machines at work, on average = work of their visits, summed / the length of the run."""
    operations = measured.log.operations
    for name, machines in (("saw", 2), ("old", 1), ("new", 1)):
        summed_us = operations["worked_us"][operations["station"] == name].sum()
        found = measured.value("state_share.productive", f"station:{name}") * machines
        assert found == pytest.approx(summed_us / (HORIZON_S * 1e6), rel=1e-12)
