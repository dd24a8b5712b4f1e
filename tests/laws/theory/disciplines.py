"""What does the order of a queue change? Means for some of the jobs, the spread for all of them."""

from collections.abc import Callable, Sequence

from scipy.integrate import quad


def priority_waits(
    rates: Sequence[float], means: Sequence[float], second_moments: Sequence[float]
) -> list[float]:
    """Mean waits of the classes of an M/G/1 queue, the most urgent first, work never interrupted.

    Source: Cobham (1954), "Priority assignment in waiting line problems", *Operations Research* 2, 70-76.
    """
    residual = sum(rate * second for rate, second in zip(rates, second_moments, strict=True)) / 2
    waits, before = [], 0.0
    for rate, service in zip(rates, means, strict=True):
        here = before + rate * service
        waits.append(residual / (1 - before) / (1 - here))
        before = here
    return waits


def shortest_first_wait(
    arrival_rate: float, second_moment: float, density: Callable[[float], float], longest: float
) -> float:
    """Mean wait in M/G/1 when the shortest job goes first, work never interrupted.

    Source: Phipps (1956), "Machine repair as a priority waiting-line problem", *Operations Research* 4, 76-85; Conway,
    Maxwell, Miller (1967), *Theory of Scheduling*, 8-4.
    """

    def load_of_shorter(x: float) -> float:
        return arrival_rate * quad(lambda y: y * density(y), 0, x)[0]

    residual = arrival_rate * second_moment / 2
    return quad(lambda x: residual * density(x) / (1 - load_of_shorter(x)) ** 2, 0, longest)[0]


def second_moment_of_wait(arrival_rate: float, moments: tuple[float, float, float], order: str) -> float:
    """Second moment of the wait in M/G/1, from the first three moments of the service time.

    Last come, first served spreads it by 1 / (1 - rho), random order by 1 / (1 - rho / 2); the mean is the same.
    Sources: Takacs (1963), "Delay distributions for one line with Poisson input, general holding times, and various orders
    of service", *Bell System Technical Journal* 42, 487-503; Kingman (1962), "On queues in which customers are served in
    random order", *Mathematical Proceedings of the Cambridge Philosophical Society* 58, 79-91.
    """
    first, second, third = moments
    rho = arrival_rate * first
    mean = arrival_rate * second / 2 / (1 - rho)
    fifo = 2 * mean**2 + arrival_rate * third / 3 / (1 - rho)
    return fifo / {"fifo": 1.0, "lifo": 1 - rho, "random": 1 - rho / 2}[order]
