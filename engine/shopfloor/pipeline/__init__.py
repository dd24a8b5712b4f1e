"""How does a scenario become a corpus, or a log of a real plant? And how is that checked later?

running    simulate, audit, measure, ask, verify, write: a run folder
corpus     logs that are there already: ask, verify, write: a corpus folder
origin     where does a log come from, and what is to be told of it?
kpis       what ``kpis.json`` holds
report     how good is the corpus, now and measured again later?
checking   is the folder still what it was, and is every answer right?
clock      which stage is it, and how long did each take?

What asks and what verifies is imported by the stage that needs it: who only simulates need not wait for it.
"""

from shopfloor.pipeline.checking import Check, check
from shopfloor.pipeline.clock import Progress
from shopfloor.pipeline.corpus import Made, ask_folder
from shopfloor.pipeline.kpis import kpi_report, run_report
from shopfloor.pipeline.report import renew_report
from shopfloor.pipeline.running import Run, run, simulated

__all__ = [
    "Check",
    "Made",
    "Progress",
    "Run",
    "ask_folder",
    "check",
    "kpi_report",
    "renew_report",
    "run",
    "run_report",
    "simulated",
]
