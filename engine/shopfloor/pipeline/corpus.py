"""How do logs become a corpus in a folder? Ask, write, verify, measure, describe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shopfloor.eventlog import EventLog
from shopfloor.pipeline.clock import Clock, Progress
from shopfloor.pipeline.origin import events_in, log_facts, source_of
from shopfloor.pipeline.report import reported
from shopfloor.run_folder import MANIFEST, dataset_card, write_manifest
from shopfloor.staging import staged

if TYPE_CHECKING:
    from shopfloor.questions import Asked, Told
    from shopfloor.verification import Verdict

__all__ = ["Made", "ask_folder", "corpus_in"]


@dataclass(frozen=True)
class Made:
    """A corpus on disk: its folder, what the manifest says, how many questions were wanted, what the second witness says of
    the records, and what is to be known about their making."""

    folder: Path
    manifest: Mapping[str, Any]
    asked: int
    verdict: Verdict
    told: Told

    @property
    def fine(self) -> bool:
        """Every question that was promised is there, and every answer was re-derived."""
        return self.verdict.right == self.verdict.checked and "questions" not in self.told.shortfalls


def ask_folder(
    logs: Sequence[EventLog],
    out: Path | str,
    *,
    replace: bool = False,
    progress: Progress | None = None,
    **how: Any,
) -> Made:
    """Make a corpus folder: ``corpus.json``, or shards ``corpus-00000.parquet`` and so on if there are more than 20,000
    records; ``families/``, ``report.html`` and ``report.json``, ``README.md``, and ``manifest.json`` at last.

    Args:
        how: as for :func:`ask`.

    Raises:
        UsageError: ``out`` exists and may not be replaced, or an argument is out of its range.
        OutputError: ``out`` could not be written; nothing is left under its name.
    """
    out, clock = Path(out), Clock(progress)
    with staged(out, replace=replace, paper=MANIFEST) as folder:
        plants, told = [log.plant for log in logs], [log_facts(log) for log in logs]
        facts: dict[str, Any] = {
            "scenario": ", ".join(dict.fromkeys(plant.name for plant in plants)),
            "source": source_of(told),
            "seed": plants[0].seed,
            "replications": sum(plant.replications for plant in plants),
            "logs": told,
            "counts": {"events": events_in(logs)},
        }
        about = plants[0].description if len(plants) == 1 else ""
        asked, verdict = corpus_in(folder, logs, clock, facts, about, **how)
        manifest = write_manifest(folder, facts | {"timings_s": clock.timings_s})
    return Made(out, manifest, asked.questions, verdict, asked.told)


def corpus_in(
    folder: Path,
    logs: Sequence[EventLog],
    clock: Clock,
    facts: dict[str, Any],
    about: str,
    *,
    workers: int = 1,
    **how: Any,
) -> tuple[Asked, Verdict]:
    """Ask, write, verify, report; what it counts goes into the facts."""
    from shopfloor.verification import verify_folder

    with clock.stage("ask"):
        asked = _asked(folder, logs, workers, how)
        for name, text in asked.told.family_texts.items():
            path = folder / "families" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    with clock.stage("verify"):
        verdict = verify_folder(folder, workers=workers)
    facts["counts"] |= {"asked": asked.questions, "records": asked.records, "verified": verdict.right}
    facts["rejections"], facts["shortfalls"] = asked.told.rejections, asked.told.shortfalls
    with clock.stage("report"):
        reported(folder, asked.told.families, facts)
    card = dataset_card(
        asked.tally,
        facts=facts,
        description=about,
        shortfalls=asked.told.shortfalls,
        has_log=(folder / "plant.json").is_file(),
    )
    (folder / "README.md").write_text(card, encoding="utf-8", newline="\n")
    return asked, verdict


def _asked(folder: Path, logs: Sequence[EventLog], workers: int, how: dict[str, Any]) -> Asked:
    """Ask; a small corpus is made in memory and stands in one file."""
    from shopfloor.questions import SMALL, Asked, Told, ask, ask_into, load_families, tally

    per_family, questions = how.get("per_family"), how.get("questions")
    families = how.get("families")
    number = questions or 0
    if per_family:
        number = per_family * len(load_families() if families is None else families)
    if number > SMALL:
        return ask_into(folder, logs, workers=workers, **how)
    corpus = ask(logs, workers=workers, **how)
    corpus.save(folder / "corpus.json")
    told = Told(corpus.families, corpus.rejections, corpus.shortfalls, corpus.family_texts)
    return Asked(told, corpus.questions, len(corpus.records), [], tally(corpus.records))
