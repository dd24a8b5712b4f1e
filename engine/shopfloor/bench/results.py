"""What does ``benchmarks/RESULTS.md`` say? The last figures, the machine, the targets, and how to repeat it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shopfloor.bench.report import Report
from shopfloor.bench.table import number, ratio
from shopfloor.bench.targets import verdicts
from shopfloor.staging import staged_file

__all__ = ["page", "save_results"]

_NEAREST = {
    "plain_simpy": "a machine that is down while it waits takes the next job and keeps it until it is repaired",
    "line_salabim": "as SimPy's",
    "line_ciw": "jobs come at twice the pace of the line and are turned away where there is no room; breakdowns are drawn "
    "before the run; its log, a record for each visit, is counted as the rows that tell the same",
    "line_simantha": "a machine that breaks down loses the job in it, so fewer come out; what it collects is counted as the "
    "rows that tell the same",
}
"""Where a peer cannot say the line as it is: what it says."""


def save_results(path: Path, report: Report) -> None:
    """Write the page of a report.

    Raises:
        OutputError: the file cannot be written.
    """
    text = page(report)
    with staged_file(path, replace=True) as file:
        file.write_text(text, encoding="utf-8", newline="\n")


def page(report: Report) -> str:
    """Return the page in Markdown."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=False,  # Markdown
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters |= {"number": number, "ratio": ratio}
    found = list(verdicts(report))
    groups = groupby(report["figures"], key=lambda figure: figure["measure"])
    return templates.get_template("results.md.jinja").render(
        report={"processor": "", "peers": [], "failed": [], "quick": False} | report,
        names=list(dict.fromkeys(_benchmarks(report))),
        verdicts=found,
        shortfalls=[it for it in found if it.word == "falls short"],
        c_beside_simpy=_c_beside(report, "plain_simpy"),
        c_beside_lean=_c_beside(report, "lean_simpy"),
        nearest=_NEAREST,
        groups=[(measure, list(figures)) for measure, figures in groups],
    )


def _c_beside(report: Report, peer_id: str) -> float | None:
    """How many times as fast as a peer is C, by the ratios of both beside the kernel?"""
    theirs, of_c = (_ratio_in_memory(report, peer) for peer in (peer_id, "c"))
    return None if theirs is None or of_c is None else theirs / of_c


def _ratio_in_memory(report: Report, peer_id: str) -> float | None:
    return next(
        (
            figure["ratio"]
            for figure in report["figures"]
            if (figure.get("case"), figure.get("peer_id")) == ("memory", peer_id)
        ),
        None,
    )


def _benchmarks(report: Report) -> Iterator[str]:
    for figure in report["figures"]:
        if "benchmark" in figure:
            yield figure["benchmark"]
