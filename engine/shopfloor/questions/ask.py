"""How does a log become questions with answers? From worlds to records, on one page."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Record
from shopfloor.errors import FamilyError, RunError, UsageError
from shopfloor.eventlog import EventLog
from shopfloor.questions.arrange import arranged
from shopfloor.questions.checks import family_problems
from shopfloor.questions.corpus import Corpus
from shopfloor.questions.families import load_families
from shopfloor.questions.papers import with_papers
from shopfloor.questions.render import render_all
from shopfloor.questions.source import SourcedFamily, family_name, family_text
from shopfloor.questions.sqlcheck import SqlCheck
from shopfloor.questions.survey import Survey
from shopfloor.questions.worlds import draw, splits

__all__ = ["ask"]


def ask(
    log: EventLog, *, questions: int = 500, seed: int | None = None, families: Sequence[Family] | None = None
) -> Corpus:
    """Ask ``questions`` questions about a log.

    Every family gets the same share; what one cannot give goes to the others, and is told in ``shortfalls``.
    The same log, seed and families give the same records.

    Args:
        seed: which questions are asked; the log's own seed if left out.
        families: the built-in ones if left out.

    Raises:
        FamilyError: a family's SQL or patterns do not fit this log.
        RunError: nothing at all can be asked.
        UsageError: fewer than one question, or no family, or two of one name.
    """
    families = _checked(families, questions)
    seed = log.plant.seed if seed is None else seed
    with closing(Survey(log, families, seed)) as survey:
        shares = survey.shares(questions)
    split_of, records = splits(log.plant), list[Record]()
    for pool in survey.pools:
        for part in arranged(pool, pool.choose(shares[pool.family.family]), seed):
            texts = render_all(pool.family, part.prepared)
            records += with_papers(pool.family, part, texts, log.plant, split_of)
    rejections = {pool.family.family: pool.rejections() for pool in survey.pools}
    if not records:
        raise RunError(_nothing(rejections))
    return Corpus(
        records=sorted(records, key=lambda record: (draw("order", seed, record.id), record.id)),
        families=list(families),
        rejections=rejections,
        shortfalls=survey.shortfalls(questions, shares),
        family_texts={family_name(family): family_text(family) for family in families},
    )


def _checked(families: Sequence[Family] | None, questions: int) -> Sequence[Family]:
    if questions < 1:
        raise UsageError(f"questions: got {questions}; expected 1 or more")
    if families is None:
        return load_families()
    names = [family.family for family in families]
    if not names or len(set(names)) < len(names):
        twice = ", ".join(sorted({name for name in names if names.count(name) > 1}))
        got = f"{twice} more than once" if twice else "none"
        raise UsageError(f"families: got {got}; expected one or more families of different names")
    with closing(SqlCheck()) as sql:
        unseen = (family for family in families if not isinstance(family, SourcedFamily))
        problems = [problem for family in unseen for problem in family_problems(family, sql)]
    if problems:
        raise FamilyError(problems)
    return families


def _nothing(rejections: dict[str, dict[str, int]]) -> str:
    reasons = "; ".join(
        f"{family}: {', '.join(f'{n} {reason}' for reason, n in of.items()) or 'no subject in any window'}"
        for family, of in rejections.items()
    )
    return (
        f"no question can be asked about this log ({reasons}); "
        "a longer horizon, more replications or other families may help"
    )
