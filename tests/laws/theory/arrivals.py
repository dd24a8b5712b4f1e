"""How many jobs come, and how many machines work, when the rate of arrivals changes with the hour?"""

from collections.abc import Callable
from itertools import pairwise

from scipy.integrate import quad


def busy_machines(
    rate: Callable[[float], float],
    still_working: Callable[[float], float],
    time: float,
    breaks: tuple[float, ...] = (),
) -> float:
    """Mean number of jobs in work at ``time`` when each finds a machine of its own: the integral of rate(u) P(S > t - u).

    The number is Poisson. ``breaks``: where the rate jumps. Source: Eick, Massey, Whitt (1993), "The physics of the
    Mt/G/infinity queue", *Operations Research* 41, 731-742, theorem 1.
    """
    edges = [0.0, *(edge for edge in breaks if 0 < edge < time), time]
    return sum(
        quad(lambda u: rate(u) * still_working(time - u), low, high)[0] for low, high in pairwise(edges)
    )
