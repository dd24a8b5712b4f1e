"""How good is the corpus of a folder? It is measured when it is made, and can be measured again at any time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shopfloor.run_folder import corpus_files, read_manifest, write_manifest

if TYPE_CHECKING:
    from shopfloor.contracts.family import Family

__all__ = ["renew_report", "reported"]

_OF_THE_MANIFEST = ("shopfloor", "python", "libraries", "files")
"""What :func:`write_manifest` finds out by itself."""


def renew_report(folder: Path | str) -> dict[str, Any]:
    """Measure the corpus of a folder again, write ``report.html`` and ``report.json``, and return what the latter holds.

    Raises:
        UsageError: there is no corpus in ``folder``, or no families.
        OutputError: the report could not be written.
    """
    from shopfloor.verification import read_families

    folder = Path(folder)
    manifest = read_manifest(folder)
    families = read_families(folder / "families")
    report = reported(folder, families, manifest or {}, before=_told_before(folder))
    if manifest is not None:
        write_manifest(folder, {key: value for key, value in manifest.items() if key not in _OF_THE_MANIFEST})
    return report


def reported(
    folder: Path,
    families: Sequence[Family],
    facts: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Measure a corpus, write its report, and return it.

    Args:
        families: those that lie beside it.
        facts: what the manifest says, or will say.
        before: what the report was told that is there already.
    """
    from shopfloor.export import read_records
    from shopfloor.reports import quality, save_report

    size = sum(path.stat().st_size for path in corpus_files(folder))
    told = {**(before or {}), **_told(facts), "bytes": size}
    report = quality(read_records(folder), families, told)
    save_report(folder, report)
    return report


def _told(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a report is told that the records do not say; no timings, for its bytes are the same on every machine."""
    counts = facts.get("counts", {})
    told: dict[str, Any] = {
        "title": facts.get("scenario"),
        "source": facts.get("source"),
        "verified": counts.get("verified"),
        "verified_of": counts.get("records"),
        "rejections": facts.get("rejections"),
        "shortfalls": facts.get("shortfalls"),
    }
    return {name: value for name, value in told.items() if value is not None}


def _told_before(folder: Path) -> dict[str, Any]:
    try:
        facts = json.loads((folder / "report.json").read_text(encoding="utf-8"))["facts"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return facts if isinstance(facts, dict) else {}
