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
    "MaxReplications",
    "Precision",
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
    "overrides",
    "precision",
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
Precision = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KPI=SHARE",
        help="Run replications until the 95 % interval is so tight, as in throughput_rate=2% or "
        "product:pump/lead_time=5%; may be given several times.",
    ),
]
MaxReplications = Annotated[
    int | None, typer.Option(min=2, help="Where --precision stops in any case; 200 if left out.")
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
    from shopfloor.scenario import load

    return load(given, overrides=overrides(changes), what_if=what_if)


def overrides(changes: list[str] | None) -> dict[str, str]:
    """Return what ``--set`` changes: path -> value."""
    from shopfloor.errors import UsageError

    changed = {}
    for change in changes or ():
        path, equals, value = change.partition("=")
        if not equals or not path.strip():
            raise UsageError(
                f'--set: got "{change}"; expected PATH=VALUE, such as stations.cutting.machines=3'
            )
        changed[path.strip()] = value.strip()
    return changed


def precision(given: list[str] | None, most: int | None) -> "tuple[dict[str, float] | None, int]":
    """Return what ``--precision`` asks for (``None``: nothing), and how many replications it may take."""
    from shopfloor.analysis import MAX_REPLICATIONS, parse_precision
    from shopfloor.errors import UsageError

    if not given and most is not None:
        raise UsageError("--max-replications goes with --precision; give that too, or --replications")
    return (parse_precision(given) if given else None), (MAX_REPLICATIONS if most is None else most)


def families(folders: list[Path] | None) -> "list[Family]":
    """Return the question families to ask: the built-in ones and those of ``--templates``."""
    from shopfloor.questions import load_families

    return load_families(folders or None)
