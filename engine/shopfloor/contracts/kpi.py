"""What is a KPI row? One figure of one subject, over replications."""

from typing import Literal, TypedDict

__all__ = ["KpiRow"]


class KpiRow(TypedDict):
    """``subject``: "plant", "station:cutting", "machine:cutting.1", "product:pump" or "people:crew".

    ``ci_low`` and ``ci_high`` are the 95 % confidence interval (Student's t), ``n`` the number of replications that
    have the figure. ``interval`` says where the interval comes from: the differences between "replications", or those
    between the "batch_means" of a single one; ``None`` where there is none.
    """

    kpi: str
    subject: str
    mean: float
    ci_low: float | None
    ci_high: float | None
    unit: str
    n: int
    interval: Literal["replications", "batch_means"] | None
