"""What does the main command cost, in time and memory, and does memory grow with the horizon?

Each run is a process of its own, counted by the operating system. Prints one JSON object a line.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import tell_pairs
from shopfloor.builtin import scenarios_folder


def run(folder: Path, *arguments: str) -> tuple[float, float]:
    """Wall seconds and peak memory (MB) of one run of the command line."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "shopfloor", *arguments], stdout=subprocess.DEVNULL, cwd=folder
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"shopfloor {' '.join(arguments)} left with {process.returncode}")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    scenario = str(scenarios_folder() / "assembly_line.yaml")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(folder, "run", scenario, "--quiet")  # warms up the file caches
        plain, longer, helped = [], [], []
        for _ in range(arguments.rounds):
            plain.append(run(folder, "run", scenario, "--quiet"))
            longer.append(run(folder, "run", scenario, "--quiet", "--set", "clock.horizon=50 d"))
            helped.append(run(folder, "--help"))
    for measure, number in (("seconds", 0), ("peak MB", 1)):
        pairs = [(b[number], a[number]) for a, b in zip(plain, longer, strict=True)]
        tell_pairs(measure, "run, ten times the horizon", "run", pairs)
    tell_pairs("seconds", "--help", "run", [(b[0], a[0]) for a, b in zip(plain, helped, strict=True)])


if __name__ == "__main__":
    main()
