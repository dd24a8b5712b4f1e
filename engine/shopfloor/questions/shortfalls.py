"""What is missing of what was promised, and why? One sentence for each family, and for each other promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import SizeClass
from shopfloor.questions.quotas import Selection
from shopfloor.questions.survey import Found
from shopfloor.questions.wanted import Wanted, members

__all__ = ["shortfalls", "told_rejections"]

FoundOf = Mapping[tuple[int, str], Found]


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
) -> dict[str, str]:
    """Return what is short -> how many are missing, and why: families by their names, the other promises by theirs."""
    told = {}
    for family in families:
        name = family.family
        due, chosen = selection.due[name], selection.chosen[name]
        if chosen < due:
            told[name] = f"{chosen} of {due} questions: {_why(name, found, selection)}"
    total = sum(selection.chosen.values())
    for group, share in wanted.mix.items():
        of = [
            family.family for family, member in zip(families, members(group, families), strict=True) if member
        ]
        there, aim = sum(selection.chosen[name] for name in of), round(share * wanted.questions)
        if there != aim and not group.startswith("family."):
            told[f"mix {group}"] = f"{there} of {aim} questions; its families could not ask more, or less"
    for size, count in sorted(missed.items()):
        if count:
            told[f"sizes {size}"] = (
                f"{count} contexts did not come near to it: the pages of their replication are too few or too long; "
                "they have the class that is nearest"
            )
    for name, part in wanted.focus.items():
        if part is not None:
            there = selection.strata.get(name, 0)
            if there < round(part * wanted.questions):
                told[f"focus {name}"] = (
                    f"{there} of {round(part * wanted.questions)} records; no more windows of the log hold one that can "
                    "be asked about"
                )
    if total < wanted.questions:
        told["questions"] = f"{total} of {wanted.questions}: no family has more to ask, see what each lacks"
    elif twins:
        told["questions"] = f"{total - twins} of {wanted.questions}: {twins} had the text of another"
    return told


def _why(name: str, found: FoundOf, selection: Selection) -> str:
    of = [one for (_, family), one in found.items() if family == name]
    windows = sum(sum(one.windows.values()) for one in of)
    if of and not windows:
        return "no window of its length lies between warm-up and horizon"
    looked_at, there = sum(one.looked_at for one in of), sum(sum(one.candidates.values()) for one in of)
    counts = Counter[str](selection.reasons.get(name, {}))
    for one in of:
        counts.update(one.rejected)
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()) if count)
    text = f"{looked_at} windows gave {there} questions"
    return f"{text}, not asked: {reasons}" if reasons else text
