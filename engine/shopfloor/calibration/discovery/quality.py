"""How much work is thrown away, and how much goes back?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from shopfloor.calibration.discovery.grouping import codes_of, positions
from shopfloor.calibration.discovery.machines import in_order
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Estimate, Evidence, minimum
from shopfloor.calibration.fitting import share
from shopfloor.calibration.observed import Observed, happened

__all__ = ["find_quality"]

Mask = NDArray[np.bool_]
Path = tuple[str, ...]

_BY_CHANCE = 1e-3
"""Shares of products or machines are told apart when chance alone would do it so rarely."""


def find_quality(observed: Observed, draft: Draft, seed: int) -> None:
    """Put ``stations.<name>.quality`` and ``inspection``."""
    del seed  # nothing is drawn
    if not observed.knows("operations", "outcome"):
        draft.notes.append("Scrap is left out: the log does not say what became of the work.")
        return
    judged = _Judged(observed)
    done = {
        station: rows[judged.known[rows]] for station, rows in positions(observed.visits["station"]).items()
    }
    for station, rows in done.items():
        if len(rows) >= minimum():
            _station(observed, draft, ("stations", station), station, judged, rows)
    for station, rows in done.items():  # what can be found is what is made
        _inspection(observed, draft, ("stations", station, "inspection"), station, judged, rows)


class _Judged:
    """What became of each visit, row by row: by the work itself, or by what an inspection found."""

    def __init__(self, observed: Observed) -> None:
        visits = observed.visits
        outcome = visits["outcome"].astype(object)
        self.known = happened(visits["finished_us"])
        why = _detail_of(observed, "scrapped")
        verdict = _detail_of(observed, "inspected")
        self.flagged = np.isin(verdict, ["found", "false_alarm"])
        self.inspected = verdict != ""
        self.verdict = verdict
        reworked = (outcome == "reworked").to_numpy()
        scrapped = (outcome == "scrapped").to_numpy() & self.known
        self.over = scrapped & (why == "rework_limit") & ~self.flagged
        self.back = reworked & ~self.flagged
        self.scrap = scrapped & ~self.over & ~self.flagged & np.isin(why, ["", "quality"])
        self.flagged_back = reworked & self.flagged
        self.flagged_over = scrapped & (why == "rework_limit") & self.flagged
        self.flagged_scrap = scrapped & (why == "inspection")
        self.goes_to = _next_station(visits)
        self.times = _times_back(visits, reworked)


def _detail_of(observed: Observed, kind: str) -> NDArray[np.object_]:
    """Return for each visit the detail of such an event at the end of its work; "": there was none."""
    rows = observed.happenings
    rows = rows[(rows["kind"] == kind).to_numpy()]
    visits = observed.visits
    result = np.full(len(visits), "", object)
    if not len(rows):
        return result
    names = list(visits["job"].cat.categories)
    stations = list(visits["station"].cat.categories)
    of = pd.DataFrame(
        {
            "replication": rows["replication"].to_numpy(),
            "job": pd.Categorical(rows["job"].astype(object), categories=names).codes,
            "station": pd.Categorical(rows["station"].astype(object), categories=stations).codes,
            "finished_us": rows["at_us"].to_numpy(),
            "detail": rows["detail"].astype(object).to_numpy(),
        }
    ).drop_duplicates(["replication", "job", "station", "finished_us"], keep="last")
    mine = pd.DataFrame(
        {
            "replication": visits["replication"].to_numpy(),
            "job": visits["job"].cat.codes.to_numpy(),
            "station": visits["station"].cat.codes.to_numpy(),
            "finished_us": visits["finished_us"].to_numpy(),
        }
    )
    met = mine.merge(of, on=["replication", "job", "station", "finished_us"], how="left")
    return np.asarray(met["detail"].fillna("").to_numpy(object))


def _next_station(visits: pd.DataFrame) -> NDArray[np.int64]:
    """Return the code of the station where the job of each visit goes next; -1: nowhere."""
    job = codes_of(visits["replication"].to_numpy(), visits["job"])
    order = np.lexsort((visits["first_event"].to_numpy(), job))
    station = visits["station"].cat.codes.to_numpy().astype(np.int64)
    result = np.full(len(visits), -1, np.int64)
    same = job[order][1:] == job[order][:-1]
    result[order[:-1][same]] = station[order[1:][same]]
    return result


def _times_back(visits: pd.DataFrame, reworked: Mask) -> NDArray[np.int64]:
    """Return how often this station had sent back the job of each visit, this time included."""
    key = codes_of(visits["replication"].to_numpy(), visits["job"], visits["station"])
    order = np.lexsort((visits["first_event"].to_numpy(), key))
    step = reworked[order].astype(np.int64)
    total = np.cumsum(step)
    fresh = np.concatenate(([True], key[order][1:] != key[order][:-1])) if len(key) else np.zeros(0, np.bool_)
    begins = np.flatnonzero(fresh)
    before = np.repeat((total - step)[begins], np.diff(np.append(begins, len(key))))
    result = np.empty(len(visits), np.int64)
    result[order] = total - before
    return result


def _station(
    observed: Observed, draft: Draft, path: Path, station: str, judged: _Judged, done: NDArray[np.int64]
) -> None:
    visits = observed.visits
    scrap, back = judged.scrap[done], (judged.back | judged.over)[done]
    quality = (*path, "quality")
    if scrap.sum() >= 1:
        _put_share(draft, (*quality, "scrap"), scrap)
    if back.sum() >= 1:
        _put_rework(draft, (*quality, "rework"), visits, judged, done, back)
    _by(
        draft,
        (*quality, "by_product"),
        positions(visits["product"].iloc[done]),
        scrap,
        back,
    )
    machines = in_order(observed.machines_of(station))
    if draft.get((*path, "machines")) == len(machines) and observed.knows("operations", "machine"):
        of_machine = positions(visits["machine"].iloc[done])
        numbered = {
            f"{path[-1]}.{place}": of_machine[name]
            for place, name in enumerate(machines, 1)
            if name in of_machine
        }
        _by(draft, (*quality, "by_machine"), numbered, scrap, back)
    _faults(observed, draft, quality, station, len(done))


def _put_share(draft: Draft, path: Path, what: Mask, notes: tuple[str, ...] = ()) -> bool:
    """Put a share of all that was finished; too few cases and it is left out."""
    found = share(int(what.sum()), len(what))
    if 0 < what.sum() < minimum():
        draft.leave_out(path, f"seen fewer than {minimum()} times in {len(what):,}")
        return False
    draft.put(
        path,
        _rounded(found),
        Evidence(len(what), "share of finished work", estimates={"share": found}, notes=notes),
    )
    return True


def _rounded(found: Estimate) -> float:
    return float(f"{found.value:.3g}")


def _put_rework(
    draft: Draft, path: Path, visits: pd.DataFrame, judged: _Judged, done: NDArray[np.int64], back: Mask
) -> None:
    goes = judged.goes_to[done][judged.back[done]]
    goes = goes[goes >= 0]
    if back.sum() < minimum() or len(goes) < minimum():
        draft.leave_out(path, f"seen fewer than {minimum()} times in {len(done):,}")
        return
    counts = np.bincount(goes)
    at = str(visits["station"].cat.categories[int(counts.argmax())])
    agree = float(counts.max() / counts.sum())
    over = judged.over[done]
    most = int(judged.times[done][judged.back[done]].max())
    turned_away = int(over.sum())
    limit = f"{turned_away} jobs were scrapped at the limit" if turned_away else "no job reached the limit"
    found = share(int(back.sum()), len(done))
    value = {"share": _rounded(found), "at": at, "at_most": most}
    notes = (f"{agree:.0%} went to {at}", limit)
    draft.put(
        path, value, Evidence(len(done), "share of finished work", estimates={"share": found}, notes=notes)
    )


def _by(draft: Draft, path: Path, rows_of: dict[str, NDArray[np.int64]], scrap: Mask, back: Mask) -> None:
    """Put own shares where products or machines differ, beyond chance."""
    if len(rows_of) < 2:
        return
    above = path[:-1]
    words = {"scrap": scrap} if draft.get((*above, "rework")) is None else {"scrap": scrap, "rework": back}
    for word, what in words.items():
        counts = {name: (int(what[rows].sum()), len(rows)) for name, rows in rows_of.items()}
        usual, *others = _alike(counts)
        if not others:
            continue
        some, of = (sum(counts[name][place] for name in usual) for place in (0, 1))
        general = (*above, "rework", "share") if word == "rework" else (*above, "scrap")
        alone = path[-1] == "by_product" or draft.get((*above, "by_product")) is None
        if alone and (some >= minimum() or some == 0) and draft.get(general[:-1]) is not None:
            told = draft.get(general[:-1])
            told[general[-1]] = _rounded(share(some, of))
            where = general[:-1] if word == "rework" else general
            old = draft.evidence[where]
            note = f"without {', '.join(name for group in others for name in group)}, which differ"
            draft.evidence[where] = replace(
                old, n=of, estimates={"share": share(some, of)}, notes=(*old.notes, note)
            )
            shown = others
        else:
            shown = [usual, *others]
        for group in shown:
            some, of = (sum(counts[name][place] for name in group) for place in (0, 1))
            if of < minimum() or 0 < some < minimum():
                continue
            found = share(some, of)
            for name in group:
                notes = (f"with {len(group) - 1} others",) if len(group) > 1 else ()
                evidence = Evidence(
                    of, f"differs from others (p < {_BY_CHANCE:g})", estimates={"share": found}, notes=notes
                )
                draft.put((*path, name, word), _rounded(found), evidence)


def _alike(counts: dict[str, tuple[int, int]]) -> list[list[str]]:
    """Return the groups of products or machines whose shares do not differ, the one with most work first."""
    members, pooled = list[list[str]](), list[tuple[int, int]]()
    for name in sorted(counts, key=lambda name: (-counts[name][1], name)):
        chances = [_same([of, counts[name]]) for of in pooled]
        best = max(range(len(chances)), key=lambda place: chances[place], default=-1)
        if best >= 0 and chances[best] >= _BY_CHANCE:
            members[best].append(name)
            pooled[best] = (pooled[best][0] + counts[name][0], pooled[best][1] + counts[name][1])
        else:
            members.append([name])
            pooled.append(counts[name])
    order = sorted(range(len(members)), key=lambda place: -pooled[place][1])
    return [members[place] for place in order]


def _same(counts: Iterable[tuple[int, int]]) -> float:
    """Return how probable such differences of shares are by chance (likelihood ratio of binomial counts)."""
    counts = [of for of in counts if of[1]]
    some, of = sum(part[0] for part in counts), sum(part[1] for part in counts)
    if len(counts) < 2 or some in (0, of):
        return 1.0
    ratio = 2 * (sum(_height(*part, part[0] / part[1]) for part in counts) - _height(some, of, some / of))
    return float(special.chdtrc(len(counts) - 1, max(ratio, 0.0)))


def _height(some: int, of: int, chance: float) -> float:
    return float(special.xlogy(some, chance) + special.xlogy(of - some, 1 - chance))


# --- hidden faults, and who finds them ----------------------------------------------------------------------


def _faults(observed: Observed, draft: Draft, path: Path, station: str, done: int) -> None:
    rows = observed.happenings
    made = rows[
        (rows["kind"] == "defect_made").to_numpy()
        & (rows["station"] == station).to_numpy()
        & rows["machine"].notna().to_numpy()
    ]
    for fault, number in sorted(made["detail"].astype(str).value_counts().items()):
        where = (*path, "defects", str(fault))
        if number < minimum():
            draft.leave_out(where, f"seen fewer than {minimum()} times in {done:,}")
            continue
        found = share(min(int(number), done), done)
        draft.put(
            where, _rounded(found), Evidence(done, "share of finished work", estimates={"share": found})
        )


def _inspection(
    observed: Observed, draft: Draft, path: Path, station: str, judged: _Judged, done: NDArray[np.int64]
) -> None:
    verdict = judged.verdict[done]
    seen = {word: int((verdict == word).sum()) for word in ("passed", "found", "missed", "false_alarm")}
    if sum(seen.values()) < minimum():
        return
    finds = _looked_for(observed, draft, station)
    if not finds:
        draft.leave_out(path, "what it finds was seen too seldom")
        return
    value: dict[str, Any] = {"finds": finds}
    estimates = dict[str, Estimate]()
    for word, some, of in (
        ("misses", seen["missed"], seen["missed"] + seen["found"]),
        ("false_alarms", seen["false_alarm"], seen["false_alarm"] + seen["passed"]),
    ):
        if some >= minimum():
            estimates[word] = share(some, of)
            value[word] = _rounded(estimates[word])
    back = judged.flagged_back[done]
    if back.sum() >= minimum():
        goes = judged.goes_to[done][back]
        at = int(np.bincount(goes[goes >= 0]).argmax())
        most = int(judged.times[done][back].max())
        value["rework"] = {"at": str(observed.visits["station"].cat.categories[at]), "at_most": most}
    draft.put(path, value, Evidence(sum(seen.values()), "verdicts of inspections", estimates=estimates))


def _looked_for(observed: Observed, draft: Draft, station: str) -> str | list[str]:
    """Which faults does it find? All that came to it, unless jobs pass with faults that it does not look for."""
    made_at = [draft.get(("stations", of.name, "quality", "defects"), {}) for of in observed.plant.stations]
    told = {str(fault) for defects in made_at for fault in defects}
    rows = observed.happenings
    looked = rows[(rows["kind"] == "inspected").to_numpy() & (rows["station"] == station).to_numpy()]
    met = looked[["replication", "job", "event", "at_us", "detail", "value"]].astype({"job": str}).merge(
        _faults_made(observed), on=["replication", "job"], suffixes=("", "_made")
    )  # fmt: skip
    carried = (met["event_made"] < met["event"]).to_numpy() & (met["mended_us"] > met["at_us"]).to_numpy()
    met = met[carried]
    passed = ((met["detail"] == "passed") & (met["value"] > 0)).to_numpy()
    came = told & set(met["detail_made"].astype(str))
    if not passed.any() and came in (set(), told):
        return "all" if told else []
    return sorted(came - set(met["detail_made"][passed].astype(str)))


def _faults_made(observed: Observed) -> pd.DataFrame:
    """Return a row for each hidden fault of each job: replication, job, event, detail, and mended_us, when the station that
    made it had done its work again, which puts the old one right."""
    rows, visits = observed.happenings, observed.visits
    made = rows[(rows["kind"] == "defect_made").to_numpy()].astype({"job": str, "station": str})
    made = made[["replication", "job", "station", "event", "at_us", "detail"]]
    done = visits[happened(visits["finished_us"]) & visits["job"].astype(str).isin(made["job"]).to_numpy()]
    done = done[["replication", "job", "station", "finished_us"]].astype({"job": str, "station": str})
    again = made.merge(done, on=["replication", "job", "station"])
    again = again[(again["finished_us"] > again["at_us"]).to_numpy()]
    first = again.groupby(["replication", "event"])["finished_us"].min().rename("mended_us").reset_index()
    result = made.merge(first, on=["replication", "event"], how="left")
    result["mended_us"] = result["mended_us"].fillna(np.inf)
    return result[["replication", "job", "event", "detail", "mended_us"]]
