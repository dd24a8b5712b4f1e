"""How long does a job wait at a single station, first come, first served?

Source where none is named: Gross, Shortle, Thompson, Harris, *Fundamentals of Queueing Theory*, 4th ed. (2008).
"""

from dataclasses import dataclass
from math import exp, factorial

import numpy as np
from scipy.optimize import brentq
from scipy.stats import poisson

from tests.laws.theory.chains import mean, stationary


def mmc_wait(arrival_rate: float, service_rate: float, servers: int) -> float:
    """Mean wait in an M/M/c queue (Erlang C)."""
    load = arrival_rate / service_rate
    rho = load / servers
    last = load**servers / factorial(servers) / (1 - rho)
    waits = last / (sum(load**k / factorial(k) for k in range(servers)) + last)
    return waits / (servers * service_rate - arrival_rate)


def mg1_wait(arrival_rate: float, mean_service: float, cv: float) -> float:
    """Mean wait in an M/G/1 queue (Pollaczek and Khinchine)."""
    rho = arrival_rate * mean_service
    return rho * mean_service * (1 + cv**2) / (2 * (1 - rho))


@dataclass(frozen=True)
class FiniteQueue:
    throughput: float
    lost_share: float
    wait: float
    in_system: float


def mmck(arrival_rate: float, service_rate: float, servers: int, places: int) -> FiniteQueue:
    """M/M/c with ``places`` jobs in the system at most, those in service included; others are lost."""
    shares = stationary(
        0,
        lambda n: (
            ([(arrival_rate, n + 1)] if n < places else [])
            + ([(min(n, servers) * service_rate, n - 1)] if n else [])
        ),
    )
    accepted = arrival_rate * (1 - shares[places])
    waiting = mean(shares, lambda n: max(n - servers, 0))
    return FiniteQueue(accepted, shares[places], waiting / accepted, mean(shares, float))


def erlang_loss(load: float, servers: int) -> float:
    """Share of arrivals lost when there are machines only and no queue (Erlang B).

    It depends on the mean of the service time alone: Sevastyanov (1957), "An ergodic theorem for Markov processes and
    its application to telephone systems with refusals", *Theory of Probability and its Applications* 2, 104-112.
    """
    lost = 1.0
    for k in range(1, servers + 1):
        lost = load * lost / (k + load * lost)
    return lost


def dm1_wait(between_arrivals: float, service_rate: float) -> float:
    """Mean wait in D/M/1: geometric, with the root of sigma = exp(-mu d (1 - sigma)) (GI/M/1, chapter 5)."""
    pace = service_rate * between_arrivals
    sigma = brentq(lambda s: s - exp(-pace * (1 - s)), 0, 1 - 1e-9)
    return sigma / (service_rate * (1 - sigma))


def mdc_wait(arrival_rate: float, service: float, servers: int, most: int = 200) -> float:
    """Mean wait in M/D/c.

    Whoever is in service now is gone one service time later, and nobody else: N(t + D) = (N(t) - c)+ + arrivals in D.
    Source: Crommelin (1932), "Delay probability formulae when the holding times are constant", *Post Office Electrical
    Engineers Journal* 25, 41-50.
    """
    arrivals = poisson.pmf(np.arange(most), arrival_rate * service)
    step = np.zeros((most, most))
    for n in range(most):
        left = max(n - servers, 0)
        step[n, left:] = arrivals[: most - left]
    balance = np.vstack([step.T - np.eye(most), np.ones(most)])
    shares = np.linalg.lstsq(balance, np.r_[np.zeros(most), 1.0], rcond=None)[0]
    return float(shares @ np.maximum(np.arange(most) - servers, 0)) / arrival_rate


def unequal_machines(
    arrival_rate: float, fast: float, slow: float, *, first_fast: float
) -> tuple[float, float, float]:
    """Mean wait in M/M/2 with machines of two speeds, and the shares of time that they work.

    ``first_fast``: the probability that a job which finds both idle goes to the fast one. Sources: Gumbel (1960),
    "Waiting lines with heterogeneous servers", *Operations Research* 8, 504-511 (at random); Singh (1970), "Two-server
    Markovian queues with balking: heterogeneous vs. homogeneous servers", *Operations Research* 18, 145-159.
    """
    most = 400

    def moves(state: tuple[int, int, int]) -> list[tuple[float, tuple[int, int, int]]]:
        a, b, waiting = state
        found = []
        if not a and not b:
            found += [(arrival_rate * first_fast, (1, 0, 0)), (arrival_rate * (1 - first_fast), (0, 1, 0))]
        elif not a or not b:
            found.append((arrival_rate, (1, 1, 0)))
        elif waiting < most:
            found.append((arrival_rate, (1, 1, waiting + 1)))
        for rate, works, rest in ((fast, a, (0, b)), (slow, b, (a, 0))):
            if works:
                found.append((rate, (1, 1, waiting - 1) if waiting else (*rest, 0)))
        return [(rate, other) for rate, other in found if rate]

    shares = stationary((0, 0, 0), moves)
    return (
        mean(shares, lambda s: s[2]) / arrival_rate,
        mean(shares, lambda s: s[0]),
        mean(shares, lambda s: s[1]),
    )
