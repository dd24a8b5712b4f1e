"""Which figures does a plant have, and what do its changes change? Tables in Markdown."""

from collections.abc import Mapping
from functools import cached_property
from math import floor, log10

from shopfloor.analysis import Difference, compare, measure, sweep
from shopfloor.contracts.kpi import KpiRow
from shopfloor.scenario import Scenario, load, load_sweep

__all__ = ["Figures"]

Shares = Mapping[str, Mapping[str, float]]
"""Subject ("station:saw", "people:crew") -> state -> its share of all time."""


class Figures:
    """The plant of a gallery scenario, simulated as its file says; counted while it runs, for that is soonest."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.plant: Scenario = load(name)
        self.changes: dict[str, dict[str, Difference]] = {}
        """What each what_if changes, by KPI; filled by the table of changes."""

    @cached_property
    def rows(self) -> dict[str, KpiRow]:
        """The KPI rows by "subject/kpi"; those of the plant by "kpi" alone, too."""
        rows = measure(self.plant, engine="kernel").kpi_rows()
        named = {f"{row['subject']}/{row['kpi']}": row for row in rows}
        return named | {row["kpi"]: row for row in rows if row["subject"] == "plant"}

    def shares(self) -> Shares:
        """How machines and people spend their time."""
        shares: dict[str, dict[str, float]] = {}
        for row in self.rows.values():
            kpi = row["kpi"].removeprefix("state_share.")
            if row["unit"] == "1" and (kpi != row["kpi"] or kpi in ("busy_share", "walking_share")):
                shares.setdefault(row["subject"], {})[kpi] = row["mean"]
        return shares

    def of_plant(self, names: list[str]) -> str:
        """KPI, whose, mean, interval."""
        lines = ["| KPI | of | mean | 95 % interval |", "|---|---|--:|--:|"]
        for row in (self.rows[name] for name in names):
            factor, unit = _unit(row["unit"], row["mean"])
            low, high = row["ci_low"], row["ci_high"]
            between = (
                "" if low is None or high is None else f"{_number(low * factor)} to {_number(high * factor)}"
            )
            mean = f"{_number(row['mean'] * factor)} {unit}".strip()
            lines.append(f"| {_words(row['kpi'])} | {_whose(row['subject'])} | {mean} | {between} |")
        return _table(lines)

    def of_changes(self, names: list[str]) -> str:
        """The plant as it is, and for each what_if the paired differences, those that are sure in bold."""
        base = [self.rows[name] for name in names]
        units = [_unit(row["unit"], row["mean"]) for row in base]
        lines = [_heads(["change"], base, units), _rule(1, len(base))]
        lines.append(
            _cells(
                ["*as it is*"],
                [_number(row["mean"] * factor) for row, (factor, _) in zip(base, units, strict=True)],
            )
        )
        for change in self.plant.what_if:
            changed = load(self._name, what_if=change)
            comparison = compare(self.plant, changed, engine="kernel", log=False)  # not all have all of these
            found = {
                (difference.subject, difference.kpi): difference for difference in comparison.differences
            }
            self.changes[change] = {
                name: found[row["subject"], row["kpi"]]
                for name, row in zip(names, base, strict=True)
                if (row["subject"], row["kpi"]) in found
            }
            cells = [
                _difference(self.changes[change].get(name), factor)
                for name, (factor, _) in zip(names, units, strict=True)
            ]
            lines.append(_cells([f"`{change}`"], cells))
        return _table(lines)

    def of_sweep(self, name: str, kpis: list[str]) -> str:
        """A line for each point: what was set, then the means with half the width of their intervals."""
        swept = sweep(load_sweep(self._name, name), _in_full(kpis), engine="kernel", log=False)
        first = swept.points[0]
        units = [_unit(self.rows[kpi]["unit"], self.rows[kpi]["mean"]) for kpi in kpis]
        lines = [
            _heads([f"`{_short(path)}`" for path in first.changes], first.kpis, units),
            _rule(len(first.changes), len(kpis)),
        ]
        for point in swept.points:
            cells = []
            for row, (factor, _) in zip(point.kpis, units, strict=True):
                half = None if row["ci_high"] is None else (row["ci_high"] - row["mean"]) * factor
                mean = _number(row["mean"] * factor)
                cells.append(mean if half is None else f"{mean} ± {_number(half, 2)}")
            lines.append(_cells([str(value) for value in point.changes.values()], cells))
        return _table(lines)


def _unit(unit: str, mean: float) -> tuple[float, str]:
    """The factor and the unit that read best: shares in percent, times in a unit that suits them."""
    if unit == "1":
        return 100.0, "%"
    if unit == "s":
        for seconds, name in ((7200.0, "h"), (120.0, "min")):
            if abs(mean) >= seconds:
                return {"h": 1 / 3600, "min": 1 / 60}[name], name
    return 1.0, unit


def _number(value: float, digits: int = 4) -> str:
    """So many significant digits (whole numbers in full), never an exponent; less than a millionth is 0."""
    if abs(value) < 5e-7:
        return "0"
    places = min(max(0, digits - 1 - floor(log10(abs(value)))), 6)
    return f"{value:,.{places}f}".replace("-", "−")


def _difference(difference: Difference | None, factor: float) -> str:
    """Signed, with its interval; in bold if that leaves 0 out."""
    if difference is None:
        return ""
    change = _signed(difference.difference * factor)
    if difference.ci_low is None or difference.ci_high is None:
        return change
    between = f"{_signed(difference.ci_low * factor)} to {_signed(difference.ci_high * factor)}"
    return f"**{change}** ({between})" if difference.is_sure else f"{change} ({between})"


def _signed(value: float) -> str:
    text = _number(value, 3)
    return text if text == "0" or value < 0 else f"+{text}"


def _in_full(names: list[str]) -> list[str]:
    return [name if "/" in name else f"plant/{name}" for name in names]


def _words(kpi: str) -> str:
    words = kpi.removeprefix("state_share.").replace("_", " ")
    return words.upper() if words in ("oee", "mtbf", "mttf", "mttr") else words


def _whose(subject: str) -> str:
    return subject.partition(":")[2].replace("_", " ") or "plant"


def _short(path: str) -> str:
    """The last words of a path, without what it begins with in every plant."""
    return path.removeprefix("products.").removeprefix("stations.").removeprefix("people.")


def _heads(first: list[str], rows: list[KpiRow] | tuple[KpiRow, ...], units: list[tuple[float, str]]) -> str:
    heads = []
    for row, (_, unit) in zip(rows, units, strict=True):
        whose = "" if row["subject"] == "plant" else f" of {_whose(row['subject'])}"
        heads.append(f"{_words(row['kpi'])}{whose}, {unit}" if unit else f"{_words(row['kpi'])}{whose}")
    return _cells(first, heads)


def _rule(left: int, right: int) -> str:
    return "|" + "---|" * left + "--:|" * right


def _cells(first: list[str], cells: list[str]) -> str:
    return "| " + " | ".join([*first, *cells]) + " |"


def _table(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"
