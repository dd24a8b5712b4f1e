"""How does a log become a scenario? One readable page."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from shopfloor.calibration.discovery.batches import find_batches
from shopfloor.calibration.discovery.breakdowns import find_breakdowns
from shopfloor.calibration.discovery.clock import find_clock
from shopfloor.calibration.discovery.delays import find_delays
from shopfloor.calibration.discovery.lot_sizes import lot_sizes
from shopfloor.calibration.discovery.machines import find_machines
from shopfloor.calibration.discovery.orders import find_orders
from shopfloor.calibration.discovery.pauses import with_pauses
from shopfloor.calibration.discovery.people import find_people
from shopfloor.calibration.discovery.places import put_places
from shopfloor.calibration.discovery.processing import find_processing
from shopfloor.calibration.discovery.quality import find_quality
from shopfloor.calibration.discovery.queues import find_queues
from shopfloor.calibration.discovery.rework import find_rework
from shopfloor.calibration.discovery.routes import find_routes
from shopfloor.calibration.discovery.setups import find_setups
from shopfloor.calibration.discovery.upkeep import find_maintenance
from shopfloor.calibration.doubts import doubts_of_nearness, doubts_of_the_plant
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import MINIMUM, at_least, minimum
from shopfloor.calibration.observed import Observed, happened, observe
from shopfloor.calibration.privacy import (
    Ledger,
    Membership,
    Noise,
    halves,
    membership,
    opendp_noise,
    private_draft,
    unrevealing,
    with_others,
    without_names,
)
from shopfloor.calibration.runnable import leave_out_what_cannot_run
from shopfloor.calibration.standstills import without_standstills
from shopfloor.calibration.tuning import Tuning, tune, turned, with_places
from shopfloor.calibration.unseen import with_what_if
from shopfloor.calibration.validation import Validation, validate
from shopfloor.calibration.wall_clock import on_the_wall
from shopfloor.calibration.writing import written
from shopfloor.errors import ScenarioError, UsageError
from shopfloor.eventlog import EventLog
from shopfloor.intake import Intake
from shopfloor.scenario import Scenario, loads

__all__ = ["Calibration", "calibrate", "check_asked"]

_WARNING = "Warning: "


@dataclass(frozen=True)
class Calibration:
    """A scenario, why each of its values stands there, and how near it comes to the plant.

    validation  ``None``: it was not asked for, or the log is too short for it
    tuning      ``None``: nothing had to be found by simulation, or it was not asked for
    membership  how well an attack tells who was in the log; ``None``: it was not tried, or the log is too short for it
    taken_in    the report of the log if it came from a file (see :class:`shopfloor.intake.Report`), without the names that
                people and machines have there
    least       how many observations stand at least behind every value
    ledger      what differential privacy cost; ``None``: it was not asked for
    plain       with it: how near the same comes without noise
    doubts      what speaks against the scenario, a sentence each: it is no nearer than a naive model, or overloaded
    """

    scenario: Scenario
    draft: Draft
    observed: Observed
    validation: Validation | None = None
    tuning: Tuning | None = None
    membership: Membership | None = None
    taken_in: Mapping[str, Any] = field(default_factory=dict)
    least: int = MINIMUM
    ledger: Ledger | None = None
    plain: Validation | None = None
    doubts: tuple[str, ...] = ()

    @property
    def warned(self) -> list[str]:
        """Return the doubts that stand at the head of the scenario, the first of its notes."""
        return [note for note in self.draft.notes if note.startswith(_WARNING)]

    @property
    def privacy(self) -> dict[str, Any]:
        """Return what is known of its privacy, as plain JSON."""
        parts = {"membership": self.membership, "differential": self.ledger, "without_noise": self.plain}
        told = {name: of.to_json() if of is not None else None for name, of in parts.items()}
        return {"least": self.least, **told}


def calibrate(
    log: EventLog | Intake,
    *,
    seed: int = 0,
    test_share: float = 0.3,
    budget: int | None = None,
    least: int = MINIMUM,
    pseudonyms: bool = False,
    epsilon: float | None = None,
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
        least: how many observations stand at least behind every value and name that is told; 5 or more.
        pseudonyms: stations, products, causes of stops and so on are numbers, too, as people and machines always are.
        epsilon: how much a case may matter, at most, for a scenario that is differentially private at the level of the case:
            its ways, orders and times of work with noise, and nothing else. The noise differs from call to call. What
            else a calibration tells (the validation, the figures of the page) is not covered, and is for the owner.
        workers: processes that share the simulations; nothing depends on their number.

    Raises:
        UsageError: an argument is out of its range, or the log shows too little for any value.
        MissingExtraError: ``epsilon`` is given, and OpenDP is not installed.
    """
    noise = check_asked(test_share=test_share, least=least, pseudonyms=pseudonyms, epsilon=epsilon)
    with at_least(least):
        timed, zoned = on_the_wall(observe(log.log if isinstance(log, Intake) else log))
        whole, stood = without_standstills(timed)
        observed, told = without_names(whole, least, pseudonyms=pseudonyms)
        observed, paused = with_pauses(observed)
        if not observed.plant.stations:
            raise UsageError(_too_little(whole, least))
        taken_in = _taken_in(log, pseudonyms=pseudonyms)
        if epsilon is not None and noise is not None:
            everything, _ = without_names(replace(whole, quantities={}), 1)
            shown = replace(observed, quantities={})
            made = _privately(everything, shown, epsilon, noise, seed, test_share, workers)
            if observed.quantities:
                made.draft.notes.append("The size of lots is not looked at: every look costs privacy.")
            return replace(made, taken_in=taken_in)
        sizes = lot_sizes(observed)
        recorded, observed = observed, sizes.parting(observed)
        draft = drafted(observed, seed)
        if not draft.get(("products",)):
            raise UsageError(_nothing_left(observed, draft))
        sizes.tell(draft)
        doubt = log.report.doubt if isinstance(log, Intake) else ""
        draft.notes[:0] = [*([doubt] if doubt else []), *zoned, *stood, *told, *paused]
        if least > MINIMUM:
            _check_enough_is_left(draft, least)
        draft = with_places(observed, draft, scenario_of, seed=seed, workers=workers)
        waits_told = "places" in draft.found
        draft, tuned = tune(observed, draft, scenario_of, budget=budget, seed=seed, workers=workers)
        draft = with_what_if(unrevealing(draft, least), scenario_of)
        tried, attacked = _tried(
            recorded,
            lambda seen: drafted(seen, seed, places=waits_told),
            seed,
            test_share,
            workers,
            finished=lambda of: _as_tuned(of, tuned),
            published=lambda of: unrevealing(of, least),
        )
        scenario = scenario_of(draft)
        doubts = (*doubts_of_nearness(tried), *doubts_of_the_plant(scenario))
        draft.notes[:0] = (f"{_WARNING}{sentence}." for sentence in doubts)
        return Calibration(scenario, draft, observed, tried, tuned, attacked, taken_in, least, doubts=doubts)


