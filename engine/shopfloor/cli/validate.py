"""``shopfloor validate``: what is wrong in these files, all at once?"""

import re
from pathlib import Path
from typing import Annotated

import typer

from shopfloor.cli import options, terminal

__all__ = ["command"]


def command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Scenarios and question families.")],
    json: options.Json = False,
) -> None:
    """Check scenario files and question family files; report every problem with its place."""
    from shopfloor.errors import FamilyError, Problem, ScenarioError, UsageError

    fine: list[str] = []
    problems: list[Problem] = []
    for file in files:
        try:
            fine.append(f"{file}: {_about(file)}")
        except (ScenarioError, FamilyError) as error:
            problems += error.problems
        except UsageError as error:
            problems.append(Problem(str(file), None, None, "", str(error).removeprefix(f"{file}: ")))
    if json:
        terminal.print_json(
            {
                "fine": not problems,
                "problems": [vars(problem) | {"text": str(problem)} for problem in problems],
            }
        )
    else:
        for line in fine:
            print(line)
    for problem in problems:
        terminal.notice(str(problem), quiet=json)
    if problems:
        raise typer.Exit(2)


def _about(file: Path) -> str:
    """Read one file by the reader that it is for, and say what it holds."""
    from shopfloor.questions import read_families
    from shopfloor.scenario import load

    if _is_family(file):
        (family,) = read_families([file])
        cases = terminal.counted(len(family.cases), "worked case")
        return f"question family {family.family}: {family.role}, {family.skill}, {cases} right"
    if file.is_dir() and not (file / "scenario.yaml").is_file():
        families = read_families([file])
        counted = terminal.counted(len(families), "question family", "question families")
        return f"{counted}, every worked case right"
    plant = load(file)
    products, stations = ", ".join(plant.products), ", ".join(plant.stations)
    return f"scenario {plant.scenario}: products {products}; stations {stations}"


def _is_family(file: Path) -> bool:
    """A family file has the key ``family`` at its left edge; everything else is read as a scenario."""
    try:
        with file.open("rb") as stream:
            return re.search(rb"^family\s*:", stream.read(1_000_000), re.MULTILINE) is not None
    except OSError:
        return False
