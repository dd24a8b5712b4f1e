"""What does a short command not wait for? Libraries that it does not need are not loaded."""

import subprocess
import sys

import pytest

from shopfloor.scenario import gallery
from shopfloor.simulation.kernel.cache import is_compiled

HEAVY = {"jinja2", "mesa", "networkx", "pandas", "scipy.special", "scipy.linalg", "sklearn"}
OURS = {"shopfloor.questions", "shopfloor.verification", "shopfloor.reports", "shopfloor.export"}


def loaded(*arguments: str) -> set[str]:
    """Return the modules that are loaded when a command ends."""
    code = (
        "import sys, shopfloor.cli as cli\n"
        "try: cli.main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return set(run.stderr.split())


@pytest.mark.parametrize("scenario", ["assembly_line", "conwip_line"])
def test_an_hour_in_the_kernel_waits_for_nobody_else(scenario: str) -> None:
    """Neither for what asks and verifies, nor for Mesa, pandas or SciPy; with people and without."""
    file = str(gallery()[scenario])
    hour = ["--set", "clock.horizon=1 h", "--set", "clock.warm_up=0 s", "--replications", "1"]
    arguments = ["simulate", file, *hour, "--quiet", "--engine", "kernel"]
    if not is_compiled():  # to compile it, everything that compiles is loaded
        loaded(*arguments)
    assert not loaded(*arguments) & (HEAVY | OURS)


def test_a_plant_without_people_runs_without_mesa() -> None:
    """In the reference engine, too."""
    file = str(gallery()["conwip_line"])
    hour = ["--set", "clock.horizon=1 h", "--set", "clock.warm_up=0 s", "--replications", "1"]
    assert "mesa" not in loaded("simulate", file, *hour, "--quiet", "--engine", "reference")


def test_help_loads_no_more_than_the_command_line() -> None:
    """Neither numbers nor models."""
    assert not loaded("--help") & {"numpy", "pyarrow", "duckdb", "pydantic", "numba", *HEAVY, *OURS}
