"""What cannot be seen in a log, and how is it found? By running the scenario until it behaves as the plant did."""

from shopfloor.calibration.tuning.knobs import Knob, knobs, turned
from shopfloor.calibration.tuning.tune import Tuning, tune, with_places

__all__ = ["Knob", "Tuning", "knobs", "tune", "turned", "with_places"]
