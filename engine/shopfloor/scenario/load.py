"""How does a YAML file become a scenario?

Read the text as plain data with places, apply ``--set``, check the parts (the model) and how they fit
(``checks``), then check every ``what_if`` in the same way. All problems of all these steps come at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from shopfloor.document import (
    Map,
    Mark,
    Node,
    Spot,
    from_plain,
    plain,
    read_document,
    shown,
    shown_text,
)
from shopfloor.errors import Problem, ScenarioError, UsageError
from shopfloor.scenario.changes import PathError, put
from shopfloor.scenario.checks import whole_plant_problems
from shopfloor.scenario.files import find_scenario, read_text
from shopfloor.scenario.messages import problems_of
from shopfloor.scenario.model import MAX_WHAT_IFS, Scenario
from shopfloor.scenario.vocabulary import listed, nearest

__all__ = ["build", "load", "loads"]

MAX_PROBLEMS = 100


def load(path: str | Path, *, overrides: Mapping[str, Any] = {}, what_if: str | None = None) -> Scenario:
    """Return the scenario of a file, or of the built-in gallery by its bare name (``assembly_line``).

    Args:
        path: a YAML file of 1 MB at most, or a name of the gallery. overrides: dotted path -> value, a text
        being read as YAML: ``{"people.technician.count": "2"}``. what_if: the name of a set of changes under
        ``what_if`` of the file. The scenario returned is the changed plant;
            its own ``what_if`` is empty.

    Raises:
        ScenarioError: with everything that is wrong in the file and in ``overrides``.
        UsageError: for a path that cannot be read, or a ``what_if`` that the file does not have.
    """
    file = find_scenario(path)
    return loads(read_text(file), name=str(file), overrides=overrides, what_if=what_if)


def loads(
    text: str, *, name: str = "<text>", overrides: Mapping[str, Any] = {}, what_if: str | None = None
) -> Scenario:
    """Return the scenario of a text; ``name`` stands for the file in messages. Otherwise as :func:`load`."""
    document, problems = read_document(text, name)
    return _scenario(document, problems, overrides, what_if)


def build(
    document: Mapping[str, Any], *, overrides: Mapping[str, Any] = {}, what_if: str | None = None
) -> Scenario:
    """Return the scenario of plain data, such as a notebook puts together. Otherwise as :func:`load`."""
    return _scenario(from_plain(dict(document)), [], overrides, what_if)


def _scenario(
    document: Node, problems: list[Problem], overrides: Mapping[str, Any], what_if: str | None
) -> Scenario:
    if not isinstance(document, Map):
        message = f"got {shown(document)}; expected a scenario: keys such as clock, products, stations"
        raise ScenarioError([*problems, Spot(document).problem(message)])
    document, wrong_overrides = _overridden(document, overrides)
    plant, found = _examined(document)
    alternatives, wrong_changes = _alternatives(document, known=set(found))
    everything = [*problems, *wrong_overrides, *found, *wrong_changes]
    if everything or plant is None:
        raise ScenarioError(_in_order(everything))
    if what_if is None:
        return plant
    if what_if not in alternatives:
        known = f"known: {listed(alternatives)}" if alternatives else "this scenario has none"
        where = f"{shown_text(what_if)} in {document.mark.file}{nearest(what_if, alternatives)}"
        raise UsageError(f"no what_if is called {where} ({known})")
    return alternatives[what_if]


def _examined(document: Node) -> tuple[Scenario | None, list[Problem]]:
    """Return the scenario of a document, if it is one, and all that is wrong with it."""
    scenario, found = None, []
    try:
        scenario = Scenario.model_validate(plain(document))
    except ValidationError as error:
        found = problems_of(error, document)
    return scenario, [*found, *whole_plant_problems(document)]


def _overridden(document: Map, overrides: Mapping[str, Any]) -> tuple[Map, list[Problem]]:
    changed: Node = document
    problems: list[Problem] = []
    for path, given in overrides.items():
        mark = Mark(f"--set {path}={given}")
        try:
            value, found = (
                read_document(given, mark.file) if isinstance(given, str) else (from_plain(given), [])
            )
            problems += found
            changed = put(changed, path, from_plain(plain(value), mark))
        except PathError as error:
            problems.append(mark.problem("", str(error)))
        except ScenarioError as error:
            problems += error.problems
    assert isinstance(changed, Map)
    return changed, problems


def _alternatives(document: Map, known: set[Problem]) -> tuple[dict[str, Scenario], list[Problem]]:
    """Return the plant of each ``what_if``, and what is wrong with them beyond what is wrong already."""
    plants: dict[str, Scenario] = {}
    problems: list[Problem] = []
    bare = Map(document.mark, {key: entry for key, entry in document.entries.items() if key != "what_if"})
    for name, changes in islice(Spot(document).entries("what_if"), MAX_WHAT_IFS):
        changed: Node = bare
        for path, change in changes.entries():
            try:
                changed = put(changed, path, change.node)
            except PathError as error:
                problems.append(change.key_problem(str(error)))
        plant, found = _examined(changed)
        if plant is not None:
            plants[name] = plant
        problems += [_within(name, problem) for problem in found if problem not in known]
    return plants, problems


def _within(name: str, problem: Problem) -> Problem:
    message = f"with what_if {shown_text(name)}: {problem.message}"
    return Problem(problem.file, problem.line, problem.column, problem.path, message)


def _in_order(problems: list[Problem]) -> list[Problem]:
    """Sort by place, say everything once, and stop where nobody would read on."""
    unique = dict.fromkeys(problems)
    ordered = sorted(
        unique, key=lambda problem: (problem.line is None, problem.line or 0, problem.column or 0)
    )
    if len(ordered) > MAX_PROBLEMS:
        rest = Mark(ordered[0].file).problem(
            "", f"and {len(ordered) - MAX_PROBLEMS} problems more; mend these first"
        )
        ordered = [*ordered[:MAX_PROBLEMS], rest]
    return ordered
