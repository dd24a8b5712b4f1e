"""How long does a station work on a job? By product and step where they differ, by machine where these do."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.discovery.batches import Runs, runs_at
from shopfloor.calibration.discovery.clocks import ends_of_work, last_before, pauses
from shopfloor.calibration.discovery.differences import alike
from shopfloor.calibration.discovery.grouping import codes_of, groups, positions
from shopfloor.calibration.discovery.longest import grows_with_size, time_of_one
from shopfloor.calibration.discovery.machines import in_order
from shopfloor.calibration.discovery.proficiency import with_doubt
from shopfloor.calibration.discovery.routes import turns_in
from shopfloor.calibration.discovery.steps import set_step_processing, turns_of
from shopfloor.calibration.discovery.visits_of_jobs import journeys
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Estimate, Evidence, minimum
from shopfloor.calibration.fitting import Fit, Sample, fit
from shopfloor.calibration.observed import Observed, happened

__all__ = ["find_processing", "work_of"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


_ROUNDS = 5

Key = tuple[str, int | None]
"""A product, and the n-th step of its route at the station (``None``: any)."""


@dataclass(frozen=True)
class Known:
    """What each piece of work belongs to: ``keys[of[row]]``; -1: nobody knows."""

    keys: list[Key]
    of: Ints


@dataclass(frozen=True)
class Work:
    """The work of a station, a row a run (a batch counts once), in the order in which it began.

    time_s    nominal: interruptions and what a person's pace adds are taken out
    ended     whether it was finished
    product, machine, turn   of the (first) job; the turn is the step at which it was, the n-th at this station
    mixed   whether jobs of several products were in it
    jobs    how many
    """

    time_s: Floats
    ended: NDArray[np.bool_]
    product: pd.Series
    machine: pd.Series
    turn: Ints
    mixed: NDArray[np.bool_]
    jobs: Ints

    def sample(self, rows: Ints) -> Sample:
        """Return the durations of some of it; where all took the same, work that was broken off says nothing more."""
        time_s, ended = self.time_s[rows], self.ended[rows]
        whole, broken = time_s[ended], time_s[~ended]
        is_constant = (
            len(whole) > 0 and float(np.ptp(whole)) == 0 and float(broken.max(initial=0)) <= whole[0]
        )
        return Sample(whole, broken[:0] if is_constant else broken)


def find_processing(observed: Observed, draft: Draft, seed: int) -> None:
    """Put ``stations.<name>.processing``, ``speed``, and the own times of steps in the routes of products."""
    if not observed.knows("operations", "worked_us"):
        draft.notes.append("Processing times are left out: the log does not say when work began and ended.")
    where = positions(observed.visits["station"])
    restarted = _restarted(observed)
    hidden = draft.found.get("setup in work", np.zeros(len(observed.visits), np.int64))
    turn = journeys(observed).steps["turn"].to_numpy()
    for station in (of.name for of in observed.plant.stations):
        path = ("stations", station)
        rows = where.get(station, np.empty(0, np.int64))
        visits = observed.visits.iloc[rows]
        work = work_of(visits, runs_at(observed, station, visits), restarted[rows], hidden[rows], turn[rows])
        if not observed.knows("operations", "worked_us"):
            draft.leave_out((*path, "processing"), "the log does not say when work began and ended")
            continue
        _station(observed, draft, seed, station, path, work)


def _station(
    observed: Observed, draft: Draft, seed: int, station: str, path: tuple[str, ...], work: Work
) -> None:
    known = _by_step(draft, station, work)
    speeds, said = _speeds(observed, draft, station, path, work, known)
    work = replace(work, time_s=work.time_s * speeds)
    pure = Known(known.keys, np.where(work.mixed, -1, known.of))
    parts = _alike(work, pure)
    if draft.get((*path, "batch")) is not None:
        _whose_time(draft, (*path, "batch", "time"), work, known, parts)
    if draft.get((*path, "batch", "time")) == "longest":
        single = replace(work, time_s=_as_of_one(work, pure.of))
        parts = _alike(single, pure)
        if len(parts) == 1:  # then mixed batches are like the others
            single = replace(work, time_s=_as_of_one(work, np.zeros(len(work.time_s), np.int64)))
        work = single
        said = (*said, "of one job: a batch takes as long as its longest")
    doubt = draft.found.get("pace in doubt", {}).get(("work", station, ""), 0.0)
    (_, usual), *others = parts
    law = fit(work.sample(usual), seed=seed, name=f"stations.{station}.processing")
    if law is None:
        number = int(work.ended[usual].sum())
        _borrowed(observed, draft, seed, path, number)
        return
    apart = ", ".join(_shown(of) for members, _ in others for of in members)
    notes = (*said, f"without {apart}, whose times differ") if apart else said
    draft.put((*path, "processing"), dict(law.document), _with(law, notes, doubt), work.sample(usual))
    for members, rows in others:
        sample = work.sample(rows)
        own = fit(sample, seed=seed, name=f"stations.{station}.processing.{'.'.join(map(_shown, members))}")
        if own is None:
            continue
        for product, step in members:
            shared = ", ".join(_shown(of) for of in members if of != (product, step))
            notes = (
                *said,
                "differs from the station's (p < 0.0001)",
                *filter(None, (f"with {shared}" if shared else "",)),
            )
            evidence = _with(own, notes, doubt)
            set_step_processing(draft, product, station, step, dict(own.document), evidence, sample)


def _whose_time(
    draft: Draft, path: tuple[str, ...], work: Work, known: Known, parts: list[tuple[list[Key], Ints]]
) -> None:
    """Does a batch of several products take as long as its first job alone would? If clearly longer, the longest counts, and
    also where larger batches of one product take longer."""
    alone = [rows[(work.ended & ~work.mixed & (work.time_s > 0))[rows]] for _, rows in parts]
    if grows_with_size([(work.time_s[rows], work.jobs[rows]) for rows in alone]):
        number = sum(map(len, alone))
        draft.put(
            path, "longest", Evidence(number, "batches of one product take longer, the larger they are")
        )
        return
    if len(parts) < 2 or not work.mixed.any():
        return
    usual = {key: float(work.time_s[rows][work.ended[rows]].mean()) for keys, rows in parts for key in keys}
    told = work.mixed & work.ended & (known.of >= 0)
    first_s = np.array([usual.get(key, np.nan) for key in known.keys])[known.of[told]]
    longest_s = max(usual.values())
    shorter = first_s < longest_s * 0.95
    if shorter.sum() < minimum():
        return
    nearer = float((work.time_s[told][shorter] > (first_s[shorter] * 1.02)).mean())
    if nearer >= 0.5:
        method = f"{nearer:.0%} of mixed batches took longer than their first job would"
        draft.put(path, "longest", Evidence(int(shorter.sum()), method))


def _as_of_one(work: Work, alike_as: Ints) -> Floats:
    """The times of batches as they would be of one job; those with the same number (-1: none) follow one law."""
    result = work.time_s.copy()
    for rows in groups(alike_as):
        rows = rows[work.ended[rows] & (work.time_s[rows] > 0)]
        result[rows] = time_of_one(work.time_s[rows], work.jobs[rows])
    return result


def _borrowed(observed: Observed, draft: Draft, seed: int, path: tuple[str, ...], number: int) -> None:
    """A station of a route must have a time; where it was hardly seen, that of all stations together."""
    visits = observed.visits
    of_route = any(
        name == path[1]
        for product in draft.get(("products",), {})
        for _, _, name, _ in turns_in(draft.get(("products", product, "route"), []))
    )
    done = happened(visits["finished_us"])
    law = fit(
        Sample(visits["worked_us"].to_numpy()[done] / 1e6),
        seed=seed,
        name="stations.processing",
        families=("lognormal",),
    )
    if law is None or not of_route:
        draft.leave_out((*path, "processing"), f"fewer than {minimum()} pieces of work were finished")
        return
    note = f"{number} pieces of work were finished here: the time is that of all stations together"
    draft.put((*path, "processing"), dict(law.document), _with(law, (note,)))


def _shown(key: Key) -> str:
    product, step = key
    return product if step is None else f"{product} at step {step}"


def _with(law: Fit, notes: tuple[str, ...], doubt: float = 0.0) -> Evidence:
    return with_doubt(replace(law.evidence, notes=(*law.evidence.notes, *notes)), doubt)


# --- what the work was --------------------------------------------------------------------------------------


def work_of(visits: pd.DataFrame, runs: Runs, restarted: Ints, hidden: Ints, turn: Ints) -> Work:
    """Return the work of one station.

    Args:
        visits: of this station.
        runs: what was worked on together.
        restarted: for each visit what its work took the last time, in microseconds; -1: it was never begun again.
        hidden: for each visit how much of its work was a changeover in truth, in microseconds.
        turn: for each visit, at which step its job was: the n-th at this station.
    """
    first = visits.iloc[runs.first]
    again = restarted[runs.first]
    worked = np.where(again >= 0, again, first["worked_us"].to_numpy()).astype(np.float64)
    worked = np.maximum(worked - hidden[runs.first], 0.0)
    if "pace" in first:
        worked = worked * first["pace"].to_numpy(np.float64)
    return Work(
        time_s=worked / 1e6,
        ended=happened(first["finished_us"]),
        product=first["product"],
        machine=first["machine"],
        turn=turn[runs.first],
        mixed=_mixed(visits, runs),
        jobs=runs.jobs,
    )


def _mixed(visits: pd.DataFrame, runs: Runs) -> NDArray[np.bool_]:
    code = visits["product"].cat.codes.to_numpy().astype(np.int64)
    inside = runs.of >= 0
    other = code[inside] != code[runs.first][runs.of[inside]]
    return np.bincount(runs.of[inside], weights=other, minlength=len(runs.first)) > 0


def _restarted(observed: Observed) -> Ints:
    """Return of each visit what its work took after it began again for the last time (microseconds; -1: it never did)."""
    visits = observed.visits
    result = np.full(len(visits), -1, np.int64)
    rows = observed.happenings
    rows = rows[(rows["kind"] == "work_restarted").to_numpy()]
    if not len(rows):
        return result
    began = np.flatnonzero(happened(visits["started_us"]))
    names = [*visits["job"].cat.categories]
    job = pd.Categorical(rows["job"].astype(object), categories=names).codes.astype(np.int64)
    many = len(names) + 1
    codes = visits["job"].cat.codes.to_numpy().astype(np.int64)
    key = visits["replication"].to_numpy(np.int64)[began] * many + codes[began]
    asked = rows["replication"].to_numpy() * many + job
    visit = last_before(key, visits["started_us"].to_numpy()[began], asked, rows["at_us"].to_numpy())
    visit, at = began[visit[visit >= 0]], rows["at_us"].to_numpy()[visit >= 0]
    end = ends_of_work(visits.iloc[visit], observed.until_us)
    last = np.full(len(visits), -1, np.int64)
    np.maximum.at(last, visit, at)
    result[visit] = end - last[visit]
    halts = pauses(observed)
    job = pd.Categorical(halts["job"].astype(object), categories=names).codes.astype(np.int64)
    halted = last_before(
        key,
        visits["started_us"].to_numpy()[began],
        halts["replication"].to_numpy() * many + job,
        halts["from_us"].to_numpy(),
    )
    of = np.where(halted >= 0, began[np.maximum(halted, 0)], 0)
    counts = (halted >= 0) & (last[of] >= 0) & (halts["from_us"].to_numpy() >= last[of])
    np.subtract.at(result, of[counts], (halts["until_us"] - halts["from_us"]).to_numpy()[counts])
    return result


# --- what differs -------------------------------------------------------------------------------------------


def _by_step(draft: Draft, station: str, work: Work) -> Known:
    """Return what the work may differ by: its product, and its step where a route comes here more than once.

    What is done again after rework belongs to the step that it is a repetition of.
    """
    keys, of = list[Key](), np.full(len(work.time_s), -1, np.int64)
    for rows in groups(codes_of(work.product)):
        product = str(work.product.iloc[rows[0]])
        steps = turns_of(draft, product, station)
        if steps < 2:
            of[rows] = len(keys)
            keys.append((product, None))
            continue
        for step in range(1, steps + 1):
            of[rows[work.turn[rows] == step]] = len(keys)
            keys.append((product, step))
    return Known(keys, of)


def _alike(work: Work, known: Known) -> list[tuple[list[Key], Ints]]:
    """Return the groups of products and steps that take the same time, with their rows; most work belongs to the first.

    What is too little to tell, or of an unknown step, counts with the first, unless steps differ.
    """
    rows_of = {known.keys[int(known.of[rows[0]])]: rows for rows in groups(known.of)}
    samples = {key: work.time_s[rows][work.ended[rows]] for key, rows in rows_of.items()}
    samples = {key: values for key, values in samples.items() if len(values) >= minimum()}
    everything = np.arange(len(work.time_s))
    if not samples:
        return [(list(rows_of), everything)]
    parts = alike(samples)
    if len(parts) == 1:
        return [(list(rows_of), everything)]
    few = [rows for key, rows in rows_of.items() if key not in samples]
    result = [(part, np.sort(np.concatenate([rows_of[key] for key in part]))) for part in parts]
    result[0] = (result[0][0], np.sort(np.concatenate([result[0][1], *few])))
    return result


def _speeds(
    observed: Observed, draft: Draft, station: str, path: tuple[str, ...], work: Work, known: Known
) -> tuple[Floats, tuple[str, ...]]:
    """Return by how much each time is to be multiplied to be that at speed 1, and put ``speed`` where machines differ.

    What is compared is each time over the mean of its own product (and step). The first machine has
    speed 1, and those that do not differ from it.
    """
    ones = np.ones(len(work.time_s))
    machines = in_order(observed.machines_of(station))
    if len(machines) < 2 or draft.get((*path, "machines")) != len(machines):
        return ones, ()
    told = work.ended & (known.of >= 0)
    rows_of = {machine: rows[told[rows]] for machine, rows in positions(work.machine).items()}
    rows_of = {  # one whose reports are all of no length tells no speed
        machine: rows
        for machine, rows in rows_of.items()
        if len(rows) >= minimum() and work.time_s[rows].any()
    }
    ratio, pace = ones.copy(), ones.copy()
    for _ in range(_ROUNDS):  # a product that a fast machine does more often is no shorter for that
        for rows in groups(np.where(told, known.of, -1)):
            ratio[rows] = work.time_s[rows] / max(float((work.time_s[rows] / pace[rows]).mean()), 1e-9)
        for rows in rows_of.values():
            pace[rows] = float(ratio[rows].mean())
    samples = {machine: ratio[rows] for machine, rows in rows_of.items()}
    levels = alike(samples, only_means=True)
    if len(levels) < 2:
        return ones, ()
    mean = {
        of: float(np.concatenate([samples[one] for one in level]).mean()) for level in levels for of in level
    }
    usual = next((level for of in machines for level in levels if of in level), levels[0])
    most = mean[usual[0]]
    speed = {machine: float(f"{most / mean.get(machine, most):.4g}") for machine in machines}
    figures = {
        f"speed of {path[-1]}.{place}": _ratio(samples[machine], most, speed[machine])
        for place, machine in enumerate(machines, 1)
        if machine in samples and machine not in usual
    }
    evidence = Evidence(
        int(told.sum()), "ratios of mean times of machines that differ (p < 0.0001)", estimates=figures
    )
    draft.put((*path, "speed"), [speed[machine] for machine in machines], evidence)
    factor = ones.copy()
    for machine, rows in positions(work.machine).items():
        factor[rows] = speed.get(machine, 1.0)
    return factor, ("at speed 1",)


def _ratio(values: Floats, most: float, speed: float) -> Estimate:
    mean, error = float(values.mean()), float(values.std(ddof=1)) / len(values) ** 0.5
    half = 1.96 * error / mean  # of the logarithm
    low, high = most / mean * np.exp(-half), most / mean * np.exp(half)
    return Estimate(speed, min(speed, float(low)), max(speed, float(high)))
