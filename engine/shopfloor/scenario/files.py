"""Which file is meant, and what is in it?"""

from __future__ import annotations

import difflib
from importlib.resources import files
from pathlib import Path

from shopfloor.builtin import scenarios_folder
from shopfloor.document import decoded
from shopfloor.errors import ScenarioError, UsageError

__all__ = ["MAX_BYTES", "find_scenario", "gallery", "read_text", "starter"]

MAX_BYTES = 1_000_000


def gallery() -> dict[str, Path]:
    """Return the built-in scenarios by name, in order of name."""
    return {file.stem: file for file in sorted(scenarios_folder().glob("*.yaml"))}


def starter() -> str:
    """Return the text of a small commented scenario to start from."""
    return files("shopfloor.scenario").joinpath("starter.yaml").read_text("utf-8")


def find_scenario(path: str | Path) -> Path:
    """Return the file of a path, or of a bare name of the gallery.

    Raises:
        UsageError: when there is none; the message names those that are near.
    """
    file = Path(path)
    try:
        is_folder, exists = file.is_dir(), file.exists()
    except (OSError, ValueError):  # a name that no file can have
        is_folder = exists = False
    if exists and not is_folder:
        return file
    built_in = gallery()
    if str(path) in built_in:
        return built_in[str(path)]
    if is_folder:
        inside = ", ".join(found.name for found in _scenarios_in(file)) or "none"
        raise UsageError(f"{file} is a folder; expected a scenario file (those in it: {inside})")
    raise UsageError(f"no such file: {_printable(file)}{_near(file)} (built-in: {', '.join(built_in)})")


def _scenarios_in(folder: Path) -> list[Path]:
    try:
        return sorted(found for found in folder.iterdir() if found.suffix in (".yaml", ".yml"))[:20]
    except (OSError, ValueError):
        return []


def _near(file: Path) -> str:
    inside = {found.name: found for found in _scenarios_in(file.parent)}
    near = difflib.get_close_matches(file.name, inside, n=3, cutoff=0.5)
    near_built_in = difflib.get_close_matches(file.stem, gallery(), n=1, cutoff=0.5)
    names = [str(inside[name]) for name in near] + near_built_in
    return f"; did you mean {' or '.join(dict.fromkeys(names))}?" if names else ""


def _printable(file: Path) -> str:
    return "".join(c if c.isprintable() else "?" for c in str(file))


def read_text(file: Path) -> str:
    """Return the text of a file of :data:`MAX_BYTES` at most.

    Raises:
        UsageError: for a file that is too large or cannot be opened.
        ScenarioError: for one that is not UTF-8.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}") from None
    if len(content) > MAX_BYTES:
        raise UsageError(
            f"{file} is larger than {MAX_BYTES // 1_000_000} MB; expected a scenario of a few KB"
        )
    return decoded(content, str(file), ScenarioError)
