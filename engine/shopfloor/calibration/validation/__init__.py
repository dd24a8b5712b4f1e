"""How near does a calibrated scenario come to the plant, beside the nearest that anything can come?"""

from shopfloor.calibration.validation.validate import Apart, Figure, Validation, validate

__all__ = ["Apart", "Figure", "Validation", "validate"]
