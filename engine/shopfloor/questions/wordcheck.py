"""Do the wordings of a family name what they must, and ask for the quantity that is answered?"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from shopfloor.contracts.family import Family
from shopfloor.errors import Problem
from shopfloor.questions.document import DocumentPath, shown
from shopfloor.questions.patterns import Pattern, PatternError, wording
from shopfloor.questions.quantities import unit_after_answer, wrong_quantity
from shopfloor.questions.source import family_problem
from shopfloor.questions.turns import conversation_faults, last_turn

__all__ = ["WORLD_FIELDS", "field_problems", "wording_problems"]

WORLD_FIELDS = ("day", "since", "until")

Found = Iterator[Problem]


def wording_problems(family: Family) -> Found:
    """Yield what is wrong with the inputs and outputs, and with the query of a family for tool use."""
    subject = set(family.subject.columns)
    talk = family.skill == "multi_turn"
    in_input = {*WORLD_FIELDS, *subject, *(family.answer.also if talk else ())}
    needed = {"answer", "sql"} if family.gold is not None else {"answer"}
    in_output = {*WORLD_FIELDS, *subject, *family.answer.also, *needed}
    yield from _wordings(family, "input", subject, in_input, lines=talk)
    yield from _wordings(family, "output", needed, in_output, lines=False)
    yield from _gold(family, subject)


def _wordings(family: Family, key: str, needed: set[str], known: set[str], *, lines: bool) -> Found:
    texts = family.input if key == "input" else family.output
    bare: dict[str, int] = {}
    for i, text in enumerate(texts):
        try:
            pattern = wording(text, lines=lines)
        except PatternError as error:
            yield family_problem(family, (key, i), f"got {shown(text)}; {error}")
            continue
        yield from field_problems(family, (key, i), pattern, needed, known, "{{{{ {} }}}}")
        faults = _asked(family, text) if key == "input" else _said(pattern)
        yield from (family_problem(family, (key, i), fault) for fault in faults)
        words = " ".join("".join(pattern.literals).lower().split())
        if words in bare:
            message = f"says the same as wording {bare[words] + 1} but for the fields; word it otherwise"
            yield family_problem(family, (key, i), message)
        bare.setdefault(words, i)


def _asked(family: Family, text: str) -> Iterator[str]:
    if family.skill == "multi_turn":
        yield from conversation_faults(text)
    fault = wrong_quantity(family.answer, last_turn(text))
    if fault is not None:
        yield fault


def _said(pattern: Pattern) -> Iterator[str]:
    for field, following in zip(pattern.fields, pattern.literals[1:], strict=True):
        unit = unit_after_answer(following) if field == "answer" else None
        if unit is not None:
            yield f'"{unit}" stands behind {{{{ answer }}}}, which is written with its unit; leave it out'


def field_problems(
    family: Family, path: DocumentPath, pattern: Pattern, needed: set[str], known: set[str], written: str
) -> Found:
    """Yield the fields that nobody knows, and those that are missing; ``written`` is how a field looks there."""
    for field in sorted(set(pattern.fields) - known):
        near = get_close_matches(field, known, 1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        expected = ", ".join(sorted(known))
        yield family_problem(
            family, path, f"unknown field {written.format(field)}; expected one of {expected}{hint}"
        )
    for field in sorted(needed - set(pattern.fields)):
        yield family_problem(
            family, path, f"{written.format(field)} is missing; it must occur in each of them"
        )


def _gold(family: Family, subject: set[str]) -> Found:
    if family.gold is None:
        return
    try:
        pattern = wording(family.gold.strip(), lines=True)
    except PatternError as error:
        yield family_problem(family, ("gold",), f"got {shown(family.gold)}; {error}")
        return
    yield from field_problems(family, ("gold",), pattern, set(), {"since", "until", *subject}, "{{{{ {} }}}}")
