"""Which way does a job go? A product's route as a list of steps with forks, and how a fork is decided.

The steps of a route stand in one list, in the order of the file; a fork names the places where its branches begin, and a
jump leads from the end of a branch to where the branches meet again. All leads forward, so what a job may still expect
can be summed from the end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import fmean
from typing import TYPE_CHECKING, Literal

from shopfloor.scenario.model import Alternatives, Choice, Product, Visit
from shopfloor.simulation.reference.addresses import repeated
from shopfloor.simulation.reference.job import Job
from shopfloor.streams import Draws, Streams
from shopfloor.units import TICKS_PER_SECOND

if TYPE_CHECKING:
    from shopfloor.simulation.reference.station import Station

__all__ = ["Route", "Way"]


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A visit to a station: ``index`` is its place in the route, ``number`` its place among the visits, from 1."""

    index: int
    number: int
    visit: Visit
    station: Station
    assembles: bool
    disassembles: bool


@dataclass(frozen=True, slots=True)
class _Fork:
    """By chance: branch ``i`` is taken when the draw lies below ``until[i]``, the first such."""

    until: tuple[float, ...]
    targets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Jump:
    target: int


@dataclass(frozen=True, slots=True)
class _Either:
    """One of several stations, by a rule."""

    ways: tuple[Way, ...]
    by: Literal["shortest_queue", "least_loaded", "random"]


_Step = Way | _Fork | _Jump | _Either


class Route:
    """The way of one product through the plant."""

    def __init__(
        self, name: str, product: Product, stations: Mapping[str, Station], streams: Streams
    ) -> None:
        self._name = name
        self._stations = stations
        self._streams = streams
        self._draws: dict[tuple[int, int], Draws] = {}
        self._visits = 0
        self._steps: list[_Step] = []
        self._lay(product.route)
        self.expected_us = self._expected_us()
        """The mean time of work from each step to the end of the route."""
        # most steps lead nowhere else than to the next, and this is asked at the end of every visit
        self._plain = [step if isinstance(step, Way) else None for step in self._steps] + [None]
        self._is_plain = [step is not None for step in self._plain[:-1]] + [True]

    # ---------------------------------------------------------------- going

    def after(self, job: Job, way: Way | None) -> Way | None:
        """Return the step that follows ``way`` (the first if ``None``), deciding the forks between; ``None`` at the end."""
        index = 0 if way is None else way.index + 1
        if self._is_plain[index]:
            return self._plain[index]
        index -= 1
        while (index := index + 1) < len(self._steps):
            step = self._steps[index]
            if isinstance(step, Way):
                return step
            if isinstance(step, _Either):
                return self._chosen(job, index, step)
            if isinstance(step, _Jump):
                index = step.target - 1
            else:
                branch = bisect_right(step.until, self._draw(job, index), hi=len(step.until) - 1)
                index = step.targets[branch] - 1
        return None

    def is_cut(self, index: int, is_barred: Callable[[Station], bool]) -> bool:
        """Return whether every way from a step on leads through a station that is barred."""
        steps = self._steps
        cut = [False] * (len(steps) + 1)
        for place in range(len(steps) - 1, index - 1, -1):
            step = steps[place]
            if isinstance(step, Way):
                cut[place] = is_barred(step.station) or cut[place + 1]
            elif isinstance(step, _Either):
                cut[place] = all(is_barred(way.station) for way in step.ways) or cut[place + 1]
            elif isinstance(step, _Jump):
                cut[place] = cut[step.target]
            else:
                cut[place] = all(cut[target] for target in step.targets)
        return cut[index]

    def first_at(self, station: str) -> Way:
        """Return the first step that leads to a station."""
        for step in self._steps:
            for way in step.ways if isinstance(step, _Either) else (step,):
                if isinstance(way, Way) and way.visit.station == station:
                    return way
        raise KeyError(station)

    def work_ahead_us(self, job: Job) -> float:
        """Return the work that a job in a queue still needs: this visit's own time, and the mean of what follows."""
        assert job.way is not None
        return job.processing_us + self.expected_us[job.way.index + 1]

    def _chosen(self, job: Job, index: int, either: _Either) -> Way:
        """Those with a place come first; then the rule decides; ties go to the one that stands first in the file."""
        ways: Sequence[Way] = [way for way in either.ways if way.station.has_place()] or either.ways
        if either.by == "random":
            return ways[int(self._draw(job, index) * len(ways))]
        return min(ways, key=_BY_RULE[either.by])

    def _draw(self, job: Job, index: int) -> float:
        """The job's draw from [0, 1) at this fork, one for each time it comes here."""
        if job.forks is None:
            job.forks = {}
        times = job.forks[index] = job.forks.get(index, 0) + 1
        draws = self._draws.get((index, times))
        if draws is None:
            name = repeated(f"{self._name}.fork.{index}", times)
            draws = self._draws[index, times] = self._streams.uniforms(name)
        return draws.at(job.number - 1)

    # ---------------------------------------------------------------- laying

    def _lay(self, route: Sequence[Visit | Choice | Alternatives]) -> None:
        steps = self._steps
        for step in route:
            if isinstance(step, Visit):
                steps.append(self._way(len(steps), step))
            elif isinstance(step, Alternatives):
                index = len(steps)
                steps.append(_Either(tuple(self._way(index, visit) for visit in step.alternatives), step.by))
            else:
                self._lay_fork(step)

    def _lay_fork(self, choice: Choice) -> None:
        steps = self._steps
        fork = len(steps)
        steps.append(_Jump(fork + 1))
        targets, ends = [], []
        for branch in choice.choice:
            targets.append(len(steps))
            self._lay(branch.route)
            ends.append(len(steps))
            steps.append(_Jump(0))
        for end in ends:
            steps[end] = _Jump(len(steps))
        steps[fork] = _Fork(tuple(accumulate(branch.share for branch in choice.choice)), tuple(targets))

    def _way(self, index: int, visit: Visit) -> Way:
        self._visits += 1
        station = self._stations[visit.station]
        return Way(index, self._visits, visit, station, bool(visit.assemble), bool(visit.disassemble))

    def _expected_us(self) -> tuple[float, ...]:
        expected = [0.0] * (len(self._steps) + 1)
        for index in range(len(self._steps) - 1, -1, -1):
            step = self._steps[index]
            if isinstance(step, Way):
                expected[index] = _mean_us(step) + expected[index + 1]
            elif isinstance(step, _Either):
                # newer versions of Python sum floats more exactly than older ones; this is exact everywhere
                expected[index] = fmean(map(_mean_us, step.ways)) + expected[index + 1]
            elif isinstance(step, _Jump):
                expected[index] = expected[step.target]
            else:
                below = 0.0
                for until, target in zip(step.until, step.targets, strict=True):
                    expected[index] += (until - below) * expected[target]
                    below = until
        return tuple(expected)


def _mean_us(way: Way) -> float:
    law = way.visit.processing or way.station.spec.processing
    assert law is not None  # checked on load
    return law.law.mean() * TICKS_PER_SECOND


_BY_RULE: dict[str, Callable[[Way], float]] = {
    "shortest_queue": lambda way: way.station.jobs_here(),
    "least_loaded": lambda way: way.station.jobs_here() / len(way.station.machines),
}
