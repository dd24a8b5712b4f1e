"""``shopfloor export``: a corpus in the format that somebody else's tool reads."""

from pathlib import Path
from typing import Annotated

import typer

from shopfloor.cli import options, terminal

__all__ = ["command"]


def command(
    corpus: Annotated[
        Path,
        typer.Argument(
            metavar="CORPUS", help="A corpus (.json, .jsonl, .parquet), or a folder that holds one."
        ),
    ],
    to: Annotated[
        str,
        typer.Option(
            metavar="FORMAT",
            help="json, jsonl, parquet, datasets, alpaca, chat, sharegpt, squad2, lm-eval, inspect, croissant or card.",
        ),
    ],
    out: Annotated[
        Path, typer.Option(metavar="PATH", help="The file or, for a format of several files, the folder.")
    ],
    papers: Annotated[
        bool,
        typer.Option(
            "--papers", help="Keep everything that is known of a record, not its three texts alone."
        ),
    ] = False,
    context_in: Annotated[
        str,
        typer.Option(
            metavar="WHO", help="Whose message of a conversation holds the context: user or system."
        ),
    ] = "user",
    name: Annotated[
        str | None, typer.Option(help="What the data set is called; shopfloor-<scenario> if left out.")
    ] = None,
    licence: Annotated[
        str | None,
        typer.Option(
            metavar="SPDX",
            help="The licence of the data; Apache-2.0 if left out, and none where a log is a real one.",
        ),
    ] = None,
    published: Annotated[
        str | None, typer.Option(metavar="DAY", help="The day of publication, as 2026-01-31, for croissant.")
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="Only the records of this split: train, validation or test.")
    ] = None,
    force: options.Force = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Write a corpus in the format of another tool."""
    from shopfloor.export import FORMATS, Wishes, export, read_records
    from shopfloor.run_folder import read_manifest

    manifest = read_manifest(corpus if corpus.is_dir() else corpus.parent) or {"files": {}}
    alone = not (corpus.is_dir() or corpus.name in manifest["files"])
    wishes = Wishes(
        papers=papers,
        context_in=context_in,  # type: ignore[arg-type]
        name=name,
        licence=licence,
        published=published,
        source=None if alone else manifest.get("source"),
    )
    records = read_records(corpus, split=split)
    made = export(records, to, out, wishes, replace=force)
    if json:
        terminal.print_json(
            {"out": str(out), "format": to, "records": made.records, "left_out": dict(made.left_out)}
        )
    else:
        print(f"{terminal.counted(made.records, 'record')} as {to} in {out}")
    if wishes.claimed is None and "licence" in FORMATS[to].wishes:
        text = "note: no licence is claimed, as the terms of a real log decide; give --licence once you know them"
        terminal.notice(terminal.folded(text), quiet=quiet)
    for reason, count in made.left_out.items():
        terminal.notice(f"note: {terminal.counted(count, 'record')} left out: {reason}", quiet=quiet)
