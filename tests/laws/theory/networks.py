"""What do several stations do together: open networks, closed ones, and a choice between two queues?"""

from collections.abc import Sequence
from math import factorial

import numpy as np

from tests.laws.theory.chains import mean, stationary
from tests.laws.theory.queues import mmc_wait


def jackson_waits(
    outside: Sequence[float],
    onward: Sequence[Sequence[float]],
    service_rates: Sequence[float],
    servers: Sequence[int],
) -> tuple[list[float], list[float]]:
    """Rate of visits and mean wait at each station of an open network; ``onward[i][j]``: the share that goes from i to j.

    Source: Jackson (1957), "Networks of waiting lines", *Operations Research* 5, 518-521.
    """
    visits = np.linalg.solve(np.eye(len(outside)) - np.array(onward).T, np.array(outside))
    waits = [mmc_wait(rate, mu, c) for rate, mu, c in zip(visits, service_rates, servers, strict=True)]
    return [float(rate) for rate in visits], waits


def closed_line(means: Sequence[float], servers: Sequence[int], jobs: int) -> tuple[float, list[float]]:
    """Throughput and time at each station of a closed line of exponential stations with constant work in process.

    Exact mean value analysis with the marginal shares that stations of several machines need. Source: Reiser and
    Lavenberg (1980), "Mean-value analysis of closed multichain queuing networks", *Journal of the ACM* 27, 313-322.
    """
    shares = [[1.0] + [0.0] * (c - 1) for c in servers]  # of 0 .. c - 1 jobs at the station
    lengths = [0.0] * len(means)
    rate, times = 0.0, list(means)
    for n in range(1, jobs + 1):
        times = [
            s / c * (1 + lengths[i] + sum((c - 1 - k) * shares[i][k] for k in range(c - 1)))
            for i, (s, c) in enumerate(zip(means, servers, strict=True))
        ]
        rate = n / sum(times)
        lengths = [rate * time for time in times]
        for i, (s, c) in enumerate(zip(means, servers, strict=True)):
            found = [0.0] + [rate * s / k * shares[i][k - 1] for k in range(1, c)]
            found[0] = 1 - (rate * s + sum((c - k) * found[k] for k in range(1, c))) / c
            shares[i] = found
    return rate, times


def closed_line_by_convolution(means: Sequence[float], servers: Sequence[int], jobs: int) -> float:
    """The same throughput as G(n - 1) / G(n).

    Source: Buzen (1973), "Computational algorithms for closed queueing networks with exponential servers",
    *Communications of the ACM* 16, 527-531.
    """
    constants = np.eye(1, jobs + 1).ravel()
    for s, c in zip(means, servers, strict=True):
        weights = np.array(
            [s**k / (factorial(k) if k <= c else factorial(c) * c ** (k - c)) for k in range(jobs + 1)]
        )
        constants = np.convolve(constants, weights)[: jobs + 1]
    return float(constants[jobs - 1] / constants[jobs])


def best_case(means: Sequence[float], servers: Sequence[int], jobs: int) -> float:
    """The throughput that no line can exceed: min(w / T0, rb) (Hopp and Spearman, *Factory Physics*, chapter 7)."""
    return min(jobs / sum(means), _bottleneck(means, servers))


def practical_worst_case(means: Sequence[float], servers: Sequence[int], jobs: int) -> float:
    """w / (W0 + w - 1) rb with W0 = rb T0: a balanced line of single exponential machines (as above)."""
    rate = _bottleneck(means, servers)
    return jobs / (rate * sum(means) + jobs - 1) * rate


def _bottleneck(means: Sequence[float], servers: Sequence[int]) -> float:
    return min(c / s for s, c in zip(means, servers, strict=True))


def shorter_queue_wait(arrival_rate: float, service_rate: float, top: int = 60) -> float:
    """Mean wait when each arrival joins the shorter of two queues, the one in service counted.

    Truncated at ``top`` jobs in each. Sources: Haight (1958), "Two queues in parallel", *Biometrika* 45, 401-410;
    Adan, Wessels, Zijm (1990), "Analysis of the symmetric shortest queue problem", *Stochastic Models* 6, 691-713.
    State: (jobs in the shorter, jobs in the longer queue).
    """

    def moves(state: tuple[int, int]) -> list[tuple[float, tuple[int, int]]]:
        short, long = state
        found = []
        if short < top:
            found.append((arrival_rate, (min(short + 1, long), max(short + 1, long))))
        if short:
            found.append((service_rate, (short - 1, long)))
        if long:
            found.append((service_rate, (min(short, long - 1), max(short, long - 1))))
        return found

    shares = stationary((0, 0), moves)
    return mean(shares, lambda s: max(s[0] - 1, 0) + max(s[1] - 1, 0)) / arrival_rate


def closed_line_completions(times: Sequence[Sequence[int]], servers: Sequence[int], jobs: int) -> list[int]:
    """When does each job leave a line with constant work in process, if nobody overtakes?

    Job n comes when job n - w has left; it starts at a station when it is there and the job c before it has gone on.
    ``times[n][i]`` is the time of job n at station i. Source: the recursion of Kiefer and Wolfowitz (1955) for constant
    or single machines, in a circle.
    """
    done: list[list[int]] = []
    for n, row in enumerate(times):
        ready = done[n - jobs][-1] if n >= jobs else 0
        ends: list[int] = []
        for i, (time, c) in enumerate(zip(row, servers, strict=True)):
            ready = max(ready, done[n - c][i] if n >= c else 0) + time
            ends.append(ready)
        done.append(ends)
    return [ends[-1] for ends in done]
