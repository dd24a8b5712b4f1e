"""Do jobs take the ways that they should, and as long as these ways take?"""

import pytest

from tests.laws.measuring import EFFORTS, Effort, lines, plant, run, share_agrees, station, story

ANY = station(processing="1 min")


# ---------------------------------------------------------------- by chance


@pytest.mark.parametrize("effort", EFFORTS)
def test_shares_of_a_choice(engine: str, effort: Effort) -> None:
    """Three ways, one of them with a choice of its own and one straight on: as many on each as the shares say."""
    text = plant(
        {name: station(processing="1 s", machines="3") for name in ("start", "a", "b", "c", "end")},
        products={
            "part": "{orders: {every: 1 min}, route: [start, {choice: [{share: 0.5, route: [a]}, "
            "{share: 0.3, route: [b, {choice: [{share: 0.4, route: [c]}, {share: 0.6, route: [a]}]}]}, "
            "{share: 0.2, route: []}]}, end]}"
        },
        horizon=f"{6_000 * effort.times} min",
    )
    measured = run(text, engine)
    jobs = measured.count("job_completed")
    visits = {name: measured.count("work_finished", station=name) for name in "abc"}
    assert measured.count("work_finished", station="end") == jobs
    share_agrees(visits["a"], jobs, 0.5 + 0.3 * 0.6, effort)
    share_agrees(visits["b"], jobs, 0.3, effort)
    share_agrees(visits["c"], jobs, 0.12, effort.wider(1.5))


@pytest.mark.parametrize("effort", EFFORTS)
def test_alternatives_at_random(engine: str, effort: Effort) -> None:
    """Three alternatives at random: a third each."""
    text = plant(
        {name: station(processing="1 s") for name in "abc"},
        products={"part": "{orders: {every: 1 min}, route: [{alternatives: [a, b, c], by: random}]}"},
        horizon=f"{3_000 * effort.times} min",
    )
    measured = run(text, engine)
    jobs = measured.count("job_completed")
    for name in "abc":
        share_agrees(measured.count("work_finished", station=name), jobs, 1 / 3, effort)


# ---------------------------------------------------------------- by hand


def test_alternatives_by_the_shortest_queue(engine: str) -> None:
    """Old takes 9 minutes, new 4; jobs at 0, 1, 2, 3 and 8. One goes to old (the first of equals), the next to new, where
    nobody is; then there is one at each, again the first of equals; then new. At 8 there are two at old (until 9), and
    one at new (from 5 to 9): new."""
    text = plant(
        {"old": station(processing="9 min"), "new": station(processing="4 min")},
        products={
            "part": "{orders: {at: [0 s, 1 min, 2 min, 3 min, 8 min]}, route: [{alternatives: [old, new]}]}"
        },
        horizon="30 min",
    )
    assert story(text, engine, "queue_entered", "job_completed") == lines("""
         0 queue_entered part-1 old
         1 queue_entered part-2 new
         2 queue_entered part-3 old
         3 queue_entered part-4 new
         5 job_completed part-2
         8 queue_entered part-5 new
         9 job_completed part-1
         9 job_completed part-4
        13 job_completed part-5
        18 job_completed part-3
    """)


@pytest.mark.parametrize(
    ("rule", "ways"),
    [
        # jobs at new and old before each choice: 0 0, 1 0, 1 1, 2 1, 2 2; the first of equals
        ("shortest_queue", ["new", "old", "new", "old", "new"]),
        # for each machine: 0 and 0, 1 and 0, 1 and 1/3, 1 and 2/3, 1 and 1
        ("least_loaded", ["new", "old", "old", "old", "new"]),
    ],
)
def test_jobs_are_counted_for_each_machine_or_not(engine: str, rule: str, ways: list[str]) -> None:
    """Five jobs at once, one new machine and three old ones; the new one has a time of its own for this product."""
    text = plant(
        {"old": station(machines="3", processing="9 min"), "new": station(processing="4 min")},
        products={
            "part": "{orders: {every: 1 d, quantity: 5}, "
            f"route: [{{alternatives: [{{station: new, processing: 2 min}}, old], by: {rule}}}]}}"
        },
        horizon="30 min",
    )
    assert [line.split()[3] for line in story(text, engine, "queue_entered")] == ways
    assert story(text, engine, "job_completed")[0] == "2 job_completed part-1"


