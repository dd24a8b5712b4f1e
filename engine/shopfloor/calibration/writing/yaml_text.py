"""How does a draft look as YAML? A value a line, its evidence beside it, and what was left out, and why."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from shopfloor.calibration.draft import Draft, Path
from shopfloor.calibration.writing.remarks import remark
from shopfloor.scenario.dump import inline

__all__ = ["written"]

_Beneath = defaultdict[Path, list[Path]]

_WIDTH = 110
_FIRST = {
    (): (
        "scenario", "description", "clock", "seed", "replications", "products", "stations", "travel", "people",
        "dispatch", "shifts", "holidays", "what_if",
    ),
    ("products",): ("orders", "route", "initial", "stock"),
    ("stations",): (
        "machines", "pick", "queue", "processing", "speed", "setup", "batch", "blocking", "needs", "shift", "quality",
        "inspection", "failures", "maintenance",
    ),
    ("people",): ("count", "skills", "shift"),
}  # fmt: skip
"""Which keys come first, in this order; the others follow as they were put."""


_APART = ("products", "stations", "people", "shifts", "what_if")
"""Parts with an entry a line."""


def written(draft: Draft) -> str:
    """Return the scenario as YAML, the same bytes for the same draft."""
    head = [line for note in draft.notes for line in _comment(note, 0)]
    body = list(_block(draft, _beneath(draft), (), draft.document))
    orphans = [
        line
        for path, reason in sorted(draft.left_out.items())
        if not isinstance(draft.get(path[:-1]), dict) or len(path) == 1
        for line in _comment(f"{'.'.join(path)} is left out: {reason}", 0)
    ]
    parts = [head, body, orphans]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _beneath(draft: Draft) -> _Beneath:
    """Return path -> paths below it that something is told of, in the order in which they were put."""
    beneath = _Beneath(list)
    for path in (*draft.evidence, *draft.left_out):
        for length in range(1, len(path)):
            beneath[path[:length]].append(path)
    return beneath


def _block(draft: Draft, beneath: _Beneath, path: Path, mapping: dict[str, Any]) -> Iterator[str]:
    indent = 2 * len(path)
    for key in _in_order(path, mapping):
        value, here = mapping[key], (*path, key)
        if not path and isinstance(value, dict) and key in _APART:
            yield ""  # the parts of a plant stand apart
        yield from _entry(draft, beneath, here, value, indent)
    missing = {of for of in beneath.get(path, ()) if of in draft.left_out and of[:-1] == path}
    for left in sorted(missing):
        yield from _comment(f"{left[-1]} is left out: {draft.left_out[left]}", indent)


def _entry(draft: Draft, beneath: _Beneath, path: Path, value: Any, indent: int) -> Iterator[str]:
    head = f"{' ' * indent}{inline(path[-1])}:"
    said = [remark(draft.evidence[path])] if path in draft.evidence else []
    below = beneath.get(path, [])
    if (
        isinstance(value, dict)
        and value
        and (below or len(head) + len(inline(value)) >= _WIDTH or path in {(part,) for part in _APART})
    ):
        for text in said:
            yield from _comment(text, indent)
        yield head
        yield from _block(draft, beneath, path, value)
        return
    said += [
        f"{'.'.join(of[len(path) :])}: {remark(draft.evidence[of])}" for of in below if of in draft.evidence
    ]
    said += [
        f"{'.'.join(of[len(path) :])} is left out: {draft.left_out[of]}"
        for of in below
        if of in draft.left_out
    ]
    line = f"{head} {inline(value)}"
    if len(said) == 1 and len(line) + len(said[0]) + 3 <= _WIDTH:
        yield f"{line} # {said[0]}"
        return
    for text in said:
        yield from _comment(text, indent)
    if len(line) <= _WIDTH or not isinstance(value, list):
        yield line
    else:
        yield head
        for item in value:
            yield f"{' ' * indent}- {inline(item)}"


def _in_order(path: Path, mapping: dict[str, Any]) -> list[str]:
    order = _FIRST.get(path if not path else path[:1] if len(path) == 2 else ("",), ())
    return sorted(mapping, key=lambda key: order.index(key) if key in order else len(order))


def _comment(text: str, indent: int) -> list[str]:
    lead = " " * indent + "# "
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=lead,
        subsequent_indent=lead,
        break_long_words=False,
        break_on_hyphens=False,
    )
