"""Does the scenario behave as the plant did? Fitted on the first part of the log, tried on the rest."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

from shopfloor.calibration.draft import Draft
from shopfloor.calibration.observed import Observed, happened
from shopfloor.calibration.stretch import around
from shopfloor.calibration.validation.baseline import naive
from shopfloor.calibration.validation.distances import Moments, distances, moments
from shopfloor.calibration.validation.floor import floor
from shopfloor.calibration.validation.measures import UNITS, measures
from shopfloor.calibration.validation.seen import over, seen
from shopfloor.calibration.validation.uncertainty import perturbed
from shopfloor.errors import ShopfloorError
from shopfloor.scenario import Scenario

__all__ = ["Apart", "Figure", "Validation", "validate"]

Name = TypeVar("Name", bound=Hashable)

_RUNS, _FEWEST = 10, 3
_ENOUGH_EVENTS = 3_000_000
"""So many events of simulated logs are looked at in all; a large log tells enough in few replications."""

_VISITS = 100_000
"""So many visits of a replication are simulated each time."""

RunsOf = Callable[[Scenario, int, int], Iterator[dict[str, Moments]]]


@dataclass(frozen=True)
class Apart:
    """One distance, on one side of the split.

    side      ``train`` or ``test``
    model     mean distance of the model's replications from the log; ``low`` and ``high``: their range
    itself    how far the model's replications are from each other: a perfect model of a plant like it comes no nearer
    floor     how far the plant is from itself
    baseline  the same for a model of four means a station (:mod:`shopfloor.calibration.validation.baseline`)
    """

    name: str
    side: str
    model: float
    low: float
    high: float
    itself: float | None
    floor: float | None
    baseline: float | None

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Figure:
    """One KPI of the plant and of the model, on one side of the split.

    low, high        what 95 % of the model's replications show: chance alone
    widest_low/high  the same with parameters drawn from their intervals
    """

    kpi: str
    subject: str
    side: str
    unit: str
    plant: float
    model: float
    low: float
    high: float
    widest_low: float
    widest_high: float

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Validation:
    """How near the model comes, beside the nearest that anything can come.

    ``of_a_stretch``: the log is long, and only some of it, on both sides of the split, was simulated.
    """

    split_us: int
    runs: int
    apart: tuple[Apart, ...]
    figures: tuple[Figure, ...]
    of_a_stretch: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "split_us": self.split_us,
            "runs": self.runs,
            "of_a_stretch": self.of_a_stretch,
            "distances": [it.to_json() for it in self.apart],
            "figures": [it.to_json() for it in self.figures],
        }


def validate(
    observed: Observed,
    drafted: Callable[[Observed], Draft],
    scenario_of: Callable[[Draft], Scenario],
    *,
    test_share: float,
    seed: int,
    workers: int = 1,
) -> Validation | None:
    """Fit the first part of the log, simulate all of its time, and compare both parts through the same windows.

    Of a log of more than a hundred thousand visits in a replication, a stretch on both sides of the split is simulated.

    ``None``: the log has too little of both parts (fewer than five jobs that left).
    """
    split_us = round(observed.until_us - (observed.until_us - observed.since_us) * test_share)
    train = observed.within(observed.since_us, split_us)
    looked_at, sides = around(observed, split_us, _VISITS)
    plant = {side: looked_at.within(*window) for side, window in sides.items()}
    if any(happened(of.jobs["ended_us"]).sum() < 5 for of in plant.values()):
        return None
    draft = drafted(train)
    stations = tuple(sorted(str(name) for name in observed.visits["station"].cat.categories))
    from_work = observed.from_work
    real = {side: moments(of, stations, from_work=from_work) for side, of in plant.items()}
    runs = max(_FEWEST, min(_RUNS, _ENOUGH_EVENTS // (10 * max(len(looked_at.visits), 1))))
    base = naive(train)

    def runs_of(scenario: Scenario, count: int, start: int) -> Iterator[dict[str, Moments]]:
        whole = over(scenario, looked_at)
        yield from seen(whole, sides, stations, seed + start, count, workers, from_work=from_work)

    model = list(runs_of(scenario_of(draft), runs, 0))
    spread = [of for number in range(runs) for of in _tried(draft, scenario_of, runs_of, seed, number)]
    simple = list(runs_of(base, _FEWEST, 0)) if base is not None else []
    apart, figures = list[Apart](), list[Figure]()
    for side, (since_us, until_us) in sides.items():
        floors = floor(real[side], since_us, until_us, seed)
        apart += _apart(side, real[side], [of[side] for of in model], [of[side] for of in simple], floors)
        figures += _figures(
            side,
            real[side],
            [of[side] for of in model],
            [of[side] for of in spread or model],
            until_us - since_us,
        )
    return Validation(split_us, runs, tuple(apart), tuple(figures), looked_at is not observed)


def _tried(
    draft: Draft, scenario_of: Callable[[Draft], Scenario], runs_of: RunsOf, seed: int, number: int
) -> list[dict[str, Moments]]:
    """A draw of the parameters may make a plant that cannot be; then it says nothing."""
    try:
        return list(runs_of(scenario_of(perturbed(draft, seed, number)), 1, number))
    except ShopfloorError:
        return []


def _apart(
    side: str, real: Moments, model: list[Moments], simple: list[Moments], floors: dict[str, float]
) -> Iterator[Apart]:
    mine = _each([distances(real, of) for of in model])
    itself = _each([distances(one, other) for one, other in pairwise(model)])
    base = _each([distances(real, of) for of in simple])
    for name, values in mine.items():
        yield Apart(
            name=name,
            side=side,
            model=float(np.mean(values)),
            low=min(values),
            high=max(values),
            itself=float(np.mean(itself[name])) if name in itself else None,
            floor=floors.get(name),
            baseline=float(np.mean(base[name])) if name in base else None,
        )


def _figures(
    side: str, real: Moments, model: list[Moments], spread: list[Moments], span_us: int
) -> Iterator[Figure]:
    mine = _each([measures(of, span_us) for of in model])
    wide = _each([measures(of, span_us) for of in spread])
    for (kpi, subject), plant in measures(real, span_us).items():
        values, widest = mine.get((kpi, subject)), wide.get((kpi, subject))
        if not values or not widest:
            continue
        low, high = (float(np.quantile(values, q)) for q in (0.025, 0.975))
        widest_low, widest_high = (float(np.quantile([*values, *widest], q)) for q in (0.025, 0.975))
        yield Figure(
            kpi, subject, side, UNITS[kpi], plant, float(np.mean(values)), low, high, min(low, widest_low),
            max(high, widest_high),
        )  # fmt: skip


def _each(rows: Sequence[Mapping[Name, float]]) -> dict[Name, list[float]]:
    found: dict[Name, list[float]] = {}
    for row in rows:
        for name, value in row.items():
            found.setdefault(name, []).append(value)
    return found
