"""``shopfloor validate``: what is wrong in these files, all at once, and how much do the scenarios ask for?"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shopfloor.cli import options, terminal

if TYPE_CHECKING:
    from shopfloor.analysis import OfferedLoad
    from shopfloor.contracts.family import Family

__all__ = ["command"]


@dataclass(frozen=True)
class _About:
    """What a file holds: families, or of a scenario its offered loads, and what is said of those that are too much."""

    line: str
    families: "tuple[Family, ...]" = ()
    loads: "tuple[OfferedLoad, ...]" = ()
    overloads: tuple[dict[str, Any], ...] = ()


def command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Scenarios and question families.")],
    json: options.Json = False,
) -> None:
    """Check scenario files and question family files; report every problem with its place, and the offered
    load of each station."""
    from shopfloor.errors import FamilyError, Problem, ScenarioError, UsageError
    from shopfloor.questions import name_problems

    fine: dict[str, _About] = {}
    problems: list[Problem] = []
    for file in files:
        try:
            fine[str(file)] = _about(file)
        except (ScenarioError, FamilyError) as error:
            problems += error.problems
        except UsageError as error:
            problems.append(Problem(str(file), None, None, "", str(error).removeprefix(f"{file}: ")))
    problems += name_problems([family for about in fine.values() for family in about.families])
    if json:
        terminal.print_json(
            {
                "fine": not problems,
                "problems": [vars(problem) | {"text": str(problem)} for problem in problems],
                "loads": {
                    name: [load.to_json() for load in about.loads]
                    for name, about in fine.items()
                    if about.loads
                },
            }
        )
    else:
        for name, about in fine.items():
            _print(name, about)
    for name, about in fine.items():
        terminal.warn(about.overloads, quiet=json, where=f"{name}: ")
    for problem in problems:
        terminal.notice(str(problem), quiet=json)
    if problems:
        raise typer.Exit(2)


def _print(file: str, about: _About) -> None:
    from shopfloor.cli.tables import load_table

    print(f"{file}: {about.line}")
    if about.loads:
        print(load_table(about.loads))


def _about(file: Path) -> _About:
    """Read one file by the reader that it is for, and say what it holds."""
    from shopfloor.analysis import offered_loads, overloads
    from shopfloor.questions import read_families
    from shopfloor.scenario import load

    if _is_family(file):
        (family,) = read_families([file])
        cases = terminal.counted(len(family.cases), "worked case")
        line = f"question family {family.family}: {family.role}, {family.skill}, {cases} right"
        return _About(line, (family,))
    if file.is_dir() and not (file / "scenario.yaml").is_file():
        families = read_families([file])
        counted = terminal.counted(len(families), "question family", "question families")
        return _About(f"{counted}, every worked case right", tuple(families))
    plant = load(file)
    products, stations = ", ".join(plant.products), ", ".join(plant.stations)
    return _About(
        f"scenario {plant.scenario}: products {products}; stations {stations}",
        loads=tuple(offered_loads(plant)),
        overloads=tuple(finding.to_json() for finding in overloads(plant)),
    )


def _is_family(file: Path) -> bool:
    """A family file has the key ``family`` at its left edge; everything else is read as a scenario."""
    try:
        with file.open("rb") as stream:
            return re.search(rb"^family\s*:", stream.read(1_000_000), re.MULTILINE) is not None
    except OSError:
        return False
