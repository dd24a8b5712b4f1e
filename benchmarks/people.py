"""What do people cost? A plant of fifty machines with twenty people, against the same plant without people.

Ten stations of five machines with breakdowns. The people have three skills each, walk, learn, tire, and go by a policy; all
times are the same. Prints one JSON object for people of the plain kind and one for those with all of it.
"""

import argparse
import time
from typing import Any

from figures import tell_pairs
from shopfloor.scenario import Scenario, build
from shopfloor.simulation.reference import run_replication

STATIONS = [f"s{number}" for number in range(10)]


def plant(horizon_h: float) -> dict[str, Any]:
    """Fifty machines and no people."""
    failure = {"time_to_failure": {"exponential": {"mean": "20 h"}}, "time_to_repair": "30 min"}
    station = {"machines": 5, "processing": {"exponential": {"mean": "4.5 min"}}}
    return {
        "scenario": "fifty_machines",
        "clock": {"start": "2026-01-05T00:00", "horizon": f"{horizon_h} h"},
        "products": {"part": {"orders": {"every": {"exponential": {"mean": "2.6 min"}}}, "route": STATIONS}},
        "stations": {name: station | {"failures": {"jam": failure}} for name in STATIONS},
    }


def with_people(document: dict[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
    """The same with twenty people: each station needs one of five skills, and repairs need a sixth."""
    stations = {
        name: station
        | {
            "needs": {"skill": f"skill{number % 5}", "during": ["processing"]},
            "failures": {"jam": station["failures"]["jam"] | {"repaired_by": "repair"}},
        }
        for number, (name, station) in enumerate(document["stations"].items())
    }
    people = {
        f"crew{number}": {
            "count": 4,
            "skills": {f"skill{(number + step) % 5}": 1.0 - 0.1 * step for step in range(3)}
            | {"repair": 0.9},
        }
        | extra
        for number in range(5)
    }
    return document | {"stations": stations, "people": people}


def with_floor(document: dict[str, Any]) -> dict[str, Any]:
    """The same with people who walk, learn, tire, and go where it is nearest."""
    extra = {
        "speed": "1.2 m/s",
        "learning": {"rate": 0.9, "floor": 0.6},
        "fatigue": {"tires_in": "8 h", "recovers_in": "1 h", "slows_by": 0.2},
    }
    positions = {name: [number * 5.0, number % 2 * 8.0] for number, name in enumerate(STATIONS)}
    return with_people(document, extra) | {"floor": {"positions": positions}, "dispatch": "nearest"}


def rate(scenario: Scenario, seed: int) -> float:
    """Rows per second of processor time."""
    rows: list[object] = []
    began = time.process_time()
    run_replication(scenario, seed, 0, rows.extend)
    return len(rows) / (time.process_time() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--horizon", type=float, default=60.0, help="hours of plant time")
    arguments = parser.parse_args()
    without = build(plant(arguments.horizon))
    kinds = {
        "50 machines, 20 people": build(with_people(plant(arguments.horizon), {})),
        "50 machines, 20 people who walk, learn and tire": build(with_floor(plant(arguments.horizon))),
    }
    for scenario in (without, *kinds.values()):
        rate(scenario, 0)  # warm-up, not counted
    for subject, scenario in kinds.items():
        pairs = [(rate(scenario, seed), rate(without, seed)) for seed in range(1, arguments.rounds + 1)]
        tell_pairs("events per second", subject, "50 machines without people", pairs)


if __name__ == "__main__":
    main()
