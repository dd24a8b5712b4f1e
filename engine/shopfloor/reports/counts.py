"""How many of what are there, and how even are the answers?"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from shopfloor.contracts.record import Record

__all__ = ["Counts"]

_QUANTILES = {"min": 0, "p5": 0.05, "median": 0.5, "p95": 0.95, "max": 1}


class Counts:
    """Counts of a corpus, taken record by record."""

    def __init__(self) -> None:
        self.records = 0
        self.unanswerable = 0
        self.without_tolerance = 0
        self._by: dict[str, Counter[str]] = defaultdict(Counter)
        self._unanswerable_of: Counter[str] = Counter()
        self._answers: dict[str, Counter[str]] = defaultdict(Counter)
        self._refusals: set[str] = set()
        self._lengths: dict[str, list[int]] = {"input": [], "context": [], "output": []}
        self._tokens: list[int] = []
        self._depths: Counter[int] = Counter()

    def add(self, record: Record) -> None:
        """Count a record."""
        self.records += 1
        paper, level, size = record.provenance, record.difficulty.level, record.size
        for what, value in (
            ("scenario", paper.scenario), ("origin", paper.origin or "not told"), ("role", record.role),
            ("skill", record.skill), ("split", record.split), ("family", record.family), ("form", paper.form),
            ("level", str(level)), ("size", size.size), ("answer kind", record.answer.kind),
            ("world", f"{paper.log} {paper.replication} {paper.window}"),
        ):  # fmt: skip
            self._by[what][value] += 1
        if paper.focus is not None:
            self._by["focus"][paper.focus] += 1
        if not record.answerable:
            self.unanswerable += 1
            self._unanswerable_of[record.split] += 1
            self._by["reason"][str(record.answer.value)] += 1
            self._refusals.add(record.family)
        if _lacks_tolerance(record):
            self.without_tolerance += 1
        self._answers[record.family][_key(record.answer.value)] += 1
        for name, text in (
            ("input", record.question),
            ("context", record.context),
            ("output", record.output),
        ):
            self._lengths[name].append(len(text))
        self._tokens.append(size.tokens)
        self._depths[min(int(size.depth * 10), 9)] += 1

    def shares(self) -> dict[str, dict[str, int]]:
        """What is counted -> value -> records, the most frequent first; worlds are counted, not listed."""
        told = {what: dict(_falling(found)) for what, found in sorted(self._by.items()) if what != "world"}
        return told | {
            "depth of the evidence": {f"{10 * i} to {10 * i + 10} %": self._depths[i] for i in range(10)}
        }

    @property
    def worlds(self) -> int:
        """How many different windows the records are about."""
        return len(self._by["world"])

    def unanswerable_shares(self) -> dict[str, float]:
        """Split -> share of its records whose right answer is a refusal."""
        splits = self._by["split"]
        return {split: round(self._unanswerable_of[split] / splits[split], 4) for split in sorted(splits)}

    def answers(self) -> dict[str, dict[str, float]]:
        """Family -> records, different answers, entropy in bits and as a share of the largest possible, and the most
        frequent answer's share as a multiple of an even one; without refusals, which answer one thing."""
        told = {}
        for family, found in sorted(self._answers.items()):
            if family in self._refusals:
                continue
            n, different, most = found.total(), len(found), max(found.values())
            entropy = -sum(count / n * math.log2(count / n) for count in found.values())
            told[family] = {
                "records": n,
                "answers": different,
                "entropy": round(entropy, 3) + 0.0,
                "evenness": round(entropy / math.log2(different), 3) if different > 1 else 0.0,
                "majority": round(most / n, 4),
                "majority_by_uniform": round(most * different / n, 3),
                "bound": _bound(n, different),
            }
        return told

    def lengths(self) -> dict[str, dict[str, float]]:
        """Characters of inputs, contexts and outputs, and tokens of contexts: quantiles."""
        return {name: _quantiles(found) for name, found in (*self._lengths.items(), ("tokens", self._tokens))}


def _bound(records: int, answers: int) -> float:
    """The largest share of one answer by the even share that whole numbers allow when 1.5 is wanted."""
    even = records / answers
    return round(max(math.floor(1.5 * even), math.ceil(even)) / even, 3)


def _falling(found: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def _quantiles(values: Iterable[int]) -> dict[str, float]:
    ordered = sorted(values)
    if not ordered:
        return {}
    return {name: ordered[round((len(ordered) - 1) * share)] for name, share in _QUANTILES.items()}


def _key(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _lacks_tolerance(record: Record) -> bool:
    answer = record.answer
    if isinstance(answer.value, dict):
        tolerances = answer.tolerance if isinstance(answer.tolerance, dict) else {}
        return any(
            not isinstance(value, str) and tolerances.get(name) is None
            for name, value in answer.value.items()
        )
    return isinstance(answer.value, int | float) and answer.tolerance is None
