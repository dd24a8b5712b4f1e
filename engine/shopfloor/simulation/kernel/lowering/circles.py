"""Where can the plant lock itself up? Elsewhere nobody looks for a deadlock."""

from __future__ import annotations

from collections.abc import Mapping

from shopfloor.simulation.kernel.lowering.outline import Outline
from shopfloor.simulation.kernel.records import NONE, Table

__all__ = ["note_circles"]

Link = tuple[str, int]
"""A station, a product or a stock, which is named by its product."""


def note_circles(
    outline: Outline, stations: Table, products: Table, next_stations: Mapping[str, set[str]]
) -> None:
    """Note the doors from which the ways of those who wait lead into a circle.

    The cycle of a deadlock is found by going from who waits to what is waited for, until something comes again. Every such
    move is one of these: from a station to the next of a route, or to where work is sent back, if places there are limited;
    to a product that is assembled there; from a product to the stations of its route; from a full stock to those who take
    from it; from a full station to machines that keep places there and wait for more, or for parts; and to itself where a
    batch has no room to gather.
    """
    ways = _Ways()
    _lead_to_parts(ways, outline, stations, products)
    _lead_to_places(ways, outline, next_stations)
    in_circles = ways.into_circles()
    for number, station in enumerate(stations):
        link = ("station", number) if station["product"] == NONE else ("stock", int(station["product"]))
        station["may_lock"] = link in in_circles


def _lead_to_parts(ways: _Ways, outline: Outline, stations: Table, products: Table) -> None:
    for product, route in enumerate(outline.routes()):
        stock = products[product]["stock"]
        if stock == NONE:
            continue
        is_limited = stations[stock]["capacity"] != NONE
        for station in {outline.stations[outline.steps[step].station] for step in route}:
            ways.lead(("product", product), ("station", station))
            if is_limited:
                ways.lead(("station", station), ("stock", product))
    for work in outline.steps:
        here = outline.stations[work.station]
        for part in work.visit.assemble:
            product = outline.products[part]
            ways.lead(("station", here), ("product", product))
            ways.lead(("stock", product), ("station", here))


def _lead_to_places(ways: _Ways, outline: Outline, next_stations: Mapping[str, set[str]]) -> None:
    assembling = {work.station for work in outline.steps if work.visit.assemble}
    limited = {name for name, spec in outline.scenario.stations.items() if spec.queue.capacity is not None}
    for number, (name, spec) in enumerate(outline.scenario.stations.items()):
        keeps_places = spec.blocking == "before_service" and (spec.batch is not None or name in assembling)
        for goal in next_stations[name] & limited:
            ways.lead(("station", number), ("station", outline.stations[goal]))
            if keeps_places:
                ways.lead(("station", outline.stations[goal]), ("station", number))
        if spec.batch is not None and name in limited:
            ways.lead(("station", number), ("station", number))


class _Ways:
    """Who may wait for whom."""

    def __init__(self) -> None:
        self._ahead: dict[Link, set[Link]] = {}

    def lead(self, start: Link, end: Link) -> None:
        self._ahead.setdefault(start, set()).add(end)

    def into_circles(self) -> set[Link]:
        """Return where ways begin that never end: what leads into no circle is left out, one after the other."""
        behind: dict[Link, list[Link]] = {}
        for start, goals in self._ahead.items():
            for goal in goals:
                behind.setdefault(goal, []).append(start)
        left = {start: len(goals) for start, goals in self._ahead.items()}
        ends = [goal for goal in behind if goal not in left]
        while ends:
            for start in behind.get(ends.pop(), ()):
                left[start] -= 1
                if left[start] == 0:
                    ends.append(start)
        return {start for start, count in left.items() if count}
