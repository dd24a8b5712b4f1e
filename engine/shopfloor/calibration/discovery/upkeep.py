"""What is done to machines before they break? How often, after how much work, and how long it takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.discovery.clocks import (
    Clock,
    calendar,
    ends_of_work,
    keys_in,
    last_before,
    machine_keys,
    on_shift,
    spans,
    told_shift,
    working,
)
from shopfloor.calibration.discovery.grouping import codes_of
from shopfloor.calibration.discovery.proficiency import with_doubt
from shopfloor.calibration.discovery.steadiness import roundest, steady_rounds
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Estimate, Evidence, minimum
from shopfloor.calibration.fitting import Sample, count, fit
from shopfloor.calibration.fitting.texts import duration
from shopfloor.calibration.observed import NEVER, Observed, happened
from shopfloor.scenario.model.upkeep import RESERVED_MODES

__all__ = ["find_maintenance", "is_planned", "mode_name", "rounds_of", "stood_still"]

Ints = NDArray[np.int64]
Path = tuple[str, ...]

_PLANNED = re.compile(
    r"maint|wartung|instandhalt|planned|geplant|prevent|service|revision|mantenimiento|entretien", re.I
)
_UNPLANNED = re.compile(r"unplanned|ungeplant|unscheduled|corrective", re.I)
_WHOLE = 0.98
"""Beyond this share of its interval a round would have come anyway."""
_LONGER = 1.25
"""By so much more than what was seen an interval may be, for a round number."""
_COLUMNS = ["replication", "station", "machine", "plan", "person", "due_us", "started_us", "finished_us"]


def mode_name(text: str) -> str:
    """A letter, then letters, digits or ``_``, and no word that a log uses for something else."""
    plain = re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_")
    name = plain if plain[:1].isalpha() else f"stop_{plain}".rstrip("_")
    return f"{name}_stop" if name in RESERVED_MODES else name


def is_planned(observed: Observed) -> NDArray[np.bool_]:
    """Say which stops were planned, by what they are called; where maintenance is told apart, none of them."""
    mode = observed.stops["mode"]
    if observed.knows("maintenances"):
        return np.zeros(len(mode), np.bool_)
    planned = [
        bool(_PLANNED.search(str(of)) and not _UNPLANNED.search(str(of))) for of in mode.cat.categories
    ]
    return np.append(np.array(planned, np.bool_), False)[mode.cat.codes.to_numpy()]


def rounds_of(observed: Observed, station: str) -> pd.DataFrame:
    """Return all maintenance of a station, also what stands among its stops under such a name, in the order of ``due_us``:
    replication, station, machine, plan, person, due_us, started_us, finished_us, and pace, where people's is known."""
    told = observed.maintenances[(observed.maintenances["station"] == station).to_numpy()]
    columns = [*_COLUMNS, *(["pace"] if "pace" in told else [])]
    stops = observed.stops[(observed.stops["station"] == station).to_numpy() & is_planned(observed)]
    named = stops.rename(
        columns={
            "mode": "plan",
            "failed_us": "due_us",
            "repair_started_us": "started_us",
            "repaired_us": "finished_us",
        }
    )
    rows = pd.concat(
        [told[columns].astype({"plan": object}), named[columns].astype({"plan": object})], ignore_index=True
    )
    return rows.assign(plan=[mode_name(str(of)) for of in rows["plan"]]).sort_values(
        ["replication", "due_us", "machine", "plan"], kind="stable", ignore_index=True
    )


def find_maintenance(observed: Observed, draft: Draft, seed: int) -> None:
    """Put ``stations.<name>.maintenance``."""
    if not observed.knows("maintenances") and not observed.knows("stoppages"):
        return
    keys = machine_keys(observed)
    for facts in observed.plant.stations:
        rounds = rounds_of(observed, facts.name)
        if not len(rounds):
            continue
        rounds = rounds.assign(
            machine=pd.Categorical(rounds["machine"].astype(object), sorted(facts.machines))
        )
        clocks = _clocks(observed, draft, keys, facts.name, facts.machines)
        for plan in sorted(rounds["plan"].unique()):
            path = ("stations", facts.name, "maintenance", plan)
            mine = (rounds["plan"] == plan).to_numpy()
            if mine.sum() < minimum():
                draft.leave_out(path, f"done fewer than {minimum()} times")
                continue
            _plan(observed, draft, seed, path, rounds, mine, keys, clocks)


