"""``shopfloor doctor``: does this installation work, and is it one that was tested?"""

import os
import platform
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal

import typer

from shopfloor.cli import options, terminal

__all__ = ["command"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; ``note`` does not hinder, ``wrong`` does."""

    verdict: Literal["fine", "note", "wrong"]
    what: str
    says: str


def command(json: options.Json = False) -> None:
    """Check Python, the libraries and their versions, writable folders, and run a small plant."""
    findings = [*_python(), *_libraries(), *_folders(), *_kernel(), *_self_test()]
    if json:
        terminal.print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            print(f"{finding.verdict:<6}{finding.what:<16}{finding.says}")
    if any(finding.verdict == "wrong" for finding in findings):
        raise typer.Exit(1)


def _python() -> Iterator[Finding]:
    from shopfloor._version import __version__

    yield Finding("fine", "shopfloor", f"{__version__} in {Path(__file__).parents[1]}")
    tested = (3, 11) <= sys.version_info[:2] <= (3, 13)
    says = f"{platform.python_version()} on {platform.platform(terse=True)}"
    yield (
        Finding("fine", "python", says)
        if tested
        else Finding("wrong", "python", f"{says}; expected 3.11 to 3.13")
    )


def _libraries() -> Iterator[Finding]:
    """Compare what is installed with what this version allows, and with what it was tested with."""
    from importlib.metadata import PackageNotFoundError, requires, version

    from packaging.requirements import Requirement

    try:
        declared = [Requirement(line) for line in requires("shopfloor") or ()]
    except PackageNotFoundError:
        yield Finding("note", "installation", "used from its source folder without being installed")
        declared = []
    tested = _tested_versions()
    allowed = {
        need.name: need.specifier for need in declared if need.marker is None or need.marker.evaluate()
    }
    for name, specifier in sorted(allowed.items()):
        try:
            found = version(name)
        except PackageNotFoundError:
            yield Finding("wrong", name, f"not installed; expected {name}{specifier}")
            continue
        if not specifier.contains(found, prereleases=True):
            yield Finding("wrong", name, f"{found}; expected {specifier}")
        elif tested.get(_normal(name)) != found:
            yield Finding(
                "note", name, f"{found}; tested with {tested.get(_normal(name), 'no certain version')}"
            )
        else:
            yield Finding("fine", name, f"{found}, as tested")


def _tested_versions() -> dict[str, str]:
    from packaging.requirements import Requirement

    from shopfloor.builtin import constraints_file

    lines = constraints_file().read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    here = [pin for pin in pins if pin.marker is None or pin.marker.evaluate()]
    return {_normal(pin.name): next(iter(pin.specifier)).version for pin in here}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _folders() -> Iterator[Finding]:
    for what, folder in (("current folder", Path.cwd()), ("temporary files", Path(tempfile.gettempdir()))):
        if os.access(folder, os.W_OK):
            yield Finding("fine", what, f"{folder} is writable")
        else:
            yield Finding("note", what, f"{folder} is not writable; choose --out elsewhere")


def _kernel() -> Iterator[Finding]:
    """Can the compiled engine run, and is it compiled?"""
    from shopfloor.simulation.kernel.cache import cache_folder, is_compiled

    try:
        import_module("shopfloor.simulation.kernel.run")
    except Exception as error:
        # an installation can be broken in any way
        state = "missing" if isinstance(error, ModuleNotFoundError) and error.name == "numba" else "broken"
        why = "" if state == "missing" else f" ({type(error).__name__}: {str(error).partition(chr(10))[0]})"
        yield Finding(
            "note",
            "kernel",
            f"numba is {state}{why}: the reference engine does the same, many times as slowly; install numba again",
        )
        return
    folder = cache_folder()
    if folder is None:
        yield Finding("note", "kernel", "the cache folder is not writable: it is compiled in each process")
    elif is_compiled():
        yield Finding("fine", "kernel", f"compiled, in {folder}")
    else:
        yield Finding("fine", "kernel", f"is compiled into {folder} when it is first needed")


def _self_test() -> Iterator[Finding]:
    """Run the starter plant from scenario to verified answers."""
    from shopfloor.questions import ask
    from shopfloor.scenario import loads, starter
    from shopfloor.simulation import simulate
    from shopfloor.verification import verify

    log = simulate(loads(starter(), name="starter.yaml"), replications=1)
    corpus = ask(log, questions=20)
    verdict = verify(corpus)
    says = f"{verdict.right} of {len(corpus.records)} answers about a small plant re-derived"
    right = verdict.right == verdict.checked == 20
    yield Finding("fine" if right else "wrong", "self-test", says)
