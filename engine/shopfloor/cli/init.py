"""``shopfloor init``: a scenario and a question family to begin with."""

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["command"]


def command(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where to; the current folder if left out.")
    ] = Path(),
) -> None:
    """Write a small scenario and a question family of your own to begin with."""
    from shopfloor.builtin import starter_family
    from shopfloor.errors import UsageError
    from shopfloor.scenario import starter
    from shopfloor.staging import staged_file

    family = starter_family()
    files = {
        folder / "scenario.yaml": starter(),
        folder / "templates" / "maintenance" / family.name: family.read_text(encoding="utf-8"),
    }
    there = [str(path) for path in files if path.exists()]
    if there:
        raise UsageError(f"{', '.join(there)}: exists already; nothing was written; choose another folder")
    for path, text in files.items():
        with staged_file(path) as partial:
            partial.write_text(text, encoding="utf-8", newline="\n")
        print(f"wrote {path}")
    scenario, templates = folder / "scenario.yaml", folder / "templates"
    print(
        "\nNow try\n"
        f"  shopfloor validate {' '.join(str(path) for path in files)}\n"
        f"  shopfloor preview {scenario} --templates {templates}\n"
        f"  shopfloor run {scenario} --templates {templates}"
    )
