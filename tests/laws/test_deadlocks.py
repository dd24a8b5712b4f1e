"""What if everything waits for everything? Full queues in a chain, and in a circle."""

from tests.laws.measuring import lines, plant, run, station, story

NO_QUEUE = "{capacity: 0}"


def test_one_departure_releases_a_blocked_chain(engine: str) -> None:
    """Four stations without room between them, 1, 2, 3 and 20 minutes.

    Part 1: a 0-1, b 1-3, c 3-6, d 6-26. Part 2: a 1-2, waits until b is empty at 3, b 3-5, waits until 6, c 6-9, waits for
    d. Part 3: a 3-4, waits until 6, b 6-8, waits for c. Part 4: a 6-7, waits for b. When d is empty at 26 everybody moves,
    from the front, each machine when it is woken by the one ahead.
    """
    text = plant(
        {
            "a": station(processing="1 min"),
            "b": station(processing="2 min", queue=NO_QUEUE),
            "c": station(processing="3 min", queue=NO_QUEUE),
            "d": station(processing="20 min", queue=NO_QUEUE),
        },
        horizon="26.5 min",
    )
    assert story(text, engine, "blocked", "unblocked", "job_completed") == lines("""
         2 blocked   part-2 a.1 after_service>b
         3 unblocked part-2 a.1 after_service>b
         4 blocked   part-3 a.1 after_service>b
         5 blocked   part-2 b.1 after_service>c
         6 unblocked part-2 b.1 after_service>c
         6 unblocked part-3 a.1 after_service>b
         7 blocked   part-4 a.1 after_service>b
         8 blocked   part-3 b.1 after_service>c
         9 blocked   part-2 c.1 after_service>d
        26 job_completed part-1
        26 unblocked part-2 c.1 after_service>d
        26 unblocked part-3 b.1 after_service>c
        26 unblocked part-4 a.1 after_service>b
    """)
    assert [line for line in story(text, engine) if line.startswith("26 ")] == lines("""
        26 work_finished part-1 d.1
        26 job_completed part-1
        26 unblocked     part-2 c.1 after_service>d
        26 queue_entered part-2 d
        26 loaded        part-2 d.1
        26 work_started  part-2 d.1
        26 unblocked     part-3 b.1 after_service>c
        26 queue_entered part-3 c
        26 loaded        part-3 c.1
        26 work_started  part-3 c.1
        26 unblocked     part-4 a.1 after_service>b
        26 queue_entered part-4 b
        26 loaded        part-4 b.1
        26 work_started  part-4 b.1
        26 job_released  part-5
        26 queue_entered part-5 a
        26 loaded        part-5 a.1
        26 work_started  part-5 a.1
    """)


CROSSING = {
    "east": "{orders: {at: [0 s, 10 min]}, route: [left, right]}",
    "west": "{orders: {at: [0 s]}, route: [right, left]}",
    "free": "{orders: {every: 4 min}, route: [aside]}",
}


def crossing(**words: str) -> str:
    return plant(
        {
            "left": station(processing="2 min", queue=NO_QUEUE, **words),
            "right": station(processing="3 min", queue=NO_QUEUE, **words),
            "aside": station(processing="3 min"),
        },
        products=CROSSING,
        horizon="13 min",
    )


def test_two_jobs_wait_for_each_other(engine: str) -> None:
    """Left is done at 2 and wants to go right, right is done at 3 and wants to go left: told once, and the rest goes on."""
    assert story(crossing(), engine, without=["job_released", "queue_entered"]) == lines("""
         0 loaded        east-1 left.1
         0 loaded        west-1 right.1
         0 loaded        free-1 aside.1
         0 work_started  east-1 left.1
         0 work_started  west-1 right.1
         0 work_started  free-1 aside.1
         2 work_finished east-1 left.1
         2 blocked       east-1 left.1 after_service>right
         3 work_finished west-1 right.1
         3 blocked       west-1 right.1 after_service>left
         3 deadlocked    left left>right>left
         3 work_finished free-1 aside.1
         3 job_completed free-1
         4 loaded        free-2 aside.1
         4 work_started  free-2 aside.1
         7 work_finished free-2 aside.1
         7 job_completed free-2
         8 loaded        free-3 aside.1
         8 work_started  free-3 aside.1
        11 work_finished free-3 aside.1
        11 job_completed free-3
        12 loaded        free-4 aside.1
        12 work_started  free-4 aside.1
    """)


def test_two_jobs_wait_for_each_other_before_their_work(engine: str) -> None:
    """Each wants the promise of the other's place, at the very beginning."""
    told = ("blocked", "deadlocked", "job_completed")
    assert story(crossing(blocking="before_service"), engine, *told) == lines("""
         0 blocked    east-1 left.1 before_service>right
         0 blocked    west-1 right.1 before_service>left
         0 deadlocked left left>right>left
         3 job_completed free-1
         7 job_completed free-2
        11 job_completed free-3
    """)


def test_a_job_that_comes_back_finds_its_queue_full(engine: str) -> None:
    """All work is done twice; the first job wants to go back to the end of a queue that is full, and nobody empties it."""
    text = plant(
        {
            "press": station(
                processing="2 min",
                queue="{capacity: 1}",
                quality="{rework: {share: 1, at: press, at_most: 1}}",
            )
        },
        orders="{every: 1 d, quantity: 2}",
        horizon="1 h",
    )
    assert story(text, engine, "reworked", "blocked", "deadlocked") == lines("""
        2 reworked   part-1 press.1 press
        2 blocked    part-1 press.1 after_service>press
        2 deadlocked press press>press
    """)


def test_a_third_machine_keeps_the_circle_open(engine: str) -> None:
    """A second machine on the left, which works on something else: at 9 it is empty, and the circle opens by itself."""
    text = plant(
        {
            "left": station(machines="2", queue=NO_QUEUE),
            "right": station(processing="3 min", queue=NO_QUEUE),
        },
        products={
            "long": "{orders: {at: [0 s]}, route: [{station: left, processing: 9 min}]}",
            "east": "{orders: {at: [0 s]}, route: [{station: left, processing: 2 min}, right]}",
            "west": "{orders: {at: [0 s]}, route: [right, {station: left, processing: 1 min}]}",
        },
        horizon="1 h",
    )
    assert run(text, engine).count("deadlocked") == 0
    assert story(text, engine, "blocked", "unblocked", "job_completed") == lines("""
         2 blocked       east-1 left.2 after_service>right
         3 blocked       west-1 right.1 after_service>left
         9 job_completed long-1
         9 unblocked     west-1 right.1 after_service>left
         9 unblocked     east-1 left.2 after_service>right
        10 job_completed west-1
        12 job_completed east-1
    """)


def test_a_long_jam_is_no_deadlock(engine: str) -> None:
    """A chain that stands for hours, a repair ahead of it, moves again."""
    text = plant(
        {
            "a": station(processing="1 min"),
            "b": station(processing="1 min", queue=NO_QUEUE),
            "c": station(
                processing="1 min",
                queue=NO_QUEUE,
                failures="{jam: {clock: calendar, time_to_failure: {trace: [5 min, 9 d]}, time_to_repair: 8 h}}",
            ),
        },
        horizon="10 h",
    )
    measured = run(text, engine)
    assert measured.count("deadlocked") == 0
    assert measured.value("completed") > 100
