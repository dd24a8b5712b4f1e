"""Who is next, by each order of a queue? Three jobs on three machines, worked by hand."""

import pytest

from tests.laws.measuring import lines, plant, run, station, story

# Job a passes saw, mill and drill in 2, 5 and 6 minutes, and is always first: the others come at the same moment, but
# behind it. So a saws 0-2, mills 2-7 and drills 7-13, and there are three choices between b (3, 3, 2 minutes) and c (1, 2,
# 4 minutes): at the saw at 2; at the mill at 7, where both are by 6; at the drill at 13, where both are by 12.
#
#   work left of b before saw, mill, drill: 8, 5, 2 minutes; of c: 7, 6, 4 minutes
#   b is due at 20 and c at 18: slack      at 2: 10 and 9;   at 7: 8 and 5;   at 13: 5 and 1
#                               ratio      at 2: 18/8 and 16/7 (2.25, 2.29);   at 7: 13/5 and 11/6;   at 13: 7/2 and 5/4
#   b at 18 and c at 18.5:      slack      at 2: 8 and 9.5;  at 7: 6 and 5.5; at 13: 3 and 1.5
#                               ratio      at 2: 16/8 and 16.5/7;   at 7: 11/5 and 11.5/6;   at 13: 5/2 and 5.5/4
SAW = {"b": "saw: a 0-2, b 2-5, c 5-6", "c": "saw: a 0-2, c 2-3, b 3-6"}
MILL = {"b": "mill: a 2-7, b 7-10, c 10-12", "c": "mill: a 2-7, c 7-9, b 9-12"}
DRILL = {"b": "drill: a 7-13, b 13-15, c 15-19", "c": "drill: a 7-13, c 13-17, b 17-19"}

CHOICES = [
    # order, due dates of b and c, who is first at the saw, the mill and the drill
    ("fifo", (20, 18), "bbb"),
    ("lifo", (20, 18), "cbc"),
    ("priority", (20, 18), "ccc"),
    ("spt", (20, 18), "ccb"),
    ("lpt", (20, 18), "bbc"),
    ("edd", (20, 18), "ccc"),
    ("edd", (18, 18.5), "bbb"),
    ("slack", (20, 18), "ccc"),
    ("slack", (18, 18.5), "bcc"),
    ("critical_ratio", (20, 18), "bcc"),
    ("critical_ratio", (18, 18.5), "bcc"),
]


def shop(
    order: str,
    due: tuple[float, float] = (20, 18),
    times: tuple[tuple[int, int, int], ...] = ((2, 5, 6), (3, 3, 2), (1, 2, 4)),
) -> str:
    names = ("saw", "mill", "drill")
    dues, priorities = (30, *due), (0, 1, 2)
    orders = [f"{{at: [0 s], due_in: {dues[i]} min, priority: {priorities[i]}}}" for i in range(3)]
    return plant(
        {name: station(queue=f"{{order: {order}}}") for name in names},
        products={
            job: f"{{orders: {orders[i]}, route: ["
            + ", ".join(
                f"{{station: {name}, processing: {time} min}}"
                for name, time in zip(names, times[i], strict=True)
            )
            + "]}"
            for i, job in enumerate("abc")
        },
        horizon="1 h",
    )


def gantt(text: str, engine: str) -> list[str]:
    """What each machine does: job, from minute to minute."""
    begun: dict[str, str] = {}
    rows: dict[str, list[str]] = {}
    for line in story(text, engine, "work_started", "work_finished"):
        minute, kind, job, machine = line.split()
        if kind == "work_started":
            begun[machine] = minute
        else:
            rows.setdefault(machine.split(".")[0], []).append(
                f"{job.split('-')[0]} {begun[machine]}-{minute}"
            )
    return [f"{name}: {', '.join(row)}" for name, row in rows.items()]


@pytest.mark.parametrize(("order", "due", "first"), CHOICES)
def test_three_jobs_on_three_machines(engine: str, order: str, due: tuple[float, float], first: str) -> None:
    """Each order gives its own schedule, to the minute."""
    assert gantt(shop(order, due), engine) == [SAW[first[0]], MILL[first[1]], DRILL[first[2]]]


def test_the_schedule_event_by_event(engine: str) -> None:
    """First in, first out: what a machine does next comes before the machine wakes that it has handed on to."""
    assert story(shop("fifo"), engine, without=["job_released"]) == lines("""
         0 queue_entered a-1 saw
         0 loaded a-1 saw.1
         0 queue_entered b-1 saw
         0 queue_entered c-1 saw
         0 work_started a-1 saw.1
         2 work_finished a-1 saw.1
         2 queue_entered a-1 mill
         2 loaded a-1 mill.1
         2 loaded b-1 saw.1
         2 work_started b-1 saw.1
         2 work_started a-1 mill.1
         5 work_finished b-1 saw.1
         5 queue_entered b-1 mill
         5 loaded c-1 saw.1
         5 work_started c-1 saw.1
         6 work_finished c-1 saw.1
         6 queue_entered c-1 mill
         7 work_finished a-1 mill.1
         7 queue_entered a-1 drill
         7 loaded a-1 drill.1
         7 loaded b-1 mill.1
         7 work_started b-1 mill.1
         7 work_started a-1 drill.1
        10 work_finished b-1 mill.1
        10 queue_entered b-1 drill
        10 loaded c-1 mill.1
        10 work_started c-1 mill.1
        12 work_finished c-1 mill.1
        12 queue_entered c-1 drill
        13 work_finished a-1 drill.1
        13 job_completed a-1
        13 loaded b-1 drill.1
        13 work_started b-1 drill.1
        15 work_finished b-1 drill.1
        15 job_completed b-1
        15 loaded c-1 drill.1
        15 work_started c-1 drill.1
        19 work_finished c-1 drill.1
        19 job_completed c-1
    """)


