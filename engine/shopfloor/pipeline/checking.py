"""Is a folder still what it was when it was made, does its log keep the laws, and is every answer right?"""

from __future__ import annotations

from collections.abc import Mapping, Sized
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from shopfloor.errors import UsageError
from shopfloor.eventlog import EventLog
from shopfloor.run_folder import MANIFEST, changed_files, corpus_files, read_manifest

if TYPE_CHECKING:
    from shopfloor.verification import Verdict

__all__ = ["Check", "broken", "check"]


@dataclass(frozen=True)
class Check:
    """What ``check`` found; a part that the folder does not have is ``None``."""

    verdict: Verdict | None
    laws: int | None
    broken_laws: Mapping[str, int]
    changed: tuple[str, ...]

    @property
    def fine(self) -> bool:
        """Nothing was found wrong."""
        answered = self.verdict is None or self.verdict.right == self.verdict.checked
        return answered and not self.broken_laws and not self.changed


def check(folder: Path | str, *, workers: int = 1, deep: bool = False) -> Check:
    """Derive every answer of a run or corpus folder again, audit its log, and compare its files with its manifest.

    With ``deep`` every answer is derived once more, from the rows of its evidence alone.

    Raises:
        UsageError: there is neither a corpus nor a log in ``folder``.
    """
    from shopfloor.verification import verify_folder

    folder = Path(folder)
    has_corpus, has_log = bool(corpus_files(folder)), (folder / "plant.json").is_file()
    if not has_corpus and not has_log:
        raise UsageError(
            f"{folder}: no run folder; expected one of `shopfloor run` or `shopfloor ask --out DIR`, with a corpus or "
            "plant.json in it"
        )
    manifest = read_manifest(folder)
    changed = (
        (f"{MANIFEST}: missing or unreadable, so the folder is not complete",)
        if manifest is None
        else changed_files(folder, manifest)
    )
    laws, broken_laws = None, dict[str, int]()
    if has_log:
        violations = EventLog.open(folder).audit()
        laws, broken_laws = len(violations), broken(violations)
    verdict = verify_folder(folder, workers=workers, deep=deep) if has_corpus else None
    return Check(verdict, laws, broken_laws, changed)


def broken(violations: Mapping[str, Sized]) -> dict[str, int]:
    """Return the laws that do not hold, and how many rows break each."""
    return {law: len(rows) for law, rows in violations.items() if len(rows)}
