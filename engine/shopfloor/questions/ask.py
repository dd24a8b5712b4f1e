"""How does a log become questions with answers? From worlds to records, on one page."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from shopfloor.contracts.family import Family
from shopfloor.errors import FamilyError, OutputError, UsageError
from shopfloor.eventlog import EventLog
from shopfloor.questions.asking import Asking
from shopfloor.questions.checks import family_problems
from shopfloor.questions.corpus import Asked, Corpus, together
from shopfloor.questions.families import load_families
from shopfloor.questions.processes import sharing
from shopfloor.questions.shelf import Shelf
from shopfloor.questions.source import SourcedFamily
from shopfloor.questions.sqlcheck import SqlCheck
from shopfloor.questions.wanted import Wanted, wanted
from shopfloor.questions.worlds import draw

__all__ = ["SMALL", "ask", "ask_into", "check_promises"]

SMALL = 20_000
"""A corpus of more records is written in shards, and never in memory as a whole."""

_Logs = EventLog | Sequence[EventLog]


def ask(
    log: _Logs,
    *,
    questions: int | None = None,
    seed: int | None = None,
    families: Sequence[Family] | None = None,
    per_family: int | None = None,
    mix: Mapping[str, float] | None = None,
    answers: Mapping[str, float] | None = None,
    level: int | tuple[int, int] | None = None,
    sizes: Mapping[str, float] | None = None,
    focus: Mapping[str, float | None] | Sequence[str] | str | None = None,
    hold_out: Mapping[str, Sequence[str]] | None = None,
    reasoning: str = "field",
    workers: int = 1,
) -> Corpus:
    """Ask questions about a log, or about several.

    Counts are promises: what cannot be met exactly is told in ``shortfalls``, with its reason. The same logs, seed
    and families give the same records, with any number of workers.

    Args:
        log: of several logs every one gets an equal share, unless it cannot.
        questions: how many; 500 if left out.
        seed: which questions are asked; the seed of the (first) log if left out.
        families: the built-in ones if left out.
        per_family: so many of each family, in place of ``questions``.
        mix: the shares of families: ``{"skill.rank": 0.2, "role.quality": 0.3, "family.x": 0.05, "unanswerable":
            0.15}``; what is not named shares the rest evenly. Without ``unanswerable`` 12 % of the records (25 % in
            the split test) have no answer, if the families allow it.
        answers: how often the answers of yes/no families come, ``{"no": 2, "yes": 8}``; likewise of families with
            other answers, if all of them are named.
        level: how hard the questions are: 1 to 5, or two such as ``(2, 4)``.
        sizes: the shares of contexts of each size: ``{"page": 0.5, "2k": 0.5}``.
        focus: rare things that the windows must hold: ``"double_breakdown"``, all that can be had, or with shares,
            ``{"double_breakdown": 0.5}``.
        hold_out: families and scenarios that stand in the split test only: ``{"family": ["x"], "scenario": ["y"]}``.
        reasoning: where the way to the answer stands: "field", "output" or "none".
        workers: processes to share the work.

    Raises:
        FamilyError: a family's SQL or patterns do not fit this log.
        RunError: nothing at all can be asked.
        UsageError: an argument is out of its range, and all that are wrong are told; or a log is given twice.
    """
    how = {
        "questions": questions, "seed": seed, "per_family": per_family, "mix": mix, "answers": answers, "level": level,
        "sizes": sizes, "focus": focus, "hold_out": hold_out, "reasoning": reasoning,
    }  # fmt: skip
    with _asking(log, families, how, workers) as (asking, promised):
        parts = asking.parts(None)
        told = asking.told(parts)
    records = [record for part in parts for record in part.records]
    return Corpus(
        records=sorted(records, key=lambda record: (draw("order", promised.seed, record.id), record.id)),
        families=told.families,
        rejections=told.rejections,
        shortfalls=told.shortfalls,
        family_texts=told.family_texts,
        questions=promised.questions,
    )


def ask_into(
    folder: Path, log: _Logs, *, families: Sequence[Family] | None = None, workers: int = 1, **how: Any
) -> Asked:
    """The same, with the records written to ``folder`` as they are made, as ``corpus-00000.parquet`` and so on; no more
    than a part of them is ever in memory. Those of a shard stand in the order of a hash.

    Args:
        how: as for :func:`ask`.

    Raises:
        OutputError: the folder could not be written to.
    """
    try:
        with _asking(log, families, how, workers, large=True) as (asking, promised):
            parts = asking.parts(folder)
            told = asking.told(parts)
        shards = list[Path]()
        for part in parts:
            if part.shard is not None:
                shards.append(part.shard.replace(folder / f"corpus-{len(shards):05d}.parquet"))
    except OSError as error:
        raise OutputError(f"{folder}: could not be written: {error.strerror or error}") from error
    return Asked(
        told=told,
        questions=promised.questions,
        records=sum(part.count for part in parts),
        shards=shards,
        tally=together(part.tally for part in parts),
    )


def check_promises(families: Sequence[Family], scenarios: Sequence[str], **how: Any) -> None:
    """Say what is wrong with the arguments of :func:`ask`, before there is a log.

    Raises:
        UsageError: an argument is out of its range; all that are wrong are told.
    """
    wanted(families, scenarios, **{**how, "seed": 0})


@contextmanager
def _asking(
    log: _Logs,
    families: Sequence[Family] | None,
    how: Mapping[str, Any],
    workers: int,
    *,
    large: bool = False,
) -> Iterator[tuple[Asking, Wanted]]:
    logs = [log] if not isinstance(log, Sequence) else list(log)
    if not logs:
        raise UsageError("log: got none; expected one or more")
    twice = [
        one.folder for place, one in enumerate(logs) if one.folder in {other.folder for other in logs[:place]}
    ]
    if twice:
        raise UsageError(f"log: got the log in {twice[0]} twice; expected each log once")
    if workers < 1:
        raise UsageError(f"workers: got {workers}; expected 1 or more")
    chosen = load_families() if families is None else families
    seed = logs[0].plant.seed if how.get("seed") is None else how["seed"]
    promised = wanted(chosen, [one.plant.name for one in logs], **{**how, "seed": seed})
    if families is not None:
        _check(families)
    with ExitStack() as stack:
        share = stack.enter_context(sharing(workers))
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shopfloor-")))
        shelf = Shelf(home, in_memory=workers == 1 and not large)
        yield Asking(logs, chosen, promised, share, shelf, workers), promised


def _check(families: Sequence[Family]) -> None:
    """Those that no file was read for were not checked yet."""
    with closing(SqlCheck()) as sql:
        unseen = (family for family in families if not isinstance(family, SourcedFamily))
        problems = [problem for family in unseen for problem in family_problems(family, sql)]
    if problems:
        raise FamilyError(problems)
