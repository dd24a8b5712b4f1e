"""Where does a peer run? In an environment of its own in the user's cache, with the versions in ``<peer>.txt``; the C peer
is compiled there.

Each is made once, beside its place, and renamed: two benchmarks at once do not see half of one. Its name changes with what
it is made from.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

__all__ = ["CannotBeMade", "compiled", "python_of"]

HERE = Path(__file__).resolve().parent
_AT_MOST_S = 300


class CannotBeMade(Exception):
    """Why this peer cannot run here, in a few words."""


def python_of(peer: str) -> Path:
    """Return the Python that runs a peer, after what it needs has been installed.

    Raises:
        CannotBeMade: there is no network, say.
    """
    needed = HERE / f"{peer}.txt"
    place = _place(peer, needed.read_bytes() + sys.version.encode())
    python = Path("Scripts/python.exe") if sys.platform == "win32" else Path("bin/python")
    if not place.exists():
        partial = _partial(place)
        if uv := shutil.which("uv"):
            _do([uv, "venv", "--quiet", "--no-project", "--python", sys.executable, str(partial)])
            _do([uv, "pip", "install", "--quiet", "--python", str(partial / python), "-r", str(needed)])
        else:
            _do([sys.executable, "-m", "venv", str(partial)])
            _do([str(partial / python), "-m", "pip", "install", "--quiet", "-r", str(needed)])
        _keep(partial, place)
    return place / python


def compiled(source: str) -> Path:
    """Return the program that a file of C was compiled to.

    Raises:
        CannotBeMade: there is no compiler, or it refuses.
    """
    path = HERE / source
    given = os.environ.get("CC", "").split()
    compiler = next(filter(None, map(shutil.which, [*given[:1], "cc", "gcc", "clang"])), None)
    if compiler is None:
        raise CannotBeMade("no C compiler (cc, gcc or clang) was found")
    place = _place(path.stem, path.read_bytes() + compiler.encode())
    program = place / path.stem
    if not place.exists():
        partial = _partial(place)
        partial.mkdir(parents=True)
        flags = ["-O2", "-std=c11", "-D_POSIX_C_SOURCE=200809L"]
        _do([compiler, *flags, "-o", str(partial / path.stem), str(path), "-lm"])
        _keep(partial, place)
    return program


def _place(name: str, made_from: bytes) -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "shopfloor" / "peers" / f"{name}-{blake2b(made_from, digest_size=6).hexdigest()}"


def _partial(place: Path) -> Path:
    partial = place.with_name(f"{place.name}.partial-{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotBeMade(f"{partial.parent}: {error.strerror}") from error
    return partial


def _keep(partial: Path, place: Path) -> None:
    try:
        partial.replace(place)
    except OSError:
        # another benchmark was faster
        shutil.rmtree(partial, ignore_errors=True)
        if not place.exists():
            raise


def _do(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_AT_MOST_S, cwd=HERE
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotBeMade(f"{Path(command[0]).name}: {error}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or [f"left with {done.returncode}"]
        raise CannotBeMade(f"{Path(command[0]).name}: {said[0].strip()}")
