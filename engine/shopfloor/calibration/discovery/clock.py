"""When does the calibrated plant begin, and how long is it run?"""

from __future__ import annotations

import datetime as dt
import re

from pydantic import ValidationError

from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Evidence
from shopfloor.calibration.observed import Observed
from shopfloor.intake.naming import slug
from shopfloor.scenario.model import Clock
from shopfloor.units import duration_text, to_seconds

__all__ = ["find_clock"]

_REPLICATIONS = 10
"""Of a plant that was observed once: enough for an interval around each figure."""


def find_clock(observed: Observed, draft: Draft, seed: int) -> None:
    """Put name, clock, seed and replications into the draft: the same hours as in the log."""
    plant = observed.plant
    draft.put(("scenario",), re.sub(r"\W", "_", slug(plant.name, "plant"), flags=re.ASCII))
    draft.put(("description",), plant.description or "A plant as its log shows it.")
    start = observed.start + dt.timedelta(microseconds=observed.since_us)
    span_us = observed.until_us - observed.since_us
    clock = {
        "start": start.isoformat(timespec="minutes" if start.second == start.microsecond == 0 else "auto")
    }
    clock["horizon"] = duration_text(to_seconds(span_us))
    if observed.since_us == 0 and 0 < plant.warm_up_us < span_us:
        clock["warm_up"] = duration_text(to_seconds(plant.warm_up_us))
    if plant.time_zone is not None:
        try:
            Clock.model_validate({**clock, "time_zone": plant.time_zone})
        except ValidationError:
            reason = f"the clocks of {plant.time_zone} change within the log, and a run has one offset"
            draft.leave_out(("clock", "time_zone"), reason)
        else:
            clock["time_zone"] = plant.time_zone
    draft.put(("clock",), clock, Evidence(len(observed.replications), "the hours of the log"))
    draft.put(("seed",), seed)
    runs = len(observed.replications)
    draft.put(("replications",), runs if runs > 1 else _REPLICATIONS)
