"""What belongs to a record beside its texts? All that is needed to grade it and to find where it came
from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

from shopfloor.contracts.family import Family
from shopfloor.contracts.plant import PlantFacts
from shopfloor.contracts.record import Answer, Provenance, Record, Split
from shopfloor.questions.answers import Answerer
from shopfloor.questions.arrange import Arranged

__all__ = ["with_papers"]


def with_papers(
    family: Family,
    part: Arranged,
    texts: Sequence[tuple[str, str, str]],
    plant: PlantFacts,
    split_of: Mapping[int, Split],
) -> list[Record]:
    """Return the records of questions whose texts are written. Nothing is validated here: it was made
    right."""
    answerer, records = Answerer(family), []
    for question, (asked, context, said), form in zip(part.questions, texts, part.prepared.form, strict=True):
        world, value = part.batch.worlds[question.world], question.answered.value
        record = Record.model_construct(
            input=asked,
            context=context,
            output=said,
            id=_fingerprint([family.family, asked, context, said, value, answerer.unit]),
            role=family.role,
            skill=family.skill,
            family=family.family,
            answerable=family.answerable,
            split=split_of[world.replication],
            answer=Answer.model_construct(
                value=value, unit=answerer.unit, tolerance=answerer.tolerance, kind=family.answer.kind
            ),
            provenance=Provenance.model_construct(
                scenario=plant.name,
                seed=plant.seed,
                replication=world.replication,
                window=world.window,
                events=part.batch.events[question.world],
                form=form,
            ),
        )
        records.append(record)
    return records


def _fingerprint(parts: list[object]) -> str:
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return sha256(text.encode()).hexdigest()[:20]
