"""How do rows become work of jobs on machines, so that nothing is in two places at once?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from shopfloor.errors import UsageError
from shopfloor.intake.lanes import keep_apart, lanes
from shopfloor.intake.visits import Basket

__all__ = ["Known", "Period", "covered", "in_order", "told_apart", "with_ends"]

Known = Literal["both", "start", "end"]
"""Which times of work the log has."""

_HOUR_US = 3_600_000_000
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Period:
    """The time that the log covers, on its clock: ``[since_us, until_us)``."""

    since_us: int
    until_us: int


def with_ends(basket: Basket, known: Known, *, zoned: bool) -> None:
    """Keep rows whose work has a start and an end; work that nothing comes after may be open.

    Where only one time is known, it is both. ``zoned``: is it known where on earth the clock of the log stands?
    """
    if known != "both":
        has = basket.rows[f"has_{known}"].to_numpy()
        basket.set_aside(~has, f"missing_{known}", f"no {known} time")
        at = basket.rows[f"{known}_us"]
        basket.rows = basket.rows.assign(start_us=at, end_us=at, is_open=False)
        return
    basket.set_aside(~basket.rows["has_start"].to_numpy(), "missing_start", "no start time")
    rows = basket.rows
    no_end = ~rows["has_end"].to_numpy()
    last = (
        rows.groupby("case", observed=True)["start_us"].transform("max").to_numpy()
        == rows["start_us"].to_numpy()
    )
    place = "machine" if "machine" in rows else "activity"
    latest = rows.groupby(place, observed=True)["start_us"].transform("max").to_numpy()
    alone = last & (latest == rows["start_us"].to_numpy())
    # several may begin last at once; then nobody knows which of them is the one that goes on
    alone &= (
        ~rows[no_end & alone].duplicated("case", keep=False).reindex(rows.index, fill_value=False).to_numpy()
    )
    alone &= ~rows[alone].duplicated(place, keep=False).reindex(rows.index, fill_value=False).to_numpy()
    basket.rows = rows.assign(is_open=no_end & alone)
    basket.set_aside(
        no_end & ~alone,
        "missing_end",
        "no end time, though other work of the case or the machine begins no earlier",
    )
    basket.tell(
        basket.rows["is_open"].to_numpy(),
        "open_work",
        "no end time and nothing later: still going on when the log ends",
    )
    rows = basket.rows
    wrong = ~rows["is_open"].to_numpy() & (rows["end_us"].to_numpy() < rows["start_us"].to_numpy())
    basket.set_aside(
        wrong, "end_before_start", "the end lies before the start", _set_back(basket, wrong, zoned)
    )


def covered(basket: Basket, since_us: int | None, until_us: int | None) -> Period:
    """Return the time that the log covers; rows that are not wholly within what the user says are set aside.

    Raises:
        UsageError: no row is left, or the times given leave none.
    """
    _left(basket)
    rows = basket.rows
    ends = np.where(rows["is_open"].to_numpy(), rows["start_us"].to_numpy(), rows["end_us"].to_numpy())
    early = np.zeros(len(rows), bool) if since_us is None else rows["start_us"].to_numpy() < since_us
    late = np.zeros(len(rows), bool) if until_us is None else ends >= until_us
    basket.set_aside(early | late, "outside", "not wholly between --since and --until")
    _left(basket)
    rows = basket.rows
    ends = np.where(rows["is_open"].to_numpy(), rows["start_us"].to_numpy(), rows["end_us"].to_numpy())
    first, last = int(rows["start_us"].min()), int(ends.max())
    if "arrival_us" in rows and rows["has_arrival"].any():
        first = min(first, int(rows["arrival_us"][rows["has_arrival"]].min()))
    since = first // _HOUR_US * _HOUR_US if since_us is None else since_us
    until = (last // _HOUR_US + 1) * _HOUR_US if until_us is None else until_us
    if "arrival_us" in rows:
        early = rows["has_arrival"].to_numpy() & (rows["arrival_us"].to_numpy() < since)
        basket.tell(
            early,
            "arrival_before",
            "the job arrived before the log begins; it counts as there from the beginning",
        )
        rows = rows.assign(arrival_us=np.maximum(rows["arrival_us"].to_numpy(), since))
    basket.rows = rows.assign(end_us=np.where(rows["is_open"].to_numpy(), until, rows["end_us"].to_numpy()))
    return Period(since, until)


def _left(basket: Basket) -> None:
    if not len(basket.rows):
        reasons = "\n".join(f"  {finding}" for finding in basket.findings)
        raise UsageError(f"{basket.file}: no row is left that can be used:\n{reasons}")


def in_order(basket: Basket) -> None:
    """Sort by time, and tell the rows that stood behind a later one of their case."""
    rows = basket.rows.sort_values(["case", "number"], kind="stable")
    start = rows["start_us"].to_numpy()
    case = rows["case"].cat.codes.to_numpy()
    behind = np.zeros(len(rows), bool)
    behind[1:] = (case[1:] == case[:-1]) & (start[1:] < start[:-1])
    basket.rows = rows
    basket.tell(behind, "unordered", "stands behind a later row of its case; sorted by time")
    basket.rows = rows.sort_values(["start_us", "end_us", "number"], kind="stable").reset_index(drop=True)


def told_apart(basket: Basket, *, split: bool, zoned: bool) -> None:
    """Give every row the ``lot`` of its case and the ``lane`` of its machine, from 1, so that none overlap.

    Work that goes on after a scrap is set aside, as is, without ``split``, what overlaps. ``zoned``: as for
    :func:`with_ends`.
    """
    _split(basket, "case", "lot", split, zoned, "several lots of it, worked on side by side")
    if "outcome" in basket.rows:
        _end_at_scrap(basket)
    if "machine" in basket.rows:
        has = basket.rows["machine"].notna().to_numpy()
        basket.tell(~has, "no_machine", "names no machine; it gets one of its own at the station")
        keys = ["machine"]
    else:
        has, keys = np.zeros(len(basket.rows), bool), []
    rows = basket.rows
    named = rows[keys[0]].cat.codes.to_numpy(np.int64) if keys else np.zeros(len(rows), np.int64)
    station = rows["activity"].cat.codes.to_numpy(np.int64)
    # machines without a name are as many as are needed at once at their station
    group = np.where(has, named, named.max(initial=0) + 1 + station)
    basket.rows = rows.assign(place=group)
    _split(basket, "place", "lane", split or not keys, zoned, "several machines of one name" if keys else "")


def _split(basket: Basket, of: str, name: str, split: bool, zoned: bool, told: str) -> None:
    rows = basket.rows
    column = rows[of]
    codes = column.cat.codes if isinstance(column.dtype, pd.CategoricalDtype) else column
    group = np.asarray(codes, np.int64)
    start, end = basket.column("start_us"), basket.column("end_us")
    word = "case" if of == "case" else "machine"
    code, sentence = f"overlap_in_{word}", f"overlaps with an earlier row of its {word}"
    if split:
        lane = lanes(group, start, end)
        basket.rows = rows.assign(**{name: lane})
        if told:
            remedy = _set_back(basket, lane > 1, zoned) or "--overlaps set-aside leaves such rows out"
            basket.tell(lane > 1, code, f"{sentence}: the {word} is taken for {told}", remedy)
        return
    basket.rows = rows.assign(**{name: np.ones(len(rows), np.int64)})
    late = ~keep_apart(group, start, end)
    basket.set_aside(late, code, sentence, _set_back(basket, late, zoned))


def _set_back(basket: Basket, which: npt.NDArray[np.bool_], zoned: bool) -> str:
    """Say what helps where rows may be wrong because clocks were set back: they begin in the small hours of a Sunday at the
    turn of October, as in most zones that change their clocks."""
    if zoned or not which.any():
        return ""
    begin = pd.Series(basket.column("start_us")[which].astype("datetime64[us]")).dt
    night = (begin.day_of_week == 6) & (begin.hour < 4)
    turn = ((begin.month == 10) & (begin.day >= 25)) | ((begin.month == 11) & (begin.day <= 7))
    if not (night & turn).any():
        return ""
    day = f"{begin.date[night & turn].min():%Y-%m-%d}"
    return f"clocks may have been set back on {day}: write times with their offset, or see --time-zone"


def _end_at_scrap(basket: Basket) -> None:
    rows = basket.rows
    scrapped = (rows["outcome"] == "scrapped").to_numpy()
    if not scrapped.any():
        return
    order = np.arange(len(rows))
    first = (
        rows.assign(at=np.where(scrapped, order, len(rows)))
        .groupby(["case", "lot"], observed=True)["at"]
        .transform("min")
    )
    basket.set_aside(
        order > first.to_numpy(), "after_scrap", "work on a job that was scrapped before", is_work=False
    )
