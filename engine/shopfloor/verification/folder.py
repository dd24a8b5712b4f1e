"""Is a run folder true? It holds the corpus, and the families as they were when it was asked."""

from pathlib import Path

from shopfloor.errors import UsageError
from shopfloor.verification.corpora import SUFFIXES, read_contents
from shopfloor.verification.families import read_families
from shopfloor.verification.judgement import Progress, judge
from shopfloor.verification.verdict import Verdict

__all__ = ["verify_folder"]


def verify_folder(folder: Path, *, progress: Progress | None = None) -> Verdict:
    """Verify the corpus of a run folder with the families kept beside it.

    Raises:
        UsageError: when the folder, its corpus or its families are not there.
        FamilyError: for families that cannot be used.
        VerificationError: for a corpus file that is no corpus.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}\n  expected the folder of a run")
    corpora = [path for suffix in SUFFIXES if (path := folder / f"corpus{suffix}").is_file()]
    if not corpora:
        raise UsageError(f"{folder}\n  expected a corpus.json (or .jsonl, .parquet); was the run finished?")
    families = read_families(folder / "families")
    contents = read_contents(corpora[0])
    return judge(contents.records, contents.indexes, families, unreadable=contents.faults, progress=progress)
