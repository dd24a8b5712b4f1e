"""On which clock do all times of the log stand? On one whose offset never changes, so that durations are true.

Times with an offset are moments; times without one stand on the clock of ``--time-zone``, or all on one clock that
nobody names. The clock that the corpus shows keeps the offset that holds at the log's beginning: where summer time
begins or ends within the log, or the offsets in it differ, the report says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shopfloor.errors import UsageError
from shopfloor.intake.times import Written

__all__ = ["Clock", "Placed", "one_clock"]

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Clock:
    """The clock of the log: its zone (``None``: nobody knows), how far it is ahead of UTC, and what is to be told."""

    zone: str | None
    ahead_us: int
    told: str
    notes: tuple[str, ...] = ()

    def at(self, us: int) -> dt.datetime:
        """Return what the clock shows, with its offset where that is known."""
        wall = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=us)
        if self.zone is None:
            return wall
        return wall.replace(tzinfo=dt.timezone(dt.timedelta(microseconds=self.ahead_us)))


@dataclass(frozen=True)
class Placed:
    """Times on the one clock, µs from its 1970-01-01 00:00.

    skipped  stood in the hour that summer time leaves out
    twice    stood in the hour that comes twice
    """

    us: Ints
    valid: Flags
    skipped: Flags
    twice: Flags


def one_clock(columns: Mapping[str, Written], zone: str | None, file: str) -> tuple[Clock, dict[str, Placed]]:
    """Put all times of the columns on one clock.

    Raises:
        UsageError: some times have an offset and some have none, and no ``zone`` says where those stand.
    """
    aware = sum(int((of.aware & of.valid).sum()) for of in columns.values())
    naive = sum(int((~of.aware & of.valid).sum()) for of in columns.values())
    if aware and naive and zone is None:
        raise UsageError(
            f"{file}: {aware:,} times say how far they are from UTC and {naive:,} do not; say where those stand with "
            "--time-zone, such as Europe/Berlin or UTC"
        )
    if zone is None and not aware:
        placed = {role: _as_it_stands(of) for role, of in columns.items()}
        return Clock(None, 0, "as written, no zone given"), placed
    moments = {role: _moments(of, zone) for role, of in columns.items()}
    clock = _clock(columns, moments, zone, naive)
    return clock, {
        role: Placed(of.us + clock.ahead_us, of.valid, of.skipped, of.twice) for role, of in moments.items()
    }


def _as_it_stands(written: Written) -> Placed:
    nothing = np.zeros(len(written.wall_us), bool)
    return Placed(written.wall_us, written.valid, nothing, nothing)


def _moments(written: Written, zone: str | None) -> Placed:
    """Return UTC."""
    us, valid = written.wall_us - written.ahead_us, written.valid.copy()
    skipped, twice = np.zeros(len(us), bool), np.zeros(len(us), bool)
    rows = np.flatnonzero(~written.aware & written.valid)
    if zone is not None and len(rows):
        import pandas as pd

        wall = pd.Series(written.wall_us[rows].astype("datetime64[us]"))
        strict = wall.dt.tz_localize(zone, ambiguous="NaT", nonexistent="NaT")
        lenient = wall.dt.tz_localize(zone, ambiguous="NaT", nonexistent="shift_forward")
        twice[rows] = lenient.isna().to_numpy()
        skipped[rows] = (strict.isna() & lenient.notna()).to_numpy()
        moment = strict.dt.tz_convert("UTC").dt.tz_localize(None)
        us[rows] = moment.fillna(pd.Timestamp(0)).to_numpy("datetime64[us]").astype(np.int64)
        valid[rows] = strict.notna().to_numpy()
    return Placed(us, valid, skipped, twice)


def _clock(
    columns: Mapping[str, Written], moments: Mapping[str, Placed], zone: str | None, naive: int
) -> Clock:
    ends = [
        (int(of.us[of.valid].min()), int(of.us[of.valid].max())) for of in moments.values() if of.valid.any()
    ]
    first, last = (min(e[0] for e in ends), max(e[1] for e in ends)) if ends else (0, 0)
    offsets = sorted(
        {int(value) for of in columns.values() for value in np.unique(of.ahead_us[of.aware & of.valid])}
    )
    written = ", ".join(_offset_text(offset) for offset in offsets)
    if zone is None:
        if len(offsets) == 1:
            return Clock(
                _offset_text(offsets[0]), offsets[0], f"the log's own offset, {_offset_text(offsets[0])}"
            )
        return Clock("UTC", 0, f"UTC, because the offsets differ ({written})")
    ahead, changes = _offset(zone, first), _offset(zone, first) != _offset(zone, last)
    shown = f"all its times are shown in {_offset_text(ahead)}"
    notes = list[str]()
    if changes:
        notes.append(f"the clocks of {zone} change within the log; {shown}")
    elif len(offsets) > 1:
        notes.append(f"the offsets of the log differ ({written}); {shown}")
    if naive:
        notes.append(f"times without an offset stand on the clock of {zone}")
    return Clock(zone, ahead, f"{zone}, {_offset_text(ahead)}", tuple(notes))


def _offset(zone: str, us: int) -> int:
    from zoneinfo import ZoneInfo

    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=us)
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    return (offset or dt.timedelta(0)) // dt.timedelta(microseconds=1)


def _offset_text(us: int) -> str:
    minutes = abs(us) // 60_000_000
    return f"UTC{'-' if us < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}" if us else "UTC"
