"""Is the kernel's log the reference engine's, byte for byte?

Exponential times hide a wrong order of simultaneous events; random plants have constant, zero and quarter-minute times,
so that much happens at once.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, reject, settings

from shopfloor.errors import ScenarioError
from shopfloor.scenario import build, gallery, load, loads
from shopfloor.simulation import simulate
from shopfloor.simulation.kernel import unknown
from shopfloor.simulation.kernel.run import TooLong, run_replication
from tests.plants import documents
from tests.plants.words import WORDS
from tests.simulation.kernel.identity import assert_same_log

SETTINGS = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))

KNOWN = frozenset({
    "absence", "alternatives", "assembly", "at", "batch", "before_service", "capacity", "choice", "defects", "disassembly",
    "due_in", "failures", "floor", "holidays", "initial", "inspection", "maintenance", "needs", "order", "pace", "pick",
    "power", "quality", "rate", "release", "repaired_by", "setup", "shares", "shift", "speed", "supply", "travel", "wear",
    "wip",
})  # fmt: skip
"""The words of random plants that the kernel knows."""

KINDS = {
    "any": frozenset[str](),
    "everything": KNOWN,
    "blocking": frozenset({"before_service", "capacity", "failures", "initial"}),
    "quality": frozenset({"capacity", "quality", "setup", "shares"}),
    "shifts": frozenset({"capacity", "failures", "shift", "supply", "wip"}),
    "orders": frozenset({"due_in", "order", "pick", "setup"}),
    "forks": frozenset({"alternatives", "capacity", "choice", "initial", "order", "quality"}),
    "travel": frozenset({"alternatives", "before_service", "capacity", "floor", "supply", "travel"}),
    "backlog": frozenset({"choice", "due_in", "release", "wip"}),
    "ways": frozenset(
        {"choice", "failures", "inspection", "maintenance", "needs", "quality", "release", "shift", "travel"}
    ),
    "upkeep": frozenset({"capacity", "failures", "maintenance", "repaired_by", "shift", "wear"}),
    "faults": frozenset({"defects", "inspection", "quality", "wear"}),
    "people": frozenset({"capacity", "failures", "needs", "repaired_by", "shift"}),
    "walks": frozenset({"failures", "floor", "needs", "repaired_by", "shift"}),
    "crews": frozenset({"failures", "floor", "maintenance", "needs", "pace", "repaired_by", "shift", "wear"}),
    "paces": frozenset({"absence", "failures", "needs", "pace", "repaired_by", "setup", "shift"}),
    "batches": frozenset({"batch", "before_service", "capacity", "order", "pick"}),
    "parts": frozenset({"assembly", "capacity", "defects", "disassembly"}),
    "parts on forked ways": frozenset({"alternatives", "assembly", "batch", "capacity", "choice", "travel"}),
}

LINE = """
scenario: line
clock: {start: 2026-01-05T00:00, horizon: 40 h}
seed: 3
products:
  part: {orders: {supply: unlimited}, route: [a, b, c]}
  other: {orders: {every: 2 min, quantity: 150, due_in: 3 h}, route: [b, c]}
stations:
  a: {processing: {exponential: {mean: 20 s}}, quality: {scrap: 0.01}, failures: {jam: {clock: calendar, time_to_failure:
      {exponential: {mean: 6000 s}}, time_to_repair: {exponential: {mean: 300 s}}}}}
  b: {processing: 10 s, machines: 2, queue: {order: lifo}, setup: {to: {part: 3 s}}}
  c: {processing: {gamma: {mean: 5 s, cv: 0.5}}, queue: {capacity: 4, order: slack}, blocking: before_service}
"""

LARGE = """
scenario: large
clock: {start: 2026-01-05T00:00, horizon: 20 h}
products:
  part: {orders: {supply: unlimited}, route: [a, {alternatives: [b, c], by: shortest_queue}, d]}
stations:
  a: {processing: {exponential: {mean: 20 min}}, machines: 60, failures: {jam: {clock: calendar, job: scrap,
      time_to_failure: {exponential: {mean: 2 h}}, time_to_repair: {exponential: {mean: 5 min}}}}}
  b: {processing: 15 min, machines: 20, queue: {capacity: 10, order: spt}}
  c: {processing: 15 min, machines: 20, queue: {capacity: 10}, blocking: before_service}
  d: {processing: {uniform: {low: 5 min, high: 25 min}}, machines: 40, queue: {capacity: 9}}
