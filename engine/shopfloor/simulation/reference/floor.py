"""How far is it from here to there? The floor is a Mesa network of places, and people stand in its cells."""

from __future__ import annotations

from inspect import signature
from math import hypot
from random import Random

import networkx
from mesa.discrete_space import Cell, Network

from shopfloor.scenario.model import Floor

__all__ = ["FloorPlan"]


class FloorPlan:
    """The places of a floor. Without aisles one walks straight across, from any place to any other; with aisles along
    them, the shortest way."""

    def __init__(self, spec: Floor) -> None:
        self._spec = spec
        graph = networkx.Graph()
        graph.add_nodes_from(spec.positions)
        for start, end in spec.aisles or ():
            graph.add_edge(start, end, length_m=self._between_m(start, end))
        # newer versions of Mesa draw a layout of their own unless they are given one
        layout = {"layout": spec.positions} if "layout" in signature(Network).parameters else {}
        self._network = Network(graph, random=Random(0), **layout)
        self._cells: dict[str, Cell] = {cell.coordinate: cell for cell in self._network.all_cells}
        self._distances: dict[str, dict[str, float]] = {}

    def cell(self, place: str) -> Cell | None:
        """Return the cell of a place, if it has a position."""
        return self._cells.get(place)

    def distance_m(self, start: str, end: str) -> float:
        """Return how many metres one goes from one place to another."""
        from_start = self._distances.get(start)
        if from_start is None:
            from_start = self._distances[start] = self._from(start)
        return from_start[end]

    def _from(self, start: str) -> dict[str, float]:
        if self._spec.aisles is None:
            return {end: self._between_m(start, end) for end in self._spec.positions}
        return dict(networkx.single_source_dijkstra_path_length(self._network.G, start, weight="length_m"))

    def _between_m(self, start: str, end: str) -> float:
        (x, y), (to_x, to_y) = self._spec.positions[start], self._spec.positions[end]
        if self._spec.distance == "straight":
            return hypot(to_x - x, to_y - y)
        return abs(to_x - x) + abs(to_y - y)
