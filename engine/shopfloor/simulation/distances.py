"""How far is it from here to there? Across the floor, or along the aisles, the shortest way."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from math import hypot
from typing import TYPE_CHECKING

from shopfloor.scenario.model import Floor

if TYPE_CHECKING:
    from networkx import Graph

__all__ = ["Distances"]


class Distances:
    """The distances between the places of a floor, in metres. Without aisles one walks straight across, from any place to
    any other; with aisles along them."""

    def __init__(self, spec: Floor) -> None:
        self._spec = spec
        self._known: dict[str, Mapping[str, float]] = {}

    @cached_property
    def graph(self) -> Graph:
        """The places, and the aisles between them."""
        # most plants have no aisles, and importing networkx takes as long as a short run
        from networkx import Graph

        graph = Graph()
        graph.add_nodes_from(self._spec.positions)
        for start, end in self._spec.aisles or ():
            graph.add_edge(start, end, length_m=self._between_m(start, end))
        return graph

    def between_m(self, start: str, end: str) -> float:
        """Return how many metres one goes from one place to another."""
        from_start = self._known.get(start)
        if from_start is None:
            from_start = self._known[start] = self._from(start)
        return from_start[end]

    def _from(self, start: str) -> Mapping[str, float]:
        if self._spec.aisles is None:
            return {end: self._between_m(start, end) for end in self._spec.positions}
        from networkx import single_source_dijkstra_path_length

        return dict(single_source_dijkstra_path_length(self.graph, start, weight="length_m"))

    def _between_m(self, start: str, end: str) -> float:
        """How long the way is if nothing stands in it."""
        (x, y), (to_x, to_y) = self._spec.positions[start], self._spec.positions[end]
        if self._spec.distance == "straight":
            return hypot(to_x - x, to_y - y)
        return abs(to_x - x) + abs(to_y - y)
