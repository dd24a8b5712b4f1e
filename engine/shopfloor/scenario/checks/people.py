"""Can people be told where to go?"""

from __future__ import annotations

from collections.abc import Iterator

from shopfloor.document import shown
from shopfloor.errors import Problem
from shopfloor.scenario.checks.names import unknown
from shopfloor.scenario.checks.plant import Plant
from shopfloor.scenario.policies import GROUP, POLICIES, policy_names

__all__ = ["CHECKS"]


def _the_policy_is_known(plant: Plant) -> Iterator[Problem]:
    dispatch = plant.root.at("dispatch")
    if dispatch is None or dispatch.text is None or dispatch.text in POLICIES:
        return  # the entry points are only looked up for a name that is not built in
    what = f"a policy that is built in or installed (entry point group {GROUP})"
    yield from unknown(dispatch, what, policy_names())


def _the_nearest_has_a_place(plant: Plant) -> Iterator[Problem]:
    dispatch = plant.root.at("dispatch")
    if dispatch is not None and dispatch.text == "nearest" and plant.root.at("floor") is None:
        yield dispatch.problem(
            f"got {shown(dispatch.node)}, but the plant has no floor, so nothing is near or far; "
            "give it one (floor: {positions: …}), or take another policy"
        )


CHECKS = (_the_policy_is_known, _the_nearest_has_a_place)
