"""What is the line that everything is measured on, and how does shopfloor run it?

Machines one behind the other with ten places between them, exponential work of mean 60 s, an endless supply; each breaks
down by the calendar (exponential: 6000 s to failure, 300 s to repair), its clock starts again when the repair ends, nobody
is needed for that, and the job goes on afterwards. A machine that cannot pass on its finished job keeps it.

As a script: one run in this process, told as one JSON object, as the scripts of ``peers/`` tell theirs.

    python benchmarks/line.py MACHINES HORIZON_S SEED --engine kernel [--parquet FILE]
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from shopfloor._version import __version__
from shopfloor.contracts.events import EventKind
from shopfloor.eventlog import EventWriter
from shopfloor.scenario import Scenario, build

PEERS = Path(__file__).parent / "peers"
_MEANS_S = {"processing": 60, "time_to_failure": 6000, "time_to_repair": 300}


def line(machines: int, horizon_s: float, lines: int = 1) -> Scenario:
    """The scenario of the line, or of several lines of ``machines`` each side by side."""
    exponential = {name: {"exponential": {"mean": f"{mean_s} s"}} for name, mean_s in _MEANS_S.items()}
    jam = {
        "clock": "calendar",
        "handover": "release",
        "time_to_failure": exponential["time_to_failure"],
        "time_to_repair": exponential["time_to_repair"],
    }
    stations, products = {}, {}
    for prefix, product in _names(lines):
        route = [f"{prefix}m{number}" for number in range(1, machines + 1)]
        products[product] = {"orders": {"supply": "unlimited"}, "route": route}
        for number, station in enumerate(route):
            queue = {"queue": {"capacity": 10}} if number else {}
            stations[station] = {"processing": exponential["processing"], "failures": {"jam": jam}} | queue
    return build(
        {
            "scenario": "line",
            "clock": {"start": "2026-01-05T00:00", "horizon": f"{horizon_s} s"},
            "products": products,
            "stations": stations,
        }
    )


def _names(lines: int) -> list[tuple[str, str]]:
    return [("", "part")] if lines == 1 else [(f"l{n}_", f"part{n}") for n in range(1, lines + 1)]


def in_memory(scenario: Scenario, seed: int, *, by_kernel: bool) -> list[Any]:
    """Run, and return the whole log: the kernel's as chunks of columns, the reference engine's as rows."""
    if by_kernel:
        from shopfloor.simulation.kernel.run import log_in_memory

        return log_in_memory(scenario, seed, 0)
    from shopfloor.simulation.reference import run_replication

    log: list[Any] = []
    run_replication(scenario, seed, 0, log.extend)
    return log


def only_counted(scenario: Scenario, seed: int, *, by_kernel: bool) -> int:
    """Run, let the log go as it comes, and return how many events it had."""
    counts: list[int] = []
    if by_kernel:
        from shopfloor.simulation.kernel.run import run_to_the_end

        run_to_the_end(scenario, seed, 0, len, counts.append)
    else:
        from shopfloor.simulation.reference import run_replication

        run_replication(scenario, seed, 0, lambda rows: counts.append(len(rows)))
    return sum(counts)


def to_parquet(scenario: Scenario, seed: int, path: Path, *, by_kernel: bool) -> Path:
    """Run, and return the file of the log."""
    with EventWriter(path, 0) as writer:
        if by_kernel:
            from shopfloor.simulation.kernel.run import run_replication as run_in_kernel

            run_in_kernel(scenario, seed, 0, writer.write_group)
        else:
            from shopfloor.simulation.reference import run_replication

            run_replication(scenario, seed, 0, writer.write)
    return path


def counted(log: list[Any] | Path, from_s: float = 0.0) -> tuple[int, int]:
    """Return how many events a log has, and how many jobs it finished from a time on."""
    if isinstance(log, Path):
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        batches = pq.ParquetFile(log).iter_batches(columns=["time_s", "kind"])
        return int(pq.read_metadata(log).num_rows), sum(
            _completed(batch["kind"], pc.greater_equal(batch["time_s"], from_s)) for batch in batches
        )
    first_us = round(from_s * 1e6)
    if log and isinstance(log[0], tuple):
        return len(log), sum(row[1] == "job_completed" and row[0] >= first_us for row in log)
    completed = list(EventKind).index(EventKind.JOB_COMPLETED)
    return sum(map(len, log)), sum(
        int(((chunk.rows["kind"] == completed) & (chunk.rows["time_us"] >= first_us)).sum()) for chunk in log
    )


def _completed(kinds: Any, is_late: Any) -> int:
    import pyarrow.compute as pc

    is_end = pc.equal(pc.cast(kinds, "string"), "job_completed")
    return int(pc.sum(pc.and_(is_end, is_late)).as_py() or 0)


def main() -> None:
    sys.path.append(str(PEERS))
    from told import add_arguments, told

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_arguments(parser)
    parser.add_argument("--parquet", type=Path, metavar="FILE", help="write the log to this file")
    parser.add_argument("--engine", choices=("kernel", "reference"), default="kernel")
    given = parser.parse_args()
    by_kernel = given.engine == "kernel"
    in_memory(line(2, 600.0), 0, by_kernel=by_kernel)  # loads what is loaded once, or compiles it
    scenario = line(given.machines, given.horizon_s)

    def run() -> list[Any] | Path:
        if given.parquet is None:
            return in_memory(scenario, given.seed, by_kernel=by_kernel)
        return to_parquet(scenario, given.seed, given.parquet, by_kernel=by_kernel)

    told(f"shopfloor {__version__}, {given.engine}", run, counted, given.horizon_s)


if __name__ == "__main__":
    main()
