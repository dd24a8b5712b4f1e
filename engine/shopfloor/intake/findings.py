"""What was wrong in a log, in which rows, and what became of them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Finding", "Report", "row_ranges"]

_RANGES_TOLD = 6
_MANY = 0.2
"""A log that loses so large a share of its rows may not be what it was."""
_HARMLESS = ("duplicate", "other_transition", "outside")
"""Rows without which nothing is lost, or that were not wanted."""


@dataclass(frozen=True)
class Finding:
    """One kind of thing that was found.

    code      one word for programs, such as ``end_before_start``
    sentence  what was found, for people
    file      where, and ``noun`` what its rows are called there (line, row, event)
    rows      the numbers of the rows, as an editor or the format counts them, ascending; may be empty
    aside     the rows were set aside: nothing of them is in the log
    remedy    what to try; may be empty
    """

    code: str
    sentence: str
    file: str
    noun: str = "row"
    rows: tuple[int, ...] = ()
    aside: bool = True
    remedy: str = ""

    def __str__(self) -> str:
        if not self.rows:
            return f"{self.file}: {self.sentence}{f'; {self.remedy}' if self.remedy else ''}"
        count = len(self.rows)
        noun = self.noun if count == 1 else f"{self.noun}s"
        fate = "set aside" if self.aside else "kept"
        where = row_ranges(self.rows, most=_RANGES_TOLD)
        return (
            f"{self.file}: {self.sentence}: {count} {noun} {fate} ({noun} {where})"
            f"{f'; {self.remedy}' if self.remedy else ''}"
        )

    def to_json(self) -> dict[str, Any]:
        """Return the finding with all its rows, as ranges."""
        return {
            "code": self.code,
            "sentence": self.sentence,
            "file": self.file,
            "count": len(self.rows),
            "set_aside": self.aside,
            "rows": row_ranges(self.rows),
            "counted_in": f"{self.noun}s",
            "remedy": self.remedy,
        }


@dataclass(frozen=True)
class Report:
    """What a log was, what was found in it, and what the library takes it to say.

    source       file, format and how it was read: encoding, delimiter, forms of times, clock
    counts       ``rows`` of the file, ``set_aside`` of them (``stop_rows``, ``stop_rows_set_aside``: of that of stops, where
                 there is one), ``visits``, ``jobs``, ``stations``, ``machines``, ``people``,
                 ``products``, ``stoppages``
    findings     in the order in which they were found
    assumptions  sentences: what the log does not say, and is taken to be so
    names        kind -> name in the corpus -> what it is called in the log; only what was changed
    """

    source: Mapping[str, Any]
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]
    assumptions: tuple[str, ...]
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def set_aside(self) -> int:
        """How many rows are not in the log."""
        return sum(len(finding.rows) for finding in self.findings if finding.aside)

    @property
    def doubt(self) -> str:
        """Return a sentence where so many rows are lost that what is left may not be the plant; "": they are few."""
        lost = [
            finding
            for finding in self.findings
            if finding.aside and finding.code not in _HARMLESS and finding.file == self.source["file"]
        ]
        number, rows = sum(len(finding.rows) for finding in lost), self.counts["rows"]
        if number < _MANY * rows:
            return ""
        most = max(lost, key=lambda finding: len(finding.rows)).sentence
        return (
            f"{number:,} of {rows:,} rows ({number / rows:.0%}) cannot be used and are set aside, most because {most}: what "
            "is left may not be the plant; mend the file, or how it is read, before anything is built on it"
        )

    def to_json(self) -> dict[str, Any]:
        """Return all of it for programs."""
        return {
            "source": dict(self.source),
            "counts": dict(self.counts),
            "findings": [finding.to_json() for finding in self.findings],
            "assumptions": list(self.assumptions),
            "names": {kind: dict(names) for kind, names in self.names.items()},
        }

    def lines(self) -> list[str]:
        """Return what a person should read, one line each."""
        counts = self.counts
        parts = ", ".join(
            f"{key} {counts[key]:,}"
            for key in ("jobs", "stations", "machines", "people", "products", "stoppages")
            if counts.get(key)
        )
        head = f"{self.source['file']}: rows {counts['rows']:,}, of which set aside {counts['set_aside']:,}; {parts}"
        if "stop_rows" in counts:
            lost = f"of which set aside {counts['stop_rows_set_aside']:,}"
            head += f"; the file of stops: rows {counts['stop_rows']:,}, {lost}"
        told = [f"{key.replace('_', ' ')} {value}" for key, value in self.source.items() if key != "file"]
        renamed = [
            f"{f'{len(names):,} names of {kind} were' if len(names) > 1 else f'1 name of {kind} was'} changed, such as "
            + ", ".join(f'"{old}" to {new}' for new, old in list(names.items())[:2])
            for kind, names in self.names.items()
            if names
        ]
        return [
            head,
            *([f"warning: {self.doubt}"] if self.doubt else []),
            "read as " + ", ".join(told),
            *(f"{'note' if not finding.aside else 'warning'}: {finding}" for finding in self.findings),
            *(f"assumed: {sentence}" for sentence in self.assumptions),
            *(f"note: {sentence}" for sentence in renamed),
        ]


def row_ranges(rows: Sequence[int], *, most: int | None = None) -> str:
    """Return ``3-17, 22`` for row numbers in ascending order; beyond ``most`` ranges only ``…``."""
    ranges = list(_ranges(rows))
    told = ranges if most is None else ranges[:most]
    text = ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in told)
    return text + (", …" if len(told) < len(ranges) else "")


def _ranges(rows: Iterable[int]) -> Iterable[tuple[int, int]]:
    first = last = None
    for row in rows:
        if first is None or last is None:
            first = last = row
        elif row <= last + 1:
            last = row
        else:
            yield first, last
            first = last = row
    if first is not None and last is not None:
        yield first, last
