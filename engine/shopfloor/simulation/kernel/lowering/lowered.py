"""What is a scenario that has become tables, and where do the streams come from that nobody asked for before?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from shopfloor.simulation.kernel import records, words
from shopfloor.simulation.kernel.log import Names
from shopfloor.simulation.kernel.lowering.outline import Work
from shopfloor.simulation.kernel.lowering.streams import lay_out
from shopfloor.simulation.kernel.lowering.tables import filled
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.streams import Source, durations, uniforms
from shopfloor.simulation.pace import Pace
from shopfloor.streams import Streams

__all__ = ["Lowered", "name_stream"]


@dataclass
class Lowered:
    """A scenario as tables, and what only Python needs: names, and where draws come from."""

    plant: Plant
    products: list[str]
    stations: list[str]
    machines: list[str]
    people: list[str]
    skills: list[str]
    details: list[str]
    sources: list[Source]
    """Of each stream, where its draws come from."""
    steps: list[Work]
    streams: Streams
    passes: list[float]
    """About how many jobs come by each step."""
    pool_end: int
    """Where the pool of draws is not given away yet."""
    paces: list[Pace]
    """Of each person, how fast he or she works by now."""

    def names(self) -> Names:
        """Return what the numbers in the log stand for by now."""
        details = [*self.details, *self.cycles()]
        return Names(self.products, self.stations, self.machines, self.people, details)

    def cycles(self) -> list[str]:
        """Return the deadlocks that were found so far, as the log tells them: ``welding>testing>welding``."""
        told = self.plant.told[: self.plant.run[0]["told"]].tolist()
        cycles, place = [], 0
        while place < len(told):
            names = [self.details[number] for number in told[place + 1 : place + 1 + told[place]]]
            cycles.append(">".join([*names, names[0]]))
            place += 1 + told[place]
        return cycles


def name_stream(lowered: Lowered, row: int, kind: int, visit: int) -> int:
    """Give a stream of a step, or of a fork, its row, once somebody comes there for this visit, and return it."""
    plant = lowered.plant
    place, chain, name, step = _head(lowered, row, kind)
    name += "" if visit == 1 else f".visit{visit}"
    # those who come again are few
    expected = lowered.passes[step] if visit == 1 else 0.0
    source = (
        durations(lowered.streams, name, lowered.steps[step].law, expected)
        if kind == words.PROCESSING
        else uniforms(lowered.streams, name, expected)
    )
    number = len(lowered.sources)
    lowered.sources.append(source)
    streams = plant.streams
    if number == len(streams):
        streams = filled(2 * number + 64, records.STREAM, NONE)
        streams[:number] = plant.streams
    streams[number]["visit"], streams[number]["further"] = visit, place[chain]
    lowered.pool_end = lay_out(streams[number], source, lowered.pool_end, number)
    draws = plant.draws
    if lowered.pool_end > len(draws):
        draws = np.zeros(2 * lowered.pool_end, np.int64)
        draws[: len(plant.draws)] = plant.draws
    place[chain] = number
    lowered.plant = plant._replace(streams=streams, draws=draws)
    return number


def _head(lowered: Lowered, row: int, kind: int) -> tuple[Any, str, str, int]:
    """Return the record and its field where the chain of a step's streams of a kind begins, or of a fork's, what they are
    called, and a step that about as many jobs come by."""
    plant = lowered.plant
    if kind == words.FORKING:
        fork = plant.route[row]
        line, product = plant.products[fork["product"]], lowered.products[fork["product"]]
        return fork, "draws", f"{product}.fork.{row - line['route']}", int(line["first_step"])
    work = lowered.steps[row]
    way = plant.steps[row]
    if kind < words.DEFECT:
        chain = {words.PROCESSING: "processing", words.JUDGEMENT: "quality", words.INSPECTION: "inspection"}[
            kind
        ]
        return way, chain, f"{work.station}.{chain}.{work.product}", row
    making = plant.makings[way["makings"] + kind - words.DEFECT]
    defect = lowered.details[plant.fault_kinds[making["fault"]]["detail"]]
    return making, "draws", f"{work.station}.defect.{defect}.{work.product}", row
