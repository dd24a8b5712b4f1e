"""What does a call of ``shopfloor bench`` find? Figures, facts about peers, and the machine; kept as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict, cast

from shopfloor.errors import UsageError

__all__ = ["Figure", "PeerFact", "Report", "read_report"]

_EXPECTED = "expected a file that `shopfloor bench --out` wrote"


class _Figure(TypedDict):
    measure: str
    subject: str
    peer: str | None
    value: float
    peer_value: float | None
    ratio: float | None
    rounds: int


class Figure(_Figure, total=False):
    """One measured figure; ``ratio`` is the median, over the rounds, of ``value`` by ``peer_value``.

    Figures that are drawn or compared with a target say which they are: ``case`` is what is measured, ``peer_id`` beside
    whom, ``x`` at which size of the run or of the plant. ``events_per_s``, ``peak_mb`` (of the process) and ``cores`` (how
    many it kept busy) are that point's.
    """

    benchmark: str
    case: str
    peer_id: str
    x: float
    events_per_s: float
    peak_mb: float
    cores: float
    engine: str


class _PeerFact(TypedDict):
    id: str
    name: str
    licence: str


class PeerFact(_PeerFact, total=False):
    """A peer that ran (how many events in a run, how many parts an hour, how far from ours), or why it was left out."""

    left_out: str
    events: int
    parts_per_h: float
    difference: float
    agrees: bool


class _Report(TypedDict):
    version: str
    python: str
    machine: str
    cores: int | None
    figures: list[Figure]


class Report(_Report, total=False):
    """All figures of one call, and the machine they were measured on; ``quick``: with a tenth of the events;
    ``failed``: which benchmarks did not end well, a sentence each."""

    processor: str
    quick: bool
    peers: list[PeerFact]
    failed: list[str]


def read_report(path: Path) -> Report:
    """Read what ``shopfloor bench --out`` wrote.

    Raises:
        UsageError: there is no such file, or it holds something else.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; {_EXPECTED}") from error
    except ValueError as error:
        raise UsageError(f"{path}: no JSON: {error}; {_EXPECTED}") from error
    _check(path, "the file", found, Report.__required_keys__)
    for kind, entries, wanted in (
        ("figure", found["figures"], Figure.__required_keys__),
        ("peer", found.get("peers", []), PeerFact.__required_keys__),
    ):
        if not isinstance(entries, list):
            raise UsageError(f"{path}: {kind}s are no list; {_EXPECTED}")
        for place, entry in enumerate(entries):
            _check(path, f"{kind} {place}", entry, wanted)
    for place, figure in enumerate(found["figures"]):
        for name in ("value", "peer_value", "ratio"):
            if not isinstance(figure[name], int | float | None):
                raise UsageError(
                    f"{path}: figure {place}: {name}: got {figure[name]!r}, no number; {_EXPECTED}"
                )
    return cast(Report, found)


def _check(path: Path, what: str, found: object, wanted: frozenset[str]) -> None:
    if not isinstance(found, dict):
        raise UsageError(f"{path}: {what} is no object; {_EXPECTED}")
    if missing := sorted(wanted - found.keys()):
        raise UsageError(f"{path}: {what} lacks {', '.join(missing)}; {_EXPECTED}")
