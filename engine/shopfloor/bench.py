"""How fast is this installation, side by side with the same work written by hand?

Every benchmark is a script of ``benchmarks/`` that prints a JSON object for each figure; it runs in a process of its own,
with its peer in the same process, turn by turn, so that the ratio holds on a busy machine.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

from shopfloor._version import __version__
from shopfloor.builtin import benchmarks_folder
from shopfloor.errors import RunError, UsageError

__all__ = ["BENCHMARKS", "Figure", "Report", "measure"]

BENCHMARKS = ("simulation", "kernel", "people", "eventlog", "questions", "main_command")


class Figure(TypedDict, total=False):
    """One measured figure; ``ratio`` is the median, over the rounds, of ``value`` by ``peer_value``."""

    measure: str
    subject: str
    peer: str
    value: float
    peer_value: float
    ratio: float
    rounds: int


class Report(TypedDict):
    """All figures of one call, and the machine they were measured on."""

    version: str
    python: str
    machine: str
    cores: int | None
    figures: list[Figure]


def measure(
    names: tuple[str, ...] = BENCHMARKS, *, rounds: int = 3, progress: Callable[[str], None] | None = None
) -> Report:
    """Run benchmarks one after the other.

    Raises:
        UsageError: a name that is no benchmark.
        RunError: a benchmark that did not end well.
    """
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        raise UsageError(f'unknown benchmark "{unknown[0]}"; expected one of {", ".join(BENCHMARKS)}')
    figures: list[Figure] = []
    for name in names:
        if progress is not None:
            progress(name)
        figures += _run(benchmarks_folder() / f"{name}.py", rounds)
    return Report(
        version=__version__,
        python=platform.python_version(),
        machine=f"{platform.system()} {platform.machine()}",
        cores=os.cpu_count(),
        figures=figures,
    )


def _run(script: Path, rounds: int) -> list[Figure]:
    # the package that runs now must be the one that is measured, however it was found
    package = str(Path(__file__).resolve().parents[1])
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    ended = subprocess.run(
        [sys.executable, str(script), "--rounds", str(rounds)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        check=False,
    )
    if ended.returncode:
        raise RunError(f"benchmark {script.stem} left with {ended.returncode}; what it said stands above")
    return [json.loads(line) for line in ended.stdout.splitlines()]
