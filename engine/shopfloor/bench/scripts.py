"""How is a benchmark run? As a script of ``benchmarks/`` that prints JSON, in a process of its own.

Its peer runs in the same script, turn by turn, so that the ratio holds on a busy machine.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from shopfloor._version import __version__
from shopfloor.bench.report import Figure, PeerFact, Report
from shopfloor.builtin import benchmarks_folder
from shopfloor.errors import RunError, UsageError

__all__ = ["BENCHMARKS", "measure"]

BENCHMARKS = (
    "peers",
    "scaling",
    "scenarios",
    "simulation",
    "people",
    "eventlog",
    "questions",
    "main_command",
)
_SCRIPTS = {"peers": "beside_peers"}
"""Where the script is not named as the benchmark."""
_WITH_QUICK = ("peers", "scaling", "scenarios")


def measure(
    names: tuple[str, ...] = BENCHMARKS,
    *,
    rounds: int = 3,
    quick: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Report:
    """Run benchmarks one after the other. One that does not end well stands under ``failed``; the others are measured.

    Args:
        rounds: how often each is measured at most; ``peers``, ``scaling`` and ``scenarios`` stop after some minutes.
        quick: one round, and of these three benchmarks a tenth of the events.

    Raises:
        UsageError: a name that is no benchmark.
    """
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        raise UsageError(f'unknown benchmark "{unknown[0]}"; expected one of {", ".join(BENCHMARKS)}')
    told: list[dict[str, Any]] = []
    failed: list[str] = []
    for name in names:
        if progress is not None:
            progress(name)
        script = benchmarks_folder() / f"{_SCRIPTS.get(name, name)}.py"
        flags = ["--quick"] if quick and name in _WITH_QUICK else []
        try:
            told += _run(script, ["--rounds", str(1 if quick else rounds), *flags])
        except RunError as error:
            failed.append(str(error))
    peers = [{key: it[key] for key in it if key != "fact"} for it in told if "fact" in it]
    return Report(
        version=__version__,
        python=platform.python_version(),
        machine=f"{platform.system()} {platform.machine()}",
        processor=_processor(),
        cores=os.cpu_count(),
        quick=quick,
        peers=cast(list[PeerFact], peers),
        failed=failed,
        figures=[cast(Figure, it) for it in told if "fact" not in it],
    )


def _run(script: Path, arguments: list[str]) -> list[dict[str, Any]]:
    # the package that runs now must be the one that is measured, however it was found
    package = str(Path(__file__).resolve().parents[2])
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    ended = subprocess.run(
        [sys.executable, str(script), *arguments],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        check=False,
    )
    if ended.returncode:
        raise RunError(f"the benchmark {script.stem} left with {ended.returncode}")
    return [json.loads(line) for line in ended.stdout.splitlines()]


def _processor() -> str:
    """The name of the processor, as the system tells it; empty if it does not."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
