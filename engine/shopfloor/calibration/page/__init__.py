"""What does a plant manager see of a calibration? One page that needs nothing else."""

from shopfloor.calibration.page.page import html_page

__all__ = ["html_page"]
