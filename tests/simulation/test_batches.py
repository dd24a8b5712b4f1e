"""Which jobs go into a machine together, and when?"""

from typing import Any

from tests.simulation.plants import MINUTE_US, entries, small

Loads = list[tuple[float, list[str]]]


def loads(batch: dict[str, Any], station: dict[str, Any] | None = None, **orders: Any) -> Loads:
    """(minute, the jobs of the batch), batch after batch; each takes ten minutes."""
    found: Loads = []
    scenario = small(
        products={
            name: {"orders": given, "route": ["oven"]} if "route" not in given else given
            for name, given in orders.items()
        },
        stations={"oven": {"processing": "10 min", "batch": batch} | (station or {})},
    )
    for row in entries(scenario, "batch_formed", "loaded"):
        if row.kind == "batch_formed":
            found.append((row.time_us / MINUTE_US, []))
        else:
            found[-1][1].append(row.job)
    return found


def test_a_batch_takes_what_is_there() -> None:
    """The first starts alone; those that came meanwhile go together, as many as go in."""
    part = {"at": ["0 s", "1 min", "2 min", "3 min"]}
    assert loads({"max": 2}, part=part) == [(0, ["part-1"]), (10, ["part-2", "part-3"]), (20, ["part-4"])]


def test_a_batch_waits_for_its_smallest_number() -> None:
    """Three are needed: it starts with the third, and the fourth waits for ever."""
    part = {"at": ["0 s", "1 min", "7 min", "8 min"]}
    assert loads({"min": 3, "max": 5}, part=part) == [(7, ["part-1", "part-2", "part-3"])]


def test_a_batch_waits_for_so_long_at_most() -> None:
    """The oldest has waited for five minutes: it starts with what is there."""
    part = {"at": ["0 s", "1 min", "20 min"]}
    waits = {"min": 3, "max": 5, "wait_at_most": "5 min"}
    assert loads(waits, part=part) == [(5, ["part-1", "part-2"]), (25, ["part-3"])]


def test_who_has_waited_longest_goes_when_the_machine_comes_free() -> None:
    """The wait was over while the machine was busy: no new wait begins."""
    part = {"at": ["0 s", "0 s", "1 min"]}
    waits = {"min": 2, "max": 2, "wait_at_most": "5 min"}
    assert loads(waits, part=part) == [(0, ["part-1", "part-2"]), (10, ["part-3"])]


def test_jobs_of_one_product_go_together() -> None:
    """The first of the queue leads, and takes its like along; the others wait."""
    waits = {"min": 2, "max": 2, "same": "product"}
    a, b = {"at": ["0 s", "2 min"]}, {"at": ["1 min", "3 min"]}
    assert loads(waits, a=a, b=b) == [(2, ["a-1", "a-2"]), (12, ["b-1", "b-2"])]


def test_jobs_of_one_family_go_together() -> None:
    """a and c are of one family; b stands for itself."""
    waits = {"min": 2, "max": 4, "same": "family", "families": {"warm": ["a", "c"]}}
    a, b, c = {"at": ["0 s"]}, {"at": ["1 min", "3 min"]}, {"at": ["2 min"]}
    assert loads(waits, a=a, b=b, c=c) == [(2, ["a-1", "c-1"]), (12, ["b-1", "b-2"])]


def test_the_order_of_the_queue_decides_who_leads() -> None:
    """The higher priority goes first, with the next of its product; not the oldest."""
    waits = {"min": 1, "max": 2, "same": "product"}
    low = {"at": ["0 s", "1 min", "2 min"]}
    high = {"at": ["3 min", "4 min"], "priority": 1}
    station = {"queue": {"order": "priority"}}
    assert loads(waits, station, low=low, high=high) == [
        (0, ["low-1"]),
        (10, ["high-1", "high-2"]),
        (20, ["low-2", "low-3"]),
    ]


