"""``shopfloor ask``: questions about a log that is there already."""

from pathlib import Path
from typing import Annotated

import typer

from shopfloor.cli import options, terminal

__all__ = ["command"]


def command(
    log: Annotated[Path, typer.Argument(metavar="DIR", help="A run folder, or the folder of a log.")],
    questions: options.Questions = 500,
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="The corpus to write: .json (an array), .jsonl or .parquet.")
    ] = Path("corpus.json"),
    seed: Annotated[
        int | None, typer.Option(min=0, help="Which questions are asked; the log's own if left out.")
    ] = None,
    templates: options.Templates = None,
    force: options.Force = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Ask questions about a log, verify every answer, and write the corpus to a file."""
    from shopfloor.errors import UsageError
    from shopfloor.eventlog import EventLog
    from shopfloor.questions import ask
    from shopfloor.run_folder import staged_file
    from shopfloor.verification import verify

    if out.suffix not in (".json", ".jsonl", ".parquet"):
        raise UsageError(f"--out: got {out}; expected a file ending in .json, .jsonl or .parquet")
    if not log.is_dir():
        raise UsageError(
            f"{log}: no such folder; expected one made by `shopfloor run` or `shopfloor simulate --out`"
        )
    with staged_file(out, replace=force) as file:
        corpus = ask(EventLog.open(log), questions=questions, seed=seed, families=options.families(templates))
        verdict = verify(corpus)
        corpus.save(file)
    if json:
        terminal.print_json(
            {
                "asked": questions,
                "records": len(corpus.records),
                "verified": verdict.right,
                "shortfalls": dict(corpus.shortfalls),
                "rejections": corpus.rejections,
                "out": str(out),
            }
        )
    else:
        print(f"{len(corpus.records)} of {questions} questions, {verdict.right} answers re-derived, in {out}")
    for family, reason in sorted(corpus.shortfalls.items()):
        terminal.notice(f"note: {family}: {reason}", quiet=quiet)
    for fault in verdict.faults[:20]:
        terminal.notice(f"error: {fault}", quiet=False)
    if not verdict.right == verdict.checked == questions:
        raise typer.Exit(1)
