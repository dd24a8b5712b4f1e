"""How does a terminal show the figures? Ratios first, one table for each measure, in 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby

from shopfloor.bench.report import PeerFact, Report
from shopfloor.bench.targets import verdicts

__all__ = ["number", "ratio", "table"]

_WIDTH = 80
_INDENT = 34


def table(report: Report) -> str:
    """Return the whole report as text, without a line break at its end."""
    return "\n".join(_lines(report))


def number(value: float | None) -> str:
    """A figure in three digits, or whole from a thousand on; "-" if there is none."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def ratio(value: float | None) -> str:
    """A ratio with as many digits as say something."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


def _lines(report: Report) -> Iterator[str]:
    system = ", ".join(filter(None, [report.get("processor"), report["machine"]]))
    about = f"shopfloor {report['version']}, Python {report['python']}, {system}, {report['cores']} cores"
    yield from textwrap.wrap(about, _WIDTH, subsequent_indent="  ")
    if report.get("quick"):
        yield "quick: a tenth of the events and one round; ratios are rough"
    for failure in report.get("failed", []):
        yield from textwrap.wrap(f"failed: {failure}", _WIDTH, subsequent_indent="  ")
    for measure, group in groupby(report["figures"], key=lambda figure: figure["measure"]):
        yield ""
        yield from textwrap.wrap(measure, _WIDTH, subsequent_indent="  ")
        yield f"{'ratio':>8} {'value':>11} {'peer':>11}"
        for it in group:
            names = it["subject"] if it["peer"] is None else f"{it['subject']} / {it['peer']}"
            row = f"{ratio(it['ratio']):>8} {number(it['value']):>11} {number(it['peer_value']):>11}  {names}"
            yield from (
                textwrap.wrap(row, _WIDTH, subsequent_indent=" " * _INDENT, drop_whitespace=True)
                if len(row) > _WIDTH
                else [row]
            )
    if peers := report.get("peers"):
        yield ""
        yield "the same line? parts that a peer finishes in an hour, beside the kernel"
        for peer in peers:
            yield from textwrap.wrap(_of_peer(peer), _WIDTH, subsequent_indent=" " * 11, initial_indent="  ")
    found = [verdict for verdict in verdicts(report) if verdict.value is not None]
    if found and not report.get("quick"):
        yield ""
        yield "targets"
        for verdict in found:
            target = verdict.target
            limit = f"{'at least' if target.is_least else 'at most'} {target.bound:g}{target.unit}"
            row = f"{ratio(verdict.value)}{target.unit}: {target.what} ({limit}): {verdict.word}"
            yield from textwrap.wrap(row, _WIDTH, initial_indent="  ", subsequent_indent="    ")


def _of_peer(peer: PeerFact) -> str:
    if "left_out" in peer:
        return f"{'-':>7}  {peer['name']} was left out: {peer['left_out']}"
    warning = "" if peer["agrees"] else ": more than chance explains"
    return f"{100 * peer['difference']:+6.1f}%  {peer['parts_per_h']:.1f} an hour, {peer['name']}{warning}"
