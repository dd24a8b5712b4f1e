"""How does a question become a record? Its texts, and all that is needed to grade it and to find where it came
from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any, TypeVar

from pydantic import BaseModel

from shopfloor.contracts.family import Family
from shopfloor.contracts.plant import PlantFacts
from shopfloor.contracts.record import Answer, Derived, Provenance, Record, Size, SizeClass
from shopfloor.questions.answers import Answerer
from shopfloor.questions.arrange import Arranged
from shopfloor.questions.derivation import results, worked_out
from shopfloor.questions.difficulty import Difficulties
from shopfloor.questions.evidence import Evidence, evidence_of
from shopfloor.questions.garbage import uncollected
from shopfloor.questions.laid import laid
from shopfloor.questions.pages import Together, alone
from shopfloor.questions.render import wordings
from shopfloor.questions.steps import Bench
from shopfloor.questions.wanted import Reasoning

__all__ = ["Setting", "Writer"]

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Setting:
    """In what a question stands: its context and the class of size that was wanted, the rare thing that was looked for,
    and how much the record counts."""

    context: Together
    size: SizeClass = "page"
    focus: str | None = None
    weight: float = 1.0


class Writer:
    """Writes the records of one family."""

    def __init__(self, family: Family, bench: Bench, reasoning: Reasoning = "field") -> None:
        self._family = family
        self._bench = bench
        self._reasoning: Reasoning = reasoning
        self._answerer = Answerer(family)
        self._difficulties = Difficulties(family)
        self._derives = family.answerable and reasoning != "none"
        self._worked_out = worked_out(family)

    @uncollected()
    def records(
        self,
        part: Arranged,
        plant: PlantFacts,
        settings: Sequence[Setting] | None = None,
    ) -> list[Record]:
        """Return the records of some questions, in their order; without ``settings`` each page stands alone.

        Raises:
            FamilyError: a row that no pattern writes, or a statement that fails on these rows.
        """
        if settings is None:
            settings = [Setting(alone(page)) for page in part.pages()]
        evidence, derived, difficulties = self._explained(part)
        inputs, outputs = wordings(self._family, part.prepared)
        if self._reasoning == "output" and derived:
            outputs = [
                self._worked_out % given + said
                for given, said in zip(zip(*derived, strict=True), outputs, strict=True)
            ]
        inputs = [
            setting.context.about + asked if setting.context.about else asked
            for setting, asked in zip(settings, inputs, strict=True)
        ]
        ids = self._ids(part, inputs, settings, outputs)
        sizes = self._sizes(part, settings, evidence)
        answers = self._answers(part)
        sources = self._sources(part, plant, settings, evidence)
        derivations = self._derivations(derived, len(inputs))
        splits = [question.kind[0] for question in part.questions]
        family, reasoning = self._family, self._reasoning
        role, skill, name, answerable = family.role, family.skill, family.family, family.answerable
        together = zip(
            inputs, settings, outputs, ids, splits, answers, sources, difficulties, sizes, derivations,
            strict=True,
        )  # fmt: skip
        return [
            _made(
                Record,
                {
                    "input": asked, "context": setting.context.text, "output": said, "id": id_, "role": role,
                    "skill": skill, "family": name, "answerable": answerable, "split": split, "answer": answer,
                    "provenance": source, "difficulty": difficulty, "size": size, "derivation": derivation,
                    "reasoning": reasoning,
                },
            )
            for asked, setting, said, id_, split, answer, source, difficulty, size, derivation in together
        ]  # fmt: skip

    def _explained(self, part: Arranged) -> tuple[Evidence, list[list[str]], list[Any]]:
        family, bench = self._family, self._bench
        table = laid(part.records(), part.shown)
        derived: list[list[str]] = []
        if not self._derives and not family.evidence:
            evidence = evidence_of(bench, family, table)
        else:
            with bench.tables(family, table):
                evidence = evidence_of(bench, family, table)
                if self._derives:
                    derived = results(bench, family, part.prepared.answer)
        return evidence, derived, self._difficulties.all(bench, evidence)

    def _derivations(self, derived: Sequence[Sequence[str]], records: int) -> list[list[Derived]]:
        steps = [
            [_made(Derived, {"step": step.name, "says": step.says, "result": result}) for result in given]
            for step, given in zip(self._family.steps, derived, strict=False)
        ]
        return [list(of) for of in zip(*steps, strict=True)] if steps else [[] for _ in range(records)]

    def _answers(self, part: Arranged) -> list[Answer]:
        answerer = self._answerer
        return [
            _made(
                Answer,
                {
                    "value": question.answered.value, "unit": answerer.unit, "tolerance": answerer.tolerance,
                    "kind": answerer.kind,
                },
            )
            for question in part.questions
        ]  # fmt: skip

    def _sizes(self, part: Arranged, settings: Sequence[Setting], evidence: Evidence) -> list[Size]:
        sizes = []
        prepared = part.prepared
        for setting, form, world, ends in zip(
            settings, prepared.form, prepared.world, evidence.ends, strict=True
        ):
            context = setting.context
            middle = part.sheets.middle(form, world, ends)
            depth = round((context.offset + middle) / len(context.text), 3)
            values = {
                "size": setting.size, "tokens": context.tokens, "pages": context.pages, "page": context.page,
                "depth": depth,
            }  # fmt: skip
            sizes.append(_made(Size, values))
        return sizes

    def _sources(
        self, part: Arranged, plant: PlantFacts, settings: Sequence[Setting], evidence: Evidence
    ) -> list[Provenance]:
        # worlds of one number lie at the same time in all replications
        windows = {world.number: world for world in part.worlds}
        window = {number: world.window for number, world in windows.items()}
        prepared, worlds = part.prepared, part.worlds
        return [
            _made(
                Provenance,
                {
                    "scenario": plant.name, "seed": plant.seed, "replication": worlds[world].replication,
                    "window": window[worlds[world].number], "events": part.events[world], "form": form, "evidence": rows,
                    "focus": setting.focus, "weight": setting.weight,
                    "origin": plant.origin,
                },
            )
            for world, form, setting, rows in zip(
                prepared.world, prepared.form, settings, evidence.texts, strict=True
            )
        ]  # fmt: skip

    def _ids(
        self, part: Arranged, inputs: Sequence[str], settings: Sequence[Setting], outputs: Sequence[str]
    ) -> list[str]:
        """The fingerprints of ``[family, input, context, output, value, unit]`` as JSON without spaces."""
        head, unit = f"[{_json(self._family.family)},", f",{_json(self._answerer.unit)}]"
        contexts: dict[str, str] = {}
        ids = []
        for question, asked, setting, said in zip(part.questions, inputs, settings, outputs, strict=True):
            text = setting.context.text
            context = contexts.get(text)
            if context is None:
                context = contexts[text] = encode_basestring(text)
            value = _json(question.answered.value)
            parts = f"{head}{encode_basestring(asked)},{context},{encode_basestring(said)},{value}{unit}"
            ids.append(sha256(parts.encode()).hexdigest()[:20])
        return ids


def _json(value: object) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, float | int):
        return repr(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


_FIELDS = {model: set(model.model_fields) for model in (Answer, Derived, Provenance, Record, Size)}
_new = object.__new__
_set_values, _set_fields, _set_extra, _set_private = (
    vars(BaseModel)[slot].__set__
    for slot in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)


def _made(model: type[M], values: dict[str, Any]) -> M:
    """Return a model whose values were made right. Nothing is validated; ``model_construct`` does the same in four
    times the time, which would be half of all that a record takes."""
    one = _new(model)
    _set_values(one, values)
    _set_fields(one, _FIELDS[model])  # type: ignore[index]
    _set_extra(one, None)
    _set_private(one, None)
    return one
