"""How does a log become a scenario? One readable page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from shopfloor.calibration.discovery.batches import find_batches
from shopfloor.calibration.discovery.breakdowns import find_breakdowns
from shopfloor.calibration.discovery.clock import find_clock
from shopfloor.calibration.discovery.delays import find_delays
from shopfloor.calibration.discovery.machines import find_machines
from shopfloor.calibration.discovery.orders import find_orders
from shopfloor.calibration.discovery.people import find_people
from shopfloor.calibration.discovery.processing import find_processing
from shopfloor.calibration.discovery.quality import find_quality
from shopfloor.calibration.discovery.queues import find_queues
from shopfloor.calibration.discovery.rework import find_rework
from shopfloor.calibration.discovery.routes import find_routes
from shopfloor.calibration.discovery.setups import find_setups
from shopfloor.calibration.discovery.upkeep import find_maintenance
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import MINIMUM
from shopfloor.calibration.observed import Observed, observe
from shopfloor.calibration.privacy import Membership, membership, unrevealing, without_names
from shopfloor.calibration.tuning import Tuning, tune, turned
from shopfloor.calibration.unseen import with_what_if
from shopfloor.calibration.validation import Validation, validate
from shopfloor.calibration.writing import written
from shopfloor.errors import UsageError
from shopfloor.eventlog import EventLog
from shopfloor.intake import Intake
from shopfloor.scenario import Scenario, loads

__all__ = ["Calibration", "calibrate"]


@dataclass(frozen=True)
class Calibration:
    """A scenario, why each of its values stands there, and how near it comes to the plant.

    validation  ``None``: it was not asked for, or the log is too short for it
    tuning      ``None``: nothing had to be found by simulation, or it was not asked for
    membership  how well an attack tells who was in the log; ``None``: it was not tried, or the log is too short for it
    taken_in    the report of the log if it came from a file (see :class:`shopfloor.intake.Report`), without the names that
                people and machines have there
    """

    scenario: Scenario
    draft: Draft
    observed: Observed
    validation: Validation | None = None
    tuning: Tuning | None = None
    membership: Membership | None = None
    taken_in: Mapping[str, Any] = field(default_factory=dict)


def calibrate(
    log: EventLog | Intake,
    *,
    seed: int = 0,
    test_share: float = 0.3,
    budget: int | None = None,
    pseudonyms: bool = False,
    workers: int = 1,
) -> Calibration:
    """Turn a log, simulated or taken in, into a scenario that runs.

    The scenario rests on the whole log. Whether it can be trusted is tried with another one, which rests on the first part
    of the log only, and is held against the rest.

    Args:
        log: an event log, or what :func:`shopfloor.read_log` made of a file.
        seed: of all that is drawn on the way (goodness of fit, intervals): the same log and seed give the same scenario,
            byte for byte.
        test_share: the last share of the time, on which the scenario is tried; 0: it is not tried.
        budget: simulations to spend on inputs that no log shows; 60, fewer for long logs, if left out; 0: none.
        pseudonyms: stations, products, causes of stops and so on are numbers, too, as people and machines always are.
        workers: processes that share the simulations; nothing depends on their number.

    Raises:
        UsageError: ``test_share`` is not from 0 to 0.9, or the log shows too little for any value.
    """
    if not 0 <= test_share <= 0.9:
        raise UsageError(f"got the test share {test_share}; expected 0 (none) to 0.9")
    whole = observe(log.log if isinstance(log, Intake) else log)
    observed, told = without_names(whole, MINIMUM, pseudonyms=pseudonyms)
    if not observed.plant.stations:
        raise UsageError(_too_little(whole))
    draft = drafted(observed, seed)
    draft.notes[:0] = told
    spent = _affordable(observed) if budget is None else budget
    draft, tuned = tune(observed, draft, scenario_of, budget=spent, seed=seed, workers=workers)
    draft = with_what_if(unrevealing(draft, MINIMUM), scenario_of)
    scenario = scenario_of(draft)
    tried = attacked = None
    if test_share:
        of_train = cache(lambda since_us, until_us: drafted(observed.within(since_us, until_us), seed))
        tried = validate(
            observed,
            lambda seen: _as_tuned(of_train(seen.since_us, seen.until_us), tuned),
            scenario_of,
            test_share=test_share,
            seed=seed,
            workers=workers,
        )
        split_us = round(observed.until_us - (observed.until_us - observed.since_us) * test_share)
        train, test = ((observed.since_us, split_us), (split_us, observed.until_us))
        attacked = membership(observed.within(*train), observed.within(*test), of_train(*train), seed)
    return Calibration(
        scenario, draft, observed, tried, tuned, attacked, _taken_in(log, pseudonyms=pseudonyms)
    )


def _taken_in(log: EventLog | Intake, *, pseudonyms: bool) -> dict[str, Any]:
    """What was wrong with the log, and how it was read; neither where it lay, nor whose names stood in it."""
    if not isinstance(log, Intake):
        return {}
    told = log.report.to_json()
    told.pop("names", None)
    for part in (told["source"], *told["findings"]):
        part["file"] = "the log" if pseudonyms else Path(part["file"]).name
    return told


def _too_little(observed: Observed) -> str:
    return (
        f"{observed.plant.name}: got {len(observed.jobs)} jobs, and no station to which {MINIMUM} of them came; "
        f"nothing is told that rests on fewer than {MINIMUM} observations; expected a longer log"
    )


def _affordable(observed: Observed) -> int:
    """Simulations that take about as long as the rest."""
    return min(60, 1_000_000 // max(len(observed.visits), 1))


def _as_tuned(draft: Draft, tuned: Tuning | None) -> Draft:
    """Inputs that were found by simulation are kept: they rest on the first two thirds of the time."""
    if tuned is None or not tuned.kept:
        return draft
    return turned(draft, dict(zip(tuned.knobs, tuned.found, strict=True)))


def drafted(observed: Observed, seed: int) -> Draft:
    """Find everything that the log shows, topic by topic; later topics may read what earlier ones put into the draft."""
    draft = Draft()
    for find in FINDERS:
        observed = find(observed, draft, seed) or observed
    return draft


Finder = Callable[[Observed, Draft, int], Observed | None]
"""Puts what it finds into the draft; may return the log as later ones are to see it."""

FINDERS: tuple[Finder, ...] = (
    find_clock,
    find_people,
    find_routes,
    find_rework,
    find_orders,
    find_machines,
    find_batches,
    find_setups,
    find_queues,
    find_processing,
    find_breakdowns,
    find_maintenance,
    find_quality,
    find_delays,
)
"""In this order: times of work are put beside the steps of routes, and repairs are done by people."""


def scenario_of(draft: Draft) -> Scenario:
    """Return the scenario of a draft, checked as any file is."""
    return loads(written(draft), name="the calibrated scenario")
