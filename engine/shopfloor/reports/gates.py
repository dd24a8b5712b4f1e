"""Which bounds must a corpus keep, and does this one keep them?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["gates"]

Gate = dict[str, Any]
_MAJORITY = 1.5
_POINTS = 3.0
_NEAR = 0.001
_RECURRING = 20
"""Families of fewer records are too small for a share of them to say something."""


def gates(report: Mapping[str, Any]) -> list[Gate]:
    """Return the gates: what is measured, its bound, whether it is kept, and which families are not."""
    return list(_gates(report))


def _gates(report: Mapping[str, Any]) -> Iterator[Gate]:
    facts, answers, naive = report["facts"], report["answers"], report["baselines"]
    checked, right = facts.get("verified_of", 0), facts.get("verified", 0)
    yield _gate(
        "every answer derived again from the record's own text", right, f"{checked}", right == checked > 0
    )
    yield _gate(
        "numbers without a tolerance", report["without_tolerance"], "0", not report["without_tolerance"]
    )
    constant = [name for name, of in answers.items() if of["answers"] == 1 and of["records"] > 1]
    yield _gate("families with one answer only", len(constant), "0", not constant, constant)
    uneven = [
        name
        for name, of in answers.items()
        if of["answers"] > 1 and of["majority_by_uniform"] > max(of["bound"], _MAJORITY) + 1e-9
    ]
    yield _gate(
        "families whose most frequent answer exceeds 1.5 times an even share",
        len(uneven),
        "0",
        not uneven,
        uneven,
    )
    for rule, says in (("first", "first"), ("last", "last"), ("most_frequent", "most frequent")):
        solved = [
            name
            for name, of in naive["families"].items()
            if of["records"] >= _RECURRING and of[rule] > max(1 / 2, _MAJORITY * of["chance"])
        ]
        yield _gate(
            f"families that the {says} value of a page solves in most cases",
            len(solved),
            "0",
            not solved,
            solved,
        )
    alone = naive["question_only"]
    if alone["records"]:
        points, error = alone["points_above_chance"], alone["standard_error_points"]
        kept = points - 2 * error <= _POINTS
        yield _gate(
            "points above chance of a model that sees the question alone",
            points,
            f"{_POINTS:g} (± {2 * error:.1f})",
            kept,
        )
    copies, seen = report["duplicates"], report["overlap"]
    yield _gate("records with a copy", copies["exact"], "0", not copies["exact"])
    yield _gate(
        "share of records with a near copy", copies["near_share"], f"{_NEAR:g}", copies["near_share"] < _NEAR
    )
    yield _gate(
        "near copies in another split", copies["near_across_splits"], "0", not copies["near_across_splits"]
    )
    for n in (8, 13) if seen["held_out"] else ():
        dirty = seen[f"{n}_grams"]["not_clean"]
        says = f"held-out records of which a fifth stands in the training split ({n} words)"
        yield _gate(says, dirty, "0", not dirty)


def _gate(says: str, value: float, bound: str, kept: bool, where: list[str] | None = None) -> Gate:
    return {"gate": says, "value": value, "bound": bound, "kept": kept, "where": where or []}