def check_asked(*, test_share: float, least: int, pseudonyms: bool, epsilon: float | None) -> Noise | None:
    """Refuse what :func:`calibrate` refuses whatever the log, before anybody reads it; return the noise if there is any.

    Raises:
        UsageError, MissingExtraError: as there.
    """
    if not 0 <= test_share <= 0.9:
        raise UsageError(f"got the test share {test_share}; expected 0 (none) to 0.9")
    if least < MINIMUM:
        raise UsageError(f"got {least} observations at least; expected {MINIMUM} or more")
    if epsilon is None:
        return None
    if not 0 < epsilon < math.inf:
        raise UsageError(f"got the epsilon {epsilon}; expected a number above 0")
    if pseudonyms:
        raise UsageError(
            "got epsilon and pseudonyms; numbers by frequency would tell more than epsilon allows: rename in the log"
        )
    return opendp_noise()


def _privately(
    everything: Observed,
    observed: Observed,
    epsilon: float,
    noise: Noise,
    seed: int,
    test_share: float,
    workers: int,
) -> Calibration:
    """Nothing is tuned, since every look at the log costs; what the noise costs is seen beside the same without noise.

    The scenario is made of everything, as names that are rare come out of the noise by themselves.
    """
    draft, ledger = private_draft(everything, epsilon, seed, noise)
    draft = with_what_if(draft, scenario_of)
    tried, attacked = _tried(
        observed, lambda seen: private_draft(seen, epsilon, seed, noise)[0], seed, test_share, workers
    )
    plain, _ = _tried(observed, lambda seen: drafted(seen, seed), seed, test_share, workers)
    scenario = scenario_of(draft)
    overloaded = doubts_of_the_plant(scenario)
    # how near it comes is told without noise, so it has no place in the scenario
    draft.notes[:0] = (f"{_WARNING}{sentence}." for sentence in overloaded)
    return Calibration(
        scenario,
        draft,
        observed,
        tried,
        None,
        attacked,
        least=minimum(),
        ledger=ledger,
        plain=plain,
        doubts=(*doubts_of_nearness(tried), *overloaded),
    )


