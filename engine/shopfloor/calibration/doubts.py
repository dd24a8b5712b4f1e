"""Is the scenario of any use? What speaks against it, said where nobody can overlook it."""

from __future__ import annotations

from shopfloor.analysis import overloads
from shopfloor.calibration.validation import Apart, Validation
from shopfloor.calibration.validation.distances import DISTANCES
from shopfloor.scenario import Scenario

__all__ = ["doubts_of_nearness", "doubts_of_the_plant"]

_CLEARLY = 1.05
"""By so much a distance must be the larger one: both are means of a few replications."""


def doubts_of_nearness(validation: Validation | None) -> list[str]:
    """Return a sentence if the scenario is no better than a naive model on unseen time, in the time that jobs are in the
    plant or in most distances; where it is as near as the plant is to itself, it is not worse."""
    if validation is None:
        return []
    rows = [
        it
        for it in validation.apart
        if it.side == "test" and it.name in DISTANCES and it.baseline is not None
    ]
    further = [it for it in rows if _is_further(it)]
    if not any(it.name == "cycle_time" for it in further) and 2 * len(further) <= len(rows):
        return []
    told = "; ".join(f"{DISTANCES[it.name]}: {it.model:.3g}, naive {it.baseline:.3g}" for it in further)
    return [
        "on the part of the log that it was not fitted to, this scenario is further from the plant than a naive model of "
        f"four means a station in {len(further)} of {len(rows)} comparisons ({told}): decide nothing by it before it is "
        "known why"
    ]


def doubts_of_the_plant(scenario: Scenario) -> list[str]:
    """Return a sentence for each station, or people with a skill, of whom more is asked than they can do."""
    return [finding.sentence for finding in overloads(scenario)]


def _is_further(it: Apart) -> bool:
    return it.baseline is not None and it.model > max(_CLEARLY * it.baseline, it.floor or 0.0)
