"""Do small plants do exactly, event by event, what ``docs/semantics.md`` says? Worked by hand."""

from tests.laws.measuring import plant, run, station

Line = tuple[float, str, str | None, str | None]


def trace(text: str, engine: str, *kinds: str) -> list[Line]:
    """(minute, kind, job, machine or station) of the chosen kinds, in order."""
    events = run(text, engine).log.events
    return [
        (row.time_s / 60, row.kind, _text(row.job), _text(row.machine) or _text(row.station))
        for row in events.itertuples()
        if row.kind in kinds
    ]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def test_a_failure_by_the_calendar_stops_work_which_resumes(engine: str) -> None:
    """Six minutes of work, a failure after four, two minutes of repair: done at minute eight."""
    text = plant(
        {
            "press": station(
                processing="6 min",
                failures="{jam: {clock: calendar, time_to_failure: 4 min, time_to_repair: 2 min}}",
            )
        },
        orders="{every: 1 d}",
        horizon="9 min",
    )
    assert trace(text, engine, "work_started", "failed", "work_interrupted", "repair_started", "repaired", "work_resumed", "work_finished") == [
        (0, "work_started", "part-1", "press.1"),
        (4, "failed", "part-1", "press.1"),
        (4, "work_interrupted", "part-1", "press.1"),
        (4, "repair_started", None, "press.1"),
        (6, "repaired", None, "press.1"),
        (6, "work_resumed", "part-1", "press.1"),
        (8, "work_finished", "part-1", "press.1"),
    ]  # fmt: skip


def test_restarted_work_takes_its_whole_time_again(engine: str) -> None:
    """On the working clock: fails after four minutes of work, starts over after one of repair, and fails again."""
    text = plant(
        {
            "press": station(
                processing="6 min",
                failures="{jam: {time_to_failure: {trace: [4 min, 1 h]}, time_to_repair: 1 min, job: restart}}",
            )
        },
        orders="{every: 1 d}",
        horizon="20 min",
    )
    assert trace(text, engine, "failed", "work_restarted", "work_finished") == [
        (4, "failed", "part-1", "press.1"),
        (5, "work_restarted", "part-1", "press.1"),
        (11, "work_finished", "part-1", "press.1"),
    ]


def test_a_failure_may_scrap_the_job(engine: str) -> None:
    """The job in work is lost; the next one waits for the repair."""
    text = plant(
        {
            "press": station(
                processing="6 min",
                failures="{jam: {time_to_failure: {trace: [4 min, 1 h]}, time_to_repair: 1 min, job: scrap}}",
            )
        },
        orders="{every: 3 min}",
        horizon="12 min",
    )
    assert trace(text, engine, "scrapped", "loaded", "work_finished") == [
        (0, "loaded", "part-1", "press.1"),
        (4, "scrapped", "part-1", "press.1"),
        (5, "loaded", "part-2", "press.1"),
        (11, "work_finished", "part-2", "press.1"),
        (11, "loaded", "part-3", "press.1"),
    ]


def test_a_machine_that_holds_its_part_keeps_it_through_the_repair(engine: str) -> None:
    """Blocked from minute 2, down from 3 to 7: the place that is free at minute 5 is used at 7, or at once."""
    text = plant(
        {
            "a": station(
                processing="1 min",
                failures="{jam: {clock: calendar, time_to_failure: {trace: [3 min, 1 h]}, time_to_repair: 4 min, handover: %s}}",
            ),
            "b": station(processing="4 min", queue="{capacity: 0}"),
        },
        horizon="8.5 min",
    )
    held = trace(text % "hold", engine, "unblocked")
    released = trace(text % "release", engine, "unblocked")
    assert held == [(7, "unblocked", "part-2", "a.1")]
    assert released == [(5, "unblocked", "part-2", "a.1")]


def test_the_machine_that_waited_longest_gets_the_job(engine: str) -> None:
    """Two machines, jobs of 1 minute every 2 minutes: they take turns."""
    text = plant(
        {"press": station(machines="2", processing="1 min")}, orders="{every: 2 min}", horizon="7 min"
    )
    assert [line[3] for line in trace(text, engine, "loaded")] == ["press.1", "press.2", "press.1", "press.2"]


def test_a_queue_gives_way_by_its_order(engine: str) -> None:
    """Last in, first out: what came last while the machine worked goes first."""
    text = plant(
        {"press": station(processing="5 min", queue="{order: lifo}")},
        orders="{every: 2 min}",
        horizon="11 min",
    )
    assert [line[2] for line in trace(text, engine, "loaded")] == ["part-1", "part-3", "part-5"]


def test_of_two_things_at_one_instant_the_one_put_on_the_clock_first_comes_first(engine: str) -> None:
    """The failure was put on the clock before the work: it stops it with nothing left, and the work ends with the repair."""
    text = plant(
        {
            "press": station(
                processing="4 min",
                failures="{jam: {clock: calendar, time_to_failure: 4 min, time_to_repair: 1 min}}",
            )
        },
        orders="{every: 1 d}",
        horizon="6 min",
    )
    assert trace(text, engine, "failed", "repaired", "work_finished") == [
        (4, "failed", "part-1", "press.1"),
        (5, "repaired", None, "press.1"),
        (5, "work_finished", "part-1", "press.1"),
    ]
