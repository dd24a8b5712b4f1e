"""``shopfloor preview``: what do the records look like? Five of them, for the eye."""

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shopfloor.cli import options, terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopfloor.contracts.record import Record

__all__ = ["command"]

_WIDTH = 80
_CONTEXT_LINES = 14
_CHOICE = 8
"""Fresh records to choose from, for each one shown."""


def command(
    source: Annotated[str, typer.Argument(metavar="SCENARIO|DIR", help="A scenario, or a run folder.")],
    count: Annotated[int, typer.Option("--questions", min=1, help="How many records to show.")] = 5,
    full: Annotated[bool, typer.Option("--full", help="Show contexts to their end.")] = False,
    seed: options.Seed = None,
    set_: options.Set = None,
    what_if: options.WhatIf = None,
    templates: options.Templates = None,
    json: options.Json = False,
) -> None:
    """Show a few records: of a run folder, or of one replication of a scenario, simulated in memory."""
    folder = Path(source)
    fresh = not folder.is_dir()
    records = (
        _fresh(source, count, seed, set_, what_if, templates) if fresh else _varied(_stored(folder), count)
    )
    if json:
        terminal.print_json([record.model_dump() for record in records])
    else:
        for number, record in enumerate(records, 1):
            print(_shown(record, number, len(records), full))


def _stored(folder: Path) -> "list[Record]":
    """The records of a run folder; of many, those of its first shard."""
    from shopfloor.errors import UsageError, VerificationError
    from shopfloor.run_folder import corpus_files
    from shopfloor.verification import read_corpus

    files = corpus_files(folder)
    if not files:
        raise UsageError(
            f"{folder}: no corpus.json in it; expected a folder made by `shopfloor run` or `shopfloor ask`"
        )
    try:
        return read_corpus(files[0])
    except VerificationError as error:
        raise UsageError(str(error)) from None


def _fresh(
    source: str,
    count: int,
    seed: int | None,
    changes: list[str] | None,
    what_if: str | None,
    templates: list[Path] | None,
) -> "list[Record]":
    from shopfloor.questions import ask
    from shopfloor.simulation import simulate

    log = simulate(options.scenario(source, changes, what_if), replications=1, seed=seed)
    asked = ask(log, questions=_CHOICE * count, families=options.families(templates))
    return _varied(asked.records, count)


def _varied(records: "Sequence[Record]", count: int) -> "list[Record]":
    """Take turns: the next record is of the family shown least so far, then of the role, then of the form."""
    chosen: list[Record] = []
    rest = list(records)
    while rest and len(chosen) < count:
        best = min(
            rest,
            key=lambda record: (
                sum(record.family == other.family for other in chosen),
                sum(record.role == other.role for other in chosen),
                sum(record.provenance.form == other.provenance.form for other in chosen),
            ),
        )
        chosen.append(best)
        rest.remove(best)
    return chosen


def _shown(record: "Record", number: int, of: int, full: bool) -> str:
    head = f"{number} of {of}  {record.role}, {record.skill}, {record.family}"
    size = record.size
    where = f", page {size.page} of {size.pages}" if size.pages > 1 else ""
    measures = f"level {record.difficulty.level}, {size.tokens} tokens{where}"
    context = _wrapped(record.context if full else record.asked_page)
    if not full and len(context) > _CONTEXT_LINES:
        left = len(context) - _CONTEXT_LINES
        context = [*context[:_CONTEXT_LINES], f"[{left} more lines; --full shows them]"]
    return "\n".join(
        [
            head,
            "─" * _WIDTH,
            *_labelled("measures", [measures]),
            *_labelled("context", context),
            *_labelled("input", _wrapped(record.input)),
            *_labelled("output", _wrapped(record.output)),
            *_labelled("answer", _wrapped(_answer(record))),
            *_steps(record),
            "",
        ]
    )


def _answer(record: "Record") -> str:
    """The answer alone, and how it is graded."""
    from shopfloor.export.answer_text import answer_text

    answer = record.answer
    graded = answer.kind if record.answerable else f"refusal, {answer.value}"
    if isinstance(answer.tolerance, float | int) and answer.tolerance:
        graded += f", within {answer.tolerance:g}"
    return f"{answer_text(record)} ({graded})"


def _steps(record: "Record") -> list[str]:
    """How the answer follows, unless the output says so already."""
    if not record.derivation or record.reasoning == "output":
        return []
    steps = [
        f"{number}. {step.says.removesuffix('.')}: {step.result}."
        for number, step in enumerate(record.derivation, 1)
    ]
    return _labelled("because", _wrapped("\n".join(steps)))


def _wrapped(text: str) -> list[str]:
    """Every line on lines of its own; of several, what goes on is indented."""
    lines = text.split("\n")
    indent = "  " if len(lines) > 1 else ""
    return [
        part
        for line in lines
        for part in textwrap.wrap(line, _WIDTH - 10, subsequent_indent=indent, break_on_hyphens=False) or [""]
    ]


def _labelled(label: str, lines: list[str]) -> list[str]:
    labels = [label] + [""] * (len(lines) - 1)
    return [f"{name:<10}{line}".rstrip() for name, line in zip(labels, lines, strict=True)]
