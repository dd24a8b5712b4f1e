"""``shopfloor report``: how good is a corpus, as a page and as JSON?"""

from pathlib import Path
from typing import Annotated

import typer

from shopfloor.cli import options, terminal

__all__ = ["command"]


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A run folder, or the folder of a corpus.")],
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if a gate is not kept.")] = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Measure a corpus again, and write report.html and report.json into its folder."""
    from shopfloor.errors import UsageError
    from shopfloor.pipeline import renew_report
    from shopfloor.run_folder import corpus_files

    if not corpus_files(folder):
        what = "no corpus in it" if folder.is_dir() else "no such folder"
        raise UsageError(
            f"{folder}: {what}; expected a folder of `shopfloor run` or `shopfloor ask --out DIR`"
        )
    report = renew_report(folder)
    if json:
        terminal.print_json(report)
    else:
        for gate in report["gates"]:
            kept = "kept    " if gate["kept"] else "NOT KEPT"
            print(f"{kept}  {gate['gate']}: {gate['value']} (bound {gate['bound']})")
        print(f"page  {folder / 'report.html'}")
    broken = [gate for gate in report["gates"] if not gate["kept"]]
    if broken:
        terminal.notice(f"note: {len(broken)} of {len(report['gates'])} gates are not kept", quiet=quiet)
        if strict:
            raise typer.Exit(1)
