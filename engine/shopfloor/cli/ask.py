"""``shopfloor ask``: questions about logs that are there already."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shopfloor.cli import log_options, missing, options, terminal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shopfloor.eventlog import EventLog
    from shopfloor.verification import Verdict

__all__ = ["command"]

_FILES = (".json", ".jsonl", ".parquet")


def command(
    logs: Annotated[
        list[Path],
        typer.Argument(
            metavar="LOG...",
            help="Run folders, folders of logs, or log files (CSV, Parquet, XES, OCEL 2.0); of several, each gets an "
            "equal share.",
        ),
    ],
    questions: options.Questions = None,
    out: Annotated[
        Path,
        typer.Option(
            metavar="FILE|DIR",
            help="The corpus: a file (.json, .jsonl, .parquet), or a folder with its families, report and card.",
        ),
    ] = Path("corpus.json"),
    seed: Annotated[
        int | None, typer.Option(min=0, help="Which questions are asked; the first log's own if left out.")
    ] = None,
    per_family: options.PerFamily = None,
    mix: options.Mix = None,
    answers: options.Answers = None,
    level: options.Level = None,
    sizes: options.Sizes = None,
    focus: options.Focus = None,
    hold_out: options.HoldOut = None,
    reasoning: options.Reasoning = "field",
    workers: options.Workers = 1,
    templates: options.Templates = None,
    columns: log_options.Columns = None,
    stops: log_options.Stops = None,
    stop_columns: log_options.StopColumns = None,
    delimiter: log_options.Delimiter = None,
    encoding: log_options.Encoding = None,
    date_format: log_options.DateFormat = None,
    time_format: log_options.TimeFormat = None,
    time_unit: log_options.TimeUnit = None,
    time_zone: log_options.TimeZone = None,
    since: log_options.Since = None,
    until: log_options.Until = None,
    overlaps: log_options.Overlaps = "split",
    keep_log: log_options.KeepLog = None,
    strict: options.Strict = False,
    force: options.Force = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Ask questions about logs, verify every answer, and write the corpus to a file or a folder."""
    from shopfloor.errors import UsageError

    if out.suffix not in ("", *_FILES):
        raise UsageError(f"--out: got {out}; expected a file ending in {', '.join(_FILES)}, or a folder")
    how = options.promises(
        questions=questions, per_family=per_family, mix=mix, answers=answers, level=level, sizes=sizes, focus=focus,
        hold_out=hold_out, reasoning=reasoning,
    )  # fmt: skip
    options.check_place(out, force=force)
    opened = log_options.opened(
        logs, columns=columns, stops=stops, stop_columns=stop_columns, keep=keep_log, delimiter=delimiter,
        encoding=encoding, date_format=date_format, time_format=time_format, time_unit=time_unit, time_zone=time_zone,
        since=since, until=until, overlaps=overlaps,
    )  # fmt: skip
    opened, how["families"] = log_options.narrowed(opened, options.families(templates))
    options.check_promises(how["families"], [log.plant.name for log in opened.logs], how)
    how |= {"seed": seed, "workers": workers}
    log_options.tell(opened, quiet=quiet)
    if out.suffix:
        told, verdict = _to_file(opened.logs, out, how, force=force)
    else:
        told, verdict = _to_folder(opened.logs, out, how, force=force, quiet=quiet)
    if json:
        terminal.print_json(told | opened.to_json())
    else:
        asked = terminal.counted(told["asked"], "question")
        right = terminal.counted(verdict.right, "answer")
        print(f"{told['records']} of {asked}, {right} re-derived, in {out}")
    missing.tell_missing(told["shortfalls"], quiet=quiet)
    for fault in verdict.faults[:20]:
        terminal.notice(f"error: {fault}", quiet=False)
    complete = verdict.right == verdict.checked and "questions" not in told["shortfalls"]
    if not complete or (strict and (missing.breaks_a_promise(told["shortfalls"]) or opened.set_aside)):
        raise typer.Exit(1)


def _to_file(
    logs: "Sequence[EventLog]", out: Path, how: "Mapping[str, Any]", *, force: bool
) -> "tuple[dict[str, Any], Verdict]":
    from shopfloor.questions import ask
    from shopfloor.staging import staged_file
    from shopfloor.verification import verify

    with staged_file(out, replace=force) as file:
        corpus = ask(logs, **how)
        verdict = verify(corpus, workers=how["workers"])
        corpus.save(file)
    told = {
        "asked": corpus.questions,
        "records": len(corpus.records),
        "verified": verdict.right,
        "shortfalls": dict(corpus.shortfalls),
        "rejections": corpus.rejections,
        "out": str(out),
    }
    return told, verdict


def _to_folder(
    logs: "Sequence[EventLog]", out: Path, how: "Mapping[str, Any]", *, force: bool, quiet: bool
) -> "tuple[dict[str, Any], Verdict]":
    from shopfloor.pipeline import ask_folder

    with terminal.progress(quiet=quiet) as watch:
        made = ask_folder(logs, out, replace=force, progress=watch, **how)
    told = {
        "asked": made.asked,
        "records": made.manifest["counts"]["records"],
        "verified": made.verdict.right,
        "shortfalls": dict(made.told.shortfalls),
        "rejections": made.told.rejections,
        "out": str(out),
    }
    return told, made.verdict
