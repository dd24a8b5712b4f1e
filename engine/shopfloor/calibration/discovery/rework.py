"""What goes back, in a log that does not say what became of the work? Stretches of a way that follow themselves."""

from __future__ import annotations

from collections import Counter
from typing import Any

from shopfloor.calibration.discovery.loops import Loop
from shopfloor.calibration.discovery.visits_of_jobs import journeys
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Evidence, minimum
from shopfloor.calibration.fitting import share
from shopfloor.calibration.observed import Observed, happened

__all__ = ["find_rework"]

_BOUND = 10.0
"""If chance lets expect so many jobs that go back once more, and hardly one does, there is a bound."""
_HARDLY = 0.2
_LEAVE = 0.5
"""So many of those must leave the plant there."""
_NOBODY = 0.02
"""Jobs that may come to be scrapped at a bound that the log does not show."""


def find_rework(observed: Observed, draft: Draft, seed: int) -> None:
    """Put ``stations.<name>.quality.rework`` where outcomes are not recorded and jobs pass stations again."""
    del seed  # nothing is drawn
    if observed.knows("operations", "outcome"):
        return
    stations = Counter(observed.visits["station"].astype(str))
    left = _left_after(observed)
    by_place = dict[tuple[str, str], list[Loop]]()
    for loop in journeys(observed).loops:
        by_place.setdefault((loop.station, loop.back_to), []).append(loop)
    for (station, back_to), loops in sorted(by_place.items()):
        jobs = Counter[int]()
        for loop in loops:
            jobs.update(dict(loop.jobs))
        back = sum(times * number for times, number in jobs.items())
        path = ("stations", station, "quality", "rework")
        if sum(number for times, number in jobs.items() if times) < minimum():
            draft.leave_out(path, f"fewer than {minimum()} jobs went back to {back_to}")
        elif not _is_passed_before(draft, back_to, station):
            draft.leave_out(path, f"jobs go back to {back_to}, which not all have passed before")
        else:
            found = share(back, max(stations[station], back))
            value = {
                "share": float(f"{found.value:.3g}"),
                "at": back_to,
                "at_most": _bound(jobs, found.value, left.get(station, Counter())),
            }
            notes = ("what follows itself counts as done again, for the log does not say",)
            method = "share of visits after which the same is done again"
            draft.put(
                path, value, Evidence(stations[station], method, estimates={"share": found}, notes=notes)
            )


def _left_after(observed: Observed) -> dict[str, Counter[int]]:
    """Return for each station how many jobs left the plant there, by how often they had been there."""
    last = observed.visits.drop_duplicates(["replication", "job"], keep="last")
    last = last[happened(last["left_us"]) & ~last["job"].isin(observed.torn).to_numpy()]
    found = dict[str, Counter[int]]()
    for station, number in zip(last["station"].astype(str), last["visit"].tolist(), strict=True):
        found.setdefault(station, Counter())[number] += 1
    return found


def _bound(jobs: Counter[int], again: float, left: Counter[int]) -> int:
    """Return how often a job may go back: where the counts break off and jobs leave, for once more is scrap; else so often
    that hardly a job would reach it. ``left``: how many jobs left the plant at the station, by their visits there."""
    total = jobs.total()
    most = max(times for times, number in jobs.items() if number and times)
    for times in range(1, most + 1):
        here = sum(number for of, number in jobs.items() if of >= times)
        more = sum(number for of, number in jobs.items() if of > times)
        gone = sum(number for visits, number in left.items() if visits > times)
        breaks_off = here >= minimum() and here * again >= _BOUND and more < _HARDLY * here * again
        if breaks_off and gone >= _LEAVE * here * again:
            return times
    bound, others = 1, total * again * again
    while others > _NOBODY and bound < 100:
        bound, others = bound + 1, others * again
    return bound


def _is_passed_before(draft: Draft, first: str, then: str) -> bool:
    """Do all routes that come to a station pass another one before, on every way?"""
    if first == then:
        return True
    products = draft.get(("products",)) or {}
    return all(_passes(of.get("route", ()), first, then, False)[0] for of in products.values())


def _passes(route: Any, first: str, then: str, passed: bool) -> tuple[bool, bool]:
    """Return whether ``then`` never comes too early, and whether ``first`` has been passed on every way in the end."""
    for step in route:
        if isinstance(step, dict) and "choice" in step:
            ways = [_passes(branch["route"], first, then, passed) for branch in step["choice"]]
            if not all(fine for fine, _ in ways):
                return False, passed
            passed = all(after for _, after in ways)
            continue
        visits = step["alternatives"] if isinstance(step, dict) and "alternatives" in step else [step]
        names = {visit if isinstance(visit, str) else visit["station"] for visit in visits}
        if then in names and not passed:
            return False, passed
        passed = passed or names == {first}
    return True, passed