def _clocks(
    observed: Observed,
    draft: Draft,
    keys: Mapping[tuple[int, str], int],
    station: str,
    machines: tuple[str, ...],
) -> dict[str, Clock]:
    mine = np.array([keys[of, name] for of in observed.replications for name in machines], np.int64)
    clocks = {"calendar": calendar(mine)}
    shift = on_shift(observed, keys, frozenset(machines)) or told_shift(observed, draft, station, mine)
    if shift is not None:
        clocks["on_shift"] = shift
    if observed.knows("operations", "worked_us"):
        clocks["working"] = working(observed, keys, frozenset([station]))
    return clocks


def _plan(
    observed: Observed, draft: Draft, seed: int, path: Path, rounds: pd.DataFrame, mine: NDArray[np.bool_],
    keys: Mapping[tuple[int, str], int], clocks: Mapping[str, Clock],
) -> None:  # fmt: skip
    rows = rounds[mine].reset_index(drop=True)
    key = keys_in(rows, keys)
    takes = _takes(observed, draft, rows, seed, path)
    order = np.lexsort((rows["due_us"].to_numpy(), key))
    due, finished = rows["due_us"].to_numpy(np.int64)[order], rows["finished_us"].to_numpy(np.int64)[order]
    of = key[order]
    first = np.concatenate(([True], of[1:] != of[:-1]))
    begins = np.where(first, observed.since_us, np.concatenate(([0], finished[:-1])))
    is_new = not observed.gaps and observed.since_us == 0
    whole = (~first | is_new) & happened(begins) & (begins <= due)
    others = _other_stops(observed, rounds[~mine], keys)
    along = _along(of, due, others)
    lived = (of[whole], begins[whole], due[whole], along[whole])
    passed = _passed_by(others, (of, due, finished), observed.since_us if is_new else None)
    every = _every(observed, draft, seed, path, lived, passed, clocks, keys)
    if takes is None or every is None:
        draft.leave_out(path, f"too few of {len(rows)} rounds are complete")
        return
    for word, told in every.items():
        draft.put((*path, word), *told)
    draft.put((*path, "takes"), *takes)
    skills: dict[tuple[str, str, str], str] = draft.found.get("skills", {})
    skill = skills.get(("maintenance", path[1], path[3]))
    named = int(rows["person"].notna().sum())
    if skill is not None and named:
        draft.put((*path, "done_by"), skill, Evidence(named, "somebody is named in it"))
    modes = draft.found.get("renews", {}).get((path[1], path[3]), [])
    modes = [mode for mode in modes if draft.get(("stations", path[1], "failures", mode)) is not None]
    if modes:
        draft.put((*path, "renews"), modes, Evidence(len(rows), "failures are clearly more likely so (AICc)"))


def _takes(
    observed: Observed, draft: Draft, rows: pd.DataFrame, seed: int, path: Path
) -> tuple[Any, Evidence, Sample] | None:
    begun = happened(rows["started_us"])
    rows = rows[begun]
    ended = happened(rows["finished_us"])
    until = np.where(ended, rows["finished_us"], observed.until_us)
    named = rows.rename(columns={"plan": "mode", "due_us": "failed_us", "finished_us": "repaired_us"})
    took_s = (until - rows["started_us"].to_numpy() - stood_still(observed, named, "maintenance")) / 1e6
    if "pace" in rows:
        took_s = took_s * rows["pace"].to_numpy(np.float64)
    sample = Sample(took_s[ended], took_s[~ended])
    law = fit(sample, seed=seed, name=".".join((*path, "takes")))
    doubt = draft.found.get("pace in doubt", {}).get(("maintenance", path[1], path[3]), 0.0)
    return None if law is None else (dict(law.document), with_doubt(law.evidence, doubt), sample)


