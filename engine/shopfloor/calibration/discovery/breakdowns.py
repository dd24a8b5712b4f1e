"""How do machines fail, and how long until they run again? By station and mode, all machines of a station together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.discovery.clocks import (
    Clock,
    calendar,
    keys_in,
    machine_keys,
    on_shift,
    pauses,
    told_shift,
    working,
)
from shopfloor.calibration.discovery.grouping import positions
from shopfloor.calibration.discovery.lives import Choice, Lives, choose
from shopfloor.calibration.discovery.proficiency import with_doubt
from shopfloor.calibration.discovery.upkeep import is_planned, mode_name, rounds_of, stood_still
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Estimate, Evidence, minimum
from shopfloor.calibration.fitting import Sample, fit
from shopfloor.calibration.fitting.texts import duration
from shopfloor.calibration.observed import NEVER, Observed, happened

__all__ = ["find_breakdowns"]

Ints = NDArray[np.int64]
Path = tuple[str, ...]

_OTHERS = "other"
_LATE = 0.05
"""So many repairs must begin later than the failure before somebody is taken to be waited for."""


@dataclass(frozen=True)
class _Plant:
    """What all modes are measured against."""

    observed: Observed
    keys: Mapping[tuple[int, str], int]
    clocks: Mapping[str, Clock]
    paused: pd.DataFrame
    is_new: bool


def find_breakdowns(observed: Observed, draft: Draft, seed: int) -> None:
    """Put ``stations.<name>.failures``."""
    if not observed.knows("stoppages"):
        for of in observed.plant.stations:
            draft.leave_out(("stations", of.name, "failures"), "stops are not recorded")
        return
    unplanned = observed.stops[~is_planned(observed)]
    where = positions(unplanned["station"])
    keys = machine_keys(observed)
    paused = pauses(observed, frozenset(where))
    for station, rows in where.items():
        stops = unplanned.iloc[rows]
        names = [name for of in observed.plant.stations if of.name == station for name in of.machines]
        mine = np.array([keys[of, name] for of in observed.replications for name in names], np.int64)
        clocks = dict[str, Clock]()
        if observed.knows("operations", "worked_us"):
            clocks["working"] = working(observed, keys, frozenset([station]))
        shift = on_shift(observed, keys, frozenset(names)) or told_shift(observed, draft, station, mine)
        if shift is not None:
            clocks["on_shift"] = shift
        clocks["calendar"] = calendar(mine)
        plant = _Plant(
            observed, keys, clocks, paused[(paused["station"] == station).to_numpy()], _starts_new(observed)
        )
        _station(plant, draft, seed, station, stops, mine)


def _starts_new(observed: Observed) -> bool:
    """A simulated plant is new at the start; a real one was there before its log."""
    return not observed.gaps and observed.since_us == 0


def _station(
    plant: _Plant, draft: Draft, seed: int, station: str, stops: pd.DataFrame, machines: Ints
) -> None:
    path = ("stations", station, "failures")
    mode = stops["mode"].astype(object).where(stops["mode"].notna(), _OTHERS).map(mode_name)
    seen = mode.value_counts()
    rare = sorted(seen[seen < minimum()].index)
    if len(rare) > 1 or (rare and _OTHERS in seen):
        mode = mode.where(~mode.isin(rare), _OTHERS)
        if int((mode == _OTHERS).sum()) >= minimum():
            seldom = f"{len(rare)} causes of stops that were seen less than {minimum()} times"
            draft.notes.append(f"{station}: {seldom} are one, {_OTHERS}.")
    for name in sorted(mode.unique()):
        rows = stops[(mode == name).to_numpy()]
        if len(rows) < minimum():
            draft.leave_out((*path, name), f"fewer than {minimum()} failures")
            continue
        _mode(plant, draft, seed, (*path, name), rows, machines)


def _mode(plant: _Plant, draft: Draft, seed: int, path: Path, stops: pd.DataFrame, machines: Ints) -> None:
    lives = lives_of(plant, stops, machines)
    choice = choose(lives, plant.clocks)
    lives, choice = _renewed(plant, draft, path, lives, choice)
    to_failure = _time_to_failure(lives, choice, seed, path, plant.is_new)
    skill = _repaired_by(draft, stops)
    to_repair = _time_to_repair(plant, draft, stops, seed, path, skilled=skill is not None)
    if to_failure is None or to_repair is None:
        draft.leave_out(path, f"too few of its {len(stops)} failures are complete")
        return
    told: dict[str, tuple[Any, Evidence] | tuple[Any, Evidence, Sample]] = {}
    if len(plant.clocks) > 1:
        figures = {"aicc above the best": dict(choice.against), "astray": choice.astray}
        notes = (f"{choice.astray} failures came while it stood still",) if choice.astray else ()
        evidence = Evidence(
            len(stops), "the clock on which these failures are most likely", notes=notes, figures=figures
        )
        told["clock"] = (choice.clock, evidence)
    told["time_to_failure"] = to_failure
    told["time_to_repair"] = to_repair
    if skill is not None:
        told["repaired_by"] = skill
    job = _job(plant, stops)
    if job is not None:
        told["job"] = job
    handover = _handover(plant.observed, stops)
    if handover is not None:
        told["handover"] = handover
    for word, put in told.items():
        draft.put((*path, word), *put)


# --- lives --------------------------------------------------------------------------------------------------


def lives_of(plant: _Plant, stops: pd.DataFrame, machines: Ints) -> Lives:
    """Return the lives of one mode on each machine of its station, one after the other."""
    observed = plant.observed
    key = keys_in(stops, plant.keys)
    failed, repaired = stops["failed_us"].to_numpy(), stops["repaired_us"].to_numpy()
    order = np.lexsort((failed, key))
    key, failed, repaired = key[order], failed[order], repaired[order]
    kept = key >= 0
    key, failed, repaired = key[kept], failed[kept], repaired[kept]
    first = np.concatenate(([True], key[1:] != key[:-1]))
    since = np.where(first, observed.since_us, np.concatenate(([0], repaired[:-1])))
    last = np.concatenate((key[1:] != key[:-1], [True])) & (repaired != NEVER)
    unhurt = np.setdiff1d(machines, key)
    begins = np.concatenate([since, repaired[last], np.full(len(unhurt), observed.since_us)])
    ends = np.concatenate([failed, np.full(int(last.sum()) + len(unhurt), observed.until_us)])
    ended = np.arange(len(begins)) < len(key)
    known = np.concatenate(
        [~first | plant.is_new, np.ones(int(last.sum()), np.bool_), np.full(len(unhurt), plant.is_new)]
    )
    fits = (ends >= begins) & (begins != NEVER)
    every = np.concatenate([key, key[last], unhurt])
    return Lives(every[fits], begins[fits], ends[fits], ended[fits], known[fits])


_CLEARLY_BETTER = 6.0
"""So much lower must the AICc be, where maintenance is said to make a mode as good as new."""


def _renewed(plant: _Plant, draft: Draft, path: Path, lives: Lives, choice: Choice) -> tuple[Lives, Choice]:
    """Does maintenance begin a new life? Each plan in turn, where the failures are clearly more likely with it."""
    station, mode = path[1], path[3]
    done = rounds_of(plant.observed, station)
    done = done[happened(done["finished_us"])]
    for plan in sorted(done["plan"].unique()):
        mine = done[(done["plan"] == plan).to_numpy()]
        if len(mine) < minimum():
            continue
        key = keys_in(mine, plant.keys)
        again = lives.renewed(
            key, mine["started_us"].to_numpy(np.int64), mine["finished_us"].to_numpy(np.int64)
        )
        other = choose(again, plant.clocks)
        if other.against and choice.against and other.aicc < choice.aicc - _CLEARLY_BETTER:
            lives, choice = again, other
            draft.found.setdefault("renews", {}).setdefault((station, plan), []).append(mode)
    return lives, choice


def _time_to_failure(
    lives: Lives, choice: Choice, seed: int, path: Path, is_new: bool
) -> tuple[Any, Evidence, Sample] | None:
    lived_s = choice.lived_s
    use = lives.known
    sample = Sample(np.maximum(lived_s[use & lives.failed], 1e-6), lived_s[use & ~lives.failed])
    law = fit(sample, seed=seed, name=".".join((*path, "time_to_failure")))
    if law is not None:
        notes = (
            () if is_new else ("from repair to failure; what came before the first repair is of unknown age",)
        )
        return dict(law.document), replace(law.evidence, notes=(*law.evidence.notes, *notes)), sample
    # too few whole lives: on an even chance of failure their age does not matter, and all time counts
    failures, exposed_s = int(lives.failed.sum()), float(lived_s.sum())
    if failures < minimum() or exposed_s <= 0:
        return None
    mean_s = exposed_s / failures
    low, high = _mean_interval(failures, exposed_s)
    evidence = Evidence(
        failures,
        "all time over all failures, taken to come evenly",
        censored=int((~lives.failed).sum()),
        estimates={"mean": Estimate(mean_s, low, high, "s")},
        notes=("too few lives were seen from their beginning to tell more",),
    )
    return {"exponential": {"mean": duration(mean_s, 3)}}, evidence, sample


def _mean_interval(failures: int, exposed_s: float) -> tuple[float, float]:
    """The exact interval of the mean of an exponential, of a time that was cut off (Epstein 1954)."""
    from scipy import special

    high = exposed_s / float(special.gammaincinv(failures, 0.025))
    low = exposed_s / float(special.gammainccinv(failures + 1, 0.025))
    return low, high


# --- repairs ------------------------------------------------------------------------------------------------


def _time_to_repair(
    plant: _Plant, draft: Draft, stops: pd.DataFrame, seed: int, path: Path, *, skilled: bool
) -> tuple[Any, Evidence, Sample] | None:
    """From the beginning of the repair where somebody is known to be waited for, otherwise from the failure on."""
    observed = plant.observed
    begun = stops["repair_started_us"].to_numpy()
    from_start = skilled or not _late(stops)
    if not from_start:
        begun = stops["failed_us"].to_numpy()
    use = happened(begun)
    ended = happened(stops["repaired_us"])
    until = np.where(ended, stops["repaired_us"], observed.until_us)
    took_s = (until - begun - stood_still(observed, stops, "repair"))[use] / 1e6
    if from_start and "pace" in stops:
        took_s = took_s * stops["pace"].to_numpy(np.float64)[use]
    sample = Sample(took_s[ended[use]], took_s[~ended[use]])
    law = fit(sample, seed=seed, name=".".join((*path, "time_to_repair")))
    if law is None:
        return None
    modes = stops["mode"].astype(str)
    doubts = draft.found.get("pace in doubt", {})
    doubt = max((doubts.get(("repair", path[1], mode), 0.0) for mode in modes.unique()), default=0.0)
    said = () if from_start else ("from the failure on: who repairs is not recorded, so waiting counts",)
    evidence = replace(law.evidence, notes=(*law.evidence.notes, *said))
    return dict(law.document), with_doubt(evidence, doubt if from_start else 0.0), sample


def _late(stops: pd.DataFrame) -> bool:
    begun = happened(stops["repair_started_us"])
    late = (stops["repair_started_us"].to_numpy() > stops["failed_us"].to_numpy())[begun]
    return bool(len(late)) and float(late.mean()) >= _LATE


def _repaired_by(draft: Draft, stops: pd.DataFrame) -> tuple[str, Evidence] | None:
    """Return the skill that somebody has who does these repairs, as the people of the draft call it."""
    skills: dict[tuple[str, str, str], str] = draft.found.get("skills", {})
    station = str(stops["station"].iloc[0])
    modes = stops["mode"][stops["person"].notna().to_numpy()].astype(str).value_counts()
    known = [skills["repair", station, mode] for mode in modes.index if ("repair", station, mode) in skills]
    if not known:
        return None
    begun = happened(stops["repair_started_us"])
    waited = (stops["repair_started_us"].to_numpy() > stops["failed_us"].to_numpy())[begun]
    figures = {"share that waited": round(float(waited.mean()), 4)} if len(waited) else {}
    return known[0], Evidence(int(modes.sum()), "somebody is named in the repairs", figures=figures)


# --- what becomes of the job --------------------------------------------------------------------------------


def _job(plant: _Plant, stops: pd.DataFrame) -> tuple[str, Evidence] | None:
    """What came next for the jobs that a failure interrupted?"""
    if not plant.observed.knows("events", "detail"):
        return None
    modes = set(stops["mode"].dropna().astype(str))
    halts = plant.paused[plant.paused["detail"].isin(modes).to_numpy()]
    words = {"work_resumed": "resume", "work_restarted": "restart", "scrapped": "scrap"}
    seen = {word: int((halts["then"] == kind).sum()) for kind, word in words.items()}
    scrapped = plant.observed.happenings
    scrapped = scrapped[
        (scrapped["kind"] == "scrapped").to_numpy() & scrapped["detail"].isin(modes).to_numpy()
    ]
    station = stops["station"].iloc[0]
    seen["scrap"] = max(seen["scrap"], int((scrapped["station"] == station).sum()))
    n = sum(seen.values())
    if n < minimum():
        return None
    word = max(seen, key=lambda name: seen[name])
    return word, Evidence(n, f"{seen[word] / n:.0%} of the work that it interrupted")


def _handover(observed: Observed, stops: pd.DataFrame) -> tuple[str, Evidence] | None:
    """Did finished jobs leave a machine that was down?"""
    if not observed.knows("operations", "blocked_us"):
        return None
    station = stops["station"].iloc[0]
    visits = observed.visits
    mine = (
        (visits["station"] == station).to_numpy()
        & happened(visits["finished_us"])
        & happened(visits["left_us"])
    )
    mine &= visits["left_us"].to_numpy() > visits["finished_us"].to_numpy()
    visits = visits[mine]
    if not len(visits):
        return None
    met = visits[["replication", "machine", "left_us", "finished_us"]].astype({"machine": str}).merge(
        stops[["replication", "machine", "failed_us", "repaired_us"]].astype({"machine": str}),
        on=["replication", "machine"],
    )  # fmt: skip
    until = np.where(happened(met["repaired_us"]), met["repaired_us"], observed.until_us)
    down = (met["left_us"] > met["failed_us"]).to_numpy() & (met["left_us"].to_numpy() < until)
    held = (met["finished_us"] < until).to_numpy() & (met["left_us"] > met["failed_us"]).to_numpy()
    if not down.any():
        return None
    return "release", Evidence(
        int(held.sum()), f"{int(down.sum())} finished jobs left a machine that was down"
    )
