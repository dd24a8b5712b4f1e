"""How does one look at a report? One HTML page that needs nothing else, and the same as JSON beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from shopfloor._version import __version__
from shopfloor.contracts.record import SIZES
from shopfloor.staging import staged_file

__all__ = ["html_page", "save_report"]

_MOST_BARS = 12
_CHARTS = {
    "skill": "skill",
    "role": "role",
    "scenario": "scenario",
    "split": "split",
    "form": "form of the page",
    "size": "size of the context",
    "level": "difficulty",
    "answer kind": "kind of answer",
    "reason": "why there is no answer",
    "depth of the evidence": "place of the evidence in the context",
    "focus": "rare thing that was looked for",
}
"""What is counted -> what its chart is called."""
_IN_ORDER: Mapping[str, Sequence[str]] = {"level": [str(level) for level in range(1, 6)], "size": list(SIZES)}
"""What has an order of its own; the others stand by their counts."""
_FACTS = ("title", "source", "verified", "verified_of", "rejections", "shortfalls")


def html_page(report: Mapping[str, Any]) -> str:
    """Return the page of a report made by :func:`shopfloor.reports.quality`."""
    broken = [gate for gate in report["gates"] if not gate["kept"]]
    return _template().render(
        report=report,
        facts=dict.fromkeys(_FACTS) | dict(report["facts"]),
        broken=broken,
        charts=_charts(report["shares"]),
        version=__version__,
    )


@cache
def _template() -> Template:
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters["number"] = _number
    return templates.get_template("page.html.jinja")


def save_report(folder: Path, report: Mapping[str, Any]) -> None:
    """Write ``report.json`` and ``report.html`` into a folder."""
    text = json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    for name, content in (("report.json", text), ("report.html", html_page(report))):
        with staged_file(folder / name, replace=True) as file:
            file.write_text(content, encoding="utf-8", newline="\n")


def _charts(shares: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Bars for everything that has a few values, in the order that a reader asks for it."""
    charts = []
    for what, title in _CHARTS.items():
        found = dict(shares.get(what, {}))
        if not found:
            continue
        if what in _IN_ORDER:
            found = {name: found[name] for name in _IN_ORDER[what] if name in found}
        shown = list(found.items())
        others = len(shown) - _MOST_BARS
        if others > 1:
            shown[_MOST_BARS:] = [(f"{others} others", sum(count for _, count in shown[_MOST_BARS:]))]
        most, total = max(count for _, count in shown) or 1, sum(found.values()) or 1
        bars = [
            {"name": name, "count": count, "width": round(100 * count / most, 1), "share": count / total}
            for name, count in shown
        ]
        charts.append({"what": title, "bars": bars})
    return charts


def _number(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int) or value == int(value):
        return f"{int(value):,}"
    return f"{value:,.4f}".rstrip("0").rstrip(".")
