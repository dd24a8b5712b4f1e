"""Which way did each job take? Its visits in order, with the loops of rework cut out.

A way is what jobs of one product have in common: the stations one after another, what became of the job there, and
whether beginning and end were seen. There are far fewer ways than jobs, so all that needs a closer look looks at ways.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.discovery.loops import Loop, Unrolled, repeated, unrolled, without_repeats
from shopfloor.calibration.discovery.parts import parts_of
from shopfloor.calibration.observed import NEVER, Observed, happened

__all__ = ["Journeys", "Stop", "Way", "journeys"]

_OPEN, _ENDED, _SCRAPPED = 0, 1, 2
_LIKELY = 0.95
"""So large a share of the times between two steps tells how near an edge of the log a job may have been cut off."""

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, order=True)
class Stop:
    """A step of a way: the station, the parts that went into the job there, and the jobs that came out of it."""

    station: str
    assembled: tuple[tuple[str, int], ...] = ()
    taken_out: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Way:
    """What jobs of a product have in common: their steps in order with the loops cut out, how many jobs went so, whether
    the first step was seen, and the last one (``whole``: both), and were rows of the job lost on the way in (``torn``)?"""

    product: str
    stops: tuple[Stop, ...]
    jobs: int
    begun: bool
    ended: bool
    torn: bool = False

    @property
    def whole(self) -> bool:
        """Is it a route from the first step to the last?"""
        return self.begun and self.ended and not self.torn


@dataclass(frozen=True)
class Journeys:
    """The ways of all jobs.

    ways    of all products, the most frequent first
    steps   a row for each row of ``observed.visits``, in the same order: ``turn`` (this is the n-th time that the route
            itself brings the job to this station, from 1; what is done again after rework keeps its turn), ``again``
            (is it done again?), ``place`` (of the visit in the job, from 0), ``way`` (number in ``ways``)
    loops   where jobs were sent back, and how often
    """

    ways: tuple[Way, ...]
    steps: pd.DataFrame
    loops: tuple[Loop, ...]

    def of(self, product: str) -> tuple[Way, ...]:
        """Return the ways of a product."""
        return tuple(way for way in self.ways if way.product == product)


@dataclass(frozen=True)
class _Raw:
    """A way as it was seen: ``(station and parts, sent back)`` of each visit, and how the job began and ended."""

    product: str
    stops: tuple[Stop, ...]
    sent_back: tuple[bool, ...]
    jobs: int
    begun: bool
    ended: int
    early: bool
    late: bool
    torn: bool

    @property
    def stations(self) -> tuple[str, ...]:
        return tuple(stop.station for stop in self.stops)


def journeys(observed: Observed) -> Journeys:
    """Follow every job of a log."""
    visits = observed.visits
    if not len(visits):
        columns = {"turn": np.int64, "again": np.bool_, "place": np.int64, "way": np.int64}
        return Journeys((), pd.DataFrame({name: np.zeros(0, of) for name, of in columns.items()}), ())
    order = np.lexsort(
        [visits[name].to_numpy() for name in ("first_event", "queued_us")]
        + [visits["job"].cat.codes.to_numpy(), visits["replication"].to_numpy()]
    )
    raw, number, first = _raw_ways(observed, order)
    knows = observed.knows("operations", "outcome")
    short = _told(raw) if knows else _guessed(raw)
    ways, renumbered = _ways(raw, short)
    steps = _steps(short, number, first, order, renumbered)
    return Journeys(ways, steps, _loops(raw, short))


def _raw_ways(observed: Observed, order: Ints) -> tuple[list[_Raw], Ints, Ints]:
    """The different ways as they were seen; of each job (in the order of the visits) its way, and its first visit."""
    visits = observed.visits
    job = visits["job"].cat.codes.to_numpy(np.int64)[order]
    replication = visits["replication"].to_numpy(np.int64)[order]
    new = np.ones(len(order), bool)
    new[1:] = (job[1:] != job[:-1]) | (replication[1:] != replication[:-1])
    first = np.flatnonzero(new)
    length = np.diff(np.append(first, len(order)))
    place = np.arange(len(order)) - np.repeat(first, length)
    code, alphabet = _alphabet(observed)
    code = code[order]
    outcome = visits["outcome"].astype(object).to_numpy()[order]
    sent_back = outcome == "reworked"
    begun, ended, early, late = _edges(observed, order, first, length)
    ended = np.where(outcome[first + length - 1] == "scrapped", _SCRAPPED, ended)
    mixed = _mixed(code * 2 + sent_back, place)
    product = visits["product"].cat.codes.to_numpy(np.int64)[order][first]
    torn = np.isin(visits["job"].cat.categories, sorted(observed.torn))[job[first]]
    frame = np.stack([begun, ended, early, late, torn, product, length], axis=1).astype(np.int64)
    key = np.add.reduceat(mixed, first)
    for column in range(frame.shape[1]):
        key = key + _mixed(frame[:, column], np.full(len(first), -1 - column))
    _, seen, number, jobs = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    names = visits["product"].cat.categories
    raw = [
        _Raw(
            product=str(names[product[at]]) if product[at] >= 0 else "",
            stops=tuple(alphabet[of] for of in code[first[at] : first[at] + length[at]]),
            sent_back=tuple(bool(of) for of in sent_back[first[at] : first[at] + length[at]]),
            jobs=int(count),
            begun=bool(begun[at]),
            ended=int(ended[at]),
            early=bool(early[at]),
            late=bool(late[at]),
            torn=bool(torn[at]),
        )
        for at, count in zip(seen, jobs, strict=True)
    ]
    return raw, number.reshape(-1), first


def _alphabet(observed: Observed) -> tuple[Ints, list[Stop]]:
    """A number for each visit by its station and parts, and what the numbers mean."""
    parts = parts_of(observed)
    station = observed.visits["station"].cat
    codes = station.codes.to_numpy(np.int64) * len(parts.kits) + parts.of_visit
    known, number = np.unique(codes, return_inverse=True)
    stops = [
        Stop(str(station.categories[code // len(parts.kits)]), *parts.kits[code % len(parts.kits)])
        for code in known
    ]
    return number.reshape(-1).astype(np.int64), stops


def _mixed(value: Ints, place: Ints) -> NDArray[np.uint64]:
    """Numbers without pattern for value and place, so that their sum stands for a sequence (splitmix64)."""
    state = value.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + place.astype(np.uint64) * np.uint64(
        0xD1B54A32D192ED03
    )
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        state = (state ^ (state >> np.uint64(shift))) * np.uint64(factor)
    return np.asarray(state ^ (state >> np.uint64(31)), np.uint64)


def _edges(observed: Observed, order: Ints, first: Ints, length: Ints) -> tuple[Flags, Ints, Flags, Flags]:
    """Of each job: was its beginning seen, its end, and may it have been cut off by the first or last edge of the log?"""
    visits, jobs = observed.visits, observed.jobs
    categories = visits["job"].cat.categories
    width = len(categories)
    key = (
        visits["replication"].to_numpy(np.int64)[order][first] * width
        + visits["job"].cat.codes.to_numpy(np.int64)[order][first]
    )
    code = categories.get_indexer(pd.Index(jobs["job"].astype(object)))
    table = pd.DataFrame(
        {
            "key": jobs["replication"].to_numpy(np.int64) * width + code,
            "released": jobs["released_us"].to_numpy(),
            "whole": jobs["outcome"].isin(["completed", "assembled"]).to_numpy(),
        }
    )[code >= 0].drop_duplicates("key")
    at = pd.Index(table["key"]).get_indexer(pd.Index(key))
    known = at >= 0
    released = (
        np.where(known, table["released"].to_numpy()[at], NEVER) if len(table) else np.full(len(key), NEVER)
    )
    whole = known & table["whole"].to_numpy()[at] if len(table) else np.zeros(len(key), bool)
    begun = released > observed.since_us
    early, late = np.zeros(len(first), bool), np.zeros(len(first), bool)
    if observed.gaps:  # a log of a file: a job ends with its last row, wherever the file was cut
        begun = released != NEVER
        early, late = _near_the_edges(observed, order, first, length)
    return begun, np.where(whole, _ENDED, _OPEN), early, late


def _near_the_edges(observed: Observed, order: Ints, first: Ints, length: Ints) -> tuple[Flags, Flags]:
    visits = observed.visits
    station = visits["station"].cat.codes.to_numpy(np.int64)[order]
    started = visits["started_us"].to_numpy()[order]
    finished = visits["finished_us"].to_numpy()[order]
    last = first + length - 1
    inner = np.ones(len(order), bool)
    inner[last] = False
    before = np.flatnonzero(inner)
    before = before[happened(finished[before]) & happened(started[before + 1])]
    gap = started[before + 1] - finished[before]
    after = pd.Series(gap).groupby(station[before]).quantile(_LIKELY)
    ahead = pd.Series(gap).groupby(station[before + 1]).quantile(_LIKELY)
    until_end = after.reindex(station[last]).fillna(0).to_numpy()
    since_start = ahead.reindex(station[first]).fillna(0).to_numpy()
    ends = np.where(happened(finished[last]), finished[last], observed.until_us)
    begins = np.where(happened(started[first]), started[first], observed.until_us)
    return begins - observed.since_us <= since_start, observed.until_us - ends <= until_end


def _told(raw: list[_Raw]) -> list[Unrolled]:
    return [unrolled(way.stations, way.sent_back) for way in raw]


def _guessed(raw: list[_Raw]) -> list[Unrolled]:
    loops = repeated((way.product, way.stations, way.jobs) for way in raw if not way.torn)
    none = frozenset[tuple[str, ...]]()
    return [without_repeats(way.stations, loops.get(way.product, none).__contains__) for way in raw]


def _ways(raw: list[_Raw], short: list[Unrolled]) -> tuple[tuple[Way, ...], Ints]:
    """The ways without loops, those that become the same together; of each raw way the number of its way."""
    stops = [_stops(way, of) for way, of in zip(raw, short, strict=True)]
    inside = dict[str, tuple[set[tuple[Stop, ...]], set[tuple[Stop, ...]]]]()
    for way, path in zip(raw, stops, strict=True):
        prefixes, suffixes = inside.setdefault(way.product, (set(), set()))
        if way.torn:
            continue
        if not way.late and way.ended == _ENDED:
            prefixes.update(path[:end] for end in range(1, len(path)))
        if not way.early and way.begun:
            suffixes.update(path[start:] for start in range(1, len(path)))
    if not any(way.begun for way in raw):
        raw = [replace(way, begun=True) for way in raw]
    jobs = Counter[tuple[str, tuple[Stop, ...], bool, bool, bool]]()
    keys = list[tuple[str, tuple[Stop, ...], bool, bool, bool]]()
    for way, path in zip(raw, stops, strict=True):
        prefixes, suffixes = inside[way.product]
        begun = way.begun and not (way.early and path in suffixes)
        ended = way.ended == _ENDED and not (way.late and path in prefixes)
        keys.append((way.product, path, begun, ended, way.torn))
        jobs[keys[-1]] += way.jobs
    sorted_keys = sorted(jobs, key=lambda key: (-jobs[key], key))
    numbers = {key: number for number, key in enumerate(sorted_keys)}
    ways = tuple(
        Way(product, path, jobs[key], begun, ended, torn)
        for key in sorted_keys
        for product, path, begun, ended, torn in (key,)
    )
    return ways, np.array([numbers[key] for key in keys], np.int64)


def _stops(way: _Raw, short: Unrolled) -> tuple[Stop, ...]:
    """The steps that are left; parts are taken when a job comes to a step for the first time."""
    kits = dict[tuple[str, int], Stop]()
    for stop, turn in zip(way.stops, short.turns, strict=True):
        kits.setdefault((stop.station, turn), stop)
    return tuple(kits[way.stops[at].station, short.turns[at]] for at in short.kept)


def _steps(short: list[Unrolled], number: Ints, first: Ints, order: Ints, renumbered: Ints) -> pd.DataFrame:
    lengths = np.array([len(of.turns) for of in short], np.int64)
    begins = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    turns = np.array([turn for of in short for turn in of.turns], np.int64)
    again = np.array([is_again for of in short for is_again in of.again], bool)
    length = np.diff(np.append(first, len(order)))
    place = np.arange(len(order)) - np.repeat(first, length)
    at = begins[np.repeat(number, length)] + place
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    columns = {
        "turn": turns[at],
        "again": again[at],
        "place": place,
        "way": renumbered[np.repeat(number, length)],
    }
    return pd.DataFrame({name: column[back] for name, column in columns.items()})


def _loops(raw: list[_Raw], short: list[Unrolled]) -> tuple[Loop, ...]:
    """How many jobs of each product were sent back how often, of those that came to the station and lost no rows."""
    of_whole = [(way, of) for way, of in zip(raw, short, strict=True) if not way.torn]
    ways = Counter[tuple[str, str, str]]()
    for way, of in of_whole:
        ways.update({(way.product, *loop): 1 for loop in of.loops})
    times = {key: Counter[int]() for key in sorted(ways)}
    by_product = dict[str, list[tuple[str, str, str]]]()
    for key in times:
        by_product.setdefault(key[0], []).append(key)
    for way, of in of_whole:
        here = set(way.stations)
        for key in by_product.get(way.product, ()):
            if key[1] in here:
                times[key][of.loops.count((key[1], key[2]))] += way.jobs
    return tuple(Loop(*key, jobs=tuple(sorted(of.items()))) for key, of in times.items())
