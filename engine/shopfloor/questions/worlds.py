"""Which windows can be asked about, in which order are they looked at, and in which split do they stand?

A world is one window of one replication. Everything that looks like chance here is a hash of what is chosen,
so it is the same on every machine and does not change when something else is added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from itertools import islice

from shopfloor.contracts.plant import PlantFacts
from shopfloor.contracts.record import Split
from shopfloor.questions.text import DAY_MS
from shopfloor.units import to_ticks

__all__ = ["DAY_US", "Windows", "World", "draw", "in_turn", "splits"]

DAY_US = DAY_MS * 1000
_WORLDS_PER_REPLICATION = 10_000_000
_EPOCH = dt.datetime(1970, 1, 1)


def draw(*parts: object) -> int:
    """Return 64 bits that look random and depend on the parts alone."""
    text = "\x00".join(str(part) for part in parts)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


@dataclass(frozen=True, slots=True)
class World:
    """One window: ``[since_us, until_us)`` from the start of the log; ``midnight_us`` is where its day
    begins, which may be before the start; ``day_ms`` is the same as a timestamp (ms from 1970)."""

    number: int
    replication: int
    since_us: int
    until_us: int
    midnight_us: int
    day_ms: int

    @property
    def id(self) -> int:
        """The same number for the same window, whatever else is asked."""
        return self.replication * _WORLDS_PER_REPLICATION + self.number

    @property
    def since(self) -> int:
        """ms from midnight of the day."""
        return (self.since_us - self.midnight_us) // 1000

    @property
    def until(self) -> int:
        """ms from midnight of the day; more than 24 h on the next day."""
        return (self.until_us - self.midnight_us) // 1000

    @property
    def window(self) -> str:
        """``2026-01-05T06:00:00/2026-01-05T14:00:00``"""
        ends = (_EPOCH + dt.timedelta(milliseconds=self.day_ms + ms) for ms in (self.since, self.until))
        return "/".join(end.isoformat() for end in ends)


class Windows:
    """The worlds of a plant for one length of window: whole multiples of it after the first midnight, all of
    it after the warm-up and before the horizon."""

    def __init__(self, plant: PlantFacts, every_s: float) -> None:
        start = plant.clock_start.replace(tzinfo=None)
        self._every_us = to_ticks(every_s)
        self._first_midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
        self._offset_us = (start - self._first_midnight) // dt.timedelta(microseconds=1)
        first = -(-(plant.warm_up_us + self._offset_us) // self._every_us)
        self.numbers = range(first, (plant.horizon_us + self._offset_us) // self._every_us)

    def span(self, number: int) -> tuple[int, int]:
        """Return when a window begins and ends, in µs from the start of the log."""
        since_us = number * self._every_us - self._offset_us
        return since_us, since_us + self._every_us

    def world(self, replication: int, number: int) -> World:
        """Return one of the worlds of a replication, by its number (of ``numbers``)."""
        since_us, until_us = self.span(number)
        days = (since_us + self._offset_us) // DAY_US
        midnight = self._first_midnight + dt.timedelta(days=days)
        return World(
            number=number,
            replication=replication,
            since_us=since_us,
            until_us=until_us,
            midnight_us=days * DAY_US - self._offset_us,
            day_ms=(midnight - _EPOCH) // dt.timedelta(milliseconds=1),
        )


def splits(plant: PlantFacts, *, held_out: bool = False) -> dict[int, Split]:
    """Return the split of each replication: about 80 % train, 10 % validation, 10 % test, in the order of a
    hash; all are for test when the scenario is held out.

    Two replications or more have one in test, three or more one in validation; the seed of the questions does
    not matter, so that two corpora of one log can be put together."""
    if held_out:
        return dict.fromkeys(range(plant.replications), "test")
    replications = sorted(
        range(plant.replications), key=lambda number: draw("split", plant.name, plant.seed, number)
    )
    n = len(replications)
    test = max((n + 5) // 10, 1) if n >= 2 else 0
    validation = max((n + 5) // 10, 1) if n >= 3 else 0
    rest = iter(replications)
    split_of: dict[int, Split] = dict.fromkeys(islice(rest, test), "test")
    split_of |= dict.fromkeys(islice(rest, validation), "validation")
    return split_of | dict.fromkeys(rest, "train")


def in_turn(split_of: dict[int, Split], seed: int) -> list[int]:
    """Return the replications in the order in which they are looked at: any beginning of it has all splits in
    about their proportions."""
    place: dict[int, tuple[Fraction, int]] = {}
    for split in sorted(set(split_of.values())):
        members = _shuffled((number for number, of in split_of.items() if of == split), "turn", seed)
        for rank, number in enumerate(members):
            place[number] = (Fraction(2 * rank + 1, 2 * len(members)), number)
    return sorted(place, key=place.__getitem__)


def _shuffled(numbers: Iterable[int], *parts: object) -> Sequence[int]:
    return sorted(numbers, key=lambda number: (draw(*parts, number), number))
