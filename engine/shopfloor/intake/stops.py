"""When did machines stand still? A second file tells it: which, from when to when, why, and who repaired them."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

import numpy as np
import pandas as pd

from shopfloor.intake.findings import Finding
from shopfloor.intake.jobs import Period
from shopfloor.intake.lanes import keep_apart
from shopfloor.intake.source import Source
from shopfloor.intake.times import Written
from shopfloor.intake.visits import Basket, texts_of
from shopfloor.intake.zones import Placed

__all__ = ["stops_of"]

_PLANNED = {
    **dict.fromkeys(("yes", "y", "true", "t", "1", "x", "planned", "scheduled", "preventive", "p"), True),
    **dict.fromkeys(
        ("ja", "j", "geplant", "wahr", "oui", "si", "sí", "tak", "planifié", "planificado"), True
    ),
    **dict.fromkeys(("no", "n", "false", "f", "0", "unplanned", "unscheduled", "corrective", "u"), False),
    **dict.fromkeys(("nein", "ungeplant", "falsch", "non", "nie", "imprévu", "no planificado"), False),
}
"""What people write for a stop that was planned, and for one that was not."""


def stops_of(
    source: Source, written: Mapping[str, Written], placed: Mapping[str, Placed], period: Period,
    machines: Mapping[str, list[str]], visits: pd.DataFrame,
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:  # fmt: skip
    """Return the stops that fit the work of the machines, sorted, and what was found in the others.

    Columns: number, machine (name in the corpus), station, from_us, repair_us, to_us, cause, person, planned, visit (the
    row of ``visits`` that the stop interrupts, or -1).

    Args:
        machines: text in the log -> names in the corpus; one that is several machines cannot be told to stand.
        visits: with machine, start_us, end_us, sorted by start.
    """
    frame = pd.DataFrame({"number": source.numbers})
    for role, column in source.columns.items():
        if role not in placed:
            frame[role] = texts_of(column)
    for role, times in placed.items():
        frame[f"{role}_us"], frame[f"has_{role}"] = times.us, times.valid
        frame[f"bad_{role}"] = ~times.valid & ~written[role].missing
    basket = Basket(frame, source.file, source.noun, list(source.findings))
    _timed(basket, period)
    _placed(basket, machines)
    _planned(basket)
    if len(basket.rows):
        _beside_work(basket, visits)
    columns = ["number", "machine", "from_us", "repair_us", "to_us", "cause", "person", "planned", "visit"]
    rows = basket.rows
    if not len(rows):
        return pd.DataFrame(columns=columns), tuple(basket.findings)
    if "cause" not in rows:
        rows = rows.assign(cause="stop")
    rows = rows.assign(cause=rows["cause"].astype(object).where(rows["cause"].notna(), "unknown"))
    if "person" not in rows:
        rows = rows.assign(person=None)
    return rows[columns].reset_index(drop=True), tuple(basket.findings)


def _timed(basket: Basket, period: Period) -> None:
    for role in ("from", "to", "repair"):
        if f"has_{role}" not in basket.rows:
            continue
        bad = basket.rows[f"bad_{role}"].to_numpy()
        basket.set_aside(bad, f"unreadable_{role}", f"the time in {role}= cannot be read")
        if role != "repair":
            basket.set_aside(~basket.rows[f"has_{role}"].to_numpy(), f"missing_{role}", f"no time in {role}=")
    rows = basket.rows
    if "repair_us" in rows:
        rows = rows.assign(repair_us=np.where(rows["has_repair"], rows["repair_us"], rows["from_us"]))
    else:
        rows = rows.assign(repair_us=rows["from_us"])
    basket.rows = rows
    basket.set_aside(
        (rows["to_us"] <= rows["from_us"]).to_numpy(), "end_before_start", "ends before it begins, or at once"
    )
    rows = basket.rows
    odd = (rows["repair_us"] < rows["from_us"]) | (rows["repair_us"] >= rows["to_us"])
    basket.set_aside(
        odd.to_numpy(), "repair_outside", "the repair begins before the stop, or not before its end"
    )
    rows = basket.rows
    out = (rows["from_us"] < period.since_us) | (rows["to_us"] >= period.until_us)
    basket.set_aside(
        out.to_numpy(), "outside", "not wholly within the time that the log covers", "see --since and --until"
    )
    same = basket.rows.drop(columns="number").duplicated().to_numpy()
    basket.set_aside(same, "duplicate", "the same as an earlier row")


def _placed(basket: Basket, machines: Mapping[str, list[str]]) -> None:
    basket.set_aside(basket.rows["machine"].isna().to_numpy(), "missing_machine", "names no machine")
    texts = basket.rows["machine"].astype(object)
    unknown = sorted({text for text in texts if text not in machines})
    if unknown:
        near = get_close_matches(unknown[0], list(machines), 1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        told = ", ".join(f'"{text}"' for text in unknown[:3])
        basket.set_aside(
            (~texts.isin(list(machines))).to_numpy(),
            "unknown_machine",
            f"no machine of the log ({told}{hint})",
        )
    texts = basket.rows["machine"].astype(object)
    several = texts.map(lambda text: len(machines[text]) > 1).to_numpy(bool)
    basket.set_aside(
        several,
        "several_machines",
        "the name is that of several machines in the log, and nobody knows which stood",
    )
    basket.rows = basket.rows.assign(
        machine=basket.rows["machine"].astype(object).map(lambda text: machines[text][0])
    )


def _planned(basket: Basket) -> None:
    """Read the words for yes and no."""
    if "planned" not in basket.rows:
        basket.rows = basket.rows.assign(planned=False)
        return
    told = basket.rows["planned"].astype(object)
    words = told.map(lambda text: _PLANNED.get(str(text).strip().casefold()), na_action="ignore")
    other = sorted(
        {str(text) for text, word in zip(told, words, strict=True) if word is None and text == text}
    )
    unread = (told.notna() & words.isna()).to_numpy()
    named = ", ".join(f'"{text}"' for text in other[:3])
    basket.tell(
        unread,
        "unreadable_planned",
        f"planned= says neither yes nor no ({named}); taken for a breakdown",
        "write yes or no",
    )
    silent = told.isna().to_numpy()
    basket.tell(silent, "missing_planned", "planned= says nothing; taken for a breakdown")
    basket.rows = basket.rows.assign(planned=words.eq(True).to_numpy(bool))


def _beside_work(basket: Basket, visits: pd.DataFrame) -> None:
    """A stop lies between two pieces of work, or within one (which it interrupts); others contradict the log."""
    rows = basket.rows.sort_values(["from_us", "to_us", "number"], kind="stable").reset_index(drop=True)
    basket.rows = rows
    group = pd.factorize(rows["machine"], sort=True)[0].astype(np.int64)
    apart = keep_apart(group, basket.column("from_us"), basket.column("to_us"))
    basket.set_aside(~apart, "overlapping_stops", "overlaps with an earlier stop of the machine")
    work = dict(iter(visits.groupby("machine", observed=True)))
    inside, clash = [], []
    for machine, since, until in basket.rows[["machine", "from_us", "to_us"]].itertuples(index=False):
        part = work[machine]
        starts, ends = part["start_us"].to_numpy(), part["end_us"].to_numpy()
        first = int(
            np.searchsorted(ends, since, side="right")
        )  # the first work that ends after the stop begins
        if first < len(part) and starts[first] <= since and until <= ends[first]:
            inside.append(int(part.index[first]))
            clash.append(False)
        else:
            inside.append(-1)
            clash.append(first < len(part) and bool(starts[first] < until))
    basket.rows = basket.rows.assign(visit=inside)
    basket.set_aside(
        np.array(clash, bool),
        "work_during_stop",
        "the log has work on the machine that begins or ends meanwhile",
    )
