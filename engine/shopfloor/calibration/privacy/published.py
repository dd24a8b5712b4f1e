"""Does anything single come out of a calibration? Every value rests on enough observations, and repeats none of them.

Means, shapes and shares are told by all observations together. The bounds of a law and values that it lists could be
somebody's own: they are held against the observations, and moved by a part in a hundred where they meet a rare one. A
bound meets what lies within the digits that are written, half a part in a hundred: the extremes are there. A listed value
is a mean of several already, and meets what it equals.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from shopfloor.calibration.draft import Draft, Path
from shopfloor.calibration.fitting import Sample
from shopfloor.calibration.fitting.texts import duration
from shopfloor.units import UnitError, parse_duration

__all__ = ["check_published", "unrevealing"]

_BOUNDS = {"low": -1, "high": 1, "by": -1}
"""Bounds of a law, and to which side they give way."""
_LISTED = ("values", "trace", "constant")
_COUNTED = frozenset(
    {"machines", "count", "clock", "replications", "seed", "holidays", "shift", "wip", "initial", "stock"}
)
"""What is counted or read off a calendar, and is no statistic of observations."""
_STEP, _NEAR = 0.01, 0.005


def check_published(draft: Draft, least: int) -> list[str]:
    """Return what is wrong, a sentence each: a value on fewer than ``least`` observations, or one that repeats a bound or
    a listed value that fewer than ``least`` observations share."""
    found = [
        f"{'.'.join(path)}: got {evidence.n} observations; expected {least} or more"
        for path, evidence in draft.told()
        if evidence.n < least and not _COUNTED & set(path)
    ]
    for path, sample in draft.samples.items():
        found += [
            f"{'.'.join(path)}: {text} is the duration of fewer than {least} observations"
            for text, seconds, near in _exposed(draft.get(path))
            if _is_rare(seconds, near, sample, least)
        ]
    return found


def unrevealing(draft: Draft, least: int) -> Draft:
    """Return the draft with bounds and listed values that no rare observation has."""
    changed = copy.deepcopy(draft)
    for path, sample in draft.samples.items():
        value = draft.get(path)
        if any(_is_rare(seconds, near, sample, least) for _, seconds, near in _exposed(value)):
            _set(changed, path, _moved(value, sample, least))
    return changed


def _set(draft: Draft, path: Path, value: Any) -> None:
    draft.put(path, value, draft.evidence.get(path), draft.samples[path])


def _exposed(document: Any, key: str = "constant") -> Iterator[tuple[str, float, float]]:
    """Yield bounds and listed values: as written, in seconds, and which part of it counts as near."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield from _exposed(value, name)
    elif isinstance(document, list):
        for value in document:
            yield from _exposed(value, key if key in _LISTED else "")
    elif key in _BOUNDS or key in _LISTED:
        seconds = _seconds(document)
        if seconds:
            yield document, seconds, _NEAR if key in _BOUNDS else 0.0


def _seconds(value: Any) -> float:
    try:
        return parse_duration(value) if isinstance(value, str) else 0.0
    except UnitError:
        return 0.0


def _is_rare(seconds: float, near: float, sample: Sample, least: int) -> bool:
    """Is it the duration of some, but of fewer than enough?"""
    apart = max(near * seconds, 0.5e-6)
    times = sum(
        int(np.count_nonzero(np.abs(of - seconds) < apart)) for of in (sample.values_s, sample.censored_s)
    )
    return 0 < times < least


def _moved(document: Any, sample: Sample, least: int, key: str = "constant") -> Any:
    if isinstance(document, dict):
        return {name: _moved(value, sample, least, name) for name, value in document.items()}
    if isinstance(document, list):
        return [_moved(value, sample, least, key if key in _LISTED else "") for value in document]
    if not (key in _BOUNDS or key in _LISTED) or not (seconds := _seconds(document)):
        return document
    near = _NEAR if key in _BOUNDS else 0.0
    return _free(document, seconds, _BOUNDS.get(key, 1), lambda s: _is_rare(s, near, sample, least))


def _free(text: str, seconds: float, side: int, taken: Callable[[float], bool]) -> str:
    """Return the nearest time that nobody has, a hundredth further each time."""
    if not taken(seconds):
        return text
    moved = (duration(seconds * (1 + side * _STEP * number), 4) for number in range(1, 100))
    found = next((other for other in moved if (s := parse_duration(other)) > 0 and not taken(s)), None)
    if found is None:
        raise AssertionError(f"{text}: every time near it is somebody's own")
    return found
