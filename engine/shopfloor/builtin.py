"""Where are the scenarios, question families, benchmarks and tested versions that come with the package?

In an installed wheel they lie inside the package (``shopfloor/_builtin``), in a checkout beside ``engine/``.
"""

from pathlib import Path

__all__ = ["benchmarks_folder", "constraints_file", "scenarios_folder", "starter_family", "templates_folder"]

_PACKAGE = Path(__file__).resolve().parent


def scenarios_folder() -> Path:
    """Return the folder of the built-in scenario gallery."""
    return _home("scenarios")


def templates_folder() -> Path:
    """Return the folder of the built-in question families."""
    return _home("templates")


def benchmarks_folder() -> Path:
    """Return the folder of the benchmarks, each a script that prints JSON."""
    return _home("benchmarks")


def constraints_file() -> Path:
    """Return the list of versions that this version was tested with."""
    return _home("constraints.txt")


def starter_family() -> Path:
    """Return the small commented question family to start from."""
    return _PACKAGE / "questions" / "first_stop.yaml"


def _home(name: str) -> Path:
    installed = _PACKAGE / "_builtin" / name
    return installed if installed.exists() else _PACKAGE.parent.parent / name
