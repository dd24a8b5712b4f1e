"""Do hours follow the clock on the wall, which is put forward and back, though a log runs on one that is not?"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from shopfloor import read_log
from shopfloor.calibration.calibrating import calibrate, drafted
from shopfloor.calibration.observed import observe
from shopfloor.calibration.wall_clock import on_the_wall
from shopfloor.intake import Reading

BERLIN = ZoneInfo("Europe/Berlin")
AUTUMN, SPRING = (
    datetime(2026, 10, 25, 1, tzinfo=ZoneInfo("UTC")),
    datetime(2026, 3, 29, 1, tzinfo=ZoneInfo("UTC")),
)


def taken(tmp_path, begun, minutes=5, zone="Europe/Berlin"):
    """A log of jobs of so many minutes, by moments or by what the wall clock showed."""
    rows = [
        f"j{number},saw,ann,{at.isoformat()},{(at + timedelta(minutes=minutes)).isoformat()}"
        for number, at in enumerate(begun)
    ]
    path = tmp_path / "plant.csv"
    path.write_text("\n".join(["case,activity,person,start,end", *rows]) + "\n")
    columns = {role: role for role in ("case", "activity", "person", "start", "end")}
    return read_log(path, columns, reading=Reading(time_zone=zone))


def day_shift(first, days):
    """From six to two on workdays, by the clock on the wall, at any minute."""
    draw = np.random.default_rng(7)
    at = [
        first + timedelta(days=day, minutes=10 * place + draw.uniform(0, 10))
        for day in range(days)
        if (first + timedelta(days=day)).weekday() < 5
        for place in range(47)
    ]
    return [one.replace(microsecond=0) for one in at]


@pytest.mark.parametrize("first", [datetime(2026, 10, 12, 6), datetime(2026, 3, 16, 6)])
def test_a_shift_is_the_same_before_and_after_the_clocks_change(tmp_path, first):
    """Whoever says the zone gets the shift of who does not, and is told whose hours these are."""
    begun = day_shift(first, 26)
    plain = drafted(observe(taken(tmp_path, begun, zone=None).log), 0)
    made = calibrate(taken(tmp_path, begun), budget=0, test_share=0)
    assert made.draft.get(("shifts",)) == plain.get(("shifts",)) is not None
    assert any("wall clock of Europe/Berlin" in note for note in made.draft.notes)


@pytest.mark.parametrize(("change", "by_h"), [(AUTUMN, -1), (SPRING, 1)])
def test_work_around_the_clock_keeps_its_order_and_its_length(tmp_path, change, by_h):
    """The hour is spread over the half day around the change, so nothing happens at once that did not."""
    begun = [change + timedelta(minutes=10 * place) for place in range(-300, 300)]
    before = observe(taken(tmp_path, begun).log)
    after, _ = on_the_wall(before)
    assert (np.diff(after.visits["started_us"]) > 0).all()
    assert (after.visits["worked_us"] == before.visits["worked_us"]).all()
    moved_h = (after.visits["started_us"] - before.visits["started_us"]).to_numpy() / 3.6e9
    assert moved_h[[0, -1]].tolist() == [0, by_h]
    shown = after.start + timedelta(microseconds=int(after.visits["started_us"].iloc[-1]))
    assert shown == begun[-1].astimezone(BERLIN).replace(tzinfo=None)


def test_a_log_without_a_change_stays_as_it_is(tmp_path):
    """Summer time at both ends, and in between."""
    before = observe(taken(tmp_path, day_shift(datetime(2026, 5, 4, 6), 12)).log)
    after, said = on_the_wall(before)
    assert after is before
    assert said == []
