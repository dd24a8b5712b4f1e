"""Do both engines write the same log of people who walk, learn, tire, stay away and are sent by a policy?

Every time is a multiple of half a minute, so that walks end when shifts end, machines fail and others arrive.
"""

from itertools import product
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from shopfloor.scenario import Scenario, build
from shopfloor.scenario.policies import POLICIES
from shopfloor.simulation.kernel import unknown
from tests.simulation.kernel.identity import assert_same_log

RULES: tuple[Any, ...] = ("finish", "interrupt", {"no_start_within": "3 min"})
SPEEDS = ("30 m/min", "10 m/min", None)


def half_minutes(*values: int) -> dict[str, Any]:
    """One of these numbers of half minutes, by chance."""
    return {
        "discrete": {
            "values": [f"{30 * value} s" for value in values],
            "weights": [1 / len(values)] * len(values),
        }
    }


def workshop(rule: Any, speed: str | None, policy: str, **group: Any) -> Scenario:
    """Three stations in a triangle of 30, 40 and 70 m; people work at all, repair at two, and come for an hour."""
    failing = {
        "clock": "calendar",
        "time_to_failure": half_minutes(3, 8, 14),
        "time_to_repair": half_minutes(1, 2, 5),
        "repaired_by": "fitting",
    }
    needs = {"needs": {"skill": "work"}, "machines": 2, "setup": {"to": {"one": "1 min"}}}
    walking = {} if speed is None else {"speed": speed}
    crew = {"count": 1, "skills": {"work": 0.3, "fitting": 1.0}} | walking | group
    return build(
        {
            "scenario": "workshop",
            "clock": {"start": "2026-01-05T00:00", "horizon": "6 h"},
            "seed": 5,
            "products": {
                "one": {"orders": {"every": half_minutes(4, 8), "priority": 1}, "route": ["a", "b"]},
                "two": {"orders": {"every": "2 min", "quantity": 2}, "route": ["c", "a"]},
            },
            "stations": {
                "a": {"processing": half_minutes(1, 4), "failures": {"jam": failing}, **needs},
                "b": {"processing": "1 min", **needs},
                "c": {
                    "processing": half_minutes(0, 2),
                    "failures": {"cut": failing | {"clock": "working", "job": "restart"}},
                    **needs,
                },
            },
            "people": {
                **{f"crew_{hour}": crew | {"shift": f"from_{hour}"} for hour in range(5)},
                "helper": {"count": 2, "skills": {"work": 1.0}, "home": "b"} | walking,
            },
            "floor": {"positions": {"a": [0, 0], "b": [30, 0], "c": [30, 40], "gate": [0, 40]}},
            "dispatch": policy,
            "shifts": {
                f"from_{hour}": {
                    "days": "mon-sun",
                    "from": f"0{hour}:00",
                    "to": f"0{hour + 1}:10",
                    "breaks": [{"at": f"0{hour}:30", "for": "7 min"}],
                    "at_end": rule,
                }
                for hour in range(5)
            },
        }
    )


@pytest.mark.parametrize(("rule", "speed", "policy"), list(product(RULES, SPEEDS, POLICIES)), ids=str)
def test_people_who_walk_have_one_log(rule: Any, speed: str | None, policy: str, tmp_path: Path) -> None:
    """Whatever the end of a shift does to them, and whoever sends them."""
    scenario = workshop(rule, speed, policy, home="gate")
    assert not unknown(scenario)
    assert assert_same_log(scenario, tmp_path) > 1000
    walks = (
        pq.read_table(tmp_path / "kernel.parquet", columns=["kind"])["kind"].to_pylist().count("walk_ended")
    )
    assert (walks > 50) == (speed is not None)


@pytest.mark.parametrize(("rule", "speed"), list(product(RULES, SPEEDS)), ids=str)
def test_people_whose_pace_changes_have_one_log(rule: Any, speed: str | None, tmp_path: Path) -> None:
    """Practice and fatigue at once, at setups, work and repairs, to the last bit of what is measured."""
    scenario = workshop(
        rule,
        speed,
        "least_skilled",
        learning={"rate": 0.87, "floor": 0.31, "experience": 2},
        fatigue={"tires_in": "7 min", "recovers_in": "11 min", "slows_by": 0.7},
    )
    assert assert_same_log(scenario, tmp_path) > 1000
    rows = pq.read_table(tmp_path / "kernel.parquet", columns=["kind", "detail"]).to_pylist()
    measured = {row["detail"] for row in rows if row["kind"] == "measured"}
    assert measured == {"fatigue", "repetitions"} | ({"walked_m"} if speed is not None else set())


@pytest.mark.parametrize("absence", [0.3, 0.8])
def test_people_who_stay_away_have_one_log(absence: float, tmp_path: Path) -> None:
    """For whole shifts, with their breaks; nobody is absent who is still there."""
    scenario = workshop("finish", "10 m/min", "nearest", absence=absence)
    days = {"clock": scenario.clock.model_copy(update={"horizon": 2 * 86_400.0})}
    assert assert_same_log(scenario.model_copy(update=days), tmp_path) > 1000
    kinds = pq.read_table(tmp_path / "kernel.parquet", columns=["kind"])["kind"].to_pylist()
    assert kinds.count("absent") >= 2