def planned(time: str) -> list[float]:
    """The planned minutes of a batch of a job of 3 minutes and one of 8."""
    scenario = small(
        products={
            name: {"orders": {"at": ["0 s"]}, "route": [{"station": "oven", "processing": minutes}]}
            for name, minutes in (("quick", "3 min"), ("slow", "8 min"))
        },
        stations={"oven": {"batch": {"min": 2, "max": 2, "time": time}}},
    )
    return [row.value / 60 for row in entries(scenario, "work_started")]


def test_a_batch_takes_as_long_as_its_first_or_its_longest_job() -> None:
    """And all its jobs as long as the batch."""
    assert planned("first") == [3, 3]
    assert planned("longest") == [8, 8]


def test_supply_fills_the_batch() -> None:
    """There is always one more job: every batch is full."""
    found = loads({"max": 3}, part={"supply": "unlimited"})
    assert all(len(jobs) == 3 for _, jobs in found)
    assert found[0] == (0, ["part-1", "part-2", "part-3"])


def test_the_rows_of_a_batch_stand_in_its_order() -> None:
    """Work begins and ends for all at one instant, with the same machine."""
    scenario = small(
        products={"part": {"orders": {"at": ["0 s"], "quantity": 3}, "route": ["oven"]}},
        stations={"oven": {"processing": "10 min", "batch": {"min": 3, "max": 3}}},
    )
    rows = entries(scenario, "work_started", "work_finished", "job_completed")
    assert [(row.time_us / MINUTE_US, row.kind, row.job) for row in rows] == [
        (minute, kind, f"part-{number}")
        for minute, kind in ((0, "work_started"), (10, "work_finished"), (10, "job_completed"))
        for number in (1, 2, 3)
    ]


def test_a_failure_stops_the_whole_batch() -> None:
    """Each job is interrupted and resumed, or scrapped."""
    failure = {"clock": "calendar", "time_to_failure": {"trace": ["4 min", "1 d"]}, "time_to_repair": "1 min"}

    def kinds(job: str) -> list[tuple[str, str]]:
        scenario = small(
            products={"part": {"orders": {"at": ["0 s"], "quantity": 2}, "route": ["oven"]}},
            stations={
                "oven": {
                    "processing": "10 min",
                    "batch": {"min": 2, "max": 2},
                    "failures": {"jam": failure | {"job": job}},
                }
            },
        )
        rows = entries(
            scenario, "work_interrupted", "work_resumed", "work_restarted", "scrapped", "job_completed"
        )
        return [(row.kind, row.job) for row in rows]

    def both(*kinds: str) -> list[tuple[str, str]]:
        return [(kind, job) for kind in kinds for job in ("part-1", "part-2")]

    assert kinds("resume") == both("work_interrupted", "work_resumed", "job_completed")
    assert kinds("restart") == both("work_interrupted", "work_restarted", "job_completed")
    assert kinds("scrap") == both("work_interrupted", "scrapped")


def test_each_job_of_a_batch_gets_its_parts() -> None:
    """Two wholes in one batch take two bolts each; the work begins when the last has come."""
    scenario = small(
        products={
            "whole": {
                "orders": {"at": ["0 s", "0 s"]},
                "route": [{"station": "oven", "assemble": {"bolt": 2}}],
            },
            "bolt": {"orders": {"every": "1 min"}, "route": [{"station": "saw", "processing": "0 s"}]},
        },
        stations={"oven": {"processing": "10 min", "batch": {"min": 2, "max": 2}}, "saw": {}},
    )
    rows = entries(scenario, "parts_taken", "work_started")
    assert [(row.time_us / MINUTE_US, row.job) for row in rows if row.kind == "parts_taken"] == [
        (1, "whole-1"),
        (3, "whole-2"),
    ]
    assert {
        row.time_us / MINUTE_US for row in rows if row.kind == "work_started" and row.station == "oven"
    } == {3}
