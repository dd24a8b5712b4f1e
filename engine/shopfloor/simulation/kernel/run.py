"""How does one replication run? The kernel and Python take turns.

The kernel returns when it lacks draws, rows of the log or room; Python gives it those, and calls it again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa

from shopfloor.errors import RunError
from shopfloor.scenario import Scenario
from shopfloor.simulation.kernel.kernel import advance
from shopfloor.simulation.kernel.log import RowGroups
from shopfloor.simulation.kernel.lower import Lowered, lower, name_stream
from shopfloor.simulation.kernel.records import BLOCK, NONE, Plant, Table
from shopfloor.simulation.kernel.tables import directory
from shopfloor.simulation.kernel.words import DONE, ENDLESS
from shopfloor.units import duration_text, to_seconds

__all__ = ["run_replication", "run_to_the_end"]


def run_replication(
    scenario: Scenario, seed: int, replication: int, write_group: Callable[[Sequence[pa.Array]], None]
) -> None:
    """Run ``[0, horizon)`` of one replication and hand its events on as columns, row group by row group, in order (see
    ``eventlog.EventWriter.write_group``).

    Raises:
        RunError: jobs come and go without any time passing, for ever.
    """
    groups = RowGroups(write_group)
    run_to_the_end(scenario, seed, replication, groups.take)
    groups.finish()


def run_to_the_end(
    scenario: Scenario, seed: int, replication: int, sink: Callable[[Lowered, Table], None]
) -> None:
    """Run one replication and hand its rows to ``sink``, chunk by chunk, in order; a chunk is overwritten by the next."""
    lowered = lower(scenario, seed, replication)
    for stream in range(len(lowered.blocks)):
        _fetch(lowered, stream, 0)
    tables = directory(lowered.plant)
    while True:
        advance(tables.ctypes.data)
        run = lowered.plant.run[0]
        if run["status"] == ENDLESS:
            raise _endless(lowered)
        is_done = run["status"] == DONE
        rows = int(run["rows"])
        if rows and (is_done or rows + run["most_rows"] > len(lowered.plant.log)):
            sink(lowered, lowered.plant.log[:rows])
            run["rows"] = 0
        if is_done:
            return
        before = lowered.plant
        _fulfil(lowered)
        lowered.plant = _with_room(lowered.plant)
        if lowered.plant is not before:
            tables = directory(lowered.plant)


def _fulfil(lowered: Lowered) -> None:
    """Make the draws that are wanted."""
    plant = lowered.plant
    run = plant.run[0]
    for stream, block in plant.wishes[: run["wishes"]].tolist():
        _fetch(lowered, stream, block)
    run["wishes"] = 0
    if run["wanted_step"] != NONE:
        name_stream(lowered, int(run["wanted_step"]), int(run["wanted_kind"]), int(run["wanted_visit"]))
        run["wanted_step"] = NONE
    if run["asked"] != NONE:
        _fetch(lowered, int(run["asked"]), int(run["asked_block"]))
        run["asked"] = NONE


def _fetch(lowered: Lowered, stream: int, block: int) -> None:
    plant = lowered.plant
    place = block & 1
    plant.draws[stream, place * BLOCK : (place + 1) * BLOCK] = lowered.blocks[stream](block)
    plant.streams[stream]["odd" if place else "even"] = block


def _with_room(plant: Plant) -> Plant:
    """Enlarge the tables that one more event could fill."""
    run = plant.run[0]
    if run["free_jobs"] < run["most_jobs"]:
        plant = _with_more_jobs(plant)
    if run["timed"] + run["most_timed"] > len(plant.clock):
        plant = plant._replace(clock=_longer(plant.clock))
    if run["ring_count"] + run["most_timed"] > len(plant.ring):
        ring = _longer(np.roll(plant.ring, -int(run["ring_first"])))
        run["ring_first"] = 0
        plant = plant._replace(ring=ring)
    if run["told"] + run["most_told"] > len(plant.told):
        plant = plant._replace(told=_longer(plant.told))
    return plant


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
