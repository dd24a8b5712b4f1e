"""Is rare what was looked for, and can its rates be restored?"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from shopfloor.questions import FOCI, ask, focus_about
from shopfloor.questions.focus import Moments, focus_sql, moments, weights
from shopfloor.questions.worlds import Windows
from tests.questions.logs import MIN, H, TableLog, families, plant, shop, stop

PAGES: dict[str, Any] = {"sizes": {"page": 1}}


@pytest.fixture(scope="module")
def log() -> TableLog:
    """Machines never stop together but on the second day, when two of them do."""
    stops = []
    for r in range(10):
        for day in range(3):
            for i in range(48):
                machine = ("saw.1", "saw.2", "mill.1", "drill.1")[i % 4]
                at = day * 24 * H + i * 30 * MIN + r * 7_000_001 + day * 1_000_003
                lasted = 6 * MIN + (at * 7) % (20 * MIN)
                stops.append(stop(r, machine, at, lasted))
                if day == 1 and i == (11 * r) % 48:
                    stops.append(stop(r, "mill.1" if machine != "mill.1" else "saw.1", at + 2 * MIN, lasted))
    events = [
        {"replication": r, "event": i, "time_s": s["failed_us"] / 1e6, "kind": "failed"}
        for r in range(10)
        for i, s in enumerate(
            sorted((s for s in stops if s["replication"] == r), key=lambda s: s["failed_us"])
        )
    ]
    return TableLog(plant(10, 3), {"stoppages": stops, "events": events})


def happened(log: TableLog) -> Moments:
    connection = log.connect(range(10))
    rows = connection.execute(focus_sql("double_breakdown")).fetchall()
    assert len(rows) == 10
    return Moments({"double_breakdown": moments(rows)})


def test_a_share_of_the_records_holds_the_rare_thing(log: TableLog) -> None:
    """Half of each family, in windows that really hold it."""
    made = ask(
        log, questions=40, families=families("downtime_of_machine"), focus={"double_breakdown": 0.5}, **PAGES
    )
    assert Counter(record.provenance.focus for record in made.records) == {"double_breakdown": 20, None: 20}
    rare, windows = happened(log), Windows(log.plant, 8 * 3600)
    there = {
        (r, windows.world(r, n).window): rare.stratum(r, *windows.span(n))
        for r in range(10)
        for n in windows.numbers
    }
    for record in made.records:
        place = record.provenance.replication, record.provenance.window
        assert there[place] == record.provenance.focus


def test_weights_restore_the_rates(log: TableLog) -> None:
    """The weighted share of windows with a double breakdown is that of the whole log."""
    made = ask(
        log, questions=80, families=families("downtime_of_machine"), focus={"double_breakdown": 0.4}, **PAGES
    )
    rare, windows = happened(log), Windows(log.plant, 8 * 3600)
    of_log = [rare.stratum(r, *windows.span(n)) is not None for r in range(10) for n in windows.numbers]
    weight = {True: 0.0, False: 0.0}
    for record in made.records:
        weight[record.provenance.focus is not None] += record.provenance.weight
    assert weight[True] / (weight[True] + weight[False]) == pytest.approx(sum(of_log) / len(of_log), abs=1e-4)
    assert {record.provenance.weight for record in made.records if record.provenance.focus is None} == {1.0}


def test_alone_it_is_all_that_can_be_had(log: TableLog) -> None:
    """Without a share everything rare is asked for; what it cannot give comes from other windows."""
    made = ask(
        log, questions=120, families=families("downtime_of_machine"), focus="double_breakdown", **PAGES
    )
    counts = Counter(record.provenance.focus for record in made.records)
    assert counts["double_breakdown"] > 12
    assert sum(counts.values()) == 120


def test_too_much_of_it_is_told(log: TableLog) -> None:
    """A share that the log does not hold is a shortfall."""
    made = ask(
        log, questions=200, families=families("downtime_of_machine"), focus={"double_breakdown": 0.9}, **PAGES
    )
    assert "focus double_breakdown" in made.shortfalls


def test_several_logs_widen_the_choice(log: TableLog) -> None:
    """Weights are of each log by itself."""
    quiet = shop(10, 3)
    other = TableLog(quiet.plant.model_copy(update={"name": "yard"}), quiet.tables)
    made = ask(
        [log, other],
        questions=80,
        families=families("downtime_of_machine"),
        focus={"double_breakdown": 0.5},
        **PAGES,
    )
    counts = Counter((record.provenance.scenario, record.provenance.focus) for record in made.records)
    assert counts["shop", "double_breakdown"] + counts["yard", "double_breakdown"] == 40


def test_weights_are_ratios_of_shares() -> None:
    """One window in ten is rare, and half of the records: they count a ninth of the others."""
    assert weights({"x": 10, None: 90}, {"x": 50, None: 50}) == {"x": pytest.approx(1 / 9), None: 1.0}


@pytest.mark.parametrize("name", FOCI)
def test_a_focus_says_what_it_is(name: str) -> None:
    """Its file begins with its exact definition."""
    assert len(focus_about(name)) > 80
    assert "moment" in focus_about(name)
