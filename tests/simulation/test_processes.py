"""What if a process that shares the work is killed?"""

import os
import signal
import sys
from pathlib import Path

import pytest

from shopfloor.errors import RunError
from shopfloor.scenario import loads
from shopfloor.simulation import simulate
from shopfloor.simulation.processes import shared

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no signals there")

PLANT = """
scenario: cell
clock: {start: 2026-01-05T00:00, horizon: 2 h}
products: {part: {orders: {every: {exponential: {mean: 2 min}}}, route: [a]}}
stations: {a: {processing: 1 min}}
"""


def _die_once(task: tuple[Path, int]) -> int:
    """Be killed at the second number, the first time."""
    folder, number = task
    if number == 1 and not (folder / "killed").exists():
        (folder / "killed").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def _parent(task: int) -> int:
    return os.getppid()


def _die(task: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return task


def test_what_a_killed_process_had_not_done_is_done_again(tmp_path: Path) -> None:
    """Every result, in the order of the tasks."""
    told: list[int] = []
    results = shared(_die_once, [(tmp_path, number) for number in range(4)], 2, told.append)
    assert results == [0, 1, 4, 9]
    assert told[-1] == 4
    assert (tmp_path / "killed").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="processes are not copied there")
def test_processes_are_copies_of_one_that_has_loaded_everything() -> None:
    """Whoever asks for processes again does not wait for imports again."""
    [parent] = set(shared(_parent, [1, 2], 2))
    assert {parent} == set(shared(_parent, [3, 4], 2))
    assert parent != os.getpid()


def test_processes_that_are_always_killed_are_told_of() -> None:
    """No endless loop of new processes."""
    with pytest.raises(RunError, match="again and again"):
        shared(_die, [1, 2], 2)


def test_nothing_of_a_killed_process_stays_in_the_log(tmp_path: Path) -> None:
    """What it had begun to write is removed, and the log is the same as without."""
    folder = tmp_path / "events"
    folder.mkdir()
    (folder / ".replication-00000.parquet.123.partial").write_text("half a file")
    simulate(loads(PLANT), replications=1, out=tmp_path)
    assert [path.name for path in folder.iterdir()] == ["replication-00000.parquet"]
