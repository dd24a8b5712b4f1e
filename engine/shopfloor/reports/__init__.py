"""How good is a corpus, in numbers that anybody can look at?"""

from shopfloor.reports.page import html_page, save_report
from shopfloor.reports.quality import quality

__all__ = ["html_page", "quality", "save_report"]
