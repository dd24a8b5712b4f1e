"""``shopfloor score``: how good are a model's answers to a corpus?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shopfloor.cli import options, terminal

if TYPE_CHECKING:
    from shopfloor.scoring import Figures, Score

__all__ = ["command"]

_NAMED = 5
"""Ids that are named, of those that do not fit."""


def command(
    corpus: Annotated[
        Path,
        typer.Argument(
            metavar="CORPUS", help="A corpus (.json, .jsonl, .parquet), or a folder that holds one."
        ),
    ],
    predictions: Annotated[
        Path,
        typer.Argument(
            metavar="PREDICTIONS", help="Predictions (.json, .jsonl): id and prediction, output or answer."
        ),
    ],
    split: Annotated[
        str | None, typer.Option(help="Grade the records of this split alone: train, validation or test.")
    ] = None,
    grades: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the grade of every record to a .jsonl.")
    ] = None,
    force: options.Force = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Grade a model's answers by each record's own kind, unit and tolerance."""
    from shopfloor.export import read_records
    from shopfloor.scoring import read_predictions, score

    if grades is not None:
        _check_grades(grades, force)
    told = read_predictions(predictions)
    scored = score(read_records(corpus, split=split), told)
    if grades is not None:
        _write_grades(scored, grades, force)
    if json:
        terminal.print_json(scored.to_json())
    else:
        print(_table(scored))
    for ids, what in (
        (scored.missing, "{} without a prediction (not right); --split grades a split alone"),
        (scored.doubled, "{} with several predictions that differ (not right)"),
    ):
        if ids:
            text = what.format(terminal.counted(len(ids), "record"))
            terminal.notice(f"note: {text}: {_some(ids)}", quiet=quiet)
    if scored.unknown:
        count = terminal.counted(len(scored.unknown), "prediction")
        terminal.notice(f"note: {count} for ids that no record has: {_some(scored.unknown)}", quiet=quiet)


def _check_grades(path: Path, force: bool) -> None:
    from shopfloor.errors import UsageError

    if path.suffix != ".jsonl":
        raise UsageError(f"--grades: got {path}; expected a file ending in .jsonl")
    options.check_place(path, force=force, flag="--grades")


def _write_grades(scored: Score, path: Path, force: bool) -> None:
    import json

    from shopfloor.staging import staged_file

    with staged_file(path, replace=force) as file:
        lines = (json.dumps(vars(it) | {"right": it.right}, ensure_ascii=False) for it in scored.grades)
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def _some(ids: Sequence[str]) -> str:
    more = len(ids) - _NAMED
    return ", ".join(ids[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _table(scored: Score) -> str:
    """Shares in percent; the interval is that of the corrected score."""
    from shopfloor.scoring import OUTCOMES

    lines = [f"{'':<32}{'records':>8}{'right':>8}{'chance':>8}{'corrected':>11}{'95 %':>13}"]
    lines.append(_row("all records", scored.figures))
    if any(name == "parts" for name in scored.by["kind"]):
        parts = scored.by["kind"]["parts"].parts
        lines.append(f"  of the parts of answers of several parts, {100 * parts:.1f} % are right")
    for title, classes in scored.by.items():
        if len(classes) > 1:
            lines += ["", title, *(_row(f"  {name}", figures) for name, figures in classes.items())]
    lines += ["", "refusals", *_refusals(scored), "", "what was predicted"]
    lines += [
        f"  {said:<54}{count:>10}"
        for outcome, said in OUTCOMES.items()
        if (count := scored.outcomes[outcome])
    ]
    return "\n".join(lines)


def _refusals(scored: Score) -> list[str]:
    found = scored.refusals
    rows = (
        ("refused, of records without an answer", found.refused, found.unanswerable),
        ("  with the right reason", found.reason_right, found.unanswerable),
        ("refused, of records with an answer", found.falsely_refused, found.answerable),
    )
    return [f"  {what:<38}{f'{count} of {of}':>18}{_percent(count, of):>8}" for what, count, of in rows]


def _percent(count: int, of: int) -> str:
    return f"{100 * count / of:.1f}" if of else "-"


def _row(name: str, it: Figures) -> str:
    name = name if len(name) <= 32 else f"{name[:31]}…"
    corrected, interval = "-", "-"
    if it.corrected is not None and it.corrected_interval is not None:
        corrected = f"{100 * it.corrected:.1f}"
        low, high = it.corrected_interval
        interval = f"{100 * low:.0f} .. {100 * high:.0f}"
    return f"{name:<32}{it.records:>8}{100 * it.accuracy:>8.1f}{100 * it.chance:>8.1f}{corrected:>11}{interval:>13}"
