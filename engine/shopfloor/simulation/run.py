"""Which engine runs, and how do replications become one log?

Replications are independent of each other, so they run in as many processes as asked for; each writes a file
of its own and the log is the same for any number of workers.
"""

from __future__ import annotations

import multiprocessing
import shutil
import signal
import tempfile
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from shopfloor.errors import OutputError, RunError, UsageError
from shopfloor.eventlog import EventLog, EventWriter
from shopfloor.scenario import Scenario, plant_facts
from shopfloor.simulation.reference import run_replication

__all__ = ["ENGINES", "simulate"]

ENGINES = ("auto", "reference")
"""``auto`` takes the fastest engine that knows the whole scenario: in this version, the reference engine."""


def simulate(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 1,
    engine: str = "auto",
    out: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> EventLog:
    """Run a scenario and return its event log.

    Args:
        replications, seed: instead of those of the scenario.
        workers: how many processes share the replications; the log does not depend on it.
        engine: one of :data:`ENGINES`.
        out: the folder to write ``plant.json`` and ``events/`` into; left out, a temporary folder that is
            removed together with the log.
        progress: called with (replications done, replications in all).

    Raises:
        UsageError: an unknown engine, fewer than one replication or worker.
        OutputError: the log cannot be written.
        RunError: a worker process was killed.
    """
    if engine not in ENGINES:
        raise UsageError(f'unknown engine "{engine}"; expected one of {", ".join(ENGINES)}')
    count = scenario.replications if replications is None else replications
    if count < 1:
        raise UsageError(f"got {count} replications; expected 1 or more")
    if workers < 1:
        raise UsageError(f"got {workers} workers; expected 1 or more")
    chosen_seed = scenario.seed if seed is None else seed
    if chosen_seed < 0:
        raise UsageError(f"got the seed {chosen_seed}; expected a whole number from 0 on")
    try:
        temporary = _TemporaryFolder() if out is None else None
        folder = temporary.path if temporary is not None else Path(out or "")
        (folder / "events").mkdir(parents=True, exist_ok=True)
        facts = plant_facts(scenario, count, chosen_seed)
        (folder / "plant.json").write_text(facts.to_json(), encoding="utf-8")
    except OSError as error:
        place = out or tempfile.gettempdir()
        raise OutputError(
            f"{place}: cannot write the event log: {error.strerror}; try another --out"
        ) from error
    tasks = [(scenario, chosen_seed, replication, folder) for replication in range(count)]
    _run_all(tasks, min(workers, count), progress)
    return EventLog.open(folder, owns=temporary)


class _TemporaryFolder:
    """A folder that goes when nobody holds this object any more, or when the program ends."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="shopfloor-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


_Task = tuple[Scenario, int, int, Path]


def _run_all(tasks: list[_Task], workers: int, progress: Callable[[int, int], None] | None) -> None:
    if workers == 1:
        for done, task in enumerate(tasks, 1):
            _run_one(task)
            if progress is not None:
                progress(done, len(tasks))
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_end_quietly_on_ctrl_c) as pool:
        try:
            with _ctrl_c_held_back():
                futures = [pool.submit(_run_one, task) for task in tasks]
            for done, future in enumerate(futures, 1):
                future.result()
                if progress is not None:
                    progress(done, len(tasks))
        except BrokenProcessPool as error:
            raise RunError(
                "a worker process ended before its work was done: it was killed (out of memory? try fewer workers or a "
                "shorter horizon), or it could not start, because the script that calls simulate(workers=...) does so "
                'outside of `if __name__ == "__main__":`'
            ) from error
        except BaseException:
            # waits for what runs, or it would write into a folder that is gone
            pool.shutdown(cancel_futures=True)
            raise


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """Processes that are started in here take no Ctrl-C before they are ready for it: it would find them in
    the middle of their imports, and each would print a traceback."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_quietly_on_ctrl_c() -> None:
    """A worker ends at once; the process that asked for it tells the user and clears up."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _run_one(task: _Task) -> None:
    scenario, seed, replication, folder = task
    path = folder / "events" / f"replication-{replication:05d}.parquet"
    with EventWriter(path, replication) as writer:
        run_replication(scenario, seed, replication, writer.write)
