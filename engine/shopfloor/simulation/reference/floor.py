"""Where are people? The floor is a Mesa network of places, and people stand in its cells."""

from __future__ import annotations

from inspect import signature
from random import Random

from mesa.discrete_space import Cell, Network

from shopfloor.scenario.model import Floor
from shopfloor.simulation.distances import Distances

__all__ = ["FloorPlan"]


class FloorPlan:
    """The places of a floor, and how far they are from each other."""

    def __init__(self, spec: Floor) -> None:
        self._distances = Distances(spec)
        # newer versions of Mesa draw a layout of their own unless they are given one
        layout = {"layout": spec.positions} if "layout" in signature(Network).parameters else {}
        network = Network(self._distances.graph, random=Random(0), **layout)
        self._cells: dict[str, Cell] = {cell.coordinate: cell for cell in network.all_cells}

    def cell(self, place: str) -> Cell | None:
        """Return the cell of a place, if it has a position."""
        return self._cells.get(place)

    def distance_m(self, start: str, end: str) -> float:
        """Return how many metres one goes from one place to another."""
        return self._distances.between_m(start, end)
