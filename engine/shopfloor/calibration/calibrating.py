"""How does a log become a scenario? One readable page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shopfloor.calibration.discovery.clock import find_clock
from shopfloor.calibration.discovery.orders import find_orders
from shopfloor.calibration.discovery.routes import find_routes
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.naming import renamed
from shopfloor.calibration.observed import Observed, observe
from shopfloor.calibration.writing import written
from shopfloor.eventlog import EventLog
from shopfloor.intake import Intake
from shopfloor.scenario import Scenario, loads

__all__ = ["Calibration", "calibrate"]


@dataclass(frozen=True)
class Calibration:
    """A scenario, and why each of its values stands there.

    ``taken_in`` is the report of the log if it came from a file (see :class:`shopfloor.intake.Report`), otherwise empty.
    """

    scenario: Scenario
    draft: Draft
    taken_in: Mapping[str, Any] = field(default_factory=dict)


def calibrate(log: EventLog | Intake, *, seed: int = 0) -> Calibration:
    """Turn a log, simulated or taken in, into a scenario that runs.

    Args:
        log: an event log, or what :func:`shopfloor.read_log` made of a file.
        seed: of all that is drawn on the way (goodness of fit, bootstrap): the same log and seed give the same scenario,
            byte for byte.
    """
    taken_in = log.report.to_json() if isinstance(log, Intake) else {}
    observed = observe(log.log if isinstance(log, Intake) else log)
    draft = drafted(observed, seed)
    return Calibration(scenario_of(draft), draft, taken_in)


def drafted(observed: Observed, seed: int) -> Draft:
    """Find everything that the log shows, topic by topic; later topics may read what earlier ones put into the draft."""
    observed, told = renamed(observed)
    draft = Draft(notes=list(told))
    for find in FINDERS:
        find(observed, draft, seed)
    return draft


Finder = Callable[[Observed, Draft, int], None]

FINDERS: tuple[Finder, ...] = (find_clock, find_routes, find_orders)


def scenario_of(draft: Draft) -> Scenario:
    """Return the scenario of a draft, checked as any file is."""
    return loads(written(draft), name="the calibrated scenario")
