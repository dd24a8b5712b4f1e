"""Do both engines write the same log? The files are compared byte for byte; where they differ, the rows tell where."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from shopfloor.errors import RunError
from shopfloor.eventlog import EventWriter
from shopfloor.scenario import Scenario
from shopfloor.simulation.kernel.run import run_replication as run_in_kernel
from shopfloor.simulation.reference import run_replication as run_in_reference

__all__ = ["assert_same_log"]


def assert_same_log(scenario: Scenario, folder: Path, replication: int = 0) -> int:
    """Run one replication on both engines; return how many rows there are."""
    reference, kernel = folder / "reference.parquet", folder / "kernel.parquet"
    told = _written_by_reference(scenario, reference, replication)
    assert _written_by_kernel(scenario, kernel, replication) == told
    if told is not None:
        return 0
    if reference.read_bytes() != kernel.read_bytes():
        _tell_first_difference(_rows(reference), _rows(kernel))
    return int(pq.read_metadata(kernel).num_rows)


def _written_by_reference(scenario: Scenario, path: Path, replication: int) -> str | None:
    """Write the file, or return what the run was stopped for."""
    try:
        with EventWriter(path, replication) as writer:
            run_in_reference(scenario, scenario.seed, replication, writer.write)
    except RunError as error:
        return str(error)
    return None


def _written_by_kernel(scenario: Scenario, path: Path, replication: int) -> str | None:
    try:
        with EventWriter(path, replication) as writer:
            run_in_kernel(scenario, scenario.seed, replication, writer.write_group)
    except RunError as error:
        return str(error)
    return None


def _rows(path: Path) -> list[dict[str, Any]]:
    return pq.read_table(path).to_pylist()  # type: ignore[no-any-return]


def _tell_first_difference(reference: list[dict[str, Any]], kernel: list[dict[str, Any]]) -> None:
    for expected, got in zip(reference, kernel, strict=False):
        assert got == expected
    assert len(kernel) == len(reference)
    raise AssertionError("the rows are equal, and the bytes are not")
