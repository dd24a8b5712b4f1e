"""Which engine runs, and how do replications become one log?

Replications are independent of each other, so they run in as many processes as asked for; each writes a file
of its own and the log is the same for any number of workers.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path

from shopfloor.contracts.plant import PlantFacts
from shopfloor.errors import OutputError, UsageError
from shopfloor.eventlog import EventLog, EventWriter, remove_partial
from shopfloor.scenario import Scenario, plant_facts
from shopfloor.simulation.engines import choose_engine
from shopfloor.simulation.processes import shared
from shopfloor.simulation.reference import run_replication

__all__ = ["add_replications", "log_replication", "simulate"]


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
        engine: ``auto``, ``reference`` or ``kernel`` (see :func:`choose_engine`); the log is the same.
        out: the folder to write ``plant.json`` and ``events/`` into; left out, a temporary folder that is
            removed together with the log.
        progress: called with (replications done, replications in all).

    Raises:
        UsageError: an unknown engine, one that does not know the scenario, fewer than one replication or worker.
        OutputError: the log cannot be written.
        RunError: a worker process was killed.
    """
    _check(workers)
    count = scenario.replications if replications is None else replications
    if count < 1:
        raise UsageError(f"got {count} replications; expected 1 or more")
    chosen_seed = scenario.seed if seed is None else seed
    if chosen_seed < 0:
        raise UsageError(f"got the seed {chosen_seed}; expected a whole number from 0 on")
    chosen = choose_engine(scenario, engine, count).name
    try:
        temporary = _TemporaryFolder() if out is None else None
        folder = temporary.path if temporary is not None else Path(out or "")
        (folder / "events").mkdir(parents=True, exist_ok=True)
        _write_plant(folder, plant_facts(scenario, count, chosen_seed))
    except OSError as error:
        place = out or tempfile.gettempdir()
        raise OutputError(
            f"{place}: cannot write the event log: {error.strerror}; try another --out"
        ) from error
    tasks = [(scenario, chosen_seed, replication, folder, chosen) for replication in range(count)]
    shared(log_replication, tasks, workers, _watcher(progress, 0, count))
    return EventLog.open(folder, owns=temporary)


def add_replications(
    log: EventLog,
    scenario: Scenario,
    replications: int,
    *,
    workers: int = 1,
    engine: str = "auto",
    progress: Callable[[int, int], None] | None = None,
) -> EventLog:
    """Run more replications of a log, ``replications`` in all, and return the log with all of them.

    Replication n follows from the scenario, the seed and n, so the result is what as many replications at once
    would have made. The log that was given stays as it was.

    Args:
        log: made by :func:`simulate` of the same scenario.
        workers, engine, progress: as for :func:`simulate`; ``progress`` counts the replications that are there.

    Raises:
        UsageError: the log is of another plant, or has as many replications already.
        OutputError: the log cannot be written.
        RunError: a worker process was killed.
    """
    _check(workers)
    there = log.plant.replications
    if replications <= there:
        raise UsageError(f"got {replications} replications in all; expected more than the {there} of the log")
    if plant_facts(scenario, there, log.plant.seed) != log.plant:
        raise UsageError(f"{log.folder}: a log of another plant than {scenario.scenario} as it is given")
    try:
        _write_plant(log.folder, plant_facts(scenario, replications, log.plant.seed))
    except OSError as error:
        raise OutputError(
            f"{log.folder}: cannot write the event log: {error.strerror}; try another --out"
        ) from error
    chosen = choose_engine(scenario, engine, replications - there).name
    tasks = [(scenario, log.plant.seed, number, log.folder, chosen) for number in range(there, replications)]
    shared(log_replication, tasks, workers, _watcher(progress, there, replications))
    return EventLog.open(log.folder, owns=log)


def _check(workers: int) -> None:
    if workers < 1:
        raise UsageError(f"got {workers} workers; expected 1 or more")


def _write_plant(folder: Path, facts: PlantFacts) -> None:
    (folder / "plant.json").write_text(facts.to_json(), encoding="utf-8")


def _watcher(
    progress: Callable[[int, int], None] | None, already: int, total: int
) -> Callable[[int], None] | None:
    return None if progress is None else lambda done: progress(already + done, total)


class _TemporaryFolder:
    """A folder that goes when nobody holds this object any more, or when the program ends."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="shopfloor-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


_Task = tuple[Scenario, int, int, Path, str]


def log_replication(task: _Task) -> None:
    """Run one replication and write its log."""
    scenario, seed, replication, folder, engine = task
    path = folder / "events" / f"replication-{replication:05d}.parquet"
    remove_partial(path)
    if engine == "kernel" and _is_run_by_kernel(scenario, seed, replication, path):
        return
    with EventWriter(path, replication) as writer:
        run_replication(scenario, seed, replication, writer.write)


def _is_run_by_kernel(scenario: Scenario, seed: int, replication: int, path: Path) -> bool:
    """False if the kernel cannot count as far as it would have to; then nothing is written."""
    # loads a compiler, which a run of the reference engine need not wait for
    from shopfloor.simulation.kernel.run import TooLong
    from shopfloor.simulation.kernel.run import run_replication as run_in_kernel

    try:
        with EventWriter(path, replication) as writer:
            run_in_kernel(scenario, seed, replication, writer.write_group)
    except TooLong:
        return False
    return True
