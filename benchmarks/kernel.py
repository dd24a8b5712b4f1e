"""How fast is the compiled engine, against the reference engine on the same line?

Ten exponential machines, ten places between them, breakdowns by the calendar that need nobody, an endless supply. Once with
the rows in memory, once with the log written to Parquet. Prints one JSON object for each.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from shopfloor.eventlog import EventWriter
from shopfloor.scenario import Scenario, loads
from shopfloor.simulation.kernel.run import run_replication as run_in_kernel
from shopfloor.simulation.kernel.run import run_to_the_end
from shopfloor.simulation.reference import run_replication as run_in_reference

TIMES_AS_LONG = 20
"""So that both take about as long: the kernel's run, against the reference engine's."""


def line(machines: int, horizon_s: float) -> Scenario:
    """The scenario of the line."""
    stations = "".join(
        f"  m{number}:\n"
        "    processing: {exponential: {mean: 60 s}}\n"
        + ("    queue: {capacity: 10}\n" if number > 1 else "")
        + "    failures:\n"
        "      jam: {clock: calendar, handover: release, time_to_failure: {exponential: {mean: 6000 s}},\n"
        "            time_to_repair: {exponential: {mean: 300 s}}}\n"
        for number in range(1, machines + 1)
    )
    route = ", ".join(f"m{number}" for number in range(1, machines + 1))
    return loads(
        f"scenario: line\nclock: {{start: 2026-01-05T00:00, horizon: {horizon_s} s}}\n"
        f"products:\n  part: {{orders: {{supply: unlimited}}, route: [{route}]}}\n"
        f"stations:\n{stations}"
    )


def rate(run: Callable[[], int]) -> float:
    """Rows per second."""
    began = time.perf_counter()
    rows = run()
    return rows / (time.perf_counter() - began)


def in_memory(scenario: Scenario, seed: int, *, by_kernel: bool) -> int:
    counts: list[int] = []
    if by_kernel:
        run_to_the_end(scenario, seed, 0, len, counts.append)
    else:
        run_in_reference(scenario, seed, 0, lambda rows: counts.append(len(rows)))
    return sum(counts)


def to_parquet(scenario: Scenario, seed: int, *, by_kernel: bool) -> int:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "events.parquet"
        with EventWriter(path, 0) as writer:
            if by_kernel:
                run_in_kernel(scenario, seed, 0, writer.write_group)
            else:
                run_in_reference(scenario, seed, 0, writer.write)
        return int(pq.read_metadata(path).num_rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--horizon", type=float, default=200_000.0, help="seconds of plant time")
    arguments = parser.parse_args()
    short = line(10, arguments.horizon)
    long = line(10, arguments.horizon * TIMES_AS_LONG)
    to_parquet(line(10, 3600), 0, by_kernel=True)  # compiled, and not counted
    for subject, run in {"kernel": in_memory, "kernel, to Parquet": to_parquet}.items():
        pairs = [
            (
                rate(lambda run=run, seed=seed: run(long, seed, by_kernel=True)),
                rate(lambda run=run, seed=seed: run(short, seed, by_kernel=False)),
            )
            for seed in range(1, arguments.rounds + 1)
        ]
        print(
            json.dumps(
                {
                    "measure": "events per second",
                    "subject": subject,
                    "peer": "reference engine",
                    "value": statistics.median(ours for ours, _ in pairs),
                    "peer_value": statistics.median(theirs for _, theirs in pairs),
                    "ratio": statistics.median(ours / theirs for ours, theirs in pairs),
                    "rounds": len(pairs),
                }
            )
        )


if __name__ == "__main__":
    main()
