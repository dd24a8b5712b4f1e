"""How long does a job wait for a machine that takes several at once?"""

from dataclasses import dataclass
from math import fsum

from scipy.optimize import brentq

from tests.laws.theory.chains import mean, stationary


@dataclass(frozen=True)
class BatchService:
    wait: float
    mean_batch: float
    busy: float


def batch_service(
    arrival_rate: float, service_rate: float, least: int, most: int, top: int = 600
) -> BatchService:
    """M/M(a, b)/1: the machine takes up to ``most`` waiting jobs, but not fewer than ``least``.

    Sources: Bailey (1954), "On queueing processes with bulk service", *Journal of the Royal Statistical Society B* 16,
    80-87; Neuts (1967), "A general class of bulk queues with Poisson input", *Annals of Mathematical Statistics* 38,
    759-770. State: (busy, waiting).
    """

    def moves(state: tuple[int, int]) -> list[tuple[float, tuple[int, int]]]:
        busy, waiting = state
        found = []
        if not busy:
            found.append((arrival_rate, (1, 0) if waiting + 1 >= least else (0, waiting + 1)))
        elif waiting < top:
            found.append((arrival_rate, (1, waiting + 1)))
        if busy:
            found.append((service_rate, (1, max(waiting - most, 0)) if waiting >= least else (0, waiting)))
        return found

    shares = stationary((0, 0), moves)
    busy = mean(shares, lambda s: s[0])
    return BatchService(
        mean(shares, lambda s: s[1]) / arrival_rate, arrival_rate / (service_rate * busy), busy
    )


def partial_batch_wait(arrival_rate: float, service_rate: float, most: int) -> float:
    """Mean wait when a machine takes whatever is there, up to ``most``: the number waiting is geometric while it works.

    Its ratio is the root of mu (r + r^2 + ... + r^K) = lambda in (0, 1). Source: Medhi (2003), *Stochastic Models in
    Queueing Theory*, 2nd ed., chapter 4 (bulk service).
    """
    root = brentq(
        lambda r: service_rate * sum(r**k for k in range(1, most + 1)) - arrival_rate, 1e-12, 1 - 1e-12
    )
    works_with_none_waiting = 1 / (1 / (1 - root) + service_rate / arrival_rate)
    return works_with_none_waiting * root / (1 - root) ** 2 / arrival_rate


def longest_of(count: int, mean_time: float) -> float:
    """Mean of the longest of independent exponential times.

    Source: Renyi (1953), "On the theory of order statistics", *Acta Mathematica Hungarica* 4, 191-231.
    """
    return mean_time * fsum(1 / k for k in range(1, count + 1))
