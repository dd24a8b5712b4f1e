"""What does it take to change a machine over? A time for each pair, for each product that comes, or for what differs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.discovery.batches import runs_at
from shopfloor.calibration.discovery.changeovers import Changes, extra_work, late_begins, recorded
from shopfloor.calibration.discovery.clocks import keys_in, machine_keys, spans
from shopfloor.calibration.discovery.grouping import positions
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Estimate, Evidence, minimum
from shopfloor.calibration.fitting.texts import duration
from shopfloor.calibration.observed import Observed, happened
from shopfloor.student import student_t

__all__ = ["find_setups"]

Floats = NDArray[np.float64]
Path = tuple[str, ...]

_SHORTEST_S = 1e-3
"""Times that differ less are the same: what rounding makes of them."""


def find_setups(observed: Observed, draft: Draft, seed: int) -> None:
    """Put ``stations.<name>.setup``. Where it is hidden in the times of work, ``draft.found["setup in work"]`` tells how
    much of each visit's work it is (n,), in microseconds."""
    del seed  # nothing is drawn
    hidden = np.zeros(len(observed.visits), np.int64)
    where = positions(observed.visits["station"])
    known = observed.knows("setups")
    usable = known or (observed.knows("operations", "worked_us") and observed.knows("operations", "machine"))
    if not usable:
        return
    keys = machine_keys(observed)
    for station, rows in where.items():
        visits = observed.visits.iloc[rows]
        runs = runs_at(observed, station, visits)
        path = ("stations", station, "setup")
        if known:
            changes = recorded(observed, station, visits, runs)
            _put(draft, path, _families(observed, station), changes, _How("mean of changeovers"))
            continue
        if len(observed.plant.products) < 2:
            continue
        machine = visits["machine"].cat.codes.to_numpy().astype(np.int64)[runs.first]
        stops = observed.stops[(observed.stops["station"] == station).to_numpy()]
        until = np.where(happened(stops["repaired_us"]), stops["repaired_us"], observed.until_us).astype(
            np.int64
        )
        down = spans(keys_in(stops, keys), stops["failed_us"].to_numpy(np.int64), until)
        late = late_begins(observed, visits, runs, machine, down, keys_in(visits, keys)[runs.first])
        more = extra_work(visits, runs, machine)
        if more is not None:
            how = _How("by so much work after another product takes longer, median", robust=True)
            label, took_s = _put(draft, path, {}, more, how)
            hidden[rows[more.visit]] = [round(took_s.get(name, 0.0) * 1e6) for name in label.tolist()]
        elif late is not None:
            how = _How("by so much work after another product begins later, median", robust=True)
            _put(draft, path, {}, late, how)
    if hidden.any():
        draft.found["setup in work"] = hidden


def _families(observed: Observed, station: str) -> dict[str, list[str]]:
    """Return the families by which setups are told: name -> products, where the name is not a product's own."""
    setups = observed.setups[(observed.setups["station"] == station).to_numpy()]
    products = {of.name for of in observed.plant.products}
    told = setups[["product", "to_product"]].dropna().astype(str).drop_duplicates()
    found = dict[str, set[str]]()
    for product, name in told.itertuples(index=False):
        if name not in products and "." not in name:
            found.setdefault(name, set()).add(product)
    return {name: sorted(members) for name, members in sorted(found.items())}


def _put(
    draft: Draft, path: Path, families: dict[str, list[str]], changes: Changes, how: _How
) -> tuple[NDArray[np.str_], dict[str, float]]:
    """Choose by AICc what explains the times with the fewest numbers: what differs, what comes, or the pair.

    Returns the label of each change, and the time of each label in seconds.
    """
    before, after = changes.before.astype(str), changes.after.astype(str)
    number = int((changes.took_s > 0).sum())
    if number < minimum():
        if number:
            draft.leave_out(path, f"fewer than {minimum()} changeovers")
        return after, {}
    if any("." in name for name in after):
        labels = {"change": _differs(before, after)}
    else:
        labels = {"between": np.char.add(np.char.add(before, ">"), after), "to": after}
    against = {name: _aicc(of, changes.took_s, how) for name, of in labels.items()}
    word = min(against, key=lambda name: against[name])
    figures = {"aicc": {name: round(of, 1) for name, of in against.items()}}
    found = dict[str, float]()
    for label in sorted(set(labels[word].tolist())):
        took_s, notes = changes.took_s[labels[word] == label], tuple[str, ...]()
        if len(took_s) < minimum():
            to_same = changes.took_s[after == label.split(">")[-1]]
            took_s = to_same if len(to_same) >= minimum() else changes.took_s
            notes = (f"seen too seldom: of all changes {'to the same' if took_s is to_same else 'here'}",)
        value_s, interval = how.centre(took_s), how.interval(took_s)
        if value_s <= _SHORTEST_S:
            continue
        found[label] = value_s
        digits = 3 if interval.high - interval.low > 1e-3 * value_s else 6
        evidence = Evidence(
            len(took_s), how.method, estimates={"mean": interval}, notes=notes, figures=figures
        )
        draft.put((*path, word, *label.split(">")), duration(value_s, digits), evidence)
    used = {name: members for name, members in families.items() if members != [name]}
    if used and found:
        draft.put((*path, "families"), used, Evidence(len(after), "what changeovers are told by"))
    return labels[word], found


def _differs(before: NDArray[np.str_], after: NDArray[np.str_]) -> NDArray[np.str_]:
    """``pump.1`` to ``valve.2``: another product, another step, or both."""
    product, step = np.char.rpartition(before, "."), np.char.rpartition(after, ".")
    other_product, other_step = product[:, 0] != step[:, 0], product[:, 2] != step[:, 2]
    return np.asarray(
        np.where(other_product & other_step, "both", np.where(other_product, "product", "step"))
    )


def _aicc(label: NDArray[np.str_], took_s: Floats, how: _How) -> float:
    of = np.unique(label, return_inverse=True)[1]
    middle = np.array([how.centre(took_s[of == number]) for number in range(int(of.max()) + 1)])
    off = np.abs(took_s - middle[of])
    n, k = len(took_s), len(middle) + 1
    if how.robust:  # Laplace
        height = -n * math.log(2 * max(float(off.mean()), _SHORTEST_S)) - n
    else:
        spread = max(float(np.sqrt((off**2).mean())), _SHORTEST_S)
        height = -n * math.log(spread) - n / 2 * (1 + math.log(2 * math.pi))
    return 2 * k - 2 * height + 2 * k * (k + 1) / max(n - k - 1, 1)


@dataclass(frozen=True)
class _How:
    """How a time is made of several: by their mean, or by their median, where other things delay some of them."""

    method: str
    robust: bool = False

    def centre(self, took_s: Floats) -> float:
        return float(np.median(took_s)) if self.robust else float(took_s.mean())

    def interval(self, took_s: Floats) -> Estimate:
        """Return the time with its 95 % interval; the bounds of a median are means of neighbours, nobody's own time."""
        value, n = self.centre(took_s), len(took_s)
        if self.robust:
            ordered, half = np.sort(took_s), 0.98 * n**0.5
            low, high = (_around(ordered, round(n / 2 + side * half)) for side in (-1, 1))
            return Estimate(value, max(min(value, low), 0.0), max(value, high), "s")
        error = float(took_s.std(ddof=1)) / n**0.5 * student_t(n - 1)
        return Estimate(value, max(value - error, 0.0), value + error, "s")


def _around(ordered: Floats, place: int) -> float:
    first = min(max(place - minimum() // 2, 0), max(len(ordered) - minimum(), 0))
    return float(ordered[first : first + minimum()].mean())
