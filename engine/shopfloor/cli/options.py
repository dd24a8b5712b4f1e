"""Which arguments and flags do the commands share, and what do they mean to the library?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from shopfloor.contracts.family import Family
    from shopfloor.scenario import Scenario

__all__ = [
    "Engine",
    "Folder",
    "Force",
    "Json",
    "Questions",
    "Quiet",
    "Replications",
    "ScenarioFile",
    "Seed",
    "Set",
    "Templates",
    "WhatIf",
    "Workers",
    "families",
    "scenario",
]

ScenarioFile = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A scenario file, or a name of `list scenarios`.")
]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A run folder.")]
Seed = Annotated[
    int | None, typer.Option(min=0, help="Where randomness starts; the scenario's own if left out.")
]
Replications = Annotated[
    int | None, typer.Option(min=1, help="How many independent runs; the scenario's own number if left out.")
]
Workers = Annotated[int, typer.Option(min=1, help="Processes to spread the replications over.")]
Engine = Annotated[str, typer.Option(help="The engine that simulates: auto or reference.")]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change the scenario, as in stations.cutting.machines=3; may be given several times.",
    ),
]
WhatIf = Annotated[
    str | None, typer.Option(metavar="NAME", help="Apply this what_if change of the scenario.")
]
Questions = Annotated[int, typer.Option(min=1, help="How many questions to ask.")]
Templates = Annotated[
    list[Path] | None,
    typer.Option(metavar="DIR", help="A folder of question families beside the built-in ones; repeatable."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace what --out names if it is there already.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no notices on stderr.")]


def scenario(given: str, changes: list[str] | None, what_if: str | None) -> "Scenario":
    """Return the scenario that is meant, with the changes of ``--set`` and ``--what-if``."""
    from shopfloor.errors import UsageError
    from shopfloor.scenario import load

    overrides = {}
    for change in changes or ():
        path, equals, value = change.partition("=")
        if not equals or not path.strip():
            raise UsageError(
                f'--set: got "{change}"; expected PATH=VALUE, such as stations.cutting.machines=3'
            )
        overrides[path.strip()] = value.strip()
    return load(given, overrides=overrides, what_if=what_if)


def families(folders: list[Path] | None) -> "list[Family]":
    """Return the question families to ask: the built-in ones and those of ``--templates``."""
    from shopfloor.questions import load_families

    return load_families(folders or None)
