"""How does a peer tell of its run? As one JSON object: events, finished parts, seconds of wall and of processor time.

It imports nothing that a peer's environment may lack.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

__all__ = ["add_arguments", "arguments", "rows_told", "told"]

FILLED_S = 14_400.0
"""When the line has long been full; parts are counted from here on, or a short run would seem to make fewer."""

Result = TypeVar("Result")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of every peer that simulates the line."""
    parser.add_argument("machines", type=int)
    parser.add_argument("horizon_s", type=float, help="seconds of plant time")
    parser.add_argument("seed", type=int)


def arguments(text: str | None, *, writes_parquet: bool = False) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser)
    if writes_parquet:
        parser.add_argument("--parquet", type=Path, metavar="FILE", help="write the log to this file, too")
    return parser.parse_args()


def told(
    peer: str, run: Callable[[], Result], count: Callable[[Result, float], tuple[int, int]], horizon_s: float
) -> None:
    """Time ``run``, and print what it took; ``count`` finds all events in what it returned, and the parts that were finished
    from a time on."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = run()
    wall_s, cpu_s = time.perf_counter() - wall, time.process_time() - cpu
    events, parts = count(result, FILLED_S)
    print(
        json.dumps(
            {
                "peer": peer,
                "events": events,
                "parts": parts,
                "counted_s": max(horizon_s - FILLED_S, 0.0),
                "wall_s": wall_s,
                "cpu_s": cpu_s,
            }
        )
    )


def rows_told(peer: str, simulate: Callable[[int, float, int], list[Any]], given: argparse.Namespace) -> None:
    """The same of a peer that returns rows of (time, kind, ...); they are written to Parquet if that is asked for."""

    def run() -> list[Any]:
        rows = simulate(given.machines, given.horizon_s, given.seed)
        if given.parquet is not None:
            write(given.parquet, rows)
        return rows

    if given.parquet is not None:
        from rows import write_bare as write
    told(peer, run, _counted, given.horizon_s)


def _counted(rows: list[Any], from_s: float) -> tuple[int, int]:
    return len(rows), sum(row[1] == "job_completed" and row[0] >= from_s for row in rows)
