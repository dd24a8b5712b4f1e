"""Where do the kernel's blocks of draws come from? From the same named streams that every engine reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from shopfloor.scenario import Scenario
from shopfloor.simulation.kernel.records import BLOCK, NONE
from shopfloor.simulation.order_rate import moments_by_rate
from shopfloor.simulation.shift_time import moment_after, stretches
from shopfloor.streams import Law, Streams
from shopfloor.units import to_ticks

__all__ = ["Source", "durations", "moments", "uniforms"]

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
        yield from moments_by_rate(scenario, name, streams)
    elif orders.every is not None:
        every_us = streams.durations(f"{name}.orders.every", orders.every.law)
        on_shift = stretches(scenario, orders.shift)
        moment_us = moment_after(to_ticks(orders.first_at), 0, on_shift)
        for number in count():
            if moment_us is None:
                return
            yield moment_us
            moment_us = moment_after(moment_us, int(every_us.at(number)), on_shift)
