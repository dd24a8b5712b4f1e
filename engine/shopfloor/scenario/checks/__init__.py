"""Do the parts of a plant fit together?

Laws that concern several parts at once, one file per question. They read the document and not the model, so
that an unknown station is found beside a negative capacity, in the same breath and with its place. Each check
yields what it finds; none stops another. What a check cannot read is somebody else's finding.
"""

from __future__ import annotations

from itertools import islice

from shopfloor.document import Node
from shopfloor.errors import Problem
from shopfloor.scenario.checks import (
    assembly,
    floor,
    flow,
    names,
    people,
    quality,
    queues,
    routes,
    shifts,
    used,
)
from shopfloor.scenario.checks.plant import Plant
from shopfloor.scenario.vocabulary import MANY

__all__ = ["whole_plant_problems"]

_QUESTIONS = (names, used, routes, flow, assembly, queues, shifts, people, floor, quality)


def whole_plant_problems(document: Node) -> list[Problem]:
    """Return everything about a document that no part can know alone."""
    plant = Plant(document)
    return [
        problem
        for question in _QUESTIONS
        for check in question.CHECKS
        for problem in islice(check(plant), MANY)
    ]
