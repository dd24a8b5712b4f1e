"""How long is a machine changed over, and what for?"""

from typing import Any

from tests.simulation.plants import entries, small


def setups(setup: dict[str, Any], *jobs: str, **station: Any) -> list[tuple[str, float]]:
    """(from and to, minutes) of the change-overs when jobs of these products come one after the other."""
    products = dict.fromkeys(jobs)
    times = {name: [f"{30 * n} min" for n, job in enumerate(jobs) if job == name] for name in products}
    scenario = small(
        clock={"horizon": "1 d"},
        products={name: {"orders": {"at": times[name]}, "route": ["mill"]} for name in products},
        stations={"mill": {"processing": "1 min", "setup": setup} | station},
    )
    return [(row.detail, row.value / 60) for row in entries(scenario, "setup_started")]


def test_the_matrix_has_a_time_for_a_pair() -> None:
    """The first job of a machine needs none, one of the same product neither, nor a pair that is not given."""
    between = {"between": {"a": {"b": "3 min"}, "b": {"a": "2 min"}}}
    assert setups(between, "a", "b", "b", "a", "c", "a") == [("a>b", 3), ("b>a", 2)]


def test_by_what_it_is_changed_to() -> None:
    """From whatever product."""
    assert setups({"to": {"a": "2 min", "c": "1 min"}}, "a", "b", "a", "c") == [("b>a", 2), ("a>c", 1)]


def test_families_need_no_setup_among_each_other() -> None:
    """a and c are of one family, by whose name the time is given; b stands for itself."""
    setup = {"families": {"round": ["a", "c"]}, "between": {"round": {"b": "3 min"}, "b": {"round": "4 min"}}}
    assert setups(setup, "a", "c", "b", "c", "a") == [("round>b", 3), ("b>round", 4)]


def test_by_what_differs() -> None:
    """Another step of the same product, another product at the same step, both."""
    scenario = small(
        clock={"horizon": "1 d"},
        products={
            "a": {"orders": {"at": ["0 s", "1 h"]}, "route": ["mill", "mill"]},
            "b": {"orders": {"at": ["2 h"]}, "route": ["mill"]},
        },
        stations={
            "mill": {
                "processing": "1 min",
                "setup": {"change": {"product": "1 min", "step": "2 min", "both": "4 min"}},
            }
        },
    )
    rows = entries(scenario, "setup_started")
    assert [(row.detail, row.value / 60) for row in rows] == [
        ("a.1>a.2", 2),
        ("a.2>a.1", 2),
        ("a.1>a.2", 2),
        ("a.2>b.1", 4),
    ]


def test_the_shortest_setup_goes_first() -> None:
    """The machine is set up for a; of b and c, which wait since before, c is nearer; then the a that came last."""
    setup = {
        "between": {"a": {"b": "5 min", "c": "2 min"}, "c": {"b": "4 min", "a": "1 min"}, "b": {"a": "1 min"}}
    }
    scenario = small(
        products={
            name: {"orders": {"at": times}, "route": ["mill"]}
            for name, times in (("a", ["0 s", "14 min"]), ("b", ["1 min"]), ("c", ["2 min"]))
        },
        stations={"mill": {"processing": "10 min", "setup": setup, "queue": {"order": "least_setup"}}},
    )
    assert [row.job for row in entries(scenario, "loaded")] == ["a-1", "c-1", "a-2", "b-1"]


def test_the_speed_of_a_machine_is_not_that_of_its_setups() -> None:
    """Work is done in half the time, the change-over in its own."""
    scenario = small(
        products={
            name: {"orders": {"at": [at]}, "route": ["mill"]} for name, at in (("a", "0 s"), ("b", "1 min"))
        },
        stations={"mill": {"processing": "10 min", "speed": 2.0, "setup": {"to": {"b": "3 min"}}}},
    )
    rows = entries(scenario, "work_started", "setup_started")
    assert [(row.kind, row.value / 60) for row in rows] == [
        ("work_started", 5),
        ("setup_started", 3),
        ("work_started", 5),
    ]
