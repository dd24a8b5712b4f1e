"""In which form, and in which words, is each question put? All of them take turns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shopfloor.questions.balance import cycled
from shopfloor.questions.pool import Batch, Candidate, Pool
from shopfloor.questions.render import FORMS, Prepared

__all__ = ["Arranged", "arranged"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Arranged:
    """Questions of one family about one batch, ready to be written."""

    batch: Batch
    questions: tuple[Candidate, ...]
    prepared: Prepared


def arranged(pool: Pool, chosen: Sequence[Candidate], seed: int) -> Iterator[Arranged]:
    """Yield the chosen questions, batch by batch. Forms, inputs and outputs each come equally often, in three
    orders that have nothing to do with each other."""
    name, keys = pool.family.family, [(*question.turn, question.batch, question.world) for question in chosen]
    form = cycled(keys, len(FORMS), "form", seed, name)
    asked = cycled(keys, len(pool.family.input), "input", seed, name)
    said = cycled(keys, len(pool.family.output), "output", seed, name)
    for number in sorted({question.batch for question in chosen}):
        places = [i for i, question in enumerate(chosen) if question.batch == number]
        questions = tuple(chosen[i] for i in places)
        batch = pool.batches[number]
        prepared = Prepared(
            worlds=batch.worlds,
            shown=batch.rows(),
            world=[question.world for question in questions],
            form=[FORMS[form[i]] for i in places],
            input=[asked[i] for i in places],
            output=[said[i] for i in places],
            subject=_columns(pool.family.subject.columns, [question.subject for question in questions]),
            answer=[question.answered.text for question in questions],
            also=_columns(pool.family.answer.also, [question.answered.also for question in questions]),
        )
        yield Arranged(batch, questions, prepared)


def _columns(names: Iterable[str], rows: Sequence[tuple[T, ...]]) -> dict[str, list[T]]:
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}
