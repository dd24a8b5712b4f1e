"""How do rows of names become columns of numbers? So that rows of any engine can be counted in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from shopfloor.contracts.events import EventKind
from shopfloor.contracts.plant import PlantFacts
from shopfloor.eventlog.write import Row
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, Table
from shopfloor.simulation.kernel.words import COUNTED, KINDS
from shopfloor.units import TICKS_PER_SECOND

__all__ = ["Numbering"]


class Numbering:
    """Turns the rows of one replication into chunks for a :class:`Tally`; ``details`` are the words so far, by number."""

    def __init__(self, plant: PlantFacts) -> None:
        self.details: list[str] = []
        self._details: dict[str | None, int] = {None: NONE}
        self._kinds = {kind.value: number for number, kind in enumerate(KINDS)}
        self._products = _by_name(product.name for product in plant.products)
        self._stations = _by_name(station.name for station in plant.stations)
        self._machines = _by_name(machine for station in plant.stations for machine in station.machines)
        self._people = _by_name(person for crew in plant.crews for person in crew.people)

    def columns(self, rows: Sequence[Row]) -> dict[str, Table]:
        """Return the columns of some rows, as :meth:`Tally.take` wants them."""
        times, kinds, jobs, products, stations, machines, people, details, values, causes = zip(
            *rows, strict=True
        )
        for detail in details:
            if detail not in self._details:
                self._details[detail] = len(self.details)
                self.details.append(detail)
        return {
            "time_us": np.array(times, np.int64),
            "kind": np.array([self._kinds[kind] for kind in kinds], np.int32),
            "product": np.array([self._products[product] for product in products], np.int32),
            "number": np.array([_number(job) for job in jobs], np.int64),
            "station": np.array([self._stations[station] for station in stations], np.int32),
            "machine": np.array([self._machines[machine] for machine in machines], np.int32),
            "person": np.array([self._people[person] for person in people], np.int32),
            "detail": np.array([self._details[detail] for detail in details], np.int32),
            "value": np.array([_value(*it) for it in zip(kinds, values, strict=True)], np.int64),
            "cause": np.array([NONE if cause is None else cause for cause in causes], np.int64),
        }


def _by_name(names: Iterable[str]) -> dict[str | None, int]:
    return {None: NONE, **{name: number for number, name in enumerate(names)}}


def _number(job: str | None) -> int:
    return NONE if job is None else int(job.rpartition("-")[2])


def _value(kind: str, value: float | None) -> int:
    if value is None:
        return NO_VALUE
    if kind in COUNTED:
        return int(value)
    if kind == EventKind.MEASURED:
        return int(np.float64(value).view(np.int64))
    return round(value * TICKS_PER_SECOND)
