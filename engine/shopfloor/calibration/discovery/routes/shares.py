"""How often does a fork take each of its branches?"""

from __future__ import annotations

from collections.abc import Iterable

from shopfloor.calibration.discovery.routes.steps import Route, Token, forks, readings
from shopfloor.calibration.evidence import Estimate
from shopfloor.calibration.fitting.shares import share

__all__ = ["counted", "estimates", "rounded"]

_DIGITS = 4


def counted(
    route: Route, ways: Iterable[tuple[tuple[Token, ...], int, bool]]
) -> tuple[dict[int, list[int]], int]:
    """Return fork number -> jobs by branch, and how many jobs went a way of the route, of (way, jobs, is it whole?).

    Jobs that were scrapped on the way, or are still there, count at the forks that they have passed: else branches
    with more scrap, or longer ones, would seem rarer than they are.
    """
    counts = {fork.number: [0] * len(fork.branches) for fork in forks(route)}
    explained = 0
    for path, jobs, whole in ways:
        read = readings(route, path, whole=whole)
        explained += jobs if read else 0
        sure = set(read[0]).intersection(*read[1:]) if read else set[tuple[int, int]]()
        for number, branch in sure:
            counts[number][branch] += jobs
    return counts, explained


def estimates(counts: list[int]) -> list[Estimate]:
    """Return the share of each branch with its interval."""
    return [share(jobs, sum(counts)) for jobs in counts]


def rounded(counts: list[int]) -> list[float]:
    """Return shares of four digits at most that sum to 1; none becomes 0."""
    unit, total = 10**_DIGITS, sum(counts)
    whole = [max(jobs * unit // total, 1) for jobs in counts]
    rest = sorted(range(len(counts)), key=lambda at: (-(counts[at] * unit % total), at))
    short = unit - sum(whole)
    for at in rest[: max(short, 0)]:
        whole[at] += 1
    if short < 0:
        whole[max(range(len(counts)), key=lambda at: whole[at])] += short
    return [part / unit for part in whole]
