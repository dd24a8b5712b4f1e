"""By which names can a scenario say who goes where?

The engine has five policies of its own. Others come from installed packages, each by an entry point of the
group ``shopfloor.dispatch``: a scenario names them and never holds code.
"""

from __future__ import annotations

from importlib.metadata import entry_points

__all__ = ["GROUP", "POLICIES", "policy_names"]

GROUP = "shopfloor.dispatch"
POLICIES = ("oldest_request", "nearest", "highest_priority", "least_skilled", "help_bottleneck")


def policy_names() -> tuple[str, ...]:
    """Return the built-in policies, then those of installed packages in order of name."""
    installed = {point.name for point in entry_points(group=GROUP)}
    return (*POLICIES, *sorted(installed.difference(POLICIES)))
