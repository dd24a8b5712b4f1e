"""Is a run folder true? It holds the corpus, and the families as they were when it was asked."""

from collections.abc import Iterator
from pathlib import Path

from shopfloor.errors import UsageError
from shopfloor.verification.corpora import SUFFIXES, Part, parts_of, read_contents, read_part
from shopfloor.verification.families import read_families
from shopfloor.verification.judgement import (
    Checked,
    Court,
    Progress,
    check_workers,
    verdict_of,
    verify_contents,
)
from shopfloor.verification.processes import shared
from shopfloor.verification.verdict import Verdict

__all__ = ["verify_folder"]

SHARDS = "corpus-*.parquet"


def verify_folder(
    folder: Path, *, workers: int = 1, deep: bool = False, progress: Progress | None = None
) -> Verdict:
    """Verify the corpus of a run folder with the families kept beside it.

    A corpus in shards (``corpus-*.parquet``) is read one part after the other, so that it may be larger than memory.

    Args:
        workers: processes to spread the records over; the verdict is the same for any number.
        deep: derive every answer once more, from the rows of its evidence alone.

    Raises:
        UsageError: when the folder, its corpus or its families are not there.
        FamilyError: for families that cannot be used.
        VerificationError: for a corpus file that is no corpus.
    """
    check_workers(workers)
    if not folder.is_dir():
        raise UsageError(f"{folder}\n  expected the folder of a run")
    corpora = [path for suffix in SUFFIXES if (path := folder / f"corpus{suffix}").is_file()]
    shards = sorted(folder.glob(SHARDS))
    if not corpora and not shards:
        raise UsageError(
            f"{folder}\n  expected a corpus.json (or .jsonl, .parquet, or {SHARDS}); was the run finished?"
        )
    families = read_families(folder / "families")
    if corpora and corpora[0].suffix != ".parquet":
        return verify_contents(
            read_contents(corpora[0]), families, workers=workers, deep=deep, progress=progress
        )
    parts = parts_of(corpora[:1] or shards)
    records = sum(part.rows for part in parts)
    with Court(families, deep=deep) as court:
        court.summon(court.families)
        if workers > 1 and len(parts) > 1:
            checked = shared(_examine_part, parts, min(workers, len(parts)), (court.families, deep))
            return verdict_of((one for part in checked for one in part), records, progress)
        examined = (one for part in parts for one in _examined(court, part))
        return verdict_of(examined, records, progress)


def _examined(court: Court, part: Part) -> Iterator[Checked]:
    for contents in read_part(part):
        checked = court.examine(contents.records, contents.indexes)
        yield Checked([*contents.faults, *checked.faults], checked.entries)


def _examine_part(court: Court, part: Part) -> list[Checked]:
    return list(_examined(court, part))
