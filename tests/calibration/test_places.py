"""Waits that nothing explains, and that are not always as long, become places; those of a queue do not."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

import shopfloor as sf
from shopfloor.calibration.calibrating import drafted
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Evidence
from shopfloor.calibration.observed import observe

_ROLES = {"case": "job", "activity": "step", "resource": "machine", "start": "start", "end": "end"}


def _found(path: Path, mean_h: float, between_h: float) -> Draft:
    """Two steps, of 20 minutes each; between them a wait that no row tells."""
    draw, start = np.random.default_rng(11), datetime(2026, 1, 5)
    ready = np.cumsum(draw.exponential(between_h, 200))
    lines, free = ["job,step,machine,start,end"], {"saw": 0.0, "press": 0.0}
    for step in ("saw", "press"):
        for job in np.argsort(ready):
            begin = max(ready[job], free[step])
            free[step] = begin + draw.gamma(8, 1 / 24)
            lines.append(
                f"{job},{step},{step} 1,{start + timedelta(hours=begin)},{start + timedelta(hours=free[step])}"
            )
            ready[job] = free[step] + (draw.exponential(mean_h) if mean_h else 0.0)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    log = sf.read_log(path, _ROLES)
    return drafted(observe(log.log), 0, places=True)


def test_a_random_wait_for_a_machine_at_rest_becomes_a_place_on_the_way(tmp_path: Path) -> None:
    draft = _found(tmp_path / "slow.csv", mean_h=10, between_h=1.5)
    (product,) = draft.get(("products",))
    assert draft.get(("products", product, "route")) == ["saw", "before_press", "press"]
    mean = draft.evidence["stations", "before_press", "processing"].estimates["mean"]
    assert mean.low <= 10 * 3600 <= mean.high
    assert draft.get(("stations", "before_press", "machines")) > 20


def test_jobs_that_queue_for_a_busy_machine_need_no_place(tmp_path: Path) -> None:
    draft = _found(tmp_path / "busy.csv", mean_h=0, between_h=0.36)
    assert not draft.found["waits"]
    assert set(draft.get(("stations",))) == {"saw", "press"}


def test_what_is_told_of_a_step_follows_it() -> None:
    draft = Draft()
    draft.put(("products", "pump", "route"), ["saw", {"station": "press", "processing": "3 min"}])
    old, new = (("products", "pump", "route", number) for number in ("1", "2"))
    draft.evidence[(*old, "processing")] = told = Evidence(9, "mean")
    draft.rebase(("products", "pump", "route"), {old: new})
    assert draft.evidence == {(*new, "processing"): told}
