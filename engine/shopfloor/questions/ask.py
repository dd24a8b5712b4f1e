"""How does a log become questions with answers? From worlds to records, on one page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha256

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Answer, Provenance, Record, Split
from shopfloor.errors import FamilyError, RunError, UsageError
from shopfloor.eventlog import EventLog
from shopfloor.questions.answers import Answerer
from shopfloor.questions.balance import cycled
from shopfloor.questions.checks import family_problems
from shopfloor.questions.corpus import Corpus
from shopfloor.questions.families import load_families
from shopfloor.questions.pool import Batch, Candidate, Pool
from shopfloor.questions.render import FORMS, Prepared, render_all
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
    split_of = splits(log.plant)
    records = [
        record
        for pool in survey.pools
        for record in _records(pool, pool.choose(shares[pool.family.family]), log, seed, split_of)
    ]
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


def _records(
    pool: Pool, chosen: Sequence[Candidate], log: EventLog, seed: int, split_of: dict[int, Split]
) -> list[Record]:
    """Write the chosen questions of one family. Forms and wordings take turns, each in an order of its
    own."""
    family, records = pool.family, list[Record]()
    keys = [
        (*candidate.turn, pool.batches[candidate.batch].worlds[candidate.world].id) for candidate in chosen
    ]
    form, inputs, outputs = (
        dict(zip(keys, cycled(keys, kinds, what, seed, family.family), strict=True))
        for what, kinds in (
            ("form", len(FORMS)),
            ("input", len(family.input)),
            ("output", len(family.output)),
        )
    )
    by_batch: dict[int, list[tuple[Candidate, tuple[int, int, int]]]] = {}
    for candidate, key in zip(chosen, keys, strict=True):
        by_batch.setdefault(candidate.batch, []).append((candidate, key))
    for number, members in sorted(by_batch.items()):
        batch = pool.batches[number]
        some = [candidate for candidate, _ in members]
        prepared = Prepared(
            worlds=batch.worlds,
            shown=batch.rows(),
            world=[candidate.world for candidate in some],
            form=[FORMS[form[key]] for _, key in members],
            input=[inputs[key] for _, key in members],
            output=[outputs[key] for _, key in members],
            subject={column: [c.subject[i] for c in some] for i, column in enumerate(family.subject.columns)},
            answer=[candidate.answered.text for candidate in some],
            also={column: [c.answered.also[i] for c in some] for i, column in enumerate(family.answer.also)},
        )
        texts = render_all(family, prepared)
        records += _papers(family, some, texts, prepared, batch, log, split_of)
    return records


def _papers(
    family: Family,
    chosen: Sequence[Candidate],
    texts: Sequence[tuple[str, str, str]],
    prepared: Prepared,
    batch: Batch,
    log: EventLog,
    split_of: dict[int, Split],
) -> list[Record]:
    """Add to the texts what is needed to grade and to find them again; everything was checked where it was
    made."""
    answerer, records = Answerer(family), []
    for candidate, (asked, context, output), form in zip(chosen, texts, prepared.form, strict=True):
        world, value = batch.worlds[candidate.world], candidate.answered.value
        record = Record.model_construct(
            input=asked,
            context=context,
            output=output,
            id=_fingerprint([family.family, asked, context, output, value, answerer.unit]),
            role=family.role,
            skill=family.skill,
            family=family.family,
            answerable=family.answerable,
            split=split_of[world.replication],
            answer=Answer.model_construct(
                value=value, unit=answerer.unit, tolerance=answerer.tolerance, kind=family.answer.kind
            ),
            provenance=Provenance.model_construct(
                scenario=log.plant.name,
                seed=log.plant.seed,
                replication=world.replication,
                window=world.window,
                events=batch.events[candidate.world],
                form=form,
            ),
        )
        records.append(record)
    return records


def _fingerprint(parts: list[object]) -> str:
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return sha256(text.encode()).hexdigest()[:20]


def _nothing(rejections: dict[str, dict[str, int]]) -> str:
    reasons = "; ".join(
        f"{family}: {', '.join(f'{n} {reason}' for reason, n in of.items()) or 'no subject in any window'}"
        for family, of in rejections.items()
    )
    return (
        f"no question can be asked about this log ({reasons}); "
        "a longer horizon, more replications or other families may help"
    )
