"""How does one replication run? The kernel lets time pass, and asks Python for what it lacks.

While the kernel goes on, what it has written is dealt with in another thread: there are two sets of columns for the log, and
the kernel fills one while the other is written to the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar, cast

import numpy as np
import pyarrow as pa
from numba import int64

from shopfloor.errors import RunError
from shopfloor.scenario import Scenario
from shopfloor.simulation.kernel.compiled import IS_INTERPRETED
from shopfloor.simulation.kernel.kernel import advance
from shopfloor.simulation.kernel.log import Chunk, Names, columns, log_columns
from shopfloor.simulation.kernel.lowering import Lowered, lower, name_stream
from shopfloor.simulation.kernel.records import BLOCK, LOG, NONE, Plant, Table
from shopfloor.simulation.kernel.service import SERVICE
from shopfloor.simulation.kernel.tables import Directory
from shopfloor.simulation.kernel.words import (
    BROKEN,
    CLOCK,
    CONDITION,
    DIVIDE,
    ENDLESS,
    FATIGUE,
    FETCH_DRAWS,
    JOBS,
    MAKE_ROOM,
    NAME_STREAM,
    PACE_BEGINS,
    PACE_ENDS,
    RANKING,
    RING,
    TAKE_ROWS,
    TOO_LONG,
    URGENT,
)
from shopfloor.units import duration_text, to_seconds

__all__ = ["TooLong", "log_in_memory", "prepare", "run_replication", "run_to_the_end"]

_Converted = TypeVar("_Converted")
_A_WHILE_S = 0.2
_COLUMNS = list(log_columns(0))


class TooLong(RunError):
    """Something takes so long that 64 bits cannot count it; the reference engine can."""


def prepare() -> None:
    """Compile what Python calls, or load it where it has been compiled before."""
    if not IS_INTERPRETED:
        cast(Any, advance).compile((int64,))
    columns(_chunk(log_columns(1), 0, 0, Names(["product"], [], [], [], [])))


def run_replication(
    scenario: Scenario, seed: int, replication: int, write_group: Callable[[Sequence[pa.Array]], None]
) -> None:
    """Run ``[0, horizon)`` of one replication and hand its events on as columns, row group by row group, in order (see
    ``eventlog.EventWriter.write_group``). They are handed on from another thread, one after the other.

    Raises:
        RunError: jobs come and go without any time passing, for ever.
        TooLong: something takes more than 140,000 years.
    """
    run_to_the_end(scenario, seed, replication, columns, write_group)


def log_in_memory(scenario: Scenario, seed: int, replication: int) -> list[Chunk]:
    """Run one replication and return its whole log: the columns that the kernel has filled, as they are, 56 bytes a row.

    Raises:
        RunError: jobs come and go without any time passing, for ever.
        TooLong: something takes more than 140,000 years.
    """
    log: list[Chunk] = []
    run_to_the_end(scenario, seed, replication, lambda chunk: chunk, log.append, keeps_chunks=True)
    return log


def run_to_the_end(
    scenario: Scenario,
    seed: int,
    replication: int,
    convert: Callable[[Chunk], _Converted],
    sink: Callable[[_Converted], None],
    *,
    keeps_chunks: bool = False,
) -> Lowered:
    """Run one replication and hand its rows on, chunk by chunk, in order; all chunks but the last have ``LOG_ROWS`` rows.
    Return the plant as it is at the end.

    Args:
        convert: makes something of a chunk, while the kernel waits; the chunk holds until ``sink`` returns.
        sink: takes that in another thread, while the kernel goes on.
        keeps_chunks: chunks hold for ever; the kernel fills new columns each time, which come from that thread, too.

    Raises:
        RunError: jobs come and go without any time passing, for ever.
        TooLong: something takes more than 140,000 years.
    """
    lowered = lower(scenario, seed, replication)
    with ThreadPoolExecutor(1) as thread:
        sets = (_NewColumns if keeps_chunks else _TwoSets)(len(lowered.plant.log_kind), thread)
        assistant = _Assistant(lowered, lambda chunk: thread.submit(sink, convert(chunk)), sets)
        run = lowered.plant.run[0]
        _wait_for(assistant)
        if run["status"] == BROKEN:
            assert assistant.fault is not None
            raise assistant.fault
        if run["status"] == TOO_LONG:
            raise TooLong(
                "something takes more than 140,000 years, which only the engine reference can count"
            )
        if run["status"] == ENDLESS:
            raise _endless(lowered)
        assistant.end()
    return lowered


def _wait_for(assistant: _Assistant) -> None:
    """Let the kernel run in a thread of its own. An interruption (Ctrl-C) comes to the main thread, so never into the
    middle of what the kernel asks Python for, which must be done when the answer is there. The kernel ends with its
    present event."""
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(assistant.let_time_pass)
        try:
            # on Windows nothing interrupts a wait without an end
            while not wait([running], _A_WHILE_S).done:
                pass
        except BaseException:
            assistant.stop()
            raise
        running.result()


def _address_of(function: object) -> int:
    import ctypes

    return ctypes.cast(function, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


class _TwoSets:
    """Columns that are filled in turn."""

    def __init__(self, rows: int, thread: ThreadPoolExecutor) -> None:
        self._spare = log_columns(rows)

    def instead_of(self, full: dict[str, Table]) -> dict[str, Table]:
        """Return columns to be filled now."""
        spare, self._spare = self._spare, full
        return spare


class _NewColumns:
    """Columns of which each set is filled once. To get memory from the system takes as long as to fill it, so another
    thread gets it while the kernel goes on."""

    def __init__(self, rows: int, thread: ThreadPoolExecutor) -> None:
        self._rows, self._thread = rows, thread
        self._coming = thread.submit(_touched, rows)

    def instead_of(self, full: dict[str, Table]) -> dict[str, Table]:
        """Return columns to be filled now."""
        come = self._coming.result()
        self._coming = self._thread.submit(_touched, self._rows)
        return come


def _touched(rows: int) -> dict[str, Table]:
    """Return columns whose memory is there; the system gives it when somebody writes to it."""
    log = log_columns(rows)
    for name in LOG:
        log[f"log_{name}"].fill(0)
    return log


class _Assistant:
    """What Python does for the kernel while it runs."""

    def __init__(
        self,
        lowered: Lowered,
        hand_on: Callable[[Chunk], Future[None]],
        sets: _TwoSets | _NewColumns,
    ) -> None:
        self.directory = Directory(lowered.plant)
        self.fault: BaseException | None = None
        self._lowered = lowered
        self._hand_on = hand_on
        self._pending: Future[None] | None = None
        self._sets = sets

    def let_time_pass(self) -> None:
        """Call the kernel, and keep what it needs."""
        answer = SERVICE(self.serve)
        self._lowered.plant.run[0]["service"] = _address_of(answer)
        if IS_INTERPRETED:
            from shopfloor.simulation.kernel.interpreted import advertise

            advertise(self.directory)
        advance(self.directory.address)

    def stop(self) -> None:
        """Let the kernel end with its present event."""
        self._lowered.plant.run[0]["status"] = BROKEN

    def serve(self, what: int, one: int, two: int, three: int) -> int:
        """Do what the kernel asks for. An error must not go through compiled code: it waits until the kernel has ended."""
        try:
            if what == FETCH_DRAWS:
                self._fetch(one, two)
            elif what == DIVIDE:
                # Python rounds the quotient of any two whole numbers correctly
                self._lowered.plant.stoppages[one]["quotient"] = two / three
            elif what == TAKE_ROWS:
                self._take_rows()
            elif what == NAME_STREAM:
                return self._name(one, two, three)
            elif what == PACE_BEGINS:
                self._begin_at_pace(one, two, three)
            elif what == PACE_ENDS:
                self._lowered.paces[one].end(three, None if two == NONE else self._lowered.skills[two])
            elif what == CONDITION:
                self._tell_condition(one, two, three)
            elif what == MAKE_ROOM:
                self._lowered.plant = _enlarged(self._lowered.plant, one)
                self.directory.take(self._lowered.plant)
        except BaseException as error:
            self.fault = error
            self.stop()
        return 0

    def _begin_at_pace(self, person: int, skill: int, now_us: int) -> None:
        pace = self._lowered.paces[person]
        self._lowered.plant.answer[0] = pace.at(self._lowered.skills[skill], now_us)
        pace.begin(now_us)

    def _tell_condition(self, person: int, what: int, now_us: int) -> None:
        pace = self._lowered.paces[person]
        self._lowered.plant.answer[0] = (
            pace.fatigue(now_us) if what == FATIGUE else sum(pace.repetitions.values())
        )

    def end(self) -> None:
        """Hand on what is left."""
        if self._lowered.plant.run[0]["rows"]:
            self._take_rows()
        self._wait()

    def _wait(self) -> None:
        if self._pending is not None:
            pending, self._pending = self._pending, None
            pending.result()

    def _take_rows(self) -> None:
        lowered = self._lowered
        plant, run = lowered.plant, lowered.plant.run[0]
        full = {name: getattr(plant, name) for name in _COLUMNS}
        chunk = _chunk(full, int(run["rows"]), int(run["named"]), lowered.names())
        run["rows"] = run["named"] = 0
        handed_on = self._hand_on(chunk)
        # the chunk before must be done with, for its columns are the next to be filled
        self._wait()
        self._pending = handed_on
        lowered.plant = plant._replace(**self._sets.instead_of(full))
        self.directory.take(lowered.plant)

    def _name(self, row: int, kind: int, visit: int) -> int:
        stream = name_stream(self._lowered, row, kind, visit)
        self.directory.take(self._lowered.plant)
        return stream

    def _fetch(self, stream: int, chunk: int) -> None:
        plant = self._lowered.plant
        entry = plant.streams[stream]
        blocks = (1 << int(entry["shift"])) // BLOCK
        place = int(entry["place"]) + (chunk & 1) * blocks * BLOCK
        plant.draws[place : place + blocks * BLOCK] = self._lowered.sources[stream].blocks(
            chunk * blocks, blocks
        )
        entry["odd" if chunk & 1 else "even"] = chunk


def _chunk(log: Mapping[str, Table], rows: int, named: int, names: Names) -> Chunk:
    """Return the rows that are filled, of columns as they are called in ``Plant``."""
    filled = {name.removeprefix("log_"): column[:rows] for name, column in log.items()}
    return Chunk(filled, filled.pop("named")[:named], names)


def _enlarged(plant: Plant, what: int) -> Plant:
    """Return the plant with twice the room for something."""
    run = plant.run[0]
    if what == JOBS:
        return _with_more_jobs(plant)
    if what == CLOCK:
        return plant._replace(clock=_longer(plant.clock))
    if what == RING:
        ring = _longer(np.roll(plant.ring, -int(run["ring_first"])))
        run["ring_first"] = 0
        return plant._replace(ring=ring)
    if what == URGENT:
        urgent = _longer(np.roll(plant.urgent, -int(run["urgent_first"])))
        run["urgent_first"] = 0
        return plant._replace(urgent=urgent)
    if what == RANKING:
        return plant._replace(ranking=_longer(plant.ranking))
    return plant._replace(told=_longer(plant.told))


def _with_more_jobs(plant: Plant) -> Plant:
    """Twice as many jobs, the new ones free."""
    run, count = plant.run[0], len(plant.jobs)
    jobs = _longer(plant.jobs)
    jobs["behind"][count:] = np.arange(count + 1, 2 * count + 1)
    jobs["behind"][-1] = run["free_job"]
    run["free_job"] = count
    run["free_jobs"] += count
    return plant._replace(
        jobs=jobs,
        visits=_longer(plant.visits),
        entered=_longer(plant.entered),
        reworks=_longer(plant.reworks),
        forks=_longer(plant.forks),
        faults=_longer(plant.faults),
    )


def _longer(table: Table) -> Table:
    longer: Table = np.zeros((2 * len(table), *table.shape[1:]), table.dtype)
    longer[: len(table)] = table
    return longer


def _endless(lowered: Lowered) -> RunError:
    run = lowered.plant.run[0]
    product = lowered.products[run["culprit"]]
    return RunError(
        f"{product}: after {duration_text(to_seconds(int(run['now_us'])))} jobs follow each other without end and no time "
        "passes, because they are scrapped, or worked on, in no time at all; give the first step of its route a "
        "processing time"
    )
