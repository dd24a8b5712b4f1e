"""What scenario is being written? Values with the evidence for each, and what was left out, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shopfloor.calibration.evidence import Evidence
from shopfloor.calibration.fitting import Sample

__all__ = ["Draft", "Path"]

Path = tuple[str, ...]
"""Where a value stands: ``("stations", "cutting", "processing")``."""


@dataclass
class Draft:
    """A scenario in the making. Finders put values into it; the writer turns it into YAML with comments.

    document   the scenario as plain mappings, lists, texts and numbers; times as texts with units
    evidence   path -> why the value stands there (of a mapping or list: of all of it)
    left_out   path -> why nothing stands there: what could not be calibrated is never invented
    notes      sentences about the whole
    found      what one finder tells later ones, and the scenario does not say; never written
    samples    path -> the durations that a distribution was fitted to, for pictures and checks; never written
    """

    document: dict[str, Any] = field(default_factory=dict)
    evidence: dict[Path, Evidence] = field(default_factory=dict)
    left_out: dict[Path, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)
    samples: dict[Path, Sample] = field(default_factory=dict)

    def put(
        self, path: Path, value: Any, evidence: Evidence | None = None, sample: Sample | None = None
    ) -> None:
        """Set a value; mappings on the way are made, items of lists are there. What stood at the path is replaced.

        ``sample`` is what a distribution was fitted to.
        """
        *above, last = path
        place: Any = self.document
        for name in above:
            place = place[int(name)] if isinstance(place, list) else place.setdefault(name, {})
        if isinstance(place, list):
            place[int(last)] = value
        else:
            place[last] = value
        if evidence is not None:
            self.evidence[path] = evidence
        if sample is not None:
            self.samples[path] = sample

    def get(self, path: Path, default: Any = None) -> Any:
        """Return what stands at a path; items of lists are called by their number, from 0."""
        place: Any = self.document
        for name in path:
            if isinstance(place, list) and name.isdecimal() and int(name) < len(place):
                place = place[int(name)]
            elif isinstance(place, dict) and name in place:
                place = place[name]
            else:
                return default
        return place

    def leave_out(self, path: Path, reason: str) -> None:
        """Say why nothing stands at a path."""
        self.left_out[path] = reason

    def rebase(self, path: Path, moved: Mapping[Path, Path]) -> None:
        """Move what is told of values below a path to where they stand from now on (old path -> new path of a value, or
        of what holds it); of what did not move anywhere nothing is told any more."""
        for told in (self.evidence, self.samples, self.left_out):
            kept = dict[Path, Any]()
            for old in [of for of in told if of[: len(path)] == path and len(of) > len(path)]:
                value: Any = told.pop(old)
                depth = next((n for n in range(len(old), len(path), -1) if old[:n] in moved), None)
                if depth is not None:
                    kept[moved[old[:depth]] + old[depth:]] = value
            told.update(kept)

    def told(self) -> Iterator[tuple[Path, Evidence]]:
        """Yield what is known of each value, in the order of the document."""
        yield from sorted(self.evidence.items(), key=lambda item: self._position(item[0]))

    def _position(self, path: Path) -> tuple[int, ...]:
        place: Any = self.document
        position = list[int]()
        for name in path:
            if isinstance(place, list):
                position.append(int(name))
                place = place[int(name)]
            else:
                keys = list(place) if isinstance(place, dict) else []
                position.append(keys.index(name) if name in keys else len(keys))
                place = place.get(name, {}) if isinstance(place, dict) else {}
        return tuple(position)
