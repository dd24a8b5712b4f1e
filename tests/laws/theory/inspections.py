"""What does an imperfect inspection let through, and what does it throw away?"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Inspected:
    """Shares of all jobs."""

    passed: float
    found: float
    missed: float
    false_alarm: float

    @property
    def escaped_share(self) -> float:
        """The share of faulty ones among those that pass."""
        return self.missed / (self.passed + self.missed)


def inspected(faulty: float, misses: float, false_alarms: float) -> Inspected:
    """Bayes's table of one inspection.

    Source: Bayes's theorem; Tang and Schneider (1987), "The effects of inspection error on a complete inspection plan",
    *IIE Transactions* 19, 421-428.
    """
    return Inspected(
        (1 - faulty) * (1 - false_alarms), faulty * (1 - misses), faulty * misses, (1 - faulty) * false_alarms
    )


def with_faults(*shares: float) -> float:
    """The share of jobs with at least one of several independent faults."""
    clean = 1.0
    for share in shares:
        clean *= 1 - share
    return 1 - clean


def visits_until_good(rework: float, at_most: int) -> tuple[float, float]:
    """Mean number of visits to a station that sends ``rework`` of its work back to itself, at most so often, and the
    share that is scrapped in the end: a geometric law, cut off."""
    return sum(rework**k for k in range(at_most + 1)), rework ** (at_most + 1)
