"""How does a log of a real plant become a scenario? What happened is observed, found, fitted, written and validated."""

from shopfloor.calibration.calibrating import Calibration, calibrate, check_asked
from shopfloor.calibration.folder import save

__all__ = ["Calibration", "calibrate", "check_asked", "save"]