"""

RING = """
scenario: ring
clock: {start: 2026-01-05T00:00, horizon: 5 h}
products:
  one: {orders: {every: 5 min, quantity: 2}, route: [a, b]}
  two: {orders: {every: 5 min, when_full: lose}, route: [b, c]}
  three: {orders: {every: 5 min}, route: [c, a]}
stations:
  a: {processing: 30 s, queue: {capacity: 0}}
  b: {processing: 4 min, queue: {capacity: 0}}
  c: {processing: {uniform: {low: 3 min, high: 6 min}}, queue: {capacity: 0}}
"""

ENDLESS = """
scenario: endless
clock: {start: 2026-01-05T00:00, horizon: 5 h}
products: {one: {orders: {wip: 3}, route: [a]}}
stations: {a: {processing: {discrete: {values: [0 s, 1 min], weights: [0.9999999, 0.0000001]}}}}
"""


AGES = """
scenario: ages
clock: {start: 2026-01-05T00:00, horizon: 5 h}
products: {one: {orders: {every: 1 h}, route: [a]}}
stations: {a: {processing: {discrete: {values: [1 min, 40000000 d], weights: [0.7, 0.3]}}, speed: 0.01, machines: 9}}
"""


@pytest.mark.parametrize("path", [path for path in gallery() if not unknown(load(path))], ids=str)
def test_gallery_scenarios_have_one_log(path: str, tmp_path: Path) -> None:
    """Every scenario of the gallery that the kernel knows."""
    assert assert_same_log(load(path), tmp_path) > 1000


def test_long_runs_have_one_log(tmp_path: Path) -> None:
    """More rows than a chunk or a row group holds, more draws than a block, orders larger than a block, a table of jobs
    that must grow."""
    assert assert_same_log(loads(LINE), tmp_path, replication=1) > 500_000


def test_large_plants_have_one_log(tmp_path: Path) -> None:
    """So many machines that their records are sent for before they are needed, for work that is then scrapped, too."""
    assert assert_same_log(loads(LARGE), tmp_path) > 10_000


def test_deadlocks_are_told_alike(tmp_path: Path) -> None:
    """Once, with the cycle, at the moment when it closes."""
    assert_same_log(loads(RING), tmp_path)
    events = pq.read_table(tmp_path / "kernel.parquet", columns=["kind"])
    assert "deadlocked" in events.column("kind").to_pylist()


def test_runs_without_end_are_refused_alike(tmp_path: Path) -> None:
    """Jobs that follow each other while no time passes: the same words from both."""
    assert assert_same_log(loads(ENDLESS), tmp_path) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_random_plants_have_one_log(kind: str, pytestconfig: pytest.Config) -> None:
    """Whatever the plant."""
    _hold(KINDS[kind], 60 if pytestconfig.option.identity else 5)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_many_random_plants_have_one_log(kind: str) -> None:
    """Whatever the plant, when there is time."""
    _hold(KINDS[kind], 2000)


def _hold(words: frozenset[str], examples: int) -> None:
    @settings(SETTINGS, max_examples=examples)
    @given(document=documents(always=words, never=frozenset(WORDS) - KNOWN))
    def test(document: dict[str, Any]) -> None:
        try:
            scenario = build(document)
        except ScenarioError:
            reject()  # batches that could never all be promised a place
        assert not unknown(scenario)
        with TemporaryDirectory() as folder:
            assert_same_log(scenario, Path(folder))

    test()


def test_what_64_bits_cannot_count_is_left_to_the_reference_engine(tmp_path: Path) -> None:
    """Eleven million years at a slow machine: the kernel says so, and the run has its log all the same."""
    scenario = loads(AGES)
    assert not unknown(scenario)
    with pytest.raises(TooLong):
        run_replication(scenario, scenario.seed, 0, lambda columns: None)
    for engine in ("reference", "kernel"):
        simulate(scenario, out=tmp_path / engine, engine=engine)
    written = [
        (tmp_path / engine / "events" / "replication-00000.parquet").read_bytes()
        for engine in ("reference", "kernel")
    ]
    assert written[0] == written[1]


def test_workers_and_engines_make_the_same_files(tmp_path: Path) -> None:
    """The whole folder, however it was made."""
    scenario = loads(RING)
    for name, how in {"one": {"engine": "reference"}, "two": {"engine": "kernel", "workers": 2}}.items():
        simulate(scenario, replications=3, out=tmp_path / name, **how)  # type: ignore[arg-type]
    names = sorted(
        path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file()
    )
    assert len(names) == 4
    for path in names:
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes()
