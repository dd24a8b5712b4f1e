"""Which plants do ``what_if`` and ``sweep`` make of a document, and is each of them one?

Every change is tried when the file is read, so that nobody waits half a run for a misspelt path. What is wrong
without a change is not told again with it, and what is wrong with many points of a sweep is told once, with
the first of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from pydantic import ValidationError

from shopfloor.document import Map, Node, Seq, Spot, plain, shown_text
from shopfloor.errors import Problem
from shopfloor.scenario.changes import PathError, keys_of, put
from shopfloor.scenario.checks import whole_plant_problems
from shopfloor.scenario.dump import inline
from shopfloor.scenario.messages import problems_of
from shopfloor.scenario.model import MAX_POINTS, MAX_WHAT_IFS, Scenario

__all__ = ["MAX_PROBLEMS", "SweepPoint", "examined", "sweep_points", "what_if_plants"]

MAX_PROBLEMS = 100
"""More, nobody would read."""


@dataclass(frozen=True, slots=True)
class SweepPoint:
    """One plant of a sweep: what was changed (path -> value), and the plant that it makes."""

    changes: Mapping[str, Any]
    scenario: Scenario


def examined(document: Node) -> tuple[Scenario | None, list[Problem]]:
    """Return the scenario of a document, if it is one, and all that is wrong with it."""
    scenario, found = None, []
    try:
        scenario = Scenario.model_validate(plain(document))
    except ValidationError as error:
        found = problems_of(error, document)
    return scenario, [*found, *whole_plant_problems(document)]


def what_if_plants(document: Map, known: set[Problem]) -> tuple[dict[str, Scenario], list[Problem]]:
    """Return the plant of each ``what_if``, and what is wrong with them beyond what is wrong already."""
    plants: dict[str, Scenario] = {}
    problems: list[Problem] = []
    bare = _bare(document)
    for name, changes in islice(Spot(document).entries("what_if"), MAX_WHAT_IFS):
        changed: Node = bare
        for path, change in changes.entries():
            try:
                changed = put(changed, path, change.node)
            except PathError as error:
                problems.append(change.key_problem(str(error)))
        plant, found = examined(changed)
        if plant is not None:
            plants[name] = plant
        prefix = f"with what_if {shown_text(name)}: "
        problems += [_within(prefix, problem) for problem in found if problem not in known]
    return plants, problems


def sweep_points(document: Map, known: set[Problem]) -> tuple[dict[str, list[SweepPoint]], list[Problem]]:
    """Return the points of each ``sweep``, and what is wrong with them beyond what is wrong already.

    The last path of a sweep changes fastest, as if its lists were loops, one within the other.
    """
    sweeps: dict[str, list[SweepPoint]] = {}
    problems: list[Problem] = []
    bare = _bare(document)
    for name, grid in islice(_readable_grids(document), MAX_WHAT_IFS):
        axes = dict(grid.entries())
        wrong_paths = [*_overlaps(axes), *_leading_nowhere(bare, axes)]
        problems += wrong_paths
        seen = set(known)
        points: list[SweepPoint] = []
        for values in [] if wrong_paths else product(*(_values(axis) for axis in axes.values())):
            changed: Node = bare
            for path, value in zip(axes, values, strict=True):
                changed = put(changed, path, value)
            plant, found = examined(changed)
            if plant is not None:
                changes = {path: plain(value) for path, value in zip(axes, values, strict=True)}
                points.append(SweepPoint(changes, plant))
            prefix = f"with sweep {shown_text(name)} at {_point_text(axes, values)}: "
            problems += [_within(prefix, problem) for problem in found if problem not in seen]
            seen.update(found)
            if len(problems) > MAX_PROBLEMS:
                return sweeps, problems
        sweeps[name] = points
    return sweeps, problems


def _bare(document: Map) -> Map:
    """The document without experiments, which are none of a changed plant."""
    kept = {key: entry for key, entry in document.entries.items() if key not in ("what_if", "sweep")}
    return Map(document.mark, kept)


def _readable_grids(document: Map) -> Iterator[tuple[str, Spot]]:
    """The sweeps that can be read, up to as many points as a file may have; what is wrong with the others,
    the model tells."""
    left = MAX_POINTS
    for name, grid in Spot(document).entries("sweep"):
        counts = [len(_values(axis)) for _, axis in grid.entries()]
        if counts and all(counts) and math.prod(counts) <= left:
            left -= math.prod(counts)
            yield name, grid


def _values(axis: Spot) -> tuple[Node, ...]:
    return axis.node.items if isinstance(axis.node, Seq) else ()


def _leading_nowhere(bare: Map, axes: Mapping[str, Spot]) -> Iterator[Problem]:
    for path, axis in axes.items():
        try:
            for value in _values(axis):
                put(bare, path, value)
        except PathError as error:
            yield axis.key_problem(str(error))


def _overlaps(axes: Mapping[str, Spot]) -> Iterator[Problem]:
    """A path at or below another would write over what the other has put there."""
    seen: dict[tuple[str, ...], str] = {}
    for path, axis in axes.items():
        keys = keys_of(path)
        for others, other in seen.items():
            if keys[: len(others)] == others or others[: len(keys)] == keys:
                yield axis.key_problem(
                    f"lies on the way of {shown_text(other)}; expected paths that do not touch each other"
                )
        seen[keys] = path


def _point_text(axes: Mapping[str, Spot], values: tuple[Node, ...]) -> str:
    texts = [f"{path}={inline(plain(value))}" for path, value in zip(axes, values, strict=True)]
    return ", ".join(shown_text(text)[1:-1] for text in texts)


def _within(prefix: str, problem: Problem) -> Problem:
    return Problem(problem.file, problem.line, problem.column, problem.path, prefix + problem.message)
