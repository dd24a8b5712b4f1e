"""How fast is the log written, against bare pyarrow building the same file from the same rows?

The rows are those of a simulated line. Prints one JSON object.
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from shopfloor.contracts.events import EVENT_SCHEMA
from shopfloor.eventlog import EventWriter
from shopfloor.scenario import loads
from shopfloor.simulation.reference import run_replication
from simulation import line

_CHUNK = 65_536


def write_bare(path: Path, rows: list[tuple[object, ...]]) -> None:
    """What one would write by hand: columns from tuples, one table per chunk."""
    with pq.ParquetWriter(path, EVENT_SCHEMA, compression="zstd") as writer:
        for first in range(0, len(rows), _CHUNK):
            chunk = rows[first : first + _CHUNK]
            time_us, *others = zip(*chunk, strict=True)
            columns = [
                pa.array([0] * len(chunk), pa.int32()),
                pa.array(range(first, first + len(chunk)), pa.int64()),
                pa.array([time / 1e6 for time in time_us], pa.float64()),
            ]
            for field, values in zip(list(EVENT_SCHEMA)[3:], others, strict=True):
                if pa.types.is_dictionary(field.type):
                    columns.append(pa.array(values, pa.string()).dictionary_encode())
                else:
                    columns.append(pa.array(values, field.type))
            writer.write_table(pa.table(columns, schema=EVENT_SCHEMA))


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
            for write in (write_ours, write_bare):
                began = time.perf_counter()
                write(Path(folder) / f"{write.__name__}-{number}.parquet", rows)
                seconds.append(time.perf_counter() - began)
            if number:  # the first round warms up
                pairs.append((len(rows) / seconds[0], len(rows) / seconds[1]))
    print(
        json.dumps(
            {
                "measure": "log rows per second",
                "subject": "EventWriter",
                "peer": "bare pyarrow",
                "value": statistics.median(ours for ours, _ in pairs),
                "peer_value": statistics.median(theirs for _, theirs in pairs),
                "ratio": statistics.median(ours / theirs for ours, theirs in pairs),
                "rounds": len(pairs),
            }
        )
    )


if __name__ == "__main__":
    main()
