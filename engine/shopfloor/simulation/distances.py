"""How far is it from here to there? Across the floor, or along the aisles, the shortest way."""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot

import networkx

from shopfloor.scenario.model import Floor

__all__ = ["Distances"]


class Distances:
    """The distances between the places of a floor, in metres. Without aisles one walks straight across, from any place to
    any other; with aisles along them. ``graph``: the places, and the aisles between them."""

    def __init__(self, spec: Floor) -> None:
        self._spec = spec
        self.graph = networkx.Graph()
        self.graph.add_nodes_from(spec.positions)
        for start, end in spec.aisles or ():
            self.graph.add_edge(start, end, length_m=self._between_m(start, end))
        self._known: dict[str, Mapping[str, float]] = {}

    def between_m(self, start: str, end: str) -> float:
        """Return how many metres one goes from one place to another."""
        from_start = self._known.get(start)
        if from_start is None:
            from_start = self._known[start] = self._from(start)
        return from_start[end]

    def _from(self, start: str) -> Mapping[str, float]:
        if self._spec.aisles is None:
            return {end: self._between_m(start, end) for end in self._spec.positions}
        return dict(networkx.single_source_dijkstra_path_length(self.graph, start, weight="length_m"))

    def _between_m(self, start: str, end: str) -> float:
        """How long the way is if nothing stands in it."""
        (x, y), (to_x, to_y) = self._spec.positions[start], self._spec.positions[end]
        if self._spec.distance == "straight":
            return hypot(to_x - x, to_y - y)
        return abs(to_x - x) + abs(to_y - y)
