"""Where do the kernel's blocks of draws come from? From the same named streams that every engine reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from shopfloor.distributions import Distribution
from shopfloor.scenario import Scenario, Stretch, rate_stretches, shift_stretches
from shopfloor.scenario.model import NoStartWithin, Orders
from shopfloor.simulation.kernel.records import BLOCK, NONE
from shopfloor.streams import Law, Streams
from shopfloor.units import TICKS_PER_SECOND, to_ticks

__all__ = ["Source", "durations", "moments", "stretches", "uniforms"]

Blocks = Callable[[int, int], NDArray[np.int64]]
"""The draws of so many blocks, from one block on."""


@dataclass(frozen=True, slots=True)
class Source:
    """A stream: what makes its blocks, and about how many draws a run takes from it."""

    blocks: Blocks
    expected: float


def durations(streams: Streams, name: str, law: Law, expected: float) -> Source:
    """Draws of a duration, in microseconds."""
    return Source(streams.duration_blocks(name, law), expected)


def uniforms(streams: Streams, name: str, expected: float) -> Source:
    """Draws from [0, 1), as multiples of the smallest difference between two of them."""
    draws = streams.uniform_blocks(name)
    return Source(lambda first, count: np.ldexp(draws(first, count), 53).astype(np.int64), expected)


def moments(scenario: Scenario, name: str, streams: Streams, expected: float) -> Source:
    """The moments at which a product is ordered, and ``NONE`` when there are no more; asked for in order."""
    horizon_us = to_ticks(scenario.clock.horizon)
    source = _until(horizon_us, _moments_us(scenario, name, streams))

    def next_blocks(first: int, count: int) -> NDArray[np.int64]:
        draws = count * BLOCK
        return np.fromiter((next(source, NONE) for _ in range(draws)), np.int64, draws)

    return Source(next_blocks, expected)


def _until(horizon_us: int, source: Iterator[int]) -> Iterator[int]:
    for moment_us in source:
        if moment_us >= horizon_us:
            return
        yield moment_us


def _moments_us(scenario: Scenario, name: str, streams: Streams) -> Iterator[int]:
    orders = scenario.products[name].orders
    if orders.at is not None:
        yield from map(to_ticks, orders.at)
    elif orders.rate is not None:
        yield from _moments_by_rate(scenario, orders, streams, name)
    elif orders.every is not None:
        every_us = streams.durations(f"{name}.orders.every", orders.every.law)
        on_shift = stretches(scenario, orders.shift)
        moment_us = _after(to_ticks(orders.first_at), 0, on_shift)
        for number in count():
            if moment_us is None:
                return
            yield moment_us
            moment_us = _after(moment_us, int(every_us.at(number)), on_shift)


def _moments_by_rate(scenario: Scenario, orders: Orders, streams: Streams, name: str) -> Iterator[int]:
    """A Poisson process whose rate follows the week: draw k is how many orders the rate must promise until order k."""
    assert orders.rate is not None
    law = Distribution.model_validate({"exponential": {"mean": "1 s"}}).law
    steps = streams.durations(f"{name}.orders.rate", law)
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


def _after(now_us: int, time_us: int, on_shift: list[Stretch] | None) -> int | None:
    """Return the moment at which so much time on shift will have passed; ``None``: not before the horizon."""
    if on_shift is None:
        return now_us + time_us
    for stretch in on_shift:
        begin_us = max(now_us, stretch.from_us)
        if begin_us < stretch.until_us:
            if time_us < stretch.until_us - begin_us:
                return begin_us + time_us
            time_us -= stretch.until_us - begin_us
    return None


def stretches(scenario: Scenario, shift: str | None) -> list[Stretch] | None:
    """Return when a shift is on; ``None`` for always."""
    if shift is None:
        return None
    spec = scenario.shifts[shift]
    until_us = to_ticks(scenario.clock.horizon)
    if isinstance(spec.at_end, NoStartWithin):
        # the last while of a shift may begin within a run that ends before the shift does
        until_us += to_ticks(spec.at_end.no_start_within)
    return shift_stretches(spec, scenario.clock.start, until_us, scenario.holidays)
