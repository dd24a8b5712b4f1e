"""Work that lasts over breaks and nights was put down, or was finished: what it is like without that time tells."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import shopfloor as sf
from shopfloor.calibration import Calibration

_ROLES = {"case": "job", "activity": "step", "machine": "machine", "start": "start", "end": "end"}
_DAY_MIN, _OPEN = 1440, ((360, 600), (630, 840))
"""Work from six to two, with half an hour of break at ten."""


def _ahead(at: float) -> tuple[float, float]:
    """The first hours of work that are not over at a minute, from a Monday 00:00."""
    for day in range(int(at // _DAY_MIN), int(at // _DAY_MIN) + 4):
        for since, until in _OPEN if day % 7 < 5 else ():
            if at < day * _DAY_MIN + until:
                return float(day * _DAY_MIN + since), float(day * _DAY_MIN + until)
    raise AssertionError("no work for four days")


def _done(start: float, work: float, puts_down: bool) -> float:
    if not puts_down:
        return start + work
    while True:
        since, until = _ahead(start)
        start = max(start, since)
        if start + work <= until:
            return start + work
        start, work = until, work - (until - start)


def _calibrated(path: Path, *, puts_down: bool) -> Calibration:
    """One lathe that takes 25 minutes and is always busy."""
    draw, monday, at = np.random.default_rng(5), datetime(2026, 1, 5), 360.0
    lines = ["job,step,machine,start,end"]
    for job in range(500):
        begins = max(at, _ahead(at)[0])
        at = _done(begins, draw.gamma(9, 25 / 9), puts_down)
        times = (monday + timedelta(minutes=of) for of in (begins, at))
        lines.append(
            ",".join([str(job), "turning", "lathe", *(of.isoformat(" ", "seconds") for of in times)])
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return sf.calibrate(sf.read_log(path, _ROLES), test_share=0, budget=0)


@pytest.mark.parametrize("puts_down", [True, False])
def test_whether_work_is_put_down_is_read_off_what_lasts_over_breaks_and_nights(
    tmp_path: Path, puts_down: bool
) -> None:
    made = _calibrated(tmp_path / "shop.csv", puts_down=puts_down)
    (shift,) = made.draft.get(("shifts",)).values()
    assert (shift["from"], shift["to"], shift["at_end"]) == (
        "06:00",
        "14:00",
        "interrupt" if puts_down else "finish",
    )
    assert shift["breaks"] == [{"at": "10:00", "for": "30 min"}]
    mean = made.draft.evidence["stations", "turning", "processing"].estimates["mean"]
    assert mean.low <= 25 * 60 <= mean.high
    assert any("is put down" in note for note in made.draft.notes) is puts_down
    worked = made.observed.visits["worked_us"].to_numpy() / 60e6
    assert worked.max() < 90


def test_a_stop_that_lasts_into_a_break_is_taken_off_once(tmp_path: Path) -> None:
    """Every Monday the lathe stands from two minutes before the break to ten minutes after its beginning: those who work
    there lose two minutes of work. What was worked in all is what was to be done, to the second."""
    draw, monday, at = np.random.default_rng(5), datetime(2026, 1, 5), 360.0
    lines, stops, drawn = ["job,step,machine,start,end"], ["machine,from,to"], 0.0

    def told(*minutes: float) -> str:
        return ",".join((monday + timedelta(minutes=of)).isoformat(" ", "seconds") for of in minutes)

    for job in range(500):
        begins, work = max(at, _ahead(at)[0]), float(draw.gamma(9, 25 / 9))
        drawn += work
        stands = begins // _DAY_MIN * _DAY_MIN + 598
        at = _done(begins, work, puts_down=True)
        if begins // _DAY_MIN % 7 == 0 and begins < stands < at - 5 and at % _DAY_MIN < 800:
            at += 2
            stops.append(f"lathe,{told(stands, stands + 12)}")
        lines.append(f"{job},turning,lathe,{told(begins, at)}")
    for name, text in (("work", lines), ("stops", stops)):
        (tmp_path / f"{name}.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    log = sf.read_log(
        tmp_path / "work.csv",
        _ROLES,
        stops=tmp_path / "stops.csv",
        stop_columns={"machine": "machine", "from": "from", "to": "to"},
    )
    assert len(stops) > 4
    worked_s = sf.calibrate(log, test_share=0, budget=0).observed.visits["worked_us"].sum() / 1e6
    assert worked_s == pytest.approx(60 * drawn, abs=500)