def _other_stops(
    observed: Observed, rounds: pd.DataFrame, keys: Mapping[tuple[int, str], int]
) -> tuple[Ints, Ints]:
    """Return when machines (n,) stopped (n,) for a failure or for another plan."""
    stops = observed.stops[~is_planned(observed)]
    key = np.concatenate([keys_in(rounds, keys), keys_in(stops, keys)])
    at = np.concatenate([rounds["due_us"].to_numpy(np.int64), stops["failed_us"].to_numpy(np.int64)])
    return key[key >= 0], at[key >= 0]


def _along(key: Ints, at_us: Ints, others: tuple[Ints, Ints]) -> NDArray[np.bool_]:
    """Return which moments of machines are among others."""
    row = last_before(*others, key, at_us)
    same = others[1][np.maximum(row, 0)] == at_us if len(others[1]) else np.zeros(len(key), np.bool_)
    return np.asarray((row >= 0) & same, np.bool_)


def _passed_by(
    others: tuple[Ints, Ints], rounds: tuple[Ints, Ints, Ints], new_us: int | None
) -> tuple[Ints, Ints, Ints]:
    """Return the stops for something else (key, since when the plan was not done, moment) at which the plan was not done;
    ``new_us`` is when the machines were new, if they were."""
    key, at = others
    of, due, finished = rounds
    row = last_before(of, due, key, at)
    begins = np.where(row >= 0, finished[row] if len(of) else 0, NEVER if new_us is None else new_us)
    free = happened(begins) & (begins <= at) & ~_along(key, at, (of, due))
    mine = free & np.isin(key, of)
    return key[mine], begins[mine], at[mine]


def _every(
    observed: Observed, draft: Draft, seed: int, path: Path, lived: tuple[Ints, Ints, Ints, NDArray[np.bool_]],
    passed: tuple[Ints, Ints, Ints], clocks: Mapping[str, Clock], keys: Mapping[tuple[int, str], int],
) -> dict[str, tuple[Any, ...]] | None:  # fmt: skip
    """By which count do the rounds come most evenly: jobs, or time on one of the clocks?"""
    key, begins, due, along = lived
    own = ~along
    if own.sum() < minimum():
        return _always_along(lived, passed, clocks)
    jobs = _jobs_between(observed, path[1], keys, key, begins, due)
    usual = int(np.median(jobs[own]))
    if usual >= 1 and float((jobs[own] == usual).mean()) >= 0.9:
        share = float((jobs[own] == usual).mean())
        method = f"{share:.0%} of the rounds came after so many jobs"
        told = Evidence(int(own.sum()), method, estimates={"jobs": count(usual)})
        missed = _jobs_between(observed, path[1], keys, *passed) / usual
        return {"jobs": (usual, told), **_opportunistic(jobs / usual, along, missed)}
    taken, since = _taken(observed, path[1], keys), _since(observed, path[1], keys, key, due)
    steady = steady_rounds(clocks, (key[own], begins[own], since[own], due[own]))
    if steady is not None:
        name, value_s = steady.clock, roundest(steady.least_s, steady.most_s)
        sure = {"mean": Estimate(value_s, steady.least_s, steady.most_s, "s")}
        notes = (
            f"work at hand is finished first: the roundest number that agrees with {steady.agrees_with}",
        )
        told = Evidence(int(own.sum()), "always the same", estimates=sure, notes=notes)
        result: dict[str, tuple[Any, ...]] = {"every": ({"constant": duration(value_s, 6)}, told)}
        if len(clocks) > 1:
            result["clock"] = (name, Evidence(int(own.sum()), "the clock on which it comes evenly"))
        used, missed = (_ran_s(clocks[name], *of) / value_s for of in ((key, begins, due), passed))
        return result | _opportunistic(used, along, missed)
    uneven, spans_s, exact = (
        dict[str, float](),
        dict[str, NDArray[np.float64]](),
        dict[str, NDArray[np.bool_]](),
    )
    for name, clock in clocks.items():
        # work at hand is finished first: it was due at some moment of it
        span_s = (_ran_s(clock, key, begins, due) + _ran_s(clock, key, begins, since)) / 2
        idle = own & (name != "working")
        # a machine that is set up or at work finishes that first, so only others are on time
        idle &= taken.read(key, due) == taken.read(key, due - 1)
        use = idle if idle.sum() >= minimum() else own
        spans_s[name], exact[name] = span_s, use
        uneven[name] = float(span_s[use].std() / max(span_s[use].mean(), 1e-9))
    best = min(uneven, key=lambda name: (round(uneven[name], 3), list(uneven).index(name)))
    span_s, use = spans_s[best], exact[best]
    sample = Sample(np.maximum(span_s[use], 1e-6), span_s[along])
    if float(np.ptp(sample.values_s)) <= 1e-6 * float(sample.values_s.max()):
        sample = Sample(sample.values_s)
    law = fit(sample, seed=seed, name=".".join((*path, "every")))
    if law is None:
        return None
    late = "" if use is not own and best != "working" else "with the rest of the job at hand"
    evidence = replace(law.evidence, notes=(*law.evidence.notes, *filter(None, (late,))))
    figures = {"cv": {name: round(of, 4) for name, of in uneven.items()}}
    result = {"every": (dict(law.document), evidence, sample)}
    if len(clocks) > 1:
        result["clock"] = (
            best,
            Evidence(int(own.sum()), "the clock on which it comes most evenly", figures=figures),
        )
    mean_s = law.law.mean()
    return result | _opportunistic(
        _ran_s(clocks[best], key, begins, due) / mean_s, along, _ran_s(clocks[best], *passed) / mean_s
    )


