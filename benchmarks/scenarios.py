"""How fast does each scenario of the gallery run, on each engine that knows it, and how long does one hour of it take?

Events per second of processor time are those of a replication with its log in memory; the kernel's is ten times as long. One
hour is the command ``shopfloor simulate``, a process with its imports and its KPIs. Prints one JSON object a line.
"""

import argparse
import json
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from processes import FailedRun, Rounds, run
from shopfloor.builtin import scenarios_folder

TIMES_AS_LONG = {"kernel": 10, "reference": 1}
SHORTER = 8
"""How much shorter a run is in a quick measurement, which takes every fifth scenario only."""
SECONDS = 200.0
"""Another round is begun only if it will end in this time."""


def rates(file: Path, seed: int, shorter: int) -> dict[str, Any]:
    """Events per second of each engine that knows the scenario."""
    from line import counted, in_memory
    from shopfloor.errors import RunError, UsageError
    from shopfloor.scenario import load
    from shopfloor.simulation import choose_engine

    usual = load(file)
    found: dict[str, float] = {}
    for engine, times in TIMES_AS_LONG.items():
        try:
            choose_engine(usual, engine)
        except (UsageError, RunError):
            continue
        horizon_s = usual.clock.horizon * times / shorter + usual.clock.warm_up
        # a run has one offset from UTC, and ten weeks may be longer than that holds; no figure depends on it
        brief, whole = (
            load(file, overrides={"clock.horizon": f"{s} s", "clock.time_zone": "UTC"})
            for s in (usual.clock.warm_up + 86_400, horizon_s)
        )
        in_memory(brief, seed, by_kernel=engine == "kernel")
        began = time.process_time()
        log = in_memory(whole, seed, by_kernel=engine == "kernel")
        seconds = time.process_time() - began
        found[engine] = counted(log)[0] / seconds
    return found


def one_hour(file: Path, engine: str) -> list[str]:
    """The command that simulates one hour, of a Monday morning: at midnight some plants have nothing to do."""
    changes = ("clock.start=2026-01-05T10:00", "clock.horizon=1 h", "clock.warm_up=0 s")
    change = [word for it in changes for word in ("--set", it)]
    how = ["--replications", "1", "--engine", engine, "--quiet"]
    return [sys.executable, "-m", "shopfloor", "simulate", str(file), *change, *how]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="every fifth scenario, shorter")
    parser.add_argument("--rates", nargs=2, metavar=("FILE", "SEED"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    shorter = SHORTER if given.quick else 1
    if given.rates:
        file, seed = given.rates
        print(json.dumps(rates(Path(file), int(seed), shorter)))
        return
    files = sorted(scenarios_folder().glob("*.yaml"))[:: 5 if given.quick else 1]
    per_s: dict[tuple[str, str], list[float]] = defaultdict(list)
    hours: dict[tuple[str, str], list[float]] = defaultdict(list)
    command = [sys.executable, __file__, *(["--quick"] if given.quick else [])]
    for seed in Rounds(given.rounds, SECONDS / shorter):
        for file in files:
            try:
                found = run([*command, "--rates", str(file), str(seed)]).told
                walls = {engine: run(one_hour(file, engine)).wall_s for engine in found}
            except FailedRun as error:
                print(f"{file.stem}: left out: {error}", file=sys.stderr)
                continue
            for engine, value in found.items():
                per_s[file.stem, engine].append(value)
                hours[file.stem, engine].append(walls[engine])
    told("rate", "events per second, log in memory", per_s)
    told("one_hour", "seconds of one hour, whole process", hours)


def told(case: str, measure: str, values: dict[tuple[str, str], list[float]]) -> None:
    """Print a figure for each scenario; where only the reference engine knows it, there is no peer and no ratio."""
    for scenario, engine in values:
        theirs = values[scenario, "reference"]
        if engine == "reference" and (scenario, "kernel") in values:
            continue
        ours = values[scenario, engine]
        alone = engine == "reference"
        figure = {
            "benchmark": "scenarios",
            "case": case,
            "measure": measure,
            "subject": f"{scenario}, {engine}",
            "peer": None if alone else "reference",
            "value": statistics.median(ours),
            "peer_value": None if alone else statistics.median(theirs),
            "ratio": None if alone else statistics.median(a / b for a, b in zip(ours, theirs, strict=True)),
            "rounds": len(ours),
        }
        print(json.dumps(figure))


if __name__ == "__main__":
    main()
