"""How does a log become a scenario? One readable page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shopfloor.calibration.draft import Draft
from shopfloor.calibration.observed import Observed, observe
from shopfloor.eventlog import EventLog
from shopfloor.scenario import Scenario

__all__ = ["Calibration", "calibrate"]


@dataclass(frozen=True)
class Calibration:
    """A scenario, and why each of its values stands there."""

    scenario: Scenario
    draft: Draft


def calibrate(log: EventLog, *, seed: int = 0) -> Calibration:
    """Turn a log, simulated or taken in, into a scenario that runs.

    Args:
        seed: of all that is drawn on the way (goodness of fit, bootstrap): the same log and seed give the same scenario,
            byte for byte.
    """
    observed = observe(log)
    draft = drafted(observed, seed)
    return Calibration(scenario_of(draft), draft)


def drafted(observed: Observed, seed: int) -> Draft:
    """Find everything that the log shows, topic by topic; later topics may read what earlier ones put into the draft."""
    draft = Draft()
    for find in FINDERS:
        find(observed, draft, seed)
    return draft


Finder = Callable[[Observed, Draft, int], None]

FINDERS: tuple[Finder, ...] = ()


def scenario_of(draft: Draft) -> Scenario:
    """Return the scenario of a draft, checked as any file is."""
    from shopfloor.calibration.writing import written
    from shopfloor.scenario import loads

    return loads(written(draft), file="calibrated.yaml")
