"""How are figures set in columns? Every table fits a terminal of 80 columns."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from shopfloor.cli.terminal import WIDTH

if TYPE_CHECKING:
    from shopfloor.analysis import Difference, Explanation, OfferedLoad, Sweep
    from shopfloor.contracts.kpi import KpiRow

__all__ = [
    "difference_table",
    "explanation_table",
    "figure",
    "kpi_table",
    "load_table",
    "shown_unit",
    "sweep_table",
]

_DETAILS = 6
"""Of each reason, so many places at most."""


def kpi_table(rows: Sequence[KpiRow]) -> str:
    """One block a subject: the KPI, its mean, the 95 % confidence interval, the unit.

    Shares in percent, times in a unit that suits them; states that never occur are left out. A KPI that not every
    replication has says how many have it. JSON has them all, and everything in seconds.
    """
    most = max((row["n"] for row in rows), default=0)
    in_batches = any(row["interval"] == "batch_means" for row in rows)
    head = "95 % by batch means" if in_batches else "95 % confidence interval"
    lines = [f"{'':<38}{'mean':>9}  {head:<24} unit"]
    subject = None
    for row in rows:
        if row["subject"] != subject:
            subject = row["subject"]
            lines += ["", subject]
        if row["kpi"].startswith("state_share.") and row["mean"] == 0:
            continue
        scale, unit = shown_unit(row["unit"], row["mean"])
        interval = _interval(row["ci_low"], row["ci_high"], scale, 9)
        unit = "" if unit == row["kpi"] else unit  # a number of maintenances is called maintenances
        name = _with_number(row["kpi"], row["n"], most)
        lines.append(f"  {name:<36}{figure(row['mean'] * scale):>9}  {interval:<24} {unit}".rstrip())
    return "\n".join(lines)


def difference_table(differences: Sequence[Difference]) -> str:
    """One block a subject: the KPI in both plants, their difference and its interval; * where that leaves 0 out. A KPI
    that not every pair has says how many have it."""
    most = max((row.n for row in differences), default=0)
    lines = [f"{'':<24}{'base':>9}{'changed':>9}{'differ':>9}   {'95 % interval':<20}unit"]
    subject = None
    for row in differences:
        if row.subject != subject:
            subject = row.subject
            lines += ["", subject]
        scale, unit = shown_unit(row.unit, max(row.base, row.changed))
        means = "".join(f"{figure(value * scale):>9}" for value in (row.base, row.changed, row.difference))
        star = "*" if row.is_sure else " "
        interval = _interval(row.ci_low, row.ci_high, scale, 8)
        unit, name = "" if unit == row.kpi else unit, _with_number(row.kpi, row.n, most)
        if len(name) > 22:
            lines.append(f"  {name}")
            name = ""
        lines.append(f"  {name:<22}{means} {star}{interval:<20} {unit}".rstrip())
    return "\n".join(lines)


def sweep_table(swept: Sweep) -> str:
    """One row a point: what was changed there, and each KPI with half of its 95 % interval; as many KPIs side by side
    as fit."""
    settings = [tuple(_shortened(value) for value in point.changes.values()) for point in swept.points]
    letters = [chr(ord("a") + number) for number in range(len(settings[0]))]
    legend = [
        f"{letter}  {path}"[:WIDTH] for letter, path in zip(letters, swept.points[0].changes, strict=True)
    ]
    left = _aligned([letters, *settings])
    if len(left[0]) > WIDTH // 2:  # they leave no room: number the points, and list them
        legend += ["", *(f"{number:>4}  {'  '.join(row)}"[:WIDTH] for number, row in enumerate(settings, 1))]
        left = ["   #", *(f"{number:>4}" for number in range(1, len(settings) + 1))]
    lines = legend
    for block in _side_by_side(
        [_column(kpis, swept.replications) for kpis in _by_kpi(swept)], WIDTH - len(left[0])
    ):
        beginnings = [" " * len(left[0])] * 2 + left
        rows = ((begin + cells).rstrip() for begin, cells in zip(beginnings, block, strict=True))
        lines += ["", *(row for row in rows if row)]
    return "\n".join(lines)


def load_table(loads: Sequence[OfferedLoad]) -> str:
    """One row a station, then one a skill: what is asked of it, of what it can do."""
    lines = [f"  {'offered load':<26}{'visits/h':>9}{'work':>11}{'of':>5}{'open':>8}{'load':>8}{'stops':>8}"]
    for load in loads:
        kind, _, name = load.subject.partition(":")
        name = name if kind == "station" else f"people for {name}"
        others = f"not counted: {', '.join(load.not_counted)}"
        if load.not_counted and not load.load:
            lines.append(f"  {name[:26]:<26}   {others}"[:WIDTH])
            continue
        per_h = "" if load.visits_per_h is None else figure(load.visits_per_h)
        scale, unit = shown_unit("s", load.work_s or 0.0)
        work = "" if load.work_s is None else f"{figure(load.work_s * scale)} {unit}"
        shares = "".join(f"{_percent(share):>8}" for share in (load.open_share, load.load, load.with_stops))
        lines.append(f"  {name[:26]:<26}{per_h:>9}{work:>11}{load.servers:>5}{shares}")
        if load.not_counted:
            lines += textwrap.wrap(others, WIDTH, initial_indent="    ", subsequent_indent="      ")
    return "\n".join(lines)


def explanation_table(explanation: Explanation) -> str:
    """One block a reason: its share of the time and what it took of each; then where, and what was in the way."""
    scale, unit = shown_unit("s", explanation.mean_s)
    head = f"{explanation.subject}: mean {explanation.what}"
    lines = [f"{head:<50}{figure(explanation.mean_s * scale):>11} {unit}{'share':>8}"]
    shares = _tenths([part.share for part in explanation.parts])
    for part, share in zip(explanation.parts, shares, strict=True):
        lines.append(f"  {part.reason:<48}{figure(part.mean_s * scale):>11}{share:>{len(unit) + 9}}")
        details = [it for it in part.parts if it.where is not None or it.other is not None]
        for detail in details[:_DETAILS]:
            name = ": ".join(text for text in (detail.where, detail.other) if text is not None)
            share = share if len(details) == 1 else f"{100 * detail.share:.1f}"
            lines.append(f"    {name[:46]:<46}{figure(detail.mean_s * scale):>11}{share:>{len(unit) + 9}}")
        if len(details) > _DETAILS:
            lines.append(f"    and {len(details) - _DETAILS} more")
    lines.append(f"  {'together':<48}{figure(explanation.mean_s * scale):>11}{'100.0':>{len(unit) + 9}}")
    return "\n".join(lines)


def _tenths(shares: Sequence[float]) -> list[str]:
    """Percent with one decimal that sum to 100.0: the largest remainders are rounded up."""
    thousandths = [math.floor(1000 * share) for share in shares]
    by_rest = sorted(range(len(shares)), key=lambda i: thousandths[i] - 1000 * shares[i])
    for i in by_rest[: 1000 - sum(thousandths)]:
        thousandths[i] += 1
    return [f"{count / 10:.1f}" for count in thousandths]


def shown_unit(unit: str, mean: float) -> tuple[float, str]:
    """Return the factor and the name of the unit that reads best."""
    if unit == "1":
        return 100.0, "%"
    if unit == "s" and abs(mean) >= 7200:
        return 1 / 3600, "h"
    if unit == "s" and abs(mean) >= 120:
        return 1 / 60, "min"
    return 1.0, unit


def figure(value: float) -> str:
    """Return four significant digits, never an exponent."""
    whole = len(str(abs(int(value))))
    return "0" if value == 0 else f"{value:,.{max(0, 4 - whole)}f}"


def _with_number(text: str, n: int, most: int) -> str:
    """How many replications have it, where that is not all of them."""
    return text if n == most else f"{text} (n={n})"


def _interval(low: float | None, high: float | None, scale: float, width: int) -> str:
    return "" if low is None or high is None else f"{figure(low * scale):>{width}} .. {figure(high * scale)}"


def _percent(share: float) -> str:
    return "never" if share == float("inf") else f"{100 * share:.0f} %"


def _shortened(value: Any) -> str:
    from shopfloor.scenario.dump import inline

    text = inline(value)
    return text if len(text) <= 24 else f"{text[:23]}…"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)) for row in rows]


def _by_kpi(swept: Sweep) -> Iterable[Sequence[KpiRow]]:
    return zip(*(point.kpis for point in swept.points), strict=True)


def _column(rows: Sequence[KpiRow], replications: int) -> list[str]:
    """Whose KPI, which, its unit, and its values, all of one width."""
    scale, unit = shown_unit(rows[0]["unit"], max(row["mean"] for row in rows))
    cells = [_with_number(figure(row["mean"] * scale), row["n"], replications) for row in rows]
    halves = [
        "" if row["ci_high"] is None else figure((row["ci_high"] - row["mean"]) * scale) for row in rows
    ]
    longest = max(map(len, halves))
    texts = [
        f"{cell} ± {half:<{longest}}" if half else cell + " " * (longest + 3) if longest else cell
        for cell, half in zip(cells, halves, strict=True)
    ]
    subject = "" if rows[0]["subject"] == "plant" else rows[0]["subject"]
    return _aligned([[text] for text in (subject, rows[0]["kpi"], unit, *texts)])


def _side_by_side(columns: Sequence[list[str]], width: int) -> Iterable[list[str]]:
    """Yield blocks of columns that fit; one that is too wide alone stands alone."""
    block: list[str] = []
    for column in columns:
        apart = [f"   {cell}" for cell in column]
        if block and len(block[0]) + len(apart[0]) > width:
            yield block
            block = []
        block = [a + b for a, b in zip(block, apart, strict=True)] if block else apart
    yield block
