"""How does an export appear whole or not at all? It is written beside its place and renamed.

A folder holds a paper, ``export.json``, that says what made it; only such a folder is ever replaced.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shopfloor._version import __version__
from shopfloor.errors import OutputError, UsageError

__all__ = ["new_file", "new_folder"]

PAPER = "export.json"


@contextmanager
def new_file(path: Path, *, replace: bool) -> Iterator[Path]:
    """Give a file to write, which becomes ``path`` at the end of the block.

    Raises:
        UsageError: ``path`` is there and may not be replaced.
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
        finally:
            partial.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path, to: str, *, replace: bool) -> Iterator[Path]:
    """Give a folder to write to, which becomes ``path`` at the end of the block.

    Raises:
        UsageError: ``path`` is there and may not be replaced.
        OutputError: the operating system refused.
    """
    occupied = _occupied(path, replace)
    partial, aside = (path.with_name(f"{path.name}.{what}-{os.getpid()}") for what in ("partial", "replaced"))
    with _told(path):
        try:
            partial.mkdir(parents=True)
            yield partial
            paper = {"shopfloor": __version__, "format": to}
            (partial / PAPER).write_text(json.dumps(paper, indent=2) + "\n", encoding="utf-8")
            if occupied:
                path.replace(aside)
            partial.replace(path)
        except BaseException:
            if aside.exists() and not path.exists():
                aside.replace(path)
            raise
        finally:
            shutil.rmtree(partial, ignore_errors=True)
            shutil.rmtree(aside, ignore_errors=True)


def _occupied(path: Path, replace: bool) -> bool:
    if not path.exists():
        return False
    if not path.is_dir():
        raise UsageError(f"{path}: is a file; expected a folder to write to; choose another --out")
    if not any(path.iterdir()):
        return False
    if not replace:
        raise UsageError(f"{path}: exists already; add --force to replace it, or choose another --out")
    if not (path / PAPER).is_file():
        raise UsageError(
            f"{path}: is no export of shopfloor (it has no {PAPER}), so --force does not replace it; choose another --out"
        )
    return True


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{path}: could not be written: {error.strerror or error}\n"
            "  nothing was left there; free some space, look at the permissions, or choose another --out"
        ) from error
