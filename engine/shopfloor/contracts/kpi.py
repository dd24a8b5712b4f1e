"""What is a KPI row? One figure of one subject, over replications."""

from typing import TypedDict

__all__ = ["KpiRow"]


class KpiRow(TypedDict):
    """``subject``: "plant", "station:cutting", "machine:cutting.1", "product:pump" or "people:crew".

    ``ci_low`` and ``ci_high`` are the 95 % confidence interval over ``n`` replications (Student's t);
    ``None`` where fewer than two replications have the figure.
    """

    kpi: str
    subject: str
    mean: float
    ci_low: float | None
    ci_high: float | None
    unit: str
    n: int
