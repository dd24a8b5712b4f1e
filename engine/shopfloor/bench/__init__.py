"""How fast is this installation, side by side with the same work written by hand and with other simulators?

``measure`` runs the scripts of ``benchmarks/``; the other files tell what they found: as text, as a picture, as a page.
"""

from shopfloor.bench.plot import save_plot
from shopfloor.bench.report import Figure, PeerFact, Report, read_report
from shopfloor.bench.results import save_results
from shopfloor.bench.scripts import BENCHMARKS, measure
from shopfloor.bench.table import table
from shopfloor.bench.targets import TARGETS, Target, Verdict, verdicts

__all__ = [
    "BENCHMARKS",
    "TARGETS",
    "Figure",
    "PeerFact",
    "Report",
    "Target",
    "Verdict",
    "measure",
    "read_report",
    "save_plot",
    "save_results",
    "table",
    "verdicts",
]
