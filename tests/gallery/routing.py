"""How do lines run between the boxes of a grid without crossing one? Every line leaves for the gap between two rows.

Neighbours in a row are joined straight across. All other lines leave a box at its bottom or top, run along a lane of the
gap between two rows (lanes are given out so that no two lines lie on each other), and enter at the top or bottom. Lines
that skip a row come down beside the column of their target.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.gallery.grid import Grid

__all__ = ["BOX_HEIGHT", "BOX_WIDTH", "PITCH", "Drawn", "Wish", "routed"]

BOX_WIDTH, BOX_HEIGHT, PITCH = 162, 84, 196
_LEFT, _LANE, _MARGIN = 26, 7, 14
_STUB = 15
"""How long the arrows into and out of the plant are."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Wish:
    """A line that is wanted: between stations, from outside (source None), or out (target None); ``style`` is kept."""

    source: str | None
    target: str | None
    style: int


@dataclass
class Drawn:
    """Where everything is: the boxes' upper left corners, the lines' corners, the height of it all."""

    boxes: dict[str, Point]
    lines: list[tuple[Wish, list[Point]]] = field(default_factory=list)
    height: float = 0.0


@dataclass
class _Way:
    """A line on its way through gaps between rows: gap g lies above row g."""

    wish: Wish
    gaps: tuple[int, ...]
    leaves: str = "bottom"
    enters: str = "top"
    source_x: float = 0.0
    target_x: float = 0.0
    beside_x: float = 0.0
    lanes: list[int] = field(default_factory=list)


def routed(grid: Grid, wishes: Sequence[Wish]) -> Drawn:
    """Place the boxes and run the lines."""
    across = [wish for wish in wishes if _is_across(grid, wish)]
    ways = [_way(grid, wish) for wish in wishes if wish not in across and wish.source and wish.target]
    _give_ports(grid, ways)
    _run_beside(grid, ways)
    heights = _give_lanes(grid, ways)
    tops: list[float] = []
    y = 0.0
    for row in range(grid.rows):
        y += heights[row]
        tops.append(y)
        y += BOX_HEIGHT
    boxes = {name: (_x(column), tops[row]) for name, (column, row) in grid.places.items()}
    drawn = Drawn(boxes, height=y + heights[grid.rows])
    drawn.lines += [(way.wish, _corners(way, boxes, tops, heights)) for way in ways]
    drawn.lines += _straight(grid, wishes, across, boxes)
    return drawn


def _x(column: int) -> float:
    return _LEFT + column * PITCH


def _is_across(grid: Grid, wish: Wish) -> bool:
    if wish.source is None or wish.target is None:
        return False
    (column, row), (other, other_row) = grid.places[wish.source], grid.places[wish.target]
    return row == other_row and abs(column - other) == 1


def _way(grid: Grid, wish: Wish) -> _Way:
    assert wish.source is not None
    assert wish.target is not None
    (column, row), (other, other_row) = grid.places[wish.source], grid.places[wish.target]
    if row == other_row:  # ahead above the row, back below it
        above = other > column
        side = "top" if above else "bottom"
        return _Way(wish, (row if above else row + 1,), side, side)
    if other_row > row:
        gaps = (row + 1,) if other_row == row + 1 else (row + 1, other_row)
        return _Way(wish, gaps)
    gaps = (row,) if other_row == row - 1 else (row, other_row + 1)
    return _Way(wish, gaps, "top", "bottom")


# ---------------------------------------------------------------- ports on the boxes


def _give_ports(grid: Grid, ways: list[_Way]) -> None:
    """Spread the lines over the top and the bottom of each box, so that those of a side do not cross."""
    sides: dict[tuple[str, str], list[tuple[float, _Way, bool]]] = {}
    for way in ways:
        wish = way.wish
        assert wish.source is not None
        assert wish.target is not None
        gap = grid.places[wish.target][0] - grid.places[wish.source][0]
        sides.setdefault((wish.source, way.leaves), []).append((gap, way, True))
        sides.setdefault((wish.target, way.enters), []).append((-gap, way, False))
    for (name, side), lines in sides.items():
        middle = _x(grid.places[name][0]) + BOX_WIDTH / 2
        left = sorted((line for line in lines if line[0] < 0), key=lambda line: -line[0])
        here = [line for line in lines if line[0] == 0]
        right = sorted((line for line in lines if line[0] > 0), key=lambda line: -line[0])
        step = min(16.0, (BOX_WIDTH / 2 - 12) / max(len(left), len(right), 1))
        if not here:
            first = middle - (len(left) + len(right) - 1) / 2 * step
        else:  # what comes from straight above or below comes in the middle, so it needs no corner
            first = middle - ((len(here) - 1) / 2 + len(left)) * step
        for number, (gap, way, is_source) in enumerate([*left, *here, *right]):
            x = first + number * step
            if gap:  # lines that leave above do not come down where others go up
                x += 4 if side == "top" else -4
            if is_source:
                way.source_x = x
            else:
                way.target_x = x


def _run_beside(grid: Grid, ways: list[_Way]) -> None:
    """Lines over several rows come down in the gap left of their target's column."""
    used: dict[int, int] = {}
    for way in ways:
        if len(way.gaps) == 2:
            assert way.wish.target is not None
            column = grid.places[way.wish.target][0]
            number = used[column] = used.get(column, 0) + 1
            way.beside_x = _x(column) - 4 - 5 * number


# ---------------------------------------------------------------- lanes between the rows


