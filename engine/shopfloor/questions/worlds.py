"""Which windows can be asked about, in which order are they looked at, and in which split do they stand?

A world is one window of one replication. Everything that looks like chance here is a hash of what is chosen,
so it is the same on every machine and does not change when something else is added."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from itertools import islice

from shopfloor.contracts.plant import PlantFacts
from shopfloor.contracts.record import Split
from shopfloor.questions.text import DAY_MS
from shopfloor.units import to_ticks

__all__ = ["DAY_US", "Splits", "Windows", "World", "draw", "in_turn", "splits"]

DAY_US = DAY_MS * 1000
_WORLDS_PER_REPLICATION = 10_000_000
_DAYS, _WEEKS = 3, 10
"""A log of one replication is divided by days or weeks if it has so many."""
_LONG, _REST = 15, 2
"""Of so many days more than a weekend, on which nobody may work, are for each split."""
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


@dataclass(frozen=True)
class Splits:
    """In which split does a world stand? In that of its replication or, if the log has only one, in that of its time:
    ``times`` are the instants (µs from the start of the log) from which on a split lasts."""

    of_replication: Mapping[int, Split]
    times: tuple[tuple[int, Split], ...] = ()

    def of(self, world: World) -> Split:
        """Return the split of a world, by when it begins."""
        if not self.times:
            return self.of_replication[world.replication]
        here = self.times[0][1]
        for since, split in self.times[1:]:
            here = split if since <= world.since_us else here
        return here

    def divides(self, world: World) -> bool:
        """Whether another split begins within a world: it belongs to neither, and is not asked about."""
        return any(world.since_us < since < world.until_us for since, _ in self.times[1:])

    def sizes(self, until_us: int) -> dict[Split, float]:
        """Return how large the splits are, relative to each other; a log ends at ``until_us``."""
        if not self.times:
            return {split: float(n) for split, n in Counter(self.of_replication.values()).items()}
        ends = [*(since for since, _ in self.times[1:]), until_us]
        return {split: float(end - since) for (since, split), end in zip(self.times, ends, strict=True)}

    def only(self, replications: Iterable[int]) -> Splits:
        """Return the splits of some replications."""
        return Splits({number: self.of_replication[number] for number in replications}, self.times)


def splits(plant: PlantFacts, *, held_out: bool = False) -> Splits:
    """Return the splits of a log: about 80 % train, 10 % validation, 10 % test; all is for test when the scenario is
    held out.

    Replications are dealt out in the order of a hash: of two or more one is in test, of three or more one in
    validation. A log of one replication is divided by its days, or its weeks if it has ten or more: the last are for
    test, those before them for validation; of less than three days all is train. The seed of the questions does not
    matter, so that two corpora of one log can be put together."""
    if held_out:
        return Splits(dict.fromkeys(range(plant.replications), "test"))
    replications = sorted(
        range(plant.replications), key=lambda number: draw("split", plant.name, plant.seed, number)
    )
    n = len(replications)
    if n == 1:
        return Splits({0: "train"}, _times(plant))
    test = max((n + 5) // 10, 1)
    validation = max((n + 5) // 10, 1) if n >= 3 else 0
    rest = iter(replications)
    split_of: dict[int, Split] = dict.fromkeys(islice(rest, test), "test")
    split_of |= dict.fromkeys(islice(rest, validation), "validation")
    return Splits(split_of | dict.fromkeys(rest, "train"))


def _times(plant: PlantFacts) -> tuple[tuple[int, Split], ...]:
    """Since when each split lasts, at midnights: those at which the longest windows begin, too."""
    for days, fewest in ((7, _WEEKS), (1, _DAYS)):
        windows = Windows(plant, days * DAY_US / 1e6)
        n = len(windows.numbers)
        if n >= fewest:
            part = max((n + 5) // 10, _REST + 1 if days == 1 and n >= _LONG else 1)
            test, validation = windows.numbers[-part], windows.numbers[-2 * part]
            return (
                (plant.warm_up_us, "train"),
                (windows.span(validation)[0], "validation"),
                (windows.span(test)[0], "test"),
            )
    return ()


def in_turn(split_of: Mapping[int, Split], seed: int) -> list[int]:
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
