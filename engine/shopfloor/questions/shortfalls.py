"""What is missing of what was promised, and why? One sentence for each family, and for each other promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import SizeClass
from shopfloor.questions.lack import Lack, Shortfall
from shopfloor.questions.quotas import Selection
from shopfloor.questions.survey import Found
from shopfloor.questions.wanted import Wanted, members

__all__ = ["shortfalls", "told_rejections"]

FoundOf = Mapping[tuple[int, str], Found]

_NAMED = 5
"""Answers that are named, of those that were forgotten."""


def told_rejections(
    families: Sequence[Family], found: FoundOf, selection: Selection
) -> dict[str, dict[str, int]]:
    """Return family -> reason -> how many questions were not asked for it."""
    rejections = {}
    for family in families:
        counts = Counter[str](selection.reasons.get(family.family, {}))
        for (_, name), of in found.items():
            if name == family.family:
                counts.update(of.rejected)
        rejections[family.family] = dict(sorted(counts.items()))
    return rejections


def shortfalls(
    wanted: Wanted,
    families: Sequence[Family],
    found: FoundOf,
    selection: Selection,
    missed: Mapping[SizeClass, int],
    twins: int,
    answers_of: Mapping[str, Collection[str]],
) -> dict[str, Shortfall]:
    """Return what is short -> how many are missing, and why: families by their names, the other promises by theirs.

    Args:
        twins: how many records were left out because another has their text.
        answers_of: the answers of each family's questions, where weights of answers were asked for.
    """
    told: dict[str, Shortfall] = {}
    unfed = 0
    for family in families:
        name = family.family
        due, chosen = selection.due[name], selection.chosen[name]
        if chosen < due:
            told[name] = _of_family(name, wanted, found, selection)
            unfed += _lack(name, found, selection).is_unfed
    total = sum(selection.chosen.values())
    for group, share in wanted.mix.items():
        of = [
            family.family for family, member in zip(families, members(group, families), strict=True) if member
        ]
        there, aim = sum(selection.chosen[name] for name in of), round(share * wanted.questions)
        if there != aim and not group.startswith("family."):
            told[f"mix {group}"] = Shortfall(
                f"{there} of {_counted(aim, 'question')}; its families could not ask more, or less"
            )
    told |= _answers(wanted, families, answers_of)
    for size, count in sorted(missed.items()):
        if count:
            told[f"sizes {size}"] = Shortfall(
                f"{_counted(count, 'context')} did not come near to it: the pages of their replication are too few or too "
                "long, so the nearest class was taken",
                is_named=wanted.sizes_named,
            )
    for name, part in wanted.focus.items():
        if part is not None:
            there, aim = selection.strata.get(name, 0), round(part * wanted.questions)
            if there < aim:
                told[f"focus {name}"] = Shortfall(
                    f"{there} of {_counted(aim, 'record')}; no more windows of the log hold one that can be asked about"
                )
    # so many of each family can be promised of those alone that the logs feed
    promised = wanted.questions - unfed * (wanted.per_family or 0)
    if total < promised:
        told["questions"] = Shortfall(
            f"{total} of {promised}: no family has more to ask, see what each lacks"
        )
    elif twins:
        told["questions"] = Shortfall(f"{total - twins} of {promised}: {twins} had the text of another")
    return told


def _of_family(name: str, wanted: Wanted, found: FoundOf, selection: Selection) -> Shortfall:
    lack = _lack(name, found, selection)
    is_named = f"family.{name}" in wanted.mix or (wanted.per_family is not None and not lack.is_unfed)
    text = f"{lack.there} of {_counted(lack.due, 'question')}: {_why(name, found, selection)}"
    return Shortfall(text, is_named=is_named, lack=lack)


def _lack(name: str, found: FoundOf, selection: Selection) -> Lack:
    there, due = selection.chosen[name], selection.due[name]
    of = [one for (_, family), one in found.items() if family == name]
    if there:
        return Lack(there, due, "some")
    if of and not any(sum(one.windows.values()) for one in of):
        return Lack(there, due, "windows")
    reasons = sorted(_reasons(name, of, selection))
    return Lack(there, due, "refused" if reasons else "nothing", reasons)


def _reasons(name: str, of: Sequence[Found], selection: Selection) -> Counter[str]:
    counts = Counter[str](selection.reasons.get(name, {}))
    for one in of:
        counts.update(one.rejected)
    return +counts


def _why(name: str, found: FoundOf, selection: Selection) -> str:
    of = [one for (_, family), one in found.items() if family == name]
    windows = sum(sum(one.windows.values()) for one in of)
    if of and not windows:
        return "no window of its length lies between warm-up and horizon"
    looked_at, there = sum(one.looked_at for one in of), sum(sum(one.candidates.values()) for one in of)
    counts = _reasons(name, of, selection)
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()))
    text = f"{_counted(looked_at, 'window')} gave {_counted(there, 'question')}"
    return f"{text}, not asked: {reasons}" if reasons else text


def _answers(
    wanted: Wanted, families: Sequence[Family], answers_of: Mapping[str, Collection[str]]
) -> dict[str, Shortfall]:
    """Weights that weigh nothing: of a word that is no question's answer, or of some answers of a family whose others have
    no weight."""
    told = {}
    sets = [
        {"yes", "no"} if family.answer.kind == "yes_no" else set(answers_of.get(family.family, ()))
        for family in families
        if family.answerable
    ]
    for word in wanted.answers:
        giving = [words for words in sets if word in words]
        if any(words <= set(wanted.answers) for words in giving):
            continue
        if giving:
            rest = sorted(min(giving, key=len) - set(wanted.answers))
            more = f" and {len(rest) - _NAMED} more" if len(rest) > _NAMED else ""
            others = ", ".join(rest[:_NAMED]) + more
            text = f"without effect: the families that answer so answer {others}, too; name all of them"
        else:
            text = "without effect: no question that these families can ask of these logs has this answer"
        told[f"answers {word}"] = Shortfall(text)
    return told


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