def _spans(way: _Way) -> Iterator[tuple[int, float, float]]:
    """The gap, and from where to where a line runs along it."""
    if len(way.gaps) == 1:
        yield way.gaps[0], way.source_x, way.target_x
    else:
        yield way.gaps[0], way.source_x, way.beside_x
        yield way.gaps[1], way.beside_x, way.target_x


def _give_lanes(grid: Grid, ways: list[_Way]) -> list[float]:
    """Give each line its lanes, and return how high the gaps are, the one above the first row included."""
    taken: dict[int, list[list[tuple[float, float]]]] = {}
    wanted = sorted(
        (
            (abs(one - other), number, part)
            for number, way in enumerate(ways)
            for part, (_, one, other) in enumerate(_spans(way))
        ),
    )
    lanes: dict[tuple[int, int], int] = {}
    for _, number, part in wanted:
        gap, one, other = list(_spans(ways[number]))[part]
        low, high = min(one, other) - 6, max(one, other) + 6
        tracks = taken.setdefault(gap, [])
        lane = next(
            (i for i, track in enumerate(tracks) if all(high < a or low > b for a, b in track)), len(tracks)
        )
        if lane == len(tracks):
            tracks.append([])
        tracks[lane].append((low, high))
        lanes[number, part] = lane
    for number, way in enumerate(ways):
        way.lanes = [lanes[number, part] for part in range(len(way.gaps))]
    return [
        _MARGIN * (1 if gap in (0, grid.rows) else 2) + (len(taken[gap]) * _LANE if gap in taken else 0)
        for gap in range(grid.rows + 1)
    ]


def _corners(way: _Way, boxes: dict[str, Point], tops: list[float], heights: list[float]) -> list[Point]:
    assert way.wish.source is not None
    assert way.wish.target is not None
    starts, ends = boxes[way.wish.source][1], boxes[way.wish.target][1]
    start = (way.source_x, starts if way.leaves == "top" else starts + BOX_HEIGHT)
    end = (way.target_x, ends if way.enters == "top" else ends + BOX_HEIGHT)
    ys = [_lane_y(gap, lane, way, tops, heights) for gap, lane in zip(way.gaps, way.lanes, strict=True)]
    if len(ys) == 1:
        if abs(way.source_x - way.target_x) < 0.1:
            return [start, end]
        return [start, (way.source_x, ys[0]), (way.target_x, ys[0]), end]
    return [
        start,
        (way.source_x, ys[0]),
        (way.beside_x, ys[0]),
        (way.beside_x, ys[1]),
        (way.target_x, ys[1]),
        end,
    ]


def _lane_y(gap: int, lane: int, way: _Way, tops: list[float], heights: list[float]) -> float:
    """Lanes are counted from the boxes that lines of one row leave and enter: short lines run closest to them."""
    if gap == len(tops):
        return tops[-1] + BOX_HEIGHT + _MARGIN + lane * _LANE
    bottom = tops[gap]
    if way.leaves == way.enters == "bottom":
        return bottom - heights[gap] + _MARGIN + lane * _LANE
    return bottom - _MARGIN - lane * _LANE


# ---------------------------------------------------------------- straight lines, and those from and to outside


def _straight(
    grid: Grid, wishes: Sequence[Wish], across: Sequence[Wish], boxes: dict[str, Point]
) -> list[tuple[Wish, list[Point]]]:
    lines: list[tuple[Wish, list[Point]]] = []
    block: dict[frozenset[str], list[Wish]] = {}
    for wish in across:
        block.setdefault(frozenset((wish.source or "", wish.target or "")), []).append(wish)
    used: dict[tuple[str, str], int] = {}
    for pair, members in block.items():
        left, right = sorted(pair, key=lambda name: boxes[name][0])
        used[left, "right"] = used[right, "left"] = len(members)
        for number, wish in enumerate(members):
            y = boxes[left][1] + BOX_HEIGHT / 2 + (number - (len(members) - 1) / 2) * 8
            ends = (boxes[left][0] + BOX_WIDTH, y), (boxes[right][0], y)
            lines.append((wish, list(ends if wish.source == left else ends[::-1])))
    crowded = dict(used)
    next_to = {
        (name, side): (column + step, row) in grid.places.values()
        for name, (column, row) in grid.places.items()
        for side, step in (("left", -1), ("right", 1))
    }
    for wish in wishes:
        name = wish.target or wish.source
        assert name is not None
        if wish.source is not None and wish.target is not None:
            continue
        usual, other = ("left", "right") if wish.source is None else ("right", "left")
        side = other if next_to[name, usual] and not next_to[name, other] else usual
        if crowded.get((name, side)) and not crowded.get((name, other)):
            side = other
        x, y = boxes[name]
        y += _slot(used, (name, side))
        inner = x + BOX_WIDTH if side == "right" else x
        outer = inner + _STUB if side == "right" else inner - _STUB
        lines.append((wish, [(outer, y), (inner, y)] if wish.source is None else [(inner, y), (outer, y)]))
    return lines


def _slot(used: dict[tuple[str, str], int], side: tuple[str, str]) -> float:
    """The next place on a side of a box, below the lines that go straight across; the height within the box."""
    number = used.get(side, 0)
    used[side] = number + 1
    if number == 0:
        return BOX_HEIGHT / 2
    return BOX_HEIGHT / 2 + 8 * ((number + 1) // 2) * (1 if number % 2 else -1)
