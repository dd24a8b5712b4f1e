"""Does the kernel know everything that a scenario says? What it does not know, it names; it leaves nothing out."""

from __future__ import annotations

from shopfloor.scenario import Scenario
from shopfloor.scenario.policies import POLICIES

__all__ = ["unknown"]


def unknown(scenario: Scenario) -> list[str]:
    """Return the place and the word of each thing that the kernel does not know: ``$.dispatch: …``."""
    if scenario.dispatch in POLICIES:
        return []
    return [f"$.dispatch: the policy {scenario.dispatch}, which is plugged in"]
