"""How does a file or a folder appear whole or not at all? It is written beside its place and renamed.

Until then it is called ``<name>.partial-<process>``; whatever goes wrong, Ctrl-C included, it is removed, and what it was
to replace is still there. Of folders only those are replaced that this library made: they hold a paper that says so.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shopfloor.errors import OutputError, UsageError

__all__ = ["free_name", "staged", "staged_file"]


def free_name(folder: Path) -> Path:
    """Return ``folder``, or the first of ``folder-2``, ``folder-3`` ... that does not exist."""
    candidate, number = folder, 1
    while candidate.exists():
        number += 1
        candidate = folder.with_name(f"{folder.name}-{number}")
    return candidate


@contextmanager
def staged(folder: Path, *, replace: bool = False, paper: str | None = None) -> Iterator[Path]:
    """Give a new folder to write to; at the end of the block it becomes ``folder``.

    Args:
        replace: a folder of ours may be replaced: one that holds ``paper``, JSON with an entry ``shopfloor``.

    Raises:
        UsageError: ``folder`` exists and is not empty; with ``replace``: and is not ours either.
        OutputError: the operating system refused: no permission, no space left, a file where a folder is due.
    """
    occupied = _occupied(folder, replace, paper)
    partial = folder.with_name(f"{folder.name}.partial-{os.getpid()}")
    with _told(folder):
        try:
            partial.mkdir(parents=True)
            yield partial
            if occupied:
                _swap(partial, folder)
            else:
                partial.replace(folder)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise


@contextmanager
def staged_file(path: Path, *, replace: bool = False) -> Iterator[Path]:
    """The same for one file; the temporary name keeps the suffix, because a suffix may choose the format.

    Raises:
        UsageError: ``path`` exists and ``replace`` is not set, or it is a folder.
        OutputError: the operating system refused.
    """
    if path.is_dir():
        raise UsageError(f"{path}: is a folder; expected the name of a file to write")
    if path.exists() and not replace:
        raise UsageError(f"{path}: exists already; add --force to replace it, or choose another --out")
    partial = path.with_name(f"{path.stem}.partial-{os.getpid()}{path.suffix}")
    with _told(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            yield partial
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise


def _occupied(folder: Path, replace: bool, paper: str | None) -> bool:
    """Is there something in the way that may be replaced?"""
    if not folder.exists():
        return False
    if not folder.is_dir():
        raise UsageError(f"{folder}: is a file; expected a folder to write to; choose another --out")
    if not any(folder.iterdir()):
        return False
    if not replace or paper is None:
        raise UsageError(f"{folder}: exists already; add --force to replace it, or choose another --out")
    if not _is_ours(folder / paper):
        raise UsageError(
            f"{folder}: was not made by shopfloor (it has no {paper} that says so), so --force does not replace it; "
            "choose another --out"
        )
    return True


def _is_ours(paper: Path) -> bool:
    try:
        said = json.loads(paper.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(said, dict) and "shopfloor" in said


def _swap(new: Path, old: Path) -> None:
    aside = old.with_name(f"{old.name}.replaced-{os.getpid()}")
    old.replace(aside)
    try:
        new.replace(old)
    except BaseException:
        aside.replace(old)
        raise
    shutil.rmtree(aside, ignore_errors=True)  # the new one is in its place, whatever becomes of this


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """Say which file or folder the user meant, and why it could not be written."""
    try:
        yield
    except (OSError, OutputError) as error:
        # a part says which file under the temporary name it could not write; the user knows the target only
        system = error if isinstance(error, OSError) else error.__cause__
        reason = (system.strerror if isinstance(system, OSError) else None) or str(error)
        raise OutputError(
            f"{target}: could not be written: {reason}\n"
            "  nothing was left there; free some space, look at the permissions, or choose another --out"
        ) from system
