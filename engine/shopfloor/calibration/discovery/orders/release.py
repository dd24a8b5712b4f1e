"""By which rule do orders leave the backlog? So many jobs in the plant at most, or so long before they are due."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.discovery.orders.arrivals import Arrivals
from shopfloor.calibration.evidence import Evidence, minimum
from shopfloor.calibration.fitting import share
from shopfloor.calibration.observed import Observed, happened
from shopfloor.units import duration_text, to_seconds

__all__ = ["release_of"]

Ints = NDArray[np.int64]

_NEARLY_ALL = 0.95


def release_of(observed: Observed, arrivals: Arrivals) -> tuple[dict[str, Any], Evidence] | str | None:
    """Return the rule and why; a text: orders wait, and no rule says for what; ``None``: they are released at once."""
    jobs = arrivals.jobs
    ordered, released, due = (jobs[name].to_numpy() for name in ("ordered_us", "released_us", "due_us"))
    if not happened(ordered).any():
        return None
    waited = happened(ordered) & happened(released) & (released > ordered)
    held = waited | (happened(ordered) & ~happened(released))
    if not held.any():
        return (
            "orders were written down before their release, and none had to wait, so nothing tells the rule"
        )
    if waited.sum() < minimum():
        return f"orders wait in a backlog, and fewer than {minimum()} have left it"
    ahead = (due - released)[waited & happened(due)]
    if len(ahead) >= minimum():
        usual = int(np.median(ahead))
        same = float((ahead == usual).mean())
        if same >= _NEARLY_ALL:
            estimates = {"share released so": share(int((ahead == usual).sum()), len(ahead))}
            rule: dict[str, Any] = {"before_due": duration_text(to_seconds(usual))}
            return rule, Evidence(
                len(ahead), "due date less release of orders that waited", estimates=estimates
            )
    found = [(of, *_limit(observed, arrivals, waited, of)) for of in ("product", "plant")]
    of, limit, agree = max(found, key=lambda one: (one[2], one[0] == "product"))
    if agree < _NEARLY_ALL:
        return "orders wait in a backlog, and neither work in process nor their due dates say for how long"
    rule = {"wip_below": limit} | ({"of": of} if of != "product" else {}) | _order(arrivals, waited)
    estimates = {"share released so": share(round(agree * int(waited.sum())), int(waited.sum()))}
    return rule, Evidence(
        int(waited.sum()), "jobs in the plant when orders that waited were released", estimates=estimates
    )


def _limit(observed: Observed, arrivals: Arrivals, waited: NDArray[np.bool_], of: str) -> tuple[int, float]:
    """The number of jobs in the plant, the new one included, after most releases; and the share of those."""
    jobs = observed.jobs
    if of == "product":
        jobs = jobs[(jobs["product"] == arrivals.jobs["product"].iloc[0]).to_numpy()]
    mine = arrivals.jobs[waited]
    counts = list[Ints]()
    for one, part in mine.groupby("replication", sort=True):
        here = (jobs["replication"] == one).to_numpy()
        released, ended = (np.sort(jobs[name].to_numpy()[here]) for name in ("released_us", "ended_us"))
        released, ended = released[happened(released)], ended[happened(ended)]
        at = part["released_us"].to_numpy()
        counts.append(np.searchsorted(released, at, side="right") - np.searchsorted(ended, at, side="right"))
    together = np.concatenate(counts)
    values, often = np.unique(together, return_counts=True)
    best = int(often.argmax())
    return int(values[best]), float(often[best] / len(together))


def _order(arrivals: Arrivals, waited: NDArray[np.bool_]) -> dict[str, str]:
    """Who left the backlog first? By due date, if that explains the sequence and the sequence of orders does not."""
    jobs = arrivals.jobs[waited]
    inversions = {}
    for word, column in (("fifo", "ordered_us"), ("edd", "due_us")):
        if not happened(jobs[column]).all():
            continue
        sequence = jobs.sort_values(["replication", "released_us", column], kind="stable")
        same = sequence["replication"].to_numpy()[1:] == sequence["replication"].to_numpy()[:-1]
        fell = np.diff(sequence[column].to_numpy()) < 0
        inversions[word] = int((fell & same).sum())
    best = min(inversions, key=lambda word: (inversions[word], word != "fifo"))
    return {"order": best} if best != "fifo" else {}
