"""What is drawn of the whole plant? The way of the jobs, when they come, and when people work."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.evidence import minimum
from shopfloor.calibration.observed import Observed, happened

__all__ = ["arrival_grid", "process_map"]

_BOX, _COLUMN, _ROW = (116, 40), 176, 86
_MOST_STATIONS = 40
_DAY_US, _HOUR_US = 86_400_000_000, 3_600_000_000


def process_map(observed: Observed) -> dict[str, Any] | None:
    """Return boxes and arrows: stations from left to right as jobs come by, arrows with their number of jobs.

    Arrows of fewer than :func:`minimum` jobs are not drawn; neither is a map of more than 40 stations.
    """
    visits = observed.visits
    begun = visits[happened(visits["started_us"])]
    names = [str(name) for name in begun["station"].cat.categories]
    if not len(begun) or len(names) > _MOST_STATIONS:
        return None
    job = (
        begun["replication"].to_numpy(np.int64) * (len(begun["job"].cat.categories) + 1)
        + begun["job"].cat.codes.to_numpy()
    )
    order = np.lexsort((begun["first_event"].to_numpy(), job))
    job, station = job[order], begun["station"].cat.codes.to_numpy(np.int64)[order]
    first = np.r_[True, job[1:] != job[:-1]]
    flow = np.zeros((len(names), len(names)), np.int64)
    np.add.at(flow, (station[:-1][~first[1:]], station[1:][~first[1:]]), 1)
    flow[flow < minimum()] = 0
    visited = np.bincount(station, minlength=len(names))
    column = _columns(flow)
    boxes, filled = list[dict[str, Any]](), dict[int, int]()
    for number in sorted(range(len(names)), key=lambda n: (column[n], -visited[n], names[n])):
        if visited[number] < minimum():
            continue
        row = filled.get(column[number], 0)
        filled[column[number]] = row + 1
        boxes.append(
            {
                "number": number,
                "name": names[number],
                "visits": int(visited[number]),
                "x": 20 + column[number] * _COLUMN,
                "y": 44 + row * _ROW,
            }
        )
    place = {box["number"]: box for box in boxes}
    most = max(int(flow.max()), 1)
    arrows = [
        _arrow(place[one], place[other], int(flow[one, other]), most)
        for one, other in sorted(zip(*np.nonzero(flow), strict=True), key=lambda pair: flow[pair])
        if one in place and other in place
    ]
    rows = max(filled.values(), default=1)
    return {
        "boxes": boxes,
        "arrows": arrows,
        "width": 40 + (max(column, default=0)) * _COLUMN + _BOX[0],
        "height": 40 + rows * _ROW,
        "box_width": _BOX[0],
        "box_height": _BOX[1],
    }


def _columns(flow: NDArray[np.int64]) -> list[int]:
    """How many steps a station is from the beginning, along the arrows that make no circle, the busiest first."""
    import networkx as nx

    ways = nx.DiGraph()
    ways.add_nodes_from(range(len(flow)))
    pairs = [
        (int(flow[one, other]), int(one), int(other)) for one, other in zip(*np.nonzero(flow), strict=True)
    ]
    for _, one, other in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        if one != other and not nx.has_path(ways, other, one):
            ways.add_edge(one, other)
    column = [0] * len(flow)
    for number, together in enumerate(nx.topological_generations(ways)):
        for station in together:
            column[station] = number
    return column


def _arrow(one: dict[str, Any], other: dict[str, Any], count: int, most: int) -> dict[str, Any]:
    width, height = _BOX
    x1, y1 = one["x"] + width, one["y"] + height / 2
    x2, y2 = other["x"], other["y"] + height / 2
    stroke = round(1 + 4 * (count / most) ** 0.5, 2)
    if one is other:
        x, y = one["x"] + width / 2, one["y"]
        path = f"M{x - 14} {y} C{x - 24} {y - 26} {x + 24} {y - 26} {x + 14} {y}"
        return {"path": path, "stroke": stroke, "count": count, "x": x, "y": y - 5}
    if x2 > x1:
        bend = (x2 - x1) / 2
        lift = -58 if x2 - x1 > _COLUMN and y1 == y2 else 0  # over the boxes in between, and their loops
        path = f"M{x1} {y1} C{x1 + bend} {y1 + lift} {x2 - bend} {y2 + lift} {x2} {y2}"
        return {
            "path": path,
            "stroke": stroke,
            "count": count,
            "x": (x1 + x2) / 2,
            "y": (y1 + y2) / 2 + lift * 0.8 - 5,
        }
    x1, y1, x2, y2 = one["x"] + width / 2, one["y"] + height, other["x"] + width / 2, other["y"] + height
    deep = max(y1, y2) + 30
    path = f"M{x1} {y1} C{x1} {deep} {x2} {deep} {x2} {y2}"
    return {"path": path, "stroke": stroke, "count": count, "x": (x1 + x2) / 2, "y": deep - 6}


def arrival_grid(observed: Observed) -> dict[str, Any] | None:
    """Return how many jobs come in each hour of the week, per week; hours with fewer than :func:`minimum` are not told."""
    came = observed.jobs["released_us"].to_numpy()
    came = came[happened(came)] + observed.week_us
    if len(came) < 4 * minimum():
        return None
    counts = np.zeros((7, 24), np.int64)
    np.add.at(counts, (came // _DAY_US % 7, came % _DAY_US // _HOUR_US), 1)
    most = max(int(counts.max()), 1)
    told = [[int(count) if count >= minimum() or count == 0 else None for count in day] for day in counts]
    return {
        "most": most,
        "days": [[(None if n is None else n, (n or 0) / most) for n in day] for day in told],
    }