def _tried(
    observed: Observed,
    draft_of: Callable[[Observed], Draft],
    seed: int,
    test_share: float,
    workers: int,
    *,
    finished: Callable[[Draft], Draft] = lambda draft: draft,
    published: Callable[[Draft], Draft] = lambda draft: draft,
) -> tuple[Validation | None, Membership | None]:
    """Hold what the first part of the log gives against the rest, and attack what half of the cases give; lots are parted
    as the first part says."""
    if not test_share:
        return None, None
    split_us = round(observed.until_us - (observed.until_us - observed.since_us) * test_share)
    sizes = lot_sizes(observed.within(observed.since_us, split_us))
    observed = sizes.parting(observed)
    draft = draft_of(observed.within(observed.since_us, split_us))
    if not draft.get(("products",)):
        return None, None
    tried = validate(
        observed, lambda seen: finished(draft), scenario_of, test_share=test_share, seed=seed, workers=workers
    )
    members, others = halves(observed, seed)
    return tried, membership(members, others, published(draft_of(members)), seed)


def _taken_in(log: EventLog | Intake, *, pseudonyms: bool) -> dict[str, Any]:
    """What was wrong with the log, and how it was read; neither where it lay, nor whose names stood in it."""
    if not isinstance(log, Intake):
        return {}
    told = log.report.to_json()
    told.pop("names", None)
    for part in (told["source"], *told["findings"]):
        part["file"] = "the log" if pseudonyms else Path(part["file"]).name
    return told


def _check_enough_is_left(draft: Draft, least: int) -> None:
    try:
        scenario_of(draft)
    except ScenarioError as error:
        first = str(error).partition("\n  ")[2].partition(";")[0]
        raise UsageError(
            f"got {least} observations at least; expected fewer: what rests on so many makes no plant ({first})"
        ) from None


_SHOWN = 5
"""Reasons that one message holds."""


def _too_little(observed: Observed, least: int) -> str:
    jobs = len(observed.jobs)
    return (
        f"{observed.plant.name}: got {jobs:,} job{'s' * (jobs != 1)}, and no station to which {least} of them came; nothing "
        f"is told that rests on fewer than {least} observations; expected at least {least} whole jobs of a product"
    )


def _nothing_left(observed: Observed, draft: Draft) -> str:
    """What was found, what of it is missing, and what is expected."""
    jobs, products = len(observed.jobs), len(observed.plant.products)
    found = [f"  {'.'.join(path)} is left out: {reason}" for path, reason in sorted(draft.left_out.items())]
    more = [f"  and {len(found) - _SHOWN:,} more"] if len(found) > _SHOWN else []
    started, finished = observed.visits["started_us"], observed.visits["finished_us"]
    if len(started) and (started == finished)[happened(finished)].all():
        more.append(
            "  no row says when work begins and when it ends: start= and end= in --columns name where that stands"
        )
    return "\n".join(
        [
            f"{observed.plant.name}: got {jobs:,} job{'s' * (jobs != 1)} of {products:,} product{'s' * (products != 1)}, "
            f"and nothing that runs; expected at least {minimum()} whole jobs of a product, at different times, with start "
            "and end of work:",
            *found[:_SHOWN],
            *more,
        ]
    )


def _as_tuned(draft: Draft, tuned: Tuning | None) -> Draft:
    """Inputs that were found by simulation are kept: they rest on the first two thirds of the time."""
    if tuned is None or not tuned.kept:
        return draft
    return turned(draft, dict(zip(tuned.knobs, tuned.found, strict=True)))


def drafted(observed: Observed, seed: int, *, places: bool = False) -> Draft:
    """Find everything that the log shows, topic by topic; later topics may read what earlier ones put into the draft.

    ``places``: waits that nothing explains are put in, too."""
    draft, whole = Draft(), observed
    for find in FINDERS:
        observed = find(observed, draft, seed) or observed
        if find is find_orders and (together := with_others(whole, _unknown_products(whole, draft))):
            merged, said = together
            draft = drafted(merged, seed, places=places)
            draft.notes.insert(0, said)
            return draft
    leave_out_what_cannot_run(draft)
    if places:
        put_places(observed, draft, seed)
    return draft


def _unknown_products(observed: Observed, draft: Draft) -> list[str]:
    """Products without a route, or without orders where these are looked for."""
    left_out = {
        path[1]
        for path in draft.left_out
        if path[:1] == ("products",) and path[2:] in (("route",), ("orders",))
    }
    return [of.name for of in observed.plant.products if of.name in left_out]


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
