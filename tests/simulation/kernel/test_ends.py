"""How does the kernel end before the horizon? Whoever interrupts it is heard at once, and what fails is told."""

import signal
from collections.abc import Sequence
from typing import Any

import pytest

from shopfloor.scenario import loads
from shopfloor.simulation.kernel import run, words
from shopfloor.simulation.kernel.lowering import plant
from shopfloor.simulation.kernel.records import Plant

LONG = """
scenario: long
clock: {start: 2026-01-05T00:00, horizon: 5000 d}
products: {one: {orders: {every: 1 min}, route: [a]}}
stations: {a: {processing: {exponential: {mean: 50 s}}}}
"""

CROWDED = """
scenario: crowded
clock: {start: 2026-01-05T00:00, horizon: 2 h}
products: {one: {orders: {every: 1 h, quantity: 3000}, route: [a, b]}}
travel: {otherwise: 1 s}
stations:
  a: {processing: 1 s, machines: 3, batch: {min: 2, max: 2500, wait_at_most: 0 s}, queue: {order: random}}
  b: {processing: 1 s}
"""


def test_an_interruption_ends_the_run() -> None:
    """It comes while the kernel runs, is raised to the caller, and hardly any row follows."""
    chunks = 0

    def take(columns: Sequence[Any]) -> None:
        nonlocal chunks
        chunks += 1
        if chunks == 2:
            signal.raise_signal(signal.SIGINT)

    scenario = loads(LONG)
    with pytest.raises(KeyboardInterrupt):
        run.run_replication(scenario, 1, 0, take)
    assert chunks < 100


@pytest.mark.parametrize("table", ["JOBS", "CLOCK", "RING", "RANKING"])
def test_a_table_that_cannot_grow_ends_the_run(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """When memory is used up, nothing is written beyond the end of a table, and the error comes to the caller."""
    enlarged = run._enlarged

    def refuse(plant: Plant, what: int) -> Plant:
        if what == getattr(words, table):
            raise MemoryError(table)
        return enlarged(plant, what)

    monkeypatch.setattr(run, "_enlarged", refuse)
    with pytest.raises(MemoryError, match=table):
        run.run_replication(loads(CROWDED), 1, 0, lambda columns: None)


def test_a_log_in_memory_is_the_log_that_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks that are kept hold what they held when they were full, each in memory of its own."""
    monkeypatch.setattr(plant, "LOG_ROWS", 1000)
    scenario = loads(CROWDED)
    handed_on: list[list[int]] = []
    run.run_replication(scenario, 1, 0, lambda columns: handed_on.append(columns[0].to_pylist()))
    kept = run.log_in_memory(scenario, 1, 0)
    assert len(kept) == len(handed_on) > 3
    assert [chunk.rows["time_us"].tolist() for chunk in kept] == handed_on