def test_a_full_alternative_is_passed_over(engine: str) -> None:
    """The first goes to small, which has no queue; while that works all go to large, however many wait there."""
    text = plant(
        {"small": station(processing="10 min", queue="{capacity: 0}"), "large": station(processing="3 min")},
        products={
            "part": "{orders: {at: [0 s, 1 min, 2 min, 3 min]}, "
            "route: [{alternatives: [small, large], by: least_loaded}]}"
        },
        horizon="30 min",
    )
    entered = [line.split()[3] for line in story(text, engine, "queue_entered")]
    assert entered == ["small", "large", "large", "large"]


def test_travel_takes_exactly_its_time(engine: str) -> None:
    """From saw to mill 2 minutes, back 3 (given both ways), from mill to drill 30 m at 0.5 m/s, from there on 90 s: the
    queue is entered on arrival, and lead times are the sum of work and ways."""
    text = plant(
        dict.fromkeys(("saw", "mill", "drill", "wash"), ANY),
        products={"part": "{orders: {at: [0 s]}, route: [saw, mill, saw, mill, drill, wash]}"},
        horizon="1 h",
        rest="floor: {positions: {mill: [0, 0], drill: [10, 20]}}\n"
        "travel: {between: {saw: {mill: 2 min}, mill: {saw: 3 min}, wash: {drill: 90 s}}, speed: 0.5 m/s}\n",
    )
    assert story(text, engine, "move_started", "moved", "queue_entered", "job_completed") == lines("""
        0 queue_entered part-1 saw
        1 move_started  part-1 saw mill
        3 moved         part-1 mill
        3 queue_entered part-1 mill
        4 move_started  part-1 mill saw
        7 moved         part-1 saw
        7 queue_entered part-1 saw
        8 move_started  part-1 saw mill
       10 moved         part-1 mill
       10 queue_entered part-1 mill
       11 move_started  part-1 mill drill
       12 moved         part-1 drill
       12 queue_entered part-1 drill
       13 move_started  part-1 drill wash
     14.5 moved         part-1 wash
     14.5 queue_entered part-1 wash
     15.5 job_completed part-1
    """)
    events = run(text, engine).events
    planned_s = events["value"][events["kind"] == "move_started"].tolist()
    assert planned_s == [120, 180, 120, 60, 90]


def test_a_job_on_its_way_keeps_a_place(engine: str) -> None:
    """Room for one before the drill, 10 minutes away: the job on its way has it, so the second leaves the saw at 11 and
    the third, which cannot, keeps the saw until the second is taken into the drill at 26."""
    text = plant(
        {"saw": station(processing="1 min"), "drill": station(processing="15 min", queue="{capacity: 0}")},
        orders="{supply: unlimited}",
        horizon="45 min",
        rest="travel: {between: {saw: {drill: 10 min}}}\n",
    )
    assert story(text, engine, "blocked", "unblocked", "move_started", "moved", "job_completed") == lines("""
         1 move_started  part-1 saw drill
         2 blocked       part-2 saw.1 after_service>drill
        11 moved         part-1 drill
        26 job_completed part-1
        26 unblocked     part-2 saw.1 after_service>drill
        26 move_started  part-2 saw drill
        27 blocked       part-3 saw.1 after_service>drill
        36 moved         part-2 drill
    """)


@pytest.mark.parametrize("effort", EFFORTS)
def test_slots_of_travel_add_to_the_lead_time(engine: str, effort: Effort) -> None:
    """The same plant with and without 5 minutes between its two stations: every lead time is 5 minutes longer, exactly."""

    def text(rest: str) -> str:
        return plant(
            {
                "a": station(processing="{exponential: {mean: 1 min}}"),
                "b": station(processing="{exponential: {mean: 1 min}}"),
            },
            orders="{every: {exponential: {mean: 2 min}}}",
            horizon=f"{200 * effort.times} min",
            rest=rest,
            seed=7,
        )

    near, far = (
        run(text(rest), engine).log.jobs.set_index("job")["lead_us"].dropna()
        for rest in ("", "travel: {otherwise: 5 min}\n")
    )
    assert len(far) > 50
    assert set(far - near[far.index]) == {300_000_000}
