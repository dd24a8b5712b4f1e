"""Which replications are worked on together, and how much does a record of a rare window count?

Units depend on what is asked, never on the number of processes, so the bytes do not, either.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence

from shopfloor.contracts.family import Family
from shopfloor.contracts.plant import PlantFacts
from shopfloor.questions.focus import weights
from shopfloor.questions.pool import Kind
from shopfloor.questions.survey import Found, Unit
from shopfloor.questions.wanted import Wanted
from shopfloor.questions.worlds import in_turn, splits

__all__ = ["units_of", "weights_of"]

AT_ONCE = 5_000
"""Questions of a unit, about: as many as fit into a process of a few hundred megabytes."""

_Strata = Counter[str | None]


def units_of(plants: Sequence[PlantFacts], wanted: Wanted) -> list[Unit]:
    """Return the units: for each log groups of replications, each with all splits in about their proportions."""
    units: list[Unit] = []
    for log, plant in enumerate(plants):
        whole = splits(plant, held_out=plant.name in wanted.held_out_scenarios)
        order = in_turn(whole.of_replication, wanted.seed)
        questions = wanted.questions / len(plants)
        n = max(min(round(questions / AT_ONCE), len(order)), 1)
        bounds = [i * len(order) // n for i in range(n + 1)]
        for a, b in itertools.pairwise(bounds):
            chosen = tuple(order[a:b])
            of = whole.only(chosen)
            units.append(Unit(len(units), log, chosen, of, of.sizes(plant.horizon_us)))
    return units


def weights_of(
    units: Sequence[Unit],
    families: Sequence[Family],
    found: Mapping[tuple[int, str], Found],
    chosen: Mapping[tuple[int, str], Counter[Kind]],
) -> dict[int, dict[str, dict[str | None, float]]]:
    """Return log -> family -> rare thing -> how often such a record stands for one of the plant's own."""
    result: dict[int, dict[str, dict[str | None, float]]] = {}
    for log in sorted({unit.log for unit in units}):
        of_log = result.setdefault(log, {})
        for name in (family.family for family in families):
            windows, records = _Strata(), _Strata()
            for unit in units:
                if unit.log == log:
                    there = found.get((unit.number, name))
                    windows.update(_strata(there.windows if there else {}))
                    records.update(_strata(chosen.get((unit.number, name), {})))
            if records.total():
                of_log[name] = weights(windows, records)
    return result


def _strata(kinds: Mapping[Kind, int]) -> dict[str | None, int]:
    strata = dict[str | None, int]()
    for (_, stratum), count in kinds.items():
        strata[stratum] = strata.get(stratum, 0) + count
    return strata
