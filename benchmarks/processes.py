"""What does a process cost? Wall time from before its start until after its end, and its peak memory.

The operating system counts. It counts what stood in memory before the program was loaded, too, so whoever measures memory
imports little: this file and those that use it do without numpy and Arrow.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Ended", "FailedRun", "Rounds", "run"]

_AT_MOST_S = 180.0


class FailedRun(Exception):
    """A process that did not end well; the text is the last that it said."""


@dataclass(frozen=True)
class Ended:
    """A process that ended well; ``told`` is the JSON object in the last line of its output, empty if there is none."""

    wall_s: float
    peak_mb: float
    told: dict[str, Any]


def run(
    command: Sequence[str | Path], *, folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> Ended:
    """Run a program to its end.

    Raises:
        FailedRun: it left with another code than 0, took longer than three minutes, or is not there.
    """
    began = time.perf_counter()
    try:
        process = subprocess.Popen(
            list(map(str, command)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environment,
            text=True,
        )
    except OSError as error:
        raise FailedRun(f"{command[0]}: {error.strerror}") from error
    stopper = threading.Timer(_AT_MOST_S, process.kill)
    stopper.start()
    with process:
        assert process.stdout is not None
        said = process.stdout.read().strip().splitlines()
        stopper.cancel()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall_s = time.perf_counter() - began
    last = said[-1] if said else ""
    if process.returncode < 0 and wall_s >= _AT_MOST_S:
        raise FailedRun(f"{Path(command[0]).name} took longer than {_AT_MOST_S:g} s")
    if process.returncode:
        raise FailedRun(f"{Path(command[0]).name} left with {process.returncode}: {last}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Ended(wall_s, usage.ru_maxrss / unit, json.loads(last) if last.startswith("{") else {})


class Rounds:
    """The numbers of the rounds, 1, 2, 3 ..., as long as another one fits into the time; the first always does."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds

    def __iter__(self) -> Iterator[int]:
        began = time.perf_counter()
        for number in range(1, self._most + 1):
            yield number
            if (time.perf_counter() - began) * (number + 1) / number > self._seconds:
                return
