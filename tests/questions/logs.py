"""What do the tests ask about? A log made of tables, with as many stoppages as a test needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from shopfloor.contracts.family import Family
from shopfloor.contracts.plant import CrewFacts, PlantFacts, ProductFacts, StationFacts
from shopfloor.questions import read_families
from shopfloor.questions.document import read_document
from shopfloor.questions.sqlcheck import sql_text

FAMILIES = Path(__file__).parent / "families"
MIN, H, DAY = 60_000_000, 3_600_000_000, 86_400_000_000
EIGHT = 2 * H
"""08:00 on the first day: the first whole window of 8 h begins."""
EVEN: dict[str, Any] = {"mix": {"unanswerable": 1 / 3}, "sizes": {"page": 1}}
"""As much of the family that has no answers as of the two others, and pages alone."""
MACHINES = ("saw.1", "saw.2", "mill.1", "drill.1")


def plant(replications: int = 3, days: int = 3, **changes: Any) -> PlantFacts:
    """A plant whose log starts on Monday 5 January 2026 at 06:00."""
    facts: dict[str, Any] = {
        "name": "shop",
        "description": "",
        "clock_start": "2026-01-05T06:00",
        "horizon_us": days * DAY,
        "warm_up_us": 0,
        "seed": 11,
        "replications": replications,
        "stations": [
            StationFacts(name="saw", machines=("saw.1", "saw.2"), queue_capacity=None),
            StationFacts(name="mill", machines=("mill.1",), queue_capacity=3),
            StationFacts(name="drill", machines=("drill.1",), queue_capacity=0),
        ],
        "crews": [CrewFacts(name="crew", people=("crew.1",), skills={"saw": 1.0})],
        "products": [ProductFacts(name="pump", route=("saw", "mill", "drill"), priority=1)],
    }
    return PlantFacts.model_validate(facts | changes)


@dataclass
class TableLog:
    """Stands in for an event log: the same two methods, over tables given as rows."""

    plant: PlantFacts
    tables: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    groups: int = 1

    @property
    def folder(self) -> Path:
        """Its own: no two logs lie in one place."""
        return Path(str(id(self)))

    def batches(self) -> list[range]:
        n = self.plant.replications
        bounds = [i * n // self.groups for i in range(self.groups + 1)]
        return [range(a, b) for a, b in pairwise(bounds)]

    def connect(
        self,
        replications: Iterable[int],
        *,
        stored: Sequence[str] = (),
        kept: Path | None = None,
        only: Sequence[str] = (),
    ) -> duckdb.DuckDBPyConnection:
        assert {*stored, *only} <= {"operations", "setups", "stoppages", "machine_states", "jobs", "people"}
        connection, wanted = duckdb.connect(), set(replications)
        connection.execute(sql_text("log_tables") + "DROP TABLE worlds;")
        everywhere = {
            "machines": [{"station": s.name, "machine": m} for s in self.plant.stations for m in s.machines],
            "stations": [{"station": s.name, "machines": len(s.machines)} for s in self.plant.stations],
        }
        for table, rows in {**everywhere, **self.tables}.items():
            chosen = [row for row in rows if row.get("replication") in {None, *wanted}]
            if chosen:
                connection.register("given", pa.Table.from_pylist(chosen))
                connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM given")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection


def stop(
    replication: int, machine: str, failed_us: int, lasted_us: int | None, mode: str = "jam"
) -> dict[str, Any]:
    return {
        "replication": replication,
        "station": machine.split(".")[0],
        "machine": machine,
        "mode": mode,
        "failed_us": failed_us,
        "repaired_us": None if lasted_us is None else failed_us + lasted_us,
    }


def shop(replications: int = 3, days: int = 3, groups: int = 1) -> TableLog:
    """Every machine stops every 100 minutes or so, for as long as some arithmetic says."""
    stops = [
        stop(
            r,
            machine,
            us,
            1 * MIN + (us * (m + 3) + r * 7_919_000_017) % (25 * MIN),
            ("jam", "blade")[us % 2],
        )
        for r in range(replications)
        for m, machine in enumerate(MACHINES)
        for us in range((m + 1) * 7 * MIN + 12_345_678 * (r + 1), days * DAY, (80 + 9 * m) * MIN + 1_234_567)
    ]
    events = [
        {"replication": r, "event": i, "time_s": us / 1e6, "kind": "failed"}
        for r in range(replications)
        for i, us in enumerate(sorted(s["failed_us"] for s in stops if s["replication"] == r))
    ]
    return TableLog(plant(replications, days), {"stoppages": stops, "events": events}, groups)


def families(*names: str) -> list[Family]:
    """The families of these tests, or some of them."""
    return [family for family in _families() if not names or family.family in names]


@cache
def _families() -> list[Family]:
    """Checked once: their worked cases take longer than most tests."""
    return read_families([FAMILIES])


def edited(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    """Copy a family file into an otherwise empty folder of families, with changes; return the folder."""
    source = next(FAMILIES.glob(f"*/{name}.yaml"))
    text = read_document(source).text
    for old, new in changes:
        assert old in text, f"{name} does not hold {old!r}"
        text = text.replace(old, new)
    target = folder / source.parent.name / source.name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return folder


def line_of(folder: Path, text: str) -> int:
    """The number of the line on which a text begins for the first time, in the only file of a folder of
    families."""
    (path,) = folder.glob("*/*.yaml")
    whole = path.read_text(encoding="utf-8")
    return whole.count("\n", 0, whole.index(text)) + 1
