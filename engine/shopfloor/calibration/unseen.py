"""What has the plant not seen yet? Changes to try, under ``what_if``: rarer breakdowns, another mix, one person fewer."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from shopfloor.calibration.draft import Draft
from shopfloor.calibration.fitting.texts import duration
from shopfloor.calibration.validation.uncertainty import stretched
from shopfloor.distributions import Distribution
from shopfloor.errors import ScenarioError
from shopfloor.scenario import Scenario

__all__ = ["with_what_if"]

Change = tuple[str, dict[str, Any]]
"""A name under ``what_if``, and path -> value."""


def with_what_if(draft: Draft, scenario_of: Callable[[Draft], Scenario]) -> Draft:
    """Return the draft with those changes that make sense in this plant, and make a plant that can run."""
    found = dict[str, Any]()
    for name, change in _changes(draft):
        try:
            scenario_of(_with(draft, {name: change}))
        except ScenarioError:  # such as a skill that only the person has who would be missing
            continue
        found[name] = change
    if not found:
        return draft
    made = _with(draft, found)
    made.notes.append("The changes under what_if are made up: the log shows nothing of them.")
    return made


def _with(draft: Draft, changes: dict[str, Any]) -> Draft:
    changed = copy.copy(draft)
    changed.document = {**draft.document, "what_if": changes}
    changed.notes = list(draft.notes)
    return changed


def _changes(draft: Draft) -> Iterator[Change]:
    lives = _lives(draft)
    if lives:
        yield "failures_half_as_often", {path: _times(law, 2.0) for path, law in lives.items()}
        yield "failures_twice_as_often", {path: _times(law, 0.5) for path, law in lives.items()}
    groups = {name: int(of["count"]) for name, of in (draft.get(("people",)) or {}).items() if "count" in of}
    if groups:
        largest = max(groups, key=lambda name: groups[name])
        if groups[largest] > 1:
            yield "one_person_fewer", {f"people.{largest}.count": groups[largest] - 1}
        yield "one_person_more", {f"people.{largest}.count": groups[largest] + 1}
    orders = _orders(draft)
    if orders:
        yield "a_tenth_more_orders", {path: _times(law, 1 / 1.1) for path, law in orders.items()}
    yield from _mix(orders)


def _lives(draft: Draft) -> dict[str, Any]:
    return {
        f"stations.{station}.failures.{mode}.time_to_failure": of["time_to_failure"]
        for station, parts in (draft.get(("stations",)) or {}).items()
        for mode, of in (parts.get("failures") or {}).items()
        if "time_to_failure" in of
    }


def _orders(draft: Draft) -> dict[str, Any]:
    return {
        f"products.{product}.orders.every": of["orders"]["every"]
        for product, of in (draft.get(("products",)) or {}).items()
        if "every" in of.get("orders", {})
    }


def _mix(orders: dict[str, Any]) -> Iterator[Change]:
    """As many orders as before, but twice as many of the second product, at the expense of the first."""
    rates = {path: 1 / Distribution.model_validate(law).law.mean() for path, law in orders.items()}
    first, second, *_ = [*sorted(rates, key=lambda path: (-rates[path], path)), "", ""]
    if not second or rates[second] >= 0.9 * rates[first]:
        return
    left = rates[first] - rates[second]
    yield (
        "other_mix",
        {
            second: _times(orders[second], 0.5),
            first: _times(orders[first], rates[first] / left),
        },
    )


def _times(law: Any, factor: float) -> Any:
    return stretched(law, factor, lambda seconds: duration(seconds, 4))
