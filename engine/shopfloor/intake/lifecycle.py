"""Which start belongs to which end, where a log has a row for each?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from shopfloor.intake.visits import Basket

__all__ = ["paired"]

_STARTS = frozenset(("start", "started", "begin", "begun"))
_ENDS = frozenset(("complete", "completed", "end", "ended", "finish", "finished", "stop"))


def paired(basket: Basket) -> bool:
    """Turn rows with one ``time`` into rows with ``start`` and ``end``; say whether starts are known at all.

    Without a ``lifecycle`` column, or where it knows no starts, every row is an end. Starts and ends of a case and
    activity (and ``instance``, where there is one) belong together in the order of time. A row of an end gives the
    outcome; texts that one of the two lacks are those of the other.
    """
    rows = basket.rows
    basket.set_aside(~rows["has_time"].to_numpy(), "missing_time", "no time")
    rows = basket.rows
    if "lifecycle" not in rows:
        basket.rows = _as_ends(rows)
        return False
    step = rows["lifecycle"].astype(object).fillna("complete").str.casefold()
    is_start, is_end = step.isin(_STARTS).to_numpy(), step.isin(_ENDS).to_numpy()
    words = sorted(set(step[~is_start & ~is_end]))[:6]
    basket.set_aside(
        ~is_start & ~is_end, "other_transition",
        f"neither the start nor the end of work ({', '.join(words)})",
        is_work=False,
    )  # fmt: skip
    if not is_start.any():
        basket.rows = _as_ends(basket.rows)
        return False
    _pair(basket, is_start[is_start | is_end])
    return True


def _as_ends(rows: pd.DataFrame) -> pd.DataFrame:
    named = rows.rename(columns={"time_us": "end_us", "has_time": "has_end"})
    return named.drop(columns=[name for name in ("lifecycle", "instance") if name in named])


def _pair(basket: Basket, is_start: np.ndarray) -> None:
    rows = basket.rows.assign(is_start=is_start)
    keys = ["case", "activity", *(["instance"] if "instance" in rows else [])]
    rows["key"] = rows.groupby(keys, observed=True, dropna=False, sort=False).ngroup()
    # of one moment, an end comes first where something is open (touching pieces of work), else the start
    rows = rows.sort_values(["key", "time_us", "is_start", "number"], kind="stable").reset_index(drop=True)
    match = _matches(rows["key"].to_numpy(), rows["is_start"].to_numpy(), rows["time_us"].to_numpy())
    started, ended = np.flatnonzero(match >= 0), match[match >= 0]
    lonely = rows["is_start"].to_numpy() & (match < 0)
    used = np.zeros(len(rows), bool)
    used[ended] = True
    orphans = ~rows["is_start"].to_numpy() & ~used
    pairs = rows.iloc[started].reset_index(drop=True)
    ends = rows.iloc[ended].reset_index(drop=True)
    for name in ("machine", "person", "product", "outcome", "quantity"):
        if name in pairs:
            first, second = (ends, pairs) if name == "outcome" else (pairs, ends)
            pairs[name] = (
                first[name]
                .astype(object)
                .where(first[name].notna(), second[name].astype(object))
                .astype(first[name].dtype)
            )
    pairs = pairs.rename(columns={"time_us": "start_us", "has_time": "has_start"})
    pairs["end_us"], pairs["has_end"] = ends["time_us"], True
    still = rows[lonely].rename(columns={"time_us": "start_us", "has_time": "has_start"})
    still = still.assign(end_us=0, has_end=False)
    basket.rows = rows
    basket.tell(orphans, "end_without_start", "an end whose start is missing", aside=True)
    basket.rows = pd.concat([pairs, still], ignore_index=True).drop(
        columns=["lifecycle", "is_start", "key", *keys[2:]]
    )


def _matches(key: np.ndarray, is_start: np.ndarray, time_us: np.ndarray) -> np.ndarray:
    """Return for each start the row of its end, or -1: the oldest open start of a key gets the next end."""
    match = np.full(len(key), -1, np.int64)
    waiting: list[int] = []
    early: list[
        int
    ] = []  # ends of this very moment that found nothing open: their start may stand behind them
    before = moment = -1
    for row, (of, begins, at) in enumerate(
        zip(key.tolist(), is_start.tolist(), time_us.tolist(), strict=True)
    ):
        if of != before:
            waiting, early, before = [], [], of
        if at != moment:
            early, moment = [], at
        if begins:
            if early:
                match[row] = early.pop(0)
            else:
                waiting.append(row)
        elif waiting:
            match[waiting.pop(0)] = row
        else:
            early.append(row)
    return match
