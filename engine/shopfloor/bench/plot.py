"""How do the figures look? One SVG that needs nothing else: bars of all peers, curves of what an event costs.

Where everything stands is computed here; ``plot.svg.jinja`` draws it.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shopfloor.bench.report import Figure, Report
from shopfloor.bench.table import number
from shopfloor.errors import UsageError
from shopfloor.staging import staged_file

__all__ = ["save_plot", "svg"]

_BARS_LEFT, _BARS_RIGHT, _BAR_STEP = 150, 690, 38
_PANEL_LEFT, _PANEL_WIDTH, _PANEL_STEP, _PANEL_HEIGHT = 56, 180, 250, 150
_INSET = 24
_TITLES = {"horizon": "events of a run", "machines": "machines", "people": "people"}


def save_plot(path: Path, report: Report) -> None:
    """Write the picture of a report.

    Raises:
        UsageError: no figure of ``peers`` or ``scaling`` is there to draw.
        OutputError: the file cannot be written.
    """
    drawn = svg(report)
    with staged_file(path, replace=True) as file:
        file.write_text(drawn, encoding="utf-8", newline="\n")


def svg(report: Report) -> str:
    """Return the picture, 800 units wide; it follows the reader's light or dark mode.

    Raises:
        UsageError: as for :func:`save_plot`.
    """
    bars = _bars(report["figures"])
    panels = _panels(report["figures"])
    if not bars and not panels:
        raise UsageError(
            "--plot: got no figures of peers or scaling; expected one of them: "
            "`shopfloor bench peers scaling --plot FILE`"
        )
    scale = _LogScale([it["value"] for bar in bars for it in bar["parts"]])
    for place, bar in enumerate(bars):
        bar["y"] = 78 + place * _BAR_STEP
        for part in bar["parts"]:
            part["width"] = scale.at(part["value"]) - _BARS_LEFT
    bars_end = 78 + len(bars) * _BAR_STEP if bars else 40
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters["number"] = number
    return templates.get_template("plot.svg.jinja").render(
        report=report,
        bars=bars,
        ticks=[{"x": scale.at(value), "label": _decade(value)} for value in scale.decades] if bars else [],
        bars_left=_BARS_LEFT,
        bars_end=bars_end,
        panels=panels,
        panels_top=bars_end + (70 if bars else 30),
        panel_width=_PANEL_WIDTH,
        panel_height=_PANEL_HEIGHT,
        height=bars_end + (70 if bars else 30) + (_PANEL_HEIGHT + 82 if panels else 0),
    )


class _LogScale:
    """Where a rate stands between the left and the right end; the ends are powers of ten."""

    def __init__(self, values: list[float]) -> None:
        self._low = math.floor(math.log10(min(values, default=1.0)))
        self._high = max(math.ceil(math.log10(max(values, default=10.0))), self._low + 1)

    @property
    def decades(self) -> list[float]:
        return [10.0**power for power in range(self._low, self._high + 1)]

    def at(self, value: float) -> float:
        share = (math.log10(value) - self._low) / (self._high - self._low)
        return _BARS_LEFT + share * (_BARS_RIGHT - _BARS_LEFT)


def _bars(figures: list[Figure]) -> list[dict[str, Any]]:
    """The fastest first; each with its rate in memory and, where it was measured, to Parquet."""
    rates: dict[str, dict[str, float]] = {}
    for it in figures:
        if it.get("benchmark") == "peers" and it.get("case") in ("memory", "parquet"):
            for name, value in ((it["subject"], it["value"]), (it["peer"], it["peer_value"])):
                if name is not None and value is not None:
                    rates.setdefault(name, {})[it["case"]] = value
    ordered = sorted(rates.items(), key=lambda item: -max(item[1].values()))
    return [
        {
            "name": name,
            "is_ours": name in ("kernel", "reference engine"),
            "parts": [
                {"case": case, "value": found[case], "label": _rate(found[case])}
                for case in ("memory", "parquet")
                if case in found
            ],
        }
        for name, found in ordered
    ]


def _panels(figures: list[Figure]) -> list[dict[str, Any]]:
    """What an event costs, in microseconds, point by point at even distances."""
    panels: list[dict[str, Any]] = []
    for case, title in _TITLES.items():
        points = [it for it in figures if it.get("benchmark") == "scaling" and it.get("case") == case]
        if not points:
            continue
        top = _round_up(max(it["value"] for it in points))
        left = _PANEL_LEFT + len(panels) * _PANEL_STEP
        step = (_PANEL_WIDTH - 2 * _INSET) / max(len(points) - 1, 1)
        panels.append(
            {
                "title": title,
                "left": left,
                "top_value": top,
                "points": [
                    {
                        "x": left + _INSET + place * step,
                        "y": (1 - max(it["value"], 0.0) / top) * _PANEL_HEIGHT,
                        "label": _short(it["x"]),
                        "value": number(it["value"]),
                        "peak": f"{it['peak_mb']:.0f} MB" if case == "horizon" else "",
                    }
                    for place, it in enumerate(points)
                ],
            }
        )
    return panels


def _round_up(value: float) -> float:
    """A little above the value, and a round number."""
    power = 10.0 ** math.floor(math.log10(max(value, 1e-9)))
    return next(power * step for step in (1, 1.5, 2, 3, 4, 5, 8, 10, 15) if power * step >= 1.15 * value)


def _short(value: float) -> str:
    if value >= 1e6:
        return f"{value / 1e6:g} M"
    return f"{value:,.0f}"


def _rate(value: float) -> str:
    return f"{value / 1e6:.3g} M/s" if value >= 1e5 else f"{value / 1e3:.3g} k/s"


def _decade(value: float) -> str:
    return f"{value / 1e6:g} M/s" if value >= 1e6 else f"{value / 1e3:g} k/s"
