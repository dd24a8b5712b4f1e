"""When do orders come whose rate follows the week? The same for both engines."""

from collections.abc import Iterator

from shopfloor.distributions import Distribution
from shopfloor.scenario import Scenario, rate_stretches
from shopfloor.streams import Streams
from shopfloor.units import TICKS_PER_SECOND, to_ticks

__all__ = ["moments_by_rate"]


def moments_by_rate(scenario: Scenario, product: str, streams: Streams) -> Iterator[int]:
    """Yield the moments of the orders of a product, in microseconds: a Poisson process whose rate follows the week. Draw k
    is how many orders the rate must promise until order k."""
    orders = scenario.products[product].orders
    assert orders.rate is not None
    law = Distribution.model_validate({"exponential": {"mean": "1 s"}}).law
    steps = streams.durations(f"{product}.orders.rate", law)
    hour_us = 3600.0 * TICKS_PER_SECOND
    number, promised = 0, int(steps.at(0)) / TICKS_PER_SECOND
    for from_us, until_us, per_hour in rate_stretches(
        orders.rate, scenario.clock.start, to_ticks(scenario.clock.horizon)
    ):
        at_us = float(from_us)
        while (reached_us := at_us + promised * hour_us / per_hour) < until_us:
            yield round(reached_us)
            at_us = reached_us
            number += 1
            promised = int(steps.at(number)) / TICKS_PER_SECOND
        promised -= (until_us - at_us) * per_hour / hour_us