def _always_along(
    lived: tuple[Ints, Ints, Ints, NDArray[np.bool_]], passed: tuple[Ints, Ints, Ints], clocks: Mapping[str, Clock]
) -> dict[str, tuple[Any, ...]] | None:  # fmt: skip
    """Where it is done along with other stops before it is due, only the beginning of that time shows: what is said is
    the roundest interval that nearly all rounds came within."""
    key, begins, due, along = lived
    if along.sum() < minimum():
        return None
    ran_s = {name: _ran_s(clock, key, begins, due) for name, clock in clocks.items()}
    least_s = {of: float(np.sort(ran_s[of])[: minimum()].mean()) for of in clocks}
    missed_s = {of: _ran_s(clocks[of], *passed) for of in clocks}
    # on the right clock no other stop passes it by from then on
    name = min(clocks, key=lambda of: int((missed_s[of] > least_s[of]).sum()))
    longest_s = float(np.sort(ran_s[name])[-minimum() :].mean())
    value_s = roundest(longest_s, _LONGER * longest_s)
    notes = ("it may be longer: every round was done along with another stop before it was due",)
    told = Evidence(len(key), "the roundest number above what was seen", notes=notes)
    result: dict[str, tuple[Any, ...]] = {"every": ({"constant": duration(value_s, 6)}, told)}
    if len(clocks) > 1:
        result["clock"] = (name, Evidence(len(key), "the clock on which it is not passed by"))
    here = np.ones(len(key), np.bool_)
    return result | _opportunistic(ran_s[name] / value_s, here, missed_s[name] / value_s)


def _ran_s(clock: Clock, key: Ints, since_us: Ints, until_us: Ints) -> NDArray[np.float64]:
    return np.asarray((clock.read(key, until_us) - clock.read(key, since_us)) / 1e6, np.float64)


def _since(
    observed: Observed, station: str, keys: Mapping[tuple[int, str], int], key: Ints, due: Ints
) -> Ints:
    """Return since when a round may have been due that was not begun before work at hand was over; ``due`` itself where
    the machine was idle."""
    visits = observed.visits[(observed.visits["station"] == station).to_numpy()]
    visits = visits[happened(visits["started_us"])]
    prepared = visits["setup_started_us"].to_numpy(np.int64)
    begun = np.where(happened(prepared), prepared, visits["started_us"].to_numpy(np.int64))
    ends = ends_of_work(visits, observed.until_us)
    row = last_before(keys_in(visits, keys), begun, key, due - 1)
    if not len(visits):
        return due
    return np.where((row >= 0) & (ends[row] >= due), begun[np.maximum(row, 0)], due)


def _taken(observed: Observed, station: str, keys: Mapping[tuple[int, str], int]) -> Clock:
    """The time in which the machines of a station were set up or at work."""
    visits = observed.visits[(observed.visits["station"] == station).to_numpy()]
    visits = visits[happened(visits["started_us"]) | happened(visits["setup_started_us"])]
    prepared = visits["setup_started_us"].to_numpy(np.int64)
    since = np.where(happened(prepared), prepared, visits["started_us"].to_numpy(np.int64))
    return spans(keys_in(visits, keys), since, ends_of_work(visits, observed.until_us))


