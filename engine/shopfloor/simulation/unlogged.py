"""How do replications become figures without a log? Their rows are counted as they come, and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from shopfloor.eventlog.write import Row
from shopfloor.scenario import Scenario, plant_facts
from shopfloor.simulation.kernel.kpis.grid import Grid
from shopfloor.simulation.processes import shared
from shopfloor.simulation.run import log_replication

if TYPE_CHECKING:
    from shopfloor.simulation.kernel.kpis.seen import Seen
    from shopfloor.simulation.kernel.kpis.tally import Tally

__all__ = ["count_replications", "counting_fault", "counting_is_compiled", "log_replications"]


def counting_fault() -> str:
    """Return why rows cannot be counted here; empty if they can."""
    try:
        import_module("shopfloor.simulation.kernel.kpis.seen")
    except Exception as error:
        # an installation can be broken in any way
        return f"{type(error).__name__}: {error}"
    return ""


def counting_is_compiled() -> bool:
    """Has the counting code been compiled on this machine before?"""
    from shopfloor.simulation.kernel.cache import cache_folder

    folder = cache_folder()
    return folder is not None and any(folder.rglob("follow.*.nbc"))


def count_replications(
    scenario: Scenario,
    numbers: Sequence[int],
    *,
    seed: int,
    engine: str,
    grid: Grid,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> list[Seen]:
    """Run these replications and return what was seen of each, in their order.

    Args:
        engine: ``reference`` or ``kernel`` (see :func:`choose_engine`); what is seen is the same.
        workers: how many processes share the replications.
        progress: called with the number of replications done.

    Raises:
        RunError: a worker process was killed, or jobs follow each other without end.
    """
    return shared(_count, [(scenario, seed, number, engine, grid) for number in numbers], workers, progress)


def log_replications(
    scenario: Scenario, numbers: Sequence[int], folder: Path, *, seed: int, engine: str, workers: int = 1
) -> None:
    """Run these replications once more and write their log into a folder, as :func:`shopfloor.simulate` does.

    Raises:
        OutputError: the log cannot be written.
        RunError: a worker process was killed.
    """
    shared(log_replication, [(scenario, seed, number, folder, engine) for number in numbers], workers)


_Task = tuple[Scenario, int, int, str, Grid]
_Chunk = TypeVar("_Chunk")


def _count(task: _Task) -> Seen:
    # loads a compiler, which nobody else need wait for
    from shopfloor.simulation.kernel.kpis.seen import seen

    scenario, seed, number, engine, grid = task
    count = _counted_by_kernel if engine == "kernel" else _counted_by_reference
    return seen(count(scenario, seed, number, grid), number)


def _counted_by_kernel(scenario: Scenario, seed: int, number: int, grid: Grid) -> Tally:
    from shopfloor.simulation.kernel.kpis.tally import Tally
    from shopfloor.simulation.kernel.log import Chunk
    from shopfloor.simulation.kernel.run import run_to_the_end

    tally = Tally(plant_facts(scenario, 1, seed), grid, comes_back=_comes_back(scenario))

    def take(chunk: Chunk) -> None:
        tally.take(chunk.rows, chunk.names.details)

    run_to_the_end(scenario, seed, number, _as_it_is, take)
    return tally


def _counted_by_reference(scenario: Scenario, seed: int, number: int, grid: Grid) -> Tally:
    from shopfloor.simulation.kernel.kpis.numbering import Numbering
    from shopfloor.simulation.kernel.kpis.tally import Tally
    from shopfloor.simulation.reference import run_replication

    plant = plant_facts(scenario, 1, seed)
    tally = Tally(plant, grid, comes_back=_comes_back(scenario))
    numbering = Numbering(plant)

    def take(rows: list[Row]) -> None:
        tally.take(numbering.columns(rows), numbering.details)

    run_replication(scenario, seed, number, take)
    return tally


def _as_it_is(chunk: _Chunk) -> _Chunk:
    return chunk


def _comes_back(scenario: Scenario) -> bool:
    """May a job come to a station for a second time?"""
    return any(
        station.quality.rework is not None or station.inspection is not None
        for station in scenario.stations.values()
    ) or any(
        len({visit.station for visit in product.visits}) < len(product.visits)
        for product in scenario.products.values()
    )
