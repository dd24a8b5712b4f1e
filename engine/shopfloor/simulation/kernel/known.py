"""Does the kernel know everything that a scenario says? What it does not know, it names; it leaves nothing out."""

from __future__ import annotations

from collections.abc import Iterator

from shopfloor.scenario import Scenario
from shopfloor.scenario.policies import POLICIES

__all__ = ["unknown"]


def unknown(scenario: Scenario) -> list[str]:
    """Return the place and the word of each thing that the kernel does not know: ``$.stations.welding.needs: …``."""
    return [f"{place}: {what}" for place, what in _findings(scenario)]


def _findings(scenario: Scenario) -> Iterator[tuple[str, str]]:
    if scenario.dispatch not in POLICIES:
        yield "$.dispatch", f"the policy {scenario.dispatch}, which is plugged in"
