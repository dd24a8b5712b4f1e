"""Files of starts and ends: when orders come, when a shift ends, and what a wait means."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import shopfloor as sf
from shopfloor.calibration.calibrating import drafted
from shopfloor.calibration.discovery.places import put_places
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.observed import Observed, observe

_MONDAY = datetime(2026, 1, 5)
_ROLES = {
    "case": "job",
    "activity": "step",
    "machine": "machine",
    "person": "person",
    "start": "start",
    "end": "end",
}

Visit = tuple[int, str, str, float, float]
"""Job, step, person, and the minutes between which it is worked on."""


def _taken(path: Path, visits: Iterable[Visit]) -> Observed:
    lines = ["job,step,machine,person,start,end"]
    for job, step, person, *minutes in visits:
        times = ((_MONDAY + timedelta(minutes=of)).isoformat(" ", "seconds") for of in minutes)
        lines.append(",".join([str(job), step, f"{step}-1", person, *times]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return observe(sf.read_log(path, _ROLES).log)


def _line(path: Path, weeks: int, until: int, volume: float = 0.0) -> Draft:
    """Orders from six in the morning ``until`` a minute of the day, done the same day; days differ by ``volume``."""
    draw, visits = np.random.default_rng(4), list[Visit]()
    for day in (of for of in range(7 * weeks) if of % 7 < 5):
        free, job = {"saw": 0.0, "press": 0.0}, len(visits)
        every = 12 * float(np.exp(draw.normal(0, volume)))
        for number, at in enumerate(np.cumsum(draw.exponential(every, 500))):
            ready = day * 1440 + 360 + float(at)
            if 360 + at > until:
                break
            for step, person, mean in (("saw", "ann", 4), ("press", "bob", 7)):
                begins = max(ready, free[step])
                ready = free[step] = begins + draw.gamma(4, mean / 4)
                visits.append((job + number, step, person, begins, ready))
    return drafted(_taken(path, visits), 0)


def test_orders_end_before_the_shift_where_they_do(tmp_path: Path) -> None:
    """What comes until two is done by half past: orders that came until then would be left overnight."""
    draft = _line(tmp_path / "line.csv", weeks=3, until=840)
    (product,) = draft.get(("products",))
    orders = draft.get(("products", product, "orders"))
    hours = draft.get(("shifts", orders["shift"])) if "shift" in orders else orders["rate"][-1]
    assert hours["days"] == "mon-fri"
    assert "14:00" <= hours["to"] <= "14:15" < max(of["to"] for of in draft.get(("shifts",)).values())


def test_days_of_other_volume_are_no_weekdays_of_their_own(tmp_path: Path) -> None:
    draft = _line(tmp_path / "line.csv", weeks=5, until=840, volume=0.6)
    (product,) = draft.get(("products",))
    orders = draft.get(("products", product, "orders"))
    assert {of["days"] for of in orders.get("rate", ())} <= {"mon-fri"}


def test_a_shift_ends_when_what_waits_is_done(tmp_path: Path) -> None:
    """A rush every day just before work begins to be rare: it is worked off the same evening."""
    draw, visits = np.random.default_rng(4), list[Visit]()
    for day in (of for of in range(42) if of % 7 < 5):
        begin, free = day * 1440 + 360, 0.0
        late = day % 3 == 0
        at = [*(480 * draw.random(60)), *([470.0] * 10 if late else [])]
        for ready in np.sort(at):
            free = max(begin + float(ready), free) + float(draw.gamma(16, 6 / 16))
            visits.append((len(visits), "saw", "ann", free - 5.9, free))
    draft = drafted(_taken(tmp_path / "rush.csv", visits), 0)
    (shift,) = (of for name, of in draft.get(("shifts",)).items() if not name.startswith("order"))
    assert "14:45" <= shift["to"] <= "15:30"


@pytest.mark.parametrize("lunch", [True, False])
def test_a_wait_over_lunch_is_no_travel(tmp_path: Path, lunch: bool) -> None:
    """The second step begins at once, but not at lunch; or always after five minutes."""
    draw, visits, at = np.random.default_rng(6), list[Visit](), 0.0
    for job in range(500):
        at += 40 + float(draw.exponential(5))
        day, minute = divmod(at, 1440)
        if not 360 <= minute < 800 or 585 <= minute < 630 or day % 7 > 4:
            continue
        ends = at + float(draw.uniform(5, 15)) + (25 if 560 < minute < 585 else 0)
        begins = ends if lunch else ends + 5
        if 600 <= begins % 1440 < 630:
            begins = day * 1440 + 630
        visits += [(job, "saw", "ann", at, ends), (job, "press", "bob", begins, begins + 8)]
    travel = drafted(_taken(tmp_path / "lunch.csv", visits), 0).get(("travel", "between", "saw", "press"))
    assert travel == (None if lunch else "5 min")


def test_a_place_that_no_way_leads_through_is_left_out(tmp_path: Path) -> None:
    visits = [
        visit
        for job in range(60)
        for visit in (
            (job, "saw", "ann", 30.0 * job, 30.0 * job + 9),
            (job, "press", "bob", 30.0 * job + 9, 30.0 * job + 19),
        )
    ]
    observed = _taken(tmp_path / "line.csv", visits)
    draft = drafted(observed, 0)
    draft.found["waits"] = dict.fromkeys(("saw", "press"), np.linspace(600, 6000, 50))
    put_places(observed, draft, 0)
    assert set(draft.get(("stations",))) == {"saw", "press", "before_press"}
    assert ("stations", "before_saw") in draft.left_out
