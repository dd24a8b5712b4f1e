"""How does a YAML file become a scenario?

Read the text as plain data with places, apply ``--set``, check the parts (the model) and how they fit
(``checks``), then check every ``what_if`` and every point of a ``sweep`` in the same way (``variants``). All
problems of all these steps come at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shopfloor.document import (
    MAX_DEPTH,
    NOWHERE,
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
from shopfloor.scenario.files import find_scenario, read_text
from shopfloor.scenario.model import Scenario
from shopfloor.scenario.variants import MAX_PROBLEMS, SweepPoint, examined, sweep_points, what_if_plants
from shopfloor.scenario.vocabulary import listed, nearest

__all__ = ["build", "load", "load_sweep", "loads"]


def load(path: str | Path, *, overrides: Mapping[str, Any] = {}, what_if: str | None = None) -> Scenario:
    """Return the scenario of a file, or of the built-in gallery by its bare name (``assembly_line``).

    Args:
        path: a YAML file of 1 MB at most, or a name of the gallery. overrides: dotted path -> value, a text
        being read as YAML: ``{"people.technician.count": "2"}``. what_if: the name of a set of changes under
        ``what_if`` of the file. The scenario returned is the changed plant;
            its own ``what_if`` and ``sweep`` are empty.

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
    return _chosen(_experiments(document, problems, overrides), what_if)


def build(
    document: Mapping[str, Any], *, overrides: Mapping[str, Any] = {}, what_if: str | None = None
) -> Scenario:
    """Return the scenario of plain data, such as a notebook puts together. Otherwise as :func:`load`."""
    if _is_deep(document):
        message = f"nested deeper than {MAX_DEPTH} levels; a scenario is never so deep"
        raise ScenarioError([NOWHERE.problem("", message)])
    return _chosen(_experiments(from_plain(dict(document)), [], overrides), what_if)


def load_sweep(path: str | Path, name: str, *, overrides: Mapping[str, Any] = {}) -> list[SweepPoint]:
    """Return the plants of a sweep of a file, one for each point of its grid: what was changed, and the plant.

    The last path of the sweep changes fastest. Otherwise as :func:`load`.

    Raises:
        ScenarioError: as :func:`load`, for every point at once.
        UsageError: for a path that cannot be read, or a ``sweep`` that the file does not have.
    """
    file = find_scenario(path)
    document, problems = read_document(read_text(file), str(file))
    experiments = _experiments(document, problems, overrides)
    if name not in experiments.sweeps:
        raise _unknown("sweep", name, experiments.file, experiments.sweeps)
    return experiments.sweeps[name]


def _is_deep(document: object) -> bool:
    """Whether plain data is nested deeper than a file may be, or for ever (without recursion, to see it)."""
    level: dict[int, Any] = {id(document): document}  # everything once, however often it is referred to
    for _ in range(MAX_DEPTH + 1):
        parts = [part.values() if isinstance(part, Mapping) else part for part in level.values()]
        below = (value for part in parts for value in part)
        level = {id(value): value for value in below if isinstance(value, Mapping | list | tuple)}
        if not level:
            return False
    return True


@dataclass(frozen=True, slots=True)
class _Experiments:
    """A plant, and all that its file says to try with it."""

    file: str
    plant: Scenario
    what_ifs: dict[str, Scenario]
    sweeps: dict[str, list[SweepPoint]]


def _experiments(document: Node, problems: list[Problem], overrides: Mapping[str, Any]) -> _Experiments:
    if not isinstance(document, Map):
        message = f"got {shown(document)}; expected a scenario: keys such as clock, products, stations"
        raise ScenarioError([*problems, Spot(document).problem(message)])
    document, wrong_overrides = _overridden(document, overrides)
    plant, found = examined(document)
    what_ifs, wrong_changes = what_if_plants(document, known=set(found))
    sweeps, wrong_points = sweep_points(document, known=set(found))
    everything = [*problems, *wrong_overrides, *found, *wrong_changes, *wrong_points]
    if everything or plant is None:
        raise ScenarioError(_in_order(everything))
    return _Experiments(document.mark.file, plant, what_ifs, sweeps)


def _chosen(experiments: _Experiments, what_if: str | None) -> Scenario:
    if what_if is None:
        return experiments.plant
    if what_if not in experiments.what_ifs:
        raise _unknown("what_if", what_if, experiments.file, experiments.what_ifs)
    return experiments.what_ifs[what_if]


def _unknown(kind: str, name: str, file: str, names: Iterable[str]) -> UsageError:
    there = list(names)
    known = f"known: {listed(there)}" if there else "this scenario has none"
    return UsageError(f"no {kind} is called {shown_text(name)} in {file}{nearest(name, there)} ({known})")


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
