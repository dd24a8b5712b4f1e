"""What does an event cost when the run gets longer, the plant larger, the crew bigger, and what do two workers give?

Each point is a process of its own, turn by turn with the others. The cost of an event is that of the second part of a run of
two lengths, so that reading and laying out the plant, which happens once, does not count. A plant of thousands of machines
takes longer to lay out than to simulate; there the clock is read within one run, after a quarter of its rows and at its end.
Prints one JSON object a line.

- horizon: the line of ten machines, its log written to Parquet, and the peak memory
- machines: so many, in lines of ten side by side, because a long line takes long to fill
- people: a plant of fifty machines with so many people
- workers: eight replications of the line in one process and in two; wall time, without that of starting the processes
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from processes import Ended, FailedRun, Rounds, run

EVENTS_PER_S = 0.0556
"""Rows that each machine of the line writes in a second of plant time."""
LONGEST_EVENTS = 20_000_000
OF_MACHINES = 2_000_000
LEAST_OF_A_MACHINE = 2_000
"""Events of each machine: several blocks of draws, so that their cost is spread over the events that use them."""
OF_PEOPLE_H = 400.0
OF_WORKERS = 2_000_000
REPLICATIONS = 8

POINTS = {
    "horizon": (0.01, 0.1, 1.0),
    "machines": (10, 100, 1_000, 10_000),
    "people": (0, 5, 20, 80),
    "workers": (1, 2),
}
QUICK_POINTS = {"horizon": (0.01, 1.0), "machines": (10, 1_000), "people": (0, 20)}
"""Starting processes takes longer than a short run, so workers are not among them."""
SECONDS = 170.0
"""Another round is begun only if it will end in this time."""


def at_horizon(share: float, scale: float) -> dict[str, Any]:
    from line import counted, line, to_parquet

    def of(events: float) -> Callable[[], int]:
        scenario = line(10, events / 10 / EVENTS_PER_S)

        def rows() -> int:
            with TemporaryDirectory() as folder:
                return counted(to_parquet(scenario, 1, Path(folder) / "log.parquet", by_kernel=True))[0]

        return rows

    events = LONGEST_EVENTS * share * scale
    return second_part(of(events / 10), of(events))


def at_machines(machines: int, scale: float) -> dict[str, Any]:
    from line import line, only_counted
    from shopfloor.simulation.kernel.run import run_to_the_end

    only_counted(line(10, 600.0), 1, by_kernel=True)  # loads what is loaded once
    events = max(OF_MACHINES * scale, LEAST_OF_A_MACHINE * machines)
    # what a sink has taken by when; the last chunk is not full
    taken: list[tuple[int, float]] = []
    run_to_the_end(
        line(10, events / machines / EVENTS_PER_S, lines=machines // 10),
        1,
        0,
        len,
        lambda rows: taken.append((rows, time.process_time())),
    )
    first = len(taken) // 4
    cost_s = taken[-1][1] - taken[first][1]
    rows = [rows for rows, _ in taken]
    return {"cost_us": 1e6 * cost_s / sum(rows[first + 1 :]), "events": sum(rows)}


def at_people(people: int, scale: float) -> dict[str, Any]:
    from line import only_counted
    from people import plant, with_people
    from shopfloor.errors import UsageError
    from shopfloor.scenario import build
    from shopfloor.simulation import choose_engine

    def of(hours: float) -> Callable[[], int]:
        # five groups of as many
        document = with_people(plant(hours), {"count": people // 5}) if people else plant(hours)
        scenario = build(document)
        return lambda: only_counted(scenario, 1, by_kernel=engine == "kernel")

    try:
        engine = choose_engine(build(with_people(plant(1.0), {})), "kernel").name
    except UsageError:
        engine = "reference"
    hours = OF_PEOPLE_H * scale * (10 if engine == "kernel" else 1)
    return second_part(of(hours / 4), of(hours)) | {"engine": engine}


def at_workers(workers: int, scale: float) -> dict[str, Any]:
    from line import line
    from shopfloor.simulation import simulate

    def of(events: float) -> Callable[[], int]:
        scenario = line(10, events / 10 / EVENTS_PER_S)

        def rows() -> int:
            with TemporaryDirectory() as folder:
                simulate(
                    scenario,
                    replications=REPLICATIONS,
                    workers=workers,
                    engine="kernel",
                    out=Path(folder),
                )
                return rows_in(Path(folder) / "events")

        return rows

    measured = second_part(of(OF_WORKERS * scale / 10), of(OF_WORKERS * scale), time.perf_counter)
    if workers > 1:
        # others have used the processors
        del measured["cores"]
    return measured


def rows_in(folder: Path) -> int:
    import pyarrow.parquet as pq

    return sum(int(pq.read_metadata(file).num_rows) for file in folder.glob("*.parquet"))


def second_part(
    short: Callable[[], int], long: Callable[[], int], clock: Callable[[], float] = time.process_time
) -> dict[str, Any]:
    """What an event costs between the end of a short run and that of a long one, in microseconds, and how many processor
    cores were busy with that.

    The short run goes first without being counted: memory is asked for, and what is loaded once is loaded.
    """
    short()
    before = clock(), time.process_time(), time.perf_counter()
    fewer = short()
    between = clock(), time.process_time(), time.perf_counter()
    events = long()
    after = clock(), time.process_time(), time.perf_counter()
    cost_s, cpu_s, wall_s = ((c - b) - (b - a) for a, b, c in zip(before, between, after, strict=True))
    return {"cost_us": 1e6 * cost_s / (events - fewer), "events": events, "cores": cpu_s / wall_s}


AT = {"horizon": at_horizon, "machines": at_machines, "people": at_people, "workers": at_workers}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="a tenth of the events")
    parser.add_argument("--point", nargs=2, metavar=("WHAT", "X"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    scale = 0.1 if given.quick else 1.0
    if given.point:
        what, x = given.point
        print(json.dumps(AT[what](float(x) if what == "horizon" else int(x), scale)))
        return
    ended: dict[tuple[str, float], list[Ended]] = defaultdict(list)
    command = [sys.executable, __file__, *(["--quick"] if given.quick else [])]
    points = [(what, x) for what, of in (QUICK_POINTS if given.quick else POINTS).items() for x in of]
    left_out = {(what, x) for what, x in points if what == "workers" and x > (os.cpu_count() or 1)}
    for _ in Rounds(given.rounds, SECONDS * scale):
        for what, x in points:
            if (what, x) in left_out:
                continue
            try:
                ended[what, x].append(run([*command, "--point", what, str(x)]))
            except FailedRun as error:
                print(f"{_name(what, x, scale)}: left out: {error}", file=sys.stderr)
                left_out.add((what, x))
    for (what, x), runs in ended.items():
        first = ended[what, POINTS[what][0]]
        if (what, x) not in left_out and (what, POINTS[what][0]) not in left_out:
            told(what, x, runs, first, scale)


def told(what: str, x: float, runs: list[Ended], first: list[Ended], scale: float) -> None:
    """Print the figure of one point, beside the first of its kind."""
    costs = [it.told["cost_us"] for it in runs]
    first_costs = [it.told["cost_us"] for it in first]
    figure = {
        "benchmark": "scaling",
        "case": what,
        "x": x if what != "horizon" else LONGEST_EVENTS * x * scale,
        "measure": "microseconds per event" + (", wall time, workers running" if what == "workers" else ""),
        "subject": _name(what, x, scale),
        "peer": _name(what, POINTS[what][0], scale),
        "value": statistics.median(costs),
        "peer_value": statistics.median(first_costs),
        "ratio": statistics.median(a / b for a, b in zip(costs, first_costs, strict=True)),
        "events_per_s": statistics.median(1e6 / cost for cost in costs),
        "peak_mb": max(it.peak_mb for it in runs),
        "engine": runs[0].told.get("engine", "kernel"),
        "rounds": len(runs),
    }
    if "cores" in runs[0].told:
        figure["cores"] = statistics.median(it.told["cores"] for it in runs)
    print(json.dumps(figure))


def _name(what: str, x: float, scale: float) -> str:
    return f"{LONGEST_EVENTS * x * scale:,.0f} events" if what == "horizon" else f"{x:,} {what}"


if __name__ == "__main__":
    main()