def _opportunistic(
    used: NDArray[np.float64], along: NDArray[np.bool_], missed: NDArray[np.float64]
) -> dict[str, tuple[Any, ...]]:
    """From which share of its interval on is it done along with other stops? Never, where it was passed by more often;
    ``missed`` are the shares (k,) at the stops at which it was not done."""
    early = np.sort(used[along & (used < _WHOLE)])
    if len(early) < minimum():
        return {}
    least = float(early[: minimum()].mean())
    if int((missed > least).sum()) > len(early):
        return {}
    value = min(1.0, max(0.0, round(least, 2)))
    estimate = Estimate(value, min(value, float(early[0]) * 0.9), max(value, least), "share")
    told = Evidence(
        len(early),
        "done along with other stops from this share of its interval on",
        estimates={"share": estimate},
    )
    return {"opportunistic": (value, told)}


def _jobs_between(
    observed: Observed, station: str, keys: Mapping[tuple[int, str], int], key: Ints, begins: Ints, due: Ints
) -> Ints:
    """Return how many jobs each machine finished after one moment, and not after another."""
    visits = observed.visits[
        (observed.visits["station"] == station).to_numpy() & happened(observed.visits["started_us"])
    ]
    of, at = keys_in(visits, keys), ends_of_work(visits, observed.until_us)
    over = happened(visits["finished_us"])
    order = np.lexsort((at[over], of[over]))
    of, at = of[over][order], at[over][order]
    number = np.arange(1, len(of) + 1)
    firsts = np.searchsorted(of, of, side="left")

    def done(moment: Ints) -> Ints:
        place = last_before(of, at, key, moment)
        return np.asarray(np.where(place >= 0, (number - firsts)[np.maximum(place, 0)], 0), np.int64)

    return done(due) - done(begins) if len(of) else np.zeros(len(key), np.int64)


def stood_still(observed: Observed, stops: pd.DataFrame, what: str) -> Ints:
    """Return how long each repair (or maintenance) stood still once begun, because whoever did it left for a break or
    the night, in microseconds. ``stops``: replication, machine, mode, failed_us, repaired_us."""
    kinds = (f"{what}_interrupted", f"{what}_resumed")
    rows = observed.happenings
    rows = rows[
        rows["kind"].isin(kinds).to_numpy() & rows["machine"].isin(stops["machine"].unique()).to_numpy()
    ]
    if not len(rows):
        return np.zeros(len(stops), np.int64)
    key = codes_of(rows["replication"].to_numpy(), rows["machine"], rows["detail"])
    order = np.lexsort((rows["event"].to_numpy(), key))
    rows, key = rows.iloc[order], key[order]
    at = rows["at_us"].to_numpy(np.int64)
    goes_on = np.concatenate((key[1:] == key[:-1], [False]))
    until = np.where(goes_on, np.roll(at, -1), observed.until_us)
    halts = rows[["replication", "machine", "detail"]].assign(at_us=at, until_us=until)
    halts = halts[(rows["kind"] == kinds[0]).to_numpy()]
    names = {
        name: of
        for of, name in enumerate(sorted({*halts["machine"].astype(str), *stops["machine"].astype(str)}))
    }
    words = {
        name: of for of, name in enumerate(sorted({*halts["detail"].astype(str), *stops["mode"].astype(str)}))
    }

    def numbered(table: pd.DataFrame, word: str) -> Ints:
        machine = table["machine"].astype(str).map(names).to_numpy(np.int64)
        detail = table[word].astype(str).map(words).to_numpy(np.int64)
        return np.asarray(
            (table["replication"].to_numpy(np.int64) * len(names) + machine) * len(words) + detail
        )

    still = spans(
        numbered(halts, "detail"), halts["at_us"].to_numpy(np.int64), halts["until_us"].to_numpy(np.int64)
    )
    mine = numbered(stops, "mode")
    end = np.where(happened(stops["repaired_us"]), stops["repaired_us"], observed.until_us).astype(np.int64)
    return still.read(mine, end) - still.read(mine, stops["failed_us"].to_numpy(np.int64))
