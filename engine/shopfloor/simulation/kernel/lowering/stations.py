"""How do stations become tables? Their queues and doors, and which products they draw on without limit."""

from __future__ import annotations

import numpy as np

from shopfloor.simulation.kernel import records, words
from shopfloor.simulation.kernel.lowering.details import Details
from shopfloor.simulation.kernel.lowering.outline import Outline
from shopfloor.simulation.kernel.lowering.setups import Setups
from shopfloor.simulation.kernel.lowering.shifts import Shifts
from shopfloor.simulation.kernel.lowering.streams import Sources
from shopfloor.simulation.kernel.lowering.tables import filled, set_zero
from shopfloor.simulation.kernel.records import NONE, Table

__all__ = ["lay_stations"]

_ZERO = (
    "reserved", "length", "arrivals", "taken", "picked", "idle", "vacant", "last_while_us", "shift_end_rule",
)  # fmt: skip


def lay_stations(
    outline: Outline, details: Details, sources: Sources, setups: Setups, shifts: Shifts
) -> tuple[Table, Table]:
    """Return the stations, and the products of unlimited supply, those of one station in a row."""
    stations = filled(len(outline.stations), records.STATION, NONE)
    set_zero(stations, _ZERO)
    supplies = _supplies(outline)
    supplied: list[int] = []
    machines = 0
    for station, (name, spec) in zip(stations, outline.scenario.stations.items(), strict=True):
        station["capacity"] = NONE if spec.queue.capacity is None else spec.queue.capacity
        station["order"] = words.ORDERS[spec.queue.order]
        station["pick"] = words.PICKS[spec.pick]
        if station["order"] == words.BY_CHANCE:
            station["takes"] = sources.uniforms(f"{name}.queue", outline.visits_of(name))
        if station["pick"] == words.ANY:
            station["picks"] = sources.uniforms(f"{name}.pick", outline.visits_of(name))
        station["is_before_service"] = spec.blocking == "before_service"
        station["machines"], machines = machines, machines + spec.machines
        station["machines_end"] = machines
        station["supply"] = station["supply_next"] = len(supplied)
        supplied += supplies[name]
        station["supply_end"] = len(supplied)
        station["name"] = details.number(name)
        station["after_service"] = details.number(f"after_service>{name}")
        station["before_service"] = details.number(f"before_service>{name}")
        station["setups"], station["states"] = setups.places.get(name, (NONE, 0))
        shifts.end(station, spec.shift)
        station["judges"] = spec.judges
        rework = spec.quality.rework
        if rework is not None:
            station["rework_at"] = outline.stations[rework.at]
            station["rework_detail"] = details.number(rework.at)
            station["rework_at_most"] = rework.at_most
    return stations, np.array(supplied, np.int64)


def _supplies(outline: Outline) -> dict[str, list[int]]:
    """The products whose route begins at each station, and of which there is always another job."""
    supplies: dict[str, list[int]] = {name: [] for name in outline.stations}
    for number, (name, product) in enumerate(outline.scenario.products.items()):
        if product.orders.supply == "unlimited":
            supplies[outline.first_station(name)].append(number)
    return supplies