@pytest.mark.parametrize("order", ["priority", "spt", "lpt", "edd", "slack", "critical_ratio"])
def test_ties_go_by_arrival(engine: str, order: str) -> None:
    """Five equal jobs leave in the order in which they came."""
    text = plant(
        {"saw": station(processing="3 min", queue=f"{{order: {order}}}")},
        orders="{every: 1 d, quantity: 5, due_in: 20 min}",
        horizon="1 h",
    )
    assert [line.split()[2] for line in story(text, engine, "loaded")] == [f"part-{n}" for n in range(1, 6)]


def test_jobs_without_a_due_date_go_last(engine: str) -> None:
    """Whatever is due at all goes before what is not; among the latter, who came first."""
    for order in ("edd", "slack", "critical_ratio"):
        text = plant(
            {"saw": station(processing="3 min", queue=f"{{order: {order}}}")},
            products={
                "first": "{orders: {at: [0 s]}, route: [saw]}",
                "free": "{orders: {at: [1 min, 1 min]}, route: [saw]}",
                "due": "{orders: {at: [2 min], due_in: 9 h}, route: [saw]}",
            },
            horizon="1 h",
        )
        loaded = [line.split()[2] for line in story(text, engine, "loaded")]
        assert loaded == ["first-1", "due-1", "free-1", "free-2"]


def test_least_setup(engine: str) -> None:
    """On three saws of a kind, in a row: from a to b takes 4 minutes, to c 1; from c to b 2. Work takes 5 minutes each.

    Saw: a 0-5; c is set up 5-6 and sawn 6-11; b 11-13, 13-18. Mill: a 5-10, and waits for c until 11: 11-12, 12-17; b
    comes at 18: 18-20, 20-25. Drill: a 10-15; c comes at 17: 17-18, 18-23; b at 25: 25-27, 27-32.
    """
    matrix = "{between: {a: {b: 4 min, c: 1 min}, c: {b: 2 min}, b: {c: 7 min}}}"
    text = plant(
        {
            name: station(processing="5 min", queue="{order: least_setup}", setup=matrix)
            for name in ("saw", "mill", "drill")
        },
        products=dict.fromkeys("abc", "{orders: {at: [0 s]}, route: [saw, mill, drill]}"),
        horizon="1 h",
    )
    assert gantt(text, engine) == [
        "saw: a 0-5, c 6-11, b 13-18",
        "mill: a 5-10, c 12-17, b 20-25",
        "drill: a 10-15, c 18-23, b 27-32",
    ]
    assert story(text, engine, "setup_started") == lines("""
         5 setup_started c-1 saw.1 a>c
        11 setup_started b-1 saw.1 c>b
        11 setup_started c-1 mill.1 a>c
        17 setup_started c-1 drill.1 a>c
        18 setup_started b-1 mill.1 c>b
        25 setup_started b-1 drill.1 c>b
    """)


def test_least_setup_looks_at_the_machine_that_asks(engine: str) -> None:
    """Two machines, the first set up for a and the second for b, one of each waiting: each takes its own kind."""
    text = plant(
        {
            "saw": station(
                machines="2",
                processing="5 min",
                queue="{order: least_setup}",
                setup="{to: {a: 3 min, b: 3 min}}",
            )
        },
        products={
            "a": "{orders: {at: [0 s, 2 min]}, route: [saw]}",
            "b": "{orders: {at: [0 s, 1 min]}, route: [saw]}",
        },
        horizon="1 h",
    )
    assert story(text, engine, "loaded", "setup_started") == lines("""
        0 loaded a-1 saw.1
        0 loaded b-1 saw.2
        5 loaded a-2 saw.1
        5 loaded b-2 saw.2
    """)


@pytest.mark.parametrize(("pick", "machines"), [("longest_idle", "123123"), ("first", "123111")])
def test_which_idle_machine_takes_a_job(engine: str, pick: str, machines: str) -> None:
    """Three jobs at once, then one every 10 minutes, work of 5: in turn, or always the first that is idle."""
    text = plant(
        {"saw": station(machines="3", processing="5 min", pick=pick)},
        orders="{at: [0 s, 0 s, 0 s, 10 min, 20 min, 30 min]}",
        horizon="1 h",
    )
    assert "".join(line[-1] for line in story(text, engine, "loaded")) == machines


def test_which_idle_machine_takes_a_job_at_random(engine: str) -> None:
    """Each machine as often as the others, within three errors of the binomial law."""
    text = plant(
        {"saw": station(machines="4", processing="1 min", pick="random")},
        orders="{every: 2 min}",
        horizon="2400 min",
    )
    loads = run(text, engine).events.query("kind == 'loaded'")["machine"].value_counts()
    assert len(loads) == 4
    assert all(abs(count - 300) < 3 * (1200 * 0.25 * 0.75) ** 0.5 for count in loads)
