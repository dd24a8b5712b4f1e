"""How fast does the reference engine simulate, against the same line in plain SimPy?

Ten exponential machines, ten places between them, breakdowns by the calendar, two technicians, an endless supply. Both write
the same kinds of rows into memory. Prints one JSON object.
"""

import argparse
import time

from figures import tell_pairs
from peers import plain_simpy
from shopfloor.scenario import loads
from shopfloor.simulation.reference import run_replication


def line(machines: int, horizon_s: float) -> str:
    """The scenario of the line."""
    stations = "".join(
        f"  m{number}:\n"
        "    processing: {exponential: {mean: 60 s}}\n"
        + ("    queue: {capacity: 10}\n" if number > 1 else "")
        + "    failures:\n"
        "      jam: {clock: calendar, handover: release, repaired_by: mechanical,\n"
        "            time_to_failure: {exponential: {mean: 6000 s}}, time_to_repair: {exponential: {mean: 300 s}}}\n"
        for number in range(1, machines + 1)
    )
    route = ", ".join(f"m{number}" for number in range(1, machines + 1))
    return (
        f"scenario: line\nclock: {{start: 2026-01-05T00:00, horizon: {horizon_s} s}}\n"
        f"products:\n  part: {{orders: {{supply: unlimited}}, route: [{route}]}}\n"
        f"stations:\n{stations}"
        "people:\n  technician: {count: 2, skills: {mechanical: 1.0}}\n"
    )


def rates(horizon_s: float, seed: int) -> tuple[float, float]:
    """Rows per second of the reference engine and of plain SimPy, one after the other."""
    scenario = loads(line(10, horizon_s))
    rows: list[object] = []
    began = time.process_time()
    run_replication(scenario, seed, 0, rows.extend)
    ours = len(rows) / (time.process_time() - began)
    began = time.process_time()
    theirs = len(plain_simpy.run(10, horizon_s, seed, technicians=2)) / (time.process_time() - began)
    return ours, theirs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--horizon", type=float, default=200_000.0, help="seconds of plant time")
    arguments = parser.parse_args()
    rates(arguments.horizon / 10, 0)  # warm-up, not counted
    pairs = [rates(arguments.horizon, seed) for seed in range(1, arguments.rounds + 1)]
    tell_pairs("events per second", "reference engine", "plain SimPy", pairs)


if __name__ == "__main__":
    main()
