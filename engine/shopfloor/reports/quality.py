"""How good is a corpus? All that is measured about it, as one JSON object.

Counts are taken of every record; what compares texts with one another looks at the first 10,000 of the corpus, which stand
in the order of a hash and so are a fair sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Record
from shopfloor.errors import UsageError
from shopfloor.likeness import Paper
from shopfloor.reports.baselines import baselines
from shopfloor.reports.cautions import cautions
from shopfloor.reports.counts import Counts
from shopfloor.reports.diversity import diversity
from shopfloor.reports.duplicates import duplicates
from shopfloor.reports.gates import gates
from shopfloor.reports.overlap import overlap

__all__ = ["COMPARED", "quality"]

COMPARED = 10_000
_TEXTS = 2_000
"""Texts whose diversity is measured."""


def quality(
    records: Iterable[Record], families: Sequence[Family], facts: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Measure a corpus.

    Args:
        families: those that asked; their headings are no overlap.
        facts: what only the maker knows, all optional: ``title``, ``verified`` of ``verified_of`` records, ``rejections``
            (family -> reason -> number), ``shortfalls`` (family -> why), ``bytes`` of the corpus, and ``source``:
            ``simulated`` plants, ``real`` logs, or ``both``.

    Raises:
        UsageError: there is no record.
    """
    counts, kept = Counts(), list[Record]()
    rest = iter(records)
    for record in islice(rest, COMPARED):
        counts.add(record)
        kept.append(record)
    for record in rest:
        counts.add(record)
    if not kept:
        raise UsageError("the corpus has no record; expected one or more")
    texts = kept[:_TEXTS]
    report: dict[str, Any] = {
        "facts": dict(facts or {}),
        "records": counts.records,
        "compared": len(kept),
        "worlds": counts.worlds,
        "unanswerable": counts.unanswerable,
        "unanswerable_shares": counts.unanswerable_shares(),
        "without_tolerance": counts.without_tolerance,
        "shares": counts.shares(),
        "lengths": counts.lengths(),
        "answers": counts.answers(),
        "wordings": _wordings(kept, families),
        "diversity": {
            "inputs": diversity([record.question for record in texts]),
            "outputs": diversity([record.output for record in texts]),
            "contexts": diversity([record.context for record in texts[: _TEXTS // 10]]),
        },
        "duplicates": duplicates(kept),
        "overlap": overlap(kept, Paper(families)),
        "baselines": baselines(kept),
    }
    report["gates"] = gates(report)
    report["cautions"] = cautions(report, kept)
    return report


def _wordings(records: Sequence[Record], families: Sequence[Family]) -> dict[str, int]:
    return {
        "families": len({record.family for record in records}),
        "inputs": sum(len(family.input) for family in families),
        "outputs": sum(len(family.output) for family in families),
        "fewest_inputs": min((len(family.input) for family in families), default=0),
        "fewest_outputs": min((len(family.output) for family in families), default=0),
    }
