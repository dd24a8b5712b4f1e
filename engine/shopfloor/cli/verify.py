"""``shopfloor verify``: is everything that a run folder says still true?"""

from typing import TYPE_CHECKING, Annotated

import typer

from shopfloor.cli import options, terminal

if TYPE_CHECKING:
    from shopfloor.pipeline import Check

__all__ = ["command"]

_SHOWN = 20


_Deep = Annotated[
    bool,
    typer.Option("--deep", help="Derive every answer once more, from the rows of its evidence alone."),
]


def command(
    folder: options.Folder,
    workers: options.Workers = 1,
    deep: _Deep = False,
    json: options.Json = False,
) -> None:
    """Re-derive every answer from the text, audit the event log, and compare the files with the manifest."""
    from shopfloor.pipeline import check

    found = check(folder, workers=workers, deep=deep)
    if json:
        terminal.print_json(_as_json(found))
    else:
        print(_sentence(found))
        for fault in _faults(found):
            print(f"  {fault}")
    if not found.fine:
        raise typer.Exit(1)


def _sentence(found: "Check") -> str:
    parts = []
    if found.verdict is not None:
        answers = terminal.counted(found.verdict.checked, "answer")
        parts.append(f"{found.verdict.right} of {answers} re-derived")
    if found.laws is not None:
        held = found.laws - len(found.broken_laws)
        parts.append(f"{held} laws hold" if held == found.laws else f"{held} of {found.laws} laws hold")
    if found.changed:
        parts.append(f"{terminal.counted(len(found.changed), 'file')} not as the manifest says")
    return "; ".join(parts)


def _faults(found: "Check") -> list[str]:
    answers = () if found.verdict is None else found.verdict.faults
    faults = [*found.changed]
    faults += [
        f"law {law}: broken by {terminal.counted(rows, 'row')}" for law, rows in found.broken_laws.items()
    ]
    faults += [str(fault) for fault in answers]
    hidden = len(faults) - _SHOWN
    return [*faults[:_SHOWN], f"and {hidden} more"] if hidden > 0 else faults


def _as_json(found: "Check") -> dict[str, object]:
    verdict = found.verdict
    return {
        "fine": found.fine,
        "checked": None if verdict is None else verdict.checked,
        "right": None if verdict is None else verdict.right,
        "faults": [] if verdict is None else [str(fault) for fault in verdict.faults],
        "laws": found.laws,
        "broken_laws": dict(found.broken_laws),
        "changed_files": list(found.changed),
    }
