"""How are inputs found that no log shows? The scenario is run with many values, until its waits are those of the plant."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.discovery.places import put_places
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Estimate, Evidence
from shopfloor.calibration.observed import Observed
from shopfloor.calibration.stretch import from_the_start
from shopfloor.calibration.tuning.knobs import Knob, knobs, turned
from shopfloor.calibration.validation.distances import Moments, distances, moments
from shopfloor.calibration.validation.floor import floor
from shopfloor.calibration.validation.seen import over, seen
from shopfloor.errors import ShopfloorError
from shopfloor.scenario import Scenario

__all__ = ["Tuning", "tune", "with_places"]

_HOLD_OUT = 1 / 3
"""The last share of the time, on which a found value has to be better as well."""
_CHECKS = 4
"""Replications with other random numbers that are held against the hold-out, before and after."""
_LONG, _CHECKS_OF_LONG = 100_000, 2
"""A log of so many visits tells enough in fewer."""

_VISITS = 20_000
"""So many visits of a replication are simulated, again and again."""
_RUNS, _VISITS_IN_ALL = 60, 600_000
"""So many simulations at most, with so many visits together."""
_SMALLEST = 5
"""So many simulations at least makes the optimiser in each round."""

_TENTH = 0.1
"""Of the mean wait: a plant may be nearer to itself, but nobody asks for more."""


@dataclass(frozen=True)
class Tuning:
    """What was looked for by simulation, and what came of it.

    runs           simulations, of ``budget`` at most
    before, after  misfit on the hold-out: distances of waits and of time in the plant, beside the plant's from itself
    kept           the found values are better on the hold-out too, and stand in the scenario
    """

    budget: int
    runs: int
    knobs: tuple[Knob, ...]
    found: tuple[float, ...]
    before: float
    after: float
    kept: bool

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "budget": self.budget,
            "runs": self.runs,
            "before": self.before,
            "after": self.after,
            "kept": self.kept,
            "inputs": [
                {
                    "path": ".".join(knob.path),
                    "found": knob.said(x),
                    "from": knob.said(knob.low),
                    "to": knob.said(knob.high),
                }
                for knob, x in zip(self.knobs, self.found, strict=True)
            ],
        }


def tune(
    observed: Observed,
    draft: Draft,
    scenario_of: Callable[[Draft], Scenario],
    *,
    budget: int | None,
    seed: int,
    workers: int = 1,
) -> tuple[Draft, Tuning | None]:
    """Return the draft with the inputs that no log shows set as they fit best, and how that went.

    Differential evolution (Storn and Price 1997, as in SciPy) over at most ``budget`` simulations, all with the same random
    numbers, against the first two thirds of the time. What it finds is kept if the last third, simulated with other
    random numbers, is nearer to the plant by more than chance. A log of more than twenty thousand visits in a
    replication is cut there first. Without a ``budget`` it is 60, fewer for long logs.
    """
    from scipy.optimize import Bounds, differential_evolution

    wanted = knobs(observed, draft)
    observed = from_the_start(observed, _VISITS)
    if budget is None:
        budget = min(_RUNS, _VISITS_IN_ALL * len(observed.replications) // max(len(observed.visits), 1))
    if not wanted or budget < 2 * max(_SMALLEST, 4 * len(wanted)):
        return draft, None
    trial = _Trial(observed, draft, scenario_of, seed, workers)
    size = max(4, min(15, budget // (4 * len(wanted))))
    rounds = max(1, budget // (size * len(wanted)) - 1)
    best = differential_evolution(
        partial(trial.misfit, wanted),
        bounds=Bounds([knob.low for knob in wanted], [knob.high for knob in wanted]),
        integrality=[knob.whole for knob in wanted],
        x0=[knob.start for knob in wanted],
        popsize=size,
        maxiter=rounds,
        tol=0,
        polish=False,
        rng=np.random.default_rng([seed, 0x70E]),
    )
    found = tuple(float(x) for x in best.x)
    before = trial.held_out(draft)
    changed = turned(draft, dict(zip(wanted, found, strict=True)))
    after = trial.held_out(changed)
    gain = np.array(before) - np.array(after)
    kept = bool(gain.mean() > 2 * gain.std(ddof=1) / np.sqrt(len(gain)))
    told = Tuning(budget, trial.runs, wanted, found, float(np.mean(before)), float(np.mean(after)), kept)
    return (_explained(changed, told) if kept else draft), told


def with_places(
    observed: Observed, draft: Draft, scenario_of: Callable[[Draft], Scenario], *, seed: int, workers: int = 1
) -> Draft:
    """Return the draft with places where jobs wait for what nothing explains, if the plant is nearer to it then."""
    if not draft.found.get("waits"):
        return draft
    changed = copy.deepcopy(draft)
    put_places(observed, changed, seed)
    if "places" not in changed.found:
        return draft
    trial = _Trial(from_the_start(observed, _VISITS), draft, scenario_of, seed, workers)
    gain = np.array(trial.held_out(draft)) - np.array(trial.held_out(changed))
    return changed if gain.mean() > 2 * gain.std(ddof=1) / np.sqrt(len(gain)) else draft


class _Trial:
    """Runs scenarios over the time of the log, and holds them against it."""

    def __init__(
        self,
        observed: Observed,
        draft: Draft,
        scenario_of: Callable[[Draft], Scenario],
        seed: int,
        workers: int,
    ) -> None:
        self.runs = 0
        self._observed, self._draft, self._scenario_of = observed, draft, scenario_of
        self._seed, self._workers = seed, workers
        split = round(observed.until_us - (observed.until_us - observed.since_us) * _HOLD_OUT)
        self._windows = {"fitted": (observed.since_us, split), "held out": (split, observed.until_us)}
        self._stations = tuple(sorted(str(name) for name in observed.visits["station"].cat.categories))
        self._real = {
            side: moments(observed.within(*window), self._stations, from_work=observed.from_work)
            for side, window in self._windows.items()
        }
        self._floor = {side: floor(of, *self._windows[side], seed) for side, of in self._real.items()}
        self._short = replace(observed, plant=observed.plant.model_copy(update={"horizon_us": split}))
        self._known: dict[tuple[float, ...], float] = {}

    def misfit(self, wanted: Sequence[Knob], x: NDArray[np.float64]) -> float:
        """Return how far a scenario with these inputs is from the fitted part; one that cannot be is far away."""
        at = tuple(round(float(value), 4) for value in x)
        if at not in self._known:
            self.runs += 1
            try:
                scenario = self._scenario_of(turned(self._draft, dict(zip(wanted, at, strict=True))))
                (run,) = self._seen(scenario, {"fitted": self._windows["fitted"]}, self._short, 1, self._seed)
                self._known[at] = self._beside("fitted", run["fitted"])
            except ShopfloorError:
                self._known[at] = 1e9
        return self._known[at]

    def held_out(self, draft: Draft) -> list[float]:
        """Return the misfit of some replications on the rest of the time."""
        runs = self._seen(
            self._scenario_of(draft),
            {"held out": self._windows["held out"]},
            self._observed,
            _CHECKS if len(self._observed.visits) < _LONG else _CHECKS_OF_LONG,
            self._seed + 1,
        )
        return [self._beside("held out", run["held out"]) for run in runs]

    def _seen(
        self, scenario: Scenario, sides: dict[str, tuple[int, int]], observed: Observed, count: int, seed: int
    ) -> list[dict[str, Moments]]:
        return list(
            seen(
                over(scenario, observed),
                sides,
                self._stations,
                seed,
                count,
                self._workers,
                from_work=observed.from_work,
            )
        )

    def _beside(self, side: str, of: Moments) -> float:
        """The mean of the distances that waiting makes, each in units of the plant's distance from itself."""
        apart, real = distances(self._real[side], of), self._real[side]
        misfits = []
        for name, value in apart.items():
            kind, _, station = name.partition(".")
            if kind == "waiting":
                waits = real.waited_us[real.station == self._stations.index(station)] / 6e7
                if waits.any():  # where nobody ever waits, the log does not say when jobs came
                    misfits.append(
                        value / max(self._floor[side].get(name, 0.0), _TENTH * float(waits.mean()))
                    )
            elif name in ("cycle_time", "relative_events"):
                misfits.append(value / max(self._floor[side].get(name, 0.0), 1e-3))
        return float(np.mean(misfits)) if misfits else 1e9


def _explained(draft: Draft, told: Tuning) -> Draft:
    for knob, x in zip(told.knobs, told.found, strict=True):
        if draft.get(knob.path) is None:
            continue
        scaled = {"share": "share", "time": "s", "places": "count"}[knob.kind]
        draft.evidence[knob.path] = Evidence(
            n=told.runs,
            method=f"found by simulation: {knob.why}",
            estimates={"looked for": Estimate(min(max(x, knob.low), knob.high), knob.low, knob.high, scaled)},
            notes=(
                f"misfit {told.before:.2f} before, {told.after:.2f} after, on time that it was not fitted to",
            ),
        )
    return draft
