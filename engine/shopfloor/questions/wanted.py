"""What was asked for, and is it something that can be asked for? All that is wrong is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, cast, get_args

from shopfloor.contracts.family import AnswerKind, Family, Role, Skill
from shopfloor.contracts.record import SIZES, SizeClass, Split
from shopfloor.errors import UsageError
from shopfloor.questions.focus import FOCI

__all__ = ["DEFAULT_SIZES", "Reasoning", "Wanted", "wanted"]

Reasoning = Literal["none", "field", "output"]

QUESTIONS = 500
MOST = 1_000_000_000
"""More than any log can give; the plan is made in whole numbers of 64 bits."""
UNANSWERABLE: dict[Split, float] = {"train": 0.12, "validation": 0.12, "test": 0.25}
"""The share of refusals in each split when none is asked for, if the families allow it."""

DEFAULT_SIZES: dict[SizeClass, float] = {"page": 0.6, "0.5k": 0.2, "2k": 0.12, "8k": 0.06, "32k": 0.02}
"""Most contexts are a page as it is, so that a small corpus stays quick; the long ones are there all the same."""

_EXACT = 1e-9
_NEAR = 0.7
"""How like a name must be to be what was meant: ``skill.x`` and ``skill.rank`` begin alike, and are not."""
_FEW, _LISTED = 6, 20
"""Names that are told beside the one that was probably meant, and names that are told at once."""


@dataclass(frozen=True)
class Wanted:
    """The promises. ``mix`` names groups of families (``skill.rank``, ``role.quality``, ``family.x``,
    ``unanswerable``) with their shares; ``focus`` names rare things with theirs (``None``: all that can be had);
    the weights of ``answers`` are relative to each other; ``sizes_named``: the user asked for them."""

    questions: int
    seed: int
    per_family: int | None
    mix: Mapping[str, float]
    answers: Mapping[str, float]
    levels: range
    sizes: Mapping[SizeClass, float]
    sizes_named: bool
    focus: Mapping[str, float | None]
    held_out_families: frozenset[str]
    held_out_scenarios: frozenset[str]
    reasoning: Reasoning

    def share_of(self, group: str, split: Split) -> float | None:
        """The share of a group of ``mix`` in a split; of refusals the default if none was named."""
        if group == "unanswerable" and group not in self.mix:
            return UNANSWERABLE[split]
        return self.mix.get(group)

    def focus_shares(self) -> dict[str | None, float]:
        """The share of each rare thing among the records, and of the others (``None``)."""
        shares: dict[str | None, float] = {name: 1.0 if of is None else of for name, of in self.focus.items()}
        return shares | {None: max(1.0 - sum(shares.values()), 0.0)}


def wanted(
    families: Sequence[Family],
    scenarios: Iterable[str],
    *,
    questions: int | None = None,
    seed: int,
    per_family: int | None = None,
    mix: Mapping[str, float] | None = None,
    answers: Mapping[str, float] | None = None,
    level: int | tuple[int, int] | None = None,
    sizes: Mapping[str, float] | None = None,
    focus: Mapping[str, float | None] | Sequence[str] | str | None = None,
    hold_out: Mapping[str, Sequence[str]] | None = None,
    reasoning: str = "field",
) -> Wanted:
    """Return the promises, checked.

    Raises:
        UsageError: with everything that is wrong with them.
    """
    wrong: list[str] = []
    names = [family.family for family in families]
    if not names or len(set(names)) < len(names):
        twice = ", ".join(sorted({name for name in names if names.count(name) > 1}))
        got = f"{twice} more than once" if twice else "none"
        wrong.append(f"families: got {got}; expected one or more families of different names")
    for name, number in (("questions", questions), ("per_family", per_family)):
        if number is not None and not 1 <= number <= MOST:
            wrong.append(f"{name}: got {number}; expected 1 to {MOST:,}")
    if per_family is not None and (questions is not None or mix):
        wrong.append("per_family: got questions or mix beside it; expected one or the other")
    mix = dict(mix or {})
    wrong += _mix_problems(mix, families)
    answers = dict(answers or {})
    wrong += _answer_problems(answers, families)
    for word, weight in answers.items():
        if not 0 <= weight < float("inf"):
            wrong.append(
                f"answers: got {word}={weight:g}; expected a weight of 0 or more, such as no=2,yes=8"
            )
    if answers and not any(answers.values()):
        wrong.append("answers: got weights of 0 only; expected one above 0")
    levels = _levels(level, wrong)
    chosen = {str(name): share for name, share in (DEFAULT_SIZES if sizes is None else sizes).items()}
    wrong += _unknown("sizes", chosen, list(SIZES))
    below = [f"{name}={share:g}" for name, share in chosen.items() if share < 0]
    if below or abs(sum(chosen.values()) - 1) > 1e-6:
        got = ", ".join(below) or f"shares that sum to {sum(chosen.values()):g}"
        wrong.append(f"sizes: got {got}; expected shares of 0 or more that sum to 1")
    foci = _foci(focus, wrong)
    held = _held_out(hold_out or {}, set(names), set(scenarios), wrong)
    if reasoning not in get_args(Reasoning):
        wrong.append(f'reasoning: got "{reasoning}"; expected one of {", ".join(get_args(Reasoning))}')
    if wrong:
        raise UsageError("\n".join(wrong))
    count = per_family * len(names) if per_family is not None else questions
    return Wanted(
        questions=QUESTIONS if count is None else count,
        seed=seed,
        per_family=per_family,
        mix=mix,
        answers=answers,
        levels=levels,
        sizes=cast("dict[SizeClass, float]", chosen),
        sizes_named=sizes is not None,
        focus=foci,
        held_out_families=held["family"],
        held_out_scenarios=held["scenario"],
        reasoning=cast("Reasoning", reasoning),
    )


def _answer_problems(answers: Mapping[str, float], families: Sequence[Family]) -> Iterator[str]:
    """What names a log will hold is not known yet; what can be told is a word that no kind of answer can be, and half of a
    pair."""
    kinds = {family.answer.kind for family in families}
    named = [word for word in ("yes", "no") if word in answers]
    if len(named) == 1 and "yes_no" in kinds:
        yield f"answers: got {named[0]} alone; expected both weights, such as no=2,yes=8"
    for word in answers:
        if families and not any(_can_answer(kind, word) for kind in kinds):
            own = ", ".join("yes or no" if kind == "yes_no" else kind for kind in sorted(kinds))
            yield f'answers: got "{word}", which no family can answer; expected what they answer: {own}'


def _can_answer(kind: AnswerKind, word: str) -> bool:
    if kind == "yes_no":
        return word in ("yes", "no")
    if kind in ("name", "names"):
        return word[:1].isalpha()
    return kind != "refusal" and any(sign.isdigit() for sign in word)


def members(group: str, families: Sequence[Family]) -> list[bool]:
    """Return which families belong to a group of a mix."""
    kind, _, name = group.partition(".")
    if kind == "unanswerable":
        return [not family.answerable for family in families]
    return [getattr(family, kind) == name for family in families]


def _mix_problems(mix: Mapping[str, float], families: Sequence[Family]) -> list[str]:
    known = [
        *(f"skill.{name}" for name in get_args(Skill)),
        *(f"role.{name}" for name in get_args(Role)),
        *(f"family.{family.family}" for family in families),
        "unanswerable",
    ]
    wrong = _unknown("mix", mix, known)
    for group, share in mix.items():
        if not 0 <= share <= 1:
            wrong.append(f"mix: got {group}={share:g}; expected a share from 0 to 1")
        elif group in known and share and not any(members(group, families)):
            wrong.append(
                f"mix: got {group}={share:g}, and no family is of it; leave it out, or add such a family"
            )
    apart = {
        group
        for group in mix
        if group.startswith("skill.")
        and not any(
            member and not family.answerable
            for member, family in zip(members(group, families), families, strict=True)
        )
    }
    total = mix.get("unanswerable", 0) + sum(mix[group] for group in apart)
    if mix.get("unanswerable") and total > 1 + _EXACT:
        named = ", ".join(["unanswerable", *sorted(apart)])
        wrong.append(
            f"mix: got shares of {named} that sum to {total:g}; expected 1 or less, they have no family in common"
        )
    for kind in ("skill", "role", "family"):
        total = sum(share for group, share in mix.items() if group.startswith(f"{kind}."))
        if total > 1 + _EXACT:
            wrong.append(f"mix: got shares of {kind}s that sum to {total:g}; expected 1 or less")
    return wrong


def _levels(level: int | tuple[int, int] | None, wrong: list[str]) -> range:
    if level is None:
        return range(1, 6)
    first, last = (level, level) if isinstance(level, int) else level
    if not 1 <= first <= last <= 5:
        got = first if first == last else f"{first}-{last}"
        wrong.append(f"level: got {got}; expected a level from 1 to 5, or two such as 2-4")
    return range(first, last + 1)


def _foci(
    focus: Mapping[str, float | None] | Sequence[str] | str | None, wrong: list[str]
) -> dict[str, float | None]:
    if focus is None:
        return {}
    named = [focus] if isinstance(focus, str) else focus
    foci = dict(named) if isinstance(named, Mapping) else dict.fromkeys(named)
    wrong += _unknown("focus", foci, list(FOCI))
    if len(foci) > 1 and None in foci.values():
        wrong.append("focus: got several without shares; expected NAME=SHARE for each, or one alone")
    shares = [share for share in foci.values() if share is not None]
    if any(not 0 < share <= 1 for share in shares) or sum(shares) > 1 + _EXACT:
        got = ", ".join(f"{name}={share:g}" for name, share in foci.items() if share is not None)
        wrong.append(f"focus: got {got}; expected shares above 0 that sum to 1 or less")
    return foci


def _held_out(
    hold_out: Mapping[str, Sequence[str]], families: set[str], scenarios: set[str], wrong: list[str]
) -> dict[str, frozenset[str]]:
    known = {"family": families, "scenario": scenarios}
    wrong += _unknown("hold_out", hold_out, list(known))
    held = {}
    for kind, names in known.items():
        given = hold_out.get(kind, ())
        chosen = frozenset([given] if isinstance(given, str) else given)
        wrong += _unknown(f"hold_out {kind}", chosen, sorted(names))
        if chosen and chosen == names:
            wrong.append(f"hold_out: got every {kind}; expected some of them, or nothing is left to train on")
        held[kind] = chosen
    return held


def _unknown(what: str, given: Iterable[str], known: Sequence[str]) -> list[str]:
    return [f'{what}: got "{name}"; {_meant(name, known)}' for name in given if name not in known]


def _meant(name: str, known: Sequence[str]) -> str:
    """The nearest name that there is, and what there is where that is little; of ``skill.x`` its skills."""
    near = get_close_matches(name, known, 1, _NEAR)
    hint = f'did you mean "{near[0]}"?' if near else ""
    if hint and len(known) > _FEW:
        return hint
    kind, dot, _ = name.partition(".")
    alike = [other for other in known if dot and kind.isalpha() and other.startswith(f"{kind}.")]
    few = alike or list(dict.fromkeys(_kind(other) for other in known))
    listed = f"one of {', '.join(few)}" if len(few) <= _LISTED else "one that `shopfloor list families` tells"
    return f"expected {listed}" + (f"; {hint}" if hint else "")


def _kind(name: str) -> str:
    """``family.NAME`` of ``family.latest_jobs``."""
    kind, dot, _ = name.partition(".")
    return f"{kind}.NAME" if dot and kind.isalpha() else name
