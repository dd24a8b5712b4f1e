"""How is a draft handed over? As a scenario with a comment beside every value, and as figures for programs."""

from shopfloor.calibration.writing.figures import figures
from shopfloor.calibration.writing.remarks import remark
from shopfloor.calibration.writing.yaml_text import written

__all__ = ["figures", "remark", "written"]
