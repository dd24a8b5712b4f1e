"""What do the results of a simulation say, and how far can they be trusted?"""

from shopfloor.analysis.compare import Comparison, Difference, compare, compare_logs
from shopfloor.analysis.explain import Explanation, check_subject, explain
from shopfloor.analysis.finding import Finding
from shopfloor.analysis.findings import Overview, findings, overview
from shopfloor.analysis.intervals import kpi_rows, kpis
from shopfloor.analysis.measuring import Measured, measure
from shopfloor.analysis.offered_load import OfferedLoad, offered_loads, overloads
from shopfloor.analysis.precision import (
    FIRST_REPLICATIONS,
    MAX_REPLICATIONS,
    Precision,
    parse_precision,
    precision_in,
    precision_of,
    simulate_to_precision,
)
from shopfloor.analysis.sweep import USUAL_KPIS, Sweep, SweptPoint, sweep
from shopfloor.analysis.warm_up import WarmUp, warm_up

__all__ = [
    "FIRST_REPLICATIONS",
    "MAX_REPLICATIONS",
    "USUAL_KPIS",
    "Comparison",
    "Difference",
    "Explanation",
    "Finding",
    "Measured",
    "OfferedLoad",
    "Overview",
    "Precision",
    "Sweep",
    "SweptPoint",
    "WarmUp",
    "check_subject",
    "compare",
    "compare_logs",
    "explain",
    "findings",
    "kpi_rows",
    "kpis",
    "measure",
    "offered_loads",
    "overloads",
    "overview",
    "parse_precision",
    "precision_in",
    "precision_of",
    "simulate_to_precision",
    "sweep",
    "warm_up",
]
