"""Where does compiled code lie, and is it there? Numba need not be loaded to find that out.

It lies in the user's cache folder, under a name that changes with the version and with every byte of the kernel's source
(Numba itself would look at the file of the outermost function only). Where nothing can be written, nothing is kept.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from functools import cache
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryFile

from shopfloor._version import __version__

__all__ = ["cache_folder", "is_compiled"]

_KEPT_S = 30 * 86_400
"""Compiled code of other versions is removed when it is older."""


def cache_folder() -> Path | None:
    """Return where compiled code is kept; ``None`` if nothing can be written there."""
    folder = _users_cache() / "shopfloor" / f"kernel-{__version__}-{_digest_of_sources()}"
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            _forget_older(folder)
        with TemporaryFile(dir=folder):
            return folder
    except OSError:
        return None


def _forget_older(folder: Path) -> None:
    """Remove what other versions have kept, unless somebody may still use it."""
    for other in folder.parent.glob("kernel-*"):
        if other != folder and time.time() - other.stat().st_mtime > _KEPT_S:
            shutil.rmtree(other, ignore_errors=True)


def is_compiled() -> bool:
    """Has this version been compiled on this machine before?"""
    folder = cache_folder()
    return folder is not None and any(folder.rglob("*.advance*.nbc"))


def _users_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


@cache
def _digest_of_sources() -> str:
    digest = blake2b(digest_size=6)
    package = Path(__file__).parents[2]
    # what is compiled takes constants from beside the kernel, too
    beside = [package / "units.py", package / "contracts" / "events.py", *package.glob("simulation/*.py")]
    for source in sorted([*Path(__file__).parent.rglob("*.py"), *beside]):
        digest.update(source.read_bytes())
    return digest.hexdigest()
