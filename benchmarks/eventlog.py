"""How fast is the log written, against bare pyarrow building the same file from the same rows?

The rows are those of a simulated line. Prints one JSON object.
"""

import argparse
import tempfile
import time
from pathlib import Path

from figures import tell_pairs
from peers.rows import write_bare
from shopfloor.eventlog import EventWriter
from shopfloor.scenario import loads
from shopfloor.simulation.reference import run_replication
from simulation import line

_CHUNK = 65_536


def write_theirs(path: Path, rows: list[tuple[object, ...]]) -> None:
    write_bare(path, rows, ticks_per_s=1e6)


def write_ours(path: Path, rows: list[tuple[object, ...]]) -> None:
    with EventWriter(path, 0) as writer:
        for first in range(0, len(rows), _CHUNK):
            writer.write(rows[first : first + _CHUNK])  # type: ignore[arg-type]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--horizon", type=float, default=600_000.0, help="seconds of plant time")
    arguments = parser.parse_args()
    rows: list[tuple[object, ...]] = []
    run_replication(loads(line(10, arguments.horizon)), 1, 0, rows.extend)
    pairs = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(arguments.rounds + 1):
            seconds = []
            for write in (write_ours, write_theirs):
                began = time.perf_counter()
                write(Path(folder) / f"{write.__name__}-{number}.parquet", rows)
                seconds.append(time.perf_counter() - began)
            if number:  # the first round warms up
                pairs.append((len(rows) / seconds[0], len(rows) / seconds[1]))
    tell_pairs("log rows per second", "EventWriter", "bare pyarrow", pairs)


if __name__ == "__main__":
    main()
