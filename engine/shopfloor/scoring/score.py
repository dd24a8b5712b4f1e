"""How good are a model's answers, all together and by every class of records?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shopfloor.contracts.record import SIZES, Record
from shopfloor.errors import UsageError
from shopfloor.scoring.chance import chances, corrected
from shopfloor.scoring.gradable import ungradable
from shopfloor.scoring.grade import OUTCOMES, Grade, Knowledge, grade
from shopfloor.scoring.intervals import share_interval
from shopfloor.scoring.predictions import Predictions

__all__ = ["CLASSES", "Figures", "Refusals", "Score", "score"]

CLASSES: Mapping[str, Callable[[Record], str]] = {
    "skill": lambda it: it.skill,
    "role": lambda it: it.role,
    "level": lambda it: str(it.difficulty.level),
    "size": lambda it: it.size.size,
    "form": lambda it: it.provenance.form,
    "kind": lambda it: it.answer.kind,
    "split": lambda it: it.split,
    "origin": lambda it: it.provenance.origin or "not told",
    "scenario": lambda it: it.provenance.scenario,
    "family": lambda it: it.family,
}
"""What records are told apart by."""


_FAULTS = 10
"""Records that are named, of those that cannot be graded."""


@dataclass(frozen=True)
class Figures:
    """Of some records: how many there are, the share that is right, what a guess would reach, the share corrected for
    that, the 95 % intervals of both, and the mean share of the parts that are right."""

    records: int
    accuracy: float
    interval: tuple[float, float]
    chance: float
    corrected: float | None
    corrected_interval: tuple[float, float] | None
    parts: float

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "records": self.records,
            "accuracy": self.accuracy,
            "ci_low": self.interval[0],
            "ci_high": self.interval[1],
            "chance": self.chance,
            "corrected": self.corrected,
            "corrected_ci_low": None if self.corrected_interval is None else self.corrected_interval[0],
            "corrected_ci_high": None if self.corrected_interval is None else self.corrected_interval[1],
            "parts": self.parts,
        }


@dataclass(frozen=True)
class Refusals:
    """Records without an answer, how many of them were refused, and with the right reason; records with an answer, and how
    many of them were refused all the same."""

    unanswerable: int
    refused: int
    reason_right: int
    answerable: int
    falsely_refused: int

    def to_json(self) -> dict[str, Any]:
        """Return counts, and their shares (None of nothing)."""
        every = self.refused + self.falsely_refused
        return {
            "unanswerable": self.unanswerable,
            "refused": self.refused,
            "reason_right": self.reason_right,
            "recall": _share(self.refused, self.unanswerable),
            "reason_share": _share(self.reason_right, self.unanswerable),
            "precision": _share(self.refused, every),
            "answerable": self.answerable,
            "falsely_refused": self.falsely_refused,
            "false_refusal_share": _share(self.falsely_refused, self.answerable),
        }


@dataclass(frozen=True)
class Score:
    """The figures of all records and of each class of them; every grade; and ids that do not fit: records without a
    prediction, predictions without a record, records with several predictions that differ."""

    figures: Figures
    by: Mapping[str, Mapping[str, Figures]]
    refusals: Refusals
    outcomes: Mapping[str, int]
    grades: Sequence[Grade]
    missing: Sequence[str]
    unknown: Sequence[str]
    doubled: Sequence[str]

    def to_json(self) -> dict[str, Any]:
        """Return plain data, without the single grades."""
        return {
            **self.figures.to_json(),
            "outcomes": dict(self.outcomes),
            "refusals": self.refusals.to_json(),
            "by": {
                title: {name: figures.to_json() for name, figures in classes.items()}
                for title, classes in self.by.items()
            },
            "missing": list(self.missing),
            "unknown": list(self.unknown),
            "doubled": list(self.doubled),
        }


def score(records: Iterable[Record], predictions: Predictions | Mapping[str, str | None]) -> Score:
    """Grade the predictions of a corpus, or of a split of it. A record without a prediction is not right.

    Raises:
        UsageError: no records, one without an answer of its kind, an id that two records have, or no prediction that
            belongs to any of them.
    """
    records = list(records)
    if not records:
        raise UsageError("got a corpus without records; expected one or more to grade")
    ids = Counter(record.id for record in records)
    if twice := [name for name, count in ids.items() if count > 1]:
        raise UsageError(
            f"got {len(twice)} ids that several records have, such as {twice[0]}; expected one each"
        )
    faults = [f"record {it.id}\n  {fault}" for it in records if (fault := ungradable(it)) is not None]
    if faults:
        more = f"\nand {len(faults) - _FAULTS} more" if len(faults) > _FAULTS else ""
        raise UsageError("\n".join(faults[:_FAULTS]) + more)
    given, doubled, unknown = _by_id(predictions, ids)
    if not predictions:
        raise UsageError("got no predictions; expected one or more, each with the id of a record")
    if not given and not doubled:
        raise UsageError(
            f"none of the predictions ({len(unknown)}) has the id of a record ({len(records)}); expected predictions of "
            "this corpus: is it another one, or another split?"
        )
    known = Knowledge.of(records)
    grades = [
        Grade(it.id, "doubled") if it.id in doubled else grade(it, given.get(it.id), known) for it in records
    ]
    guesses = chances(records)
    graded = list(zip(records, grades, strict=True))
    outcomes = Counter(it.outcome for it in grades)
    return Score(
        figures=_figures(graded, guesses),
        by={title: _classes(graded, of, guesses) for title, of in CLASSES.items()},
        refusals=_refusals(graded),
        outcomes={outcome: outcomes[outcome] for outcome in OUTCOMES},
        grades=grades,
        missing=[record.id for record in records if record.id not in given and record.id not in doubled],
        unknown=unknown,
        doubled=sorted(doubled),
    )


def _by_id(
    predictions: Predictions | Mapping[str, str | None], ids: Mapping[str, int]
) -> tuple[dict[str, str | None], set[str], list[str]]:
    given: dict[str, str | None] = {}
    doubled: set[str] = set()
    unknown: dict[str, None] = {}
    for name, text in predictions.items() if isinstance(predictions, Mapping) else predictions:
        if name not in ids:
            unknown[name] = None
        elif given.setdefault(name, text) != text:
            doubled.add(name)
    return {name: text for name, text in given.items() if name not in doubled}, doubled, list(unknown)


def _classes(
    graded: Sequence[tuple[Record, Grade]], of: Callable[[Record], str], guesses: Mapping[str, float]
) -> dict[str, Figures]:
    classes: dict[str, list[tuple[Record, Grade]]] = {}
    for record, it in graded:
        classes.setdefault(of(record), []).append((record, it))
    sizes = list(SIZES)
    order = sorted(classes, key=lambda name: (sizes.index(name) if name in SIZES else len(sizes), name))
    return {name: _figures(classes[name], guesses) for name in order}


def _figures(graded: Sequence[tuple[Record, Grade]], guesses: Mapping[str, float]) -> Figures:
    right = [float(it.right) for _, it in graded]
    papers = (record.provenance for record, _ in graded)
    low, high = share_interval(right, [(it.log, it.seed, it.replication) for it in papers])
    accuracy = sum(right) / len(right)
    chance = sum(guesses[record.family] for record, _ in graded) / len(graded)
    ends = corrected(low, chance), corrected(high, chance)
    return Figures(
        records=len(graded),
        accuracy=accuracy,
        interval=(low, high),
        chance=chance,
        corrected=corrected(accuracy, chance),
        corrected_interval=None if ends[0] is None or ends[1] is None else (ends[0], ends[1]),
        parts=sum(it.share for _, it in graded) / len(graded),
    )


def _refusals(graded: Sequence[tuple[Record, Grade]]) -> Refusals:
    without = [it for record, it in graded if not record.answerable]
    with_one = [it for record, it in graded if record.answerable]
    return Refusals(
        unanswerable=len(without),
        refused=sum(it.refused for it in without),
        reason_right=sum(it.reason_right for it in without),
        answerable=len(with_one),
        falsely_refused=sum(it.refused for it in with_one),
    )


def _share(count: int, of: int) -> float | None:
    return count / of if of else None
