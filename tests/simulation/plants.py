"""How is a small plant written, run and looked at in these tests?"""

from typing import Any

from shopfloor.scenario import Scenario, build
from shopfloor.simulation.reference import run_replication
from tests.simulation.ledger.entry import Entry

__all__ = ["entries", "small"]

MINUTE_US = 60_000_000


def small(**parts: Any) -> Scenario:
    """A plant of a few hours; ``parts`` as in a scenario file, and whatever is left out of the clock."""
    clock = {"start": "2026-01-05T06:00", "horizon": "3 h"} | parts.pop("clock", {})
    return build({"scenario": "small", "clock": clock, **parts})


def entries(scenario: Scenario, *kinds: str) -> list[Entry]:
    """The rows of one run; of these kinds only, if some are given."""
    rows: list[Any] = []
    run_replication(scenario, scenario.seed, 0, rows.extend)
    return [entry for row in rows if (entry := Entry(*row)).kind in kinds or not kinds]
