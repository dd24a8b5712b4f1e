"""When was that? Texts become moments, however they are written, or it is said why not.

A time is read as what stands on the clock (``wall_us``, µs from 1970-01-01 00:00) and, if it says so, how far that
clock is ahead of UTC. What all of that means on one clock is decided in :mod:`shopfloor.intake.zones`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shopfloor.errors import UsageError
from shopfloor.intake.reading import Reading

__all__ = ["FORMS", "MISSING", "Written", "read_times"]

FORMS = (
    '"2026-01-05 06:30", "2026-01-05T06:30:15.250+01:00", "05.01.2026 06:30", "1/5/2026 6:30 AM" or, '
    "with --time-unit, numbers"
)

MISSING = ("", "null", "nan", "nat", "none", "n/a", "#n/a", "-")
"""Texts that stand for nothing, in small letters."""

_DAY_TIME = (
    r"(?:[T ,]+(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?\s*(?P<p>[AaPp]\.?[Mm]\.?)?)?"
    r"\s*(?P<z>Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?\s*$"
)
_YEAR_FIRST = r"^\s*(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})" + _DAY_TIME
_YEAR_LAST = r"^\s*(?P<d>\d{1,2})(?P<mark>[./-])(?P<m>\d{1,2})[./-](?P<y>\d{4})" + _DAY_TIME
_COMPACT = (
    r"^\s*(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})T(?P<H>\d{2})(?P<M>\d{2})(?:(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"(?P<p>)(?P<z>Z|[+-]\d{2}(?::?\d{2})?)?\s*$"
)
_NUMBER = r"^\s*(?P<i>-?\d{1,17})(?:[.,](?P<f>\d+))?\s*$"
_US_PER_UNIT = {"s": 1_000_000, "ms": 1_000, "us": 1}
_DAYS_IN_MONTH = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Written:
    """A column of times as written; the arrays have one value a row.

    wall_us   what the clock showed, where ``valid``
    valid     it could be read
    missing   nothing stands there
    aware     it says how far its clock is ahead of UTC
    ahead_us  how far
    how       how the column was read, for the report
    """

    wall_us: Ints
    valid: Flags
    missing: Flags
    aware: Flags
    ahead_us: Ints
    how: str


def read_times(columns: Mapping[str, pa.ChunkedArray], reading: Reading, file: str) -> dict[str, Written]:
    """Read all columns of times of a file; the order of day and month is that of all of them.

    Raises:
        UsageError: the order is not settled by the log, or nothing in a column that has values can be read.
    """
    order = _Order(reading.date_format)
    texts = {role: column for role, column in columns.items() if not pa.types.is_timestamp(column.type)}
    if reading.time_format is None:
        for column in texts.values():
            order.look(column)
    dmy = order.settled(file)
    read = {
        role: _typed(column) if role not in texts else _read(column, dmy, reading)
        for role, column in columns.items()
    }
    for role, written in read.items():
        if not written.valid.any() and not written.missing.all():
            example = next(value for value in columns[role].to_pylist() if not _is_missing(value))
            form = f"; --time-format is {reading.time_format}" if reading.time_format else ""
            raise UsageError(
                f'{file}: the {role} times cannot be read: the first is "{example}"; expected {FORMS}; '
                f'or say how they are written, as in --time-format "%d %b %Y %H:%M"{form}'
            )
    return read


class _Order:
    """Is 03/04/2026 in March or in April? A dot says day first, and so does a 13 in front; all values have a say."""

    def __init__(self, given: str | None) -> None:
        self._given = given
        self._day_first = self._month_first = self._dotted = False
        self._example: str | None = None

    def look(self, column: pa.ChunkedArray) -> None:
        parts = pc.struct_field(pc.extract_regex(column, _YEAR_LAST), ["d"])
        first = parts.drop_null()
        if not len(first):
            return
        found = pc.extract_regex(column, _YEAR_LAST).combine_chunks()
        first = pc.cast(pc.struct_field(found, ["d"]), pa.int64())
        second = pc.cast(pc.struct_field(found, ["m"]), pa.int64())
        dotted = pc.equal(pc.struct_field(found, ["mark"]), ".")
        self._dotted = self._dotted or bool(pc.any(dotted).as_py())
        self._day_first = self._day_first or bool(pc.any(pc.greater(first, 12)).as_py())
        self._month_first = self._month_first or bool(pc.any(pc.greater(second, 12)).as_py())
        if self._example is None and not pc.all(dotted).as_py():
            which = pc.index(pc.invert(dotted).fill_null(False), True).as_py()
            self._example = str(column[which])

    def settled(self, file: str) -> bool:
        """Return whether the day comes first."""
        if self._given in ("dmy", "mdy"):
            return self._given == "dmy"
        if self._day_first and self._month_first:
            raise UsageError(
                f"{file}: some dates have the day first and some the month (numbers beyond 12 stand in both places); "
                "expected one order; give --date-format dmy or mdy, and what cannot be read so is set aside"
            )
        if self._example is not None and not (self._day_first or self._month_first or self._dotted):
            raise UsageError(
                f'{file}: "{self._example}" may have the day or the month first, and no date of the log settles it; '
                "give --date-format dmy or --date-format mdy"
            )
        return not self._month_first


def _typed(column: pa.ChunkedArray) -> Written:
    """Times as Parquet has them: with a zone they are moments in UTC."""
    values = column.combine_chunks()
    missing = _flags(pc.is_null(values))
    wall = _ints(values.cast(pa.int64()))
    aware = np.full(len(wall), column.type.tz is not None) & ~missing
    how = f"timestamps in {column.type.tz}" if column.type.tz else "timestamps without a zone"
    return Written(wall, ~missing, missing, aware, np.zeros(len(wall), np.int64), how)


def _read(column: pa.ChunkedArray, dmy: bool, reading: Reading) -> Written:
    trimmed = pc.utf8_trim_whitespace(column).combine_chunks()
    if isinstance(trimmed, pa.ChunkedArray):
        trimmed = pa.concat_arrays(trimmed.chunks)
    missing = _flags(pc.is_in(pc.utf8_lower(trimmed), pa.array(MISSING))) | _flags(pc.is_null(trimmed))
    rows = len(trimmed)
    wall, valid = np.zeros(rows, np.int64), np.zeros(rows, bool)
    aware, ahead, hows = np.zeros(rows, bool), np.zeros(rows, np.int64), list[str]()
    if reading.time_format is not None:
        return _by_format(trimmed, missing, reading.time_format)
    for pattern, how in (
        (_YEAR_FIRST, "year first"),
        (_YEAR_LAST, "day first" if dmy else "month first"),
        (_COMPACT, "compact"),
    ):
        left = np.flatnonzero(~valid & ~missing)
        if not len(left):
            break
        part = trimmed.take(pa.array(left)) if len(left) < rows else trimmed
        found = pc.extract_regex(part, pattern)
        hit = _flags(pc.is_valid(found))
        if not hit.any():
            continue
        hows.append(how)
        swapped = pattern == _YEAR_LAST and not dmy
        moment, fine, has_zone, zone = _moments(found, hit, swapped)
        wall[left], valid[left], aware[left], ahead[left] = moment, fine, has_zone, zone
    if reading.time_unit is not None:
        left = np.flatnonzero(~valid & ~missing)
        moment, fine = _numbers(trimmed.take(pa.array(left)), _US_PER_UNIT[reading.time_unit])
        wall[left], valid[left], aware[left] = moment, fine, fine
        if fine.any():
            hows.append(f"numbers in {reading.time_unit} since 1970 (UTC)")
    return Written(wall, valid, missing, aware, ahead, ", ".join(hows) or "nothing")


def _moments(found: pa.StructArray, hit: Flags, swapped: bool) -> tuple[Ints, Flags, Flags, Ints]:
    """Return the wall clock, whether there is such a time, and the zone, of the parts of a pattern."""
    parts = {name: _part(found, name) for name in ("y", "m", "d", "H", "M", "S")}
    year, month, day = parts["y"], parts["d" if swapped else "m"], parts["m" if swapped else "d"]
    hour, minute, second = parts["H"], parts["M"], parts["S"]
    half = pc.utf8_lower(pc.struct_field(found, ["p"]))
    is_pm, is_am = _flags(pc.starts_with(half, "p")), _flags(pc.starts_with(half, "a"))
    twelve = (is_pm | is_am) & ((hour < 1) | (hour > 12))
    hour = np.where(is_pm & (hour < 12), hour + 12, np.where(is_am & (hour == 12), 0, hour))
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    month_fine = (month >= 1) & (month <= 12)
    days = _DAYS_IN_MONTH[np.where(month_fine, month - 1, 0)] + ((month == 2) & leap)
    fine = (
        hit & month_fine & (day >= 1) & (day <= days) & (hour < 24) & (minute < 60) & (second < 60) & ~twelve
        & (year >= 1900)
    )  # fmt: skip
    safe_year, safe_month = np.where(fine, year, 1970), np.where(fine, month, 1)
    months = (safe_year - 1970) * 12 + safe_month - 1
    midnight = (
        months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + np.where(fine, day, 1) - 1
    )
    wall = ((midnight * 24 + hour) * 60 + minute) * 60 + second
    zone_text = pc.fill_null(pc.struct_field(found, ["z"]), "")
    has_zone = _flags(pc.not_equal(zone_text, "")) & fine
    return wall * 1_000_000 + _fraction_us(found), fine, has_zone, _ahead_us(zone_text, has_zone)


def _part(found: pa.StructArray, name: str) -> Ints:
    text = pc.struct_field(found, [name])
    empty = pc.or_kleene(pc.is_null(text), pc.equal(text, ""))
    return _ints(pc.cast(pc.if_else(pc.fill_null(empty, True), "0", text), pa.int64()))


def _fraction_us(found: pa.StructArray) -> Ints:
    text = pc.fill_null(pc.struct_field(found, ["f"]), "")
    if not pc.any(pc.not_equal(text, "")).as_py():
        return np.zeros(len(text), np.int64)
    six = pc.utf8_slice_codeunits(pc.utf8_rpad(text, 6, "0"), 0, 6)
    return _ints(pc.cast(six, pa.int64()))


def _ahead_us(text: pa.Array, has_zone: Flags) -> Ints:
    """``+01:00`` is an hour ahead of UTC; ``Z`` is UTC."""
    ahead = np.zeros(len(text), np.int64)
    if not has_zone.any():
        return ahead
    for zone in pc.unique(text).to_pylist():
        if zone and zone[0] in "+-":
            digits = zone[1:].replace(":", "")
            minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
            ahead[_flags(pc.equal(text, zone))] = minutes * 60_000_000 * (-1 if zone[0] == "-" else 1)
    return ahead


def _numbers(texts: pa.Array, unit_us: int) -> tuple[Ints, Flags]:
    """Read numbers exactly, with a decimal point or comma; what is finer than 1 µs is cut off."""
    found = pc.extract_regex(texts, _NUMBER)
    fine = _flags(pc.is_valid(found))
    whole = _part(found, "i") * unit_us
    digits = pc.fill_null(pc.struct_field(found, ["f"]), "")
    nine = pc.utf8_slice_codeunits(pc.utf8_rpad(digits, 9, "0"), 0, 9)
    rest = _ints(pc.cast(nine, pa.int64())) * unit_us // 1_000_000_000
    negative = _flags(pc.starts_with(pc.fill_null(pc.struct_field(found, ["i"]), ""), "-"))
    return whole + np.where(negative, -rest, rest), fine


def _by_format(texts: pa.Array, missing: Flags, form: str) -> Written:
    import pandas as pd

    series = texts.to_pandas()
    try:
        parsed = pd.to_datetime(series.where(~missing), format=form, errors="coerce", utc="%z" in form)
    except ValueError as error:
        raise UsageError(
            f'--time-format: got "{form}": {error}; expected codes such as %d.%m.%Y %H:%M:%S'
        ) from None
    valid = parsed.notna().to_numpy()
    naive = parsed.dt.tz_localize(None) if parsed.dt.tz is not None else parsed
    wall = naive.fillna(pd.Timestamp(0)).to_numpy("datetime64[us]").astype(np.int64)
    aware = valid & ("%z" in form)
    return Written(wall, valid, missing, aware, np.zeros(len(wall), np.int64), form)


def _is_missing(value: object) -> bool:
    return value is None or str(value).strip().lower() in MISSING


def _flags(array: pa.Array) -> Flags:
    flags: Flags = np.asarray(pc.fill_null(array, False).to_numpy(zero_copy_only=False), dtype=bool)
    return flags


def _ints(array: pa.Array) -> Ints:
    ints: Ints = np.asarray(pc.fill_null(array, 0).to_numpy(zero_copy_only=False), dtype=np.int64)
    return ints
