"""Which files make up a run, from what were they made, and are they still the same?

The manifest is written last: a folder without one is not complete.
"""

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from shopfloor._version import __version__
from shopfloor.staging import staged_file

__all__ = [
    "LIBRARIES",
    "MANIFEST",
    "changed_files",
    "corpus_files",
    "library_versions",
    "read_manifest",
    "write_manifest",
]

MANIFEST = "manifest.json"

LIBRARIES = ("simpy", "mesa", "numpy", "scipy", "pandas", "pyarrow", "duckdb", "pydantic", "jinja2")
"""The libraries that can have a say in the bytes of a run."""


def write_manifest(folder: Path, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Write the papers of a run, with the SHA-256 of every file below ``folder``; return them.

    Raises:
        OutputError: the operating system refused; the papers that were there before still are.
    """
    manifest = {
        "shopfloor": __version__,
        **facts,
        "python": platform.python_version(),
        "libraries": library_versions(LIBRARIES),
        "files": {
            name: {"bytes": path.stat().st_size, "sha256": _sha256(path)}
            for name, path in _files(folder).items()
        },
    }
    with staged_file(folder / MANIFEST, replace=True) as file:
        file.write_text(
            json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
        )
    return manifest


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a run folder; ``None`` where there is none that this library wrote."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(manifest, dict) or "shopfloor" not in manifest:
        return None
    files = manifest.get("files")
    known = isinstance(files, dict) and all(isinstance(papers, dict) for papers in files.values())
    return manifest if known else None


def changed_files(folder: Path, manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what differs from the manifest, one sentence each.

    What somebody laid beside a run is no difference, unless it lies where a reader takes it for
    a part of the run (events, families, shards of the corpus).
    """
    files = _files(folder)
    listed: Mapping[str, Mapping[str, Any]] = manifest["files"]
    faults = [f"{name}: missing" for name in listed if name not in files]
    faults += [
        f"{name}: changed since it was written"
        for name, papers in listed.items()
        if name in files and _sha256(files[name]) != papers.get("sha256")
    ]
    faults += [
        f"{name}: not of this run"
        for name in files
        if name not in listed and name.startswith(("events/", "families/", "corpus-"))
    ]
    return tuple(sorted(faults))


def corpus_files(folder: Path) -> list[Path]:
    """Return the files of the corpus in a folder, in order: ``corpus.json`` (or ``.jsonl``, ``.parquet``), or its shards
    ``corpus-00000.parquet`` and so on; none if there is no corpus."""
    whole = [
        path for ending in (".json", ".jsonl", ".parquet") if (path := folder / f"corpus{ending}").is_file()
    ]
    return whole[:1] or sorted(folder.glob("corpus-*.parquet"))


def library_versions(names: tuple[str, ...]) -> dict[str, str | None]:
    """Return the installed version of each library; ``None`` where it is not installed."""
    return {name: _version(name) for name in names}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _files(folder: Path) -> dict[str, Path]:
    """Every file below ``folder`` but the manifest, by its path with forward slashes, in order."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: named[name] for name in sorted(named) if name != MANIFEST}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
