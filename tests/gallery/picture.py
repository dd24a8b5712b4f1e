"""What does a plant look like? Stations with the states of their machines, the ways of jobs, and people, as SVG."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

from shopfloor.scenario import Scenario
from shopfloor.scenario.model import Group, Station
from tests.gallery.flow import flows, returns
from tests.gallery.grid import Grid
from tests.gallery.routing import BOX_HEIGHT, BOX_WIDTH, Point, Wish, routed

__all__ = ["picture"]

WIDTH = 800
STATES = {
    "productive": "#2a9d6e",
    "setup": "#3d7ebf",
    "maintenance": "#9a6fb0",
    "waiting_for_maintenance": "#d3bfe0",
    "down": "#c8452d",
    "waiting_for_repair": "#f0a58f",
    "blocked": "#e8a317",
    "waiting_for_parts": "#8a6d4b",
    "waiting_for_person": "#f2dd5c",
    "starved": "#d5d9dd",
    "off_shift": "#eef0f2",
}
"""The colour of each state of a machine, in the order of the bars."""
WAYS = ("#44546a", "#0b7285", "#a83279", "#5f7a1c", "#a35200", "#3b3fae", "#7a1f1f", "#1a7f5a")
"""The colours of products that go different ways."""
BACK = "#8b949e"
INK, SOFT, EDGE = "#1f2933", "#52606d", "#9aa5b1"
_BACK = len(WAYS)
_INDENT = 26.0

Shares = Mapping[str, Mapping[str, float]]


def picture(plant: Scenario, shares: Shares, grid: Grid) -> str:
    """Return the SVG; ``shares`` are those of the states of stations and groups of people."""
    ways = flows(plant)
    wishes = [
        Wish(line.source, line.target, number) for number, flow in enumerate(ways) for line in flow.lines
    ]
    wishes += [Wish(line.source, line.target, _BACK) for line in returns(plant)]
    missing = set(plant.stations) ^ set(grid.places)
    assert not missing, f"the picture and the plant do not have the same stations: {sorted(missing)}"
    drawn = routed(grid, wishes)
    parts = [
        _line(points, wish.style) for wish, points in sorted(drawn.lines, key=lambda line: -line[0].style)
    ]
    for name, corner in drawn.boxes.items():
        parts += _station(name, plant.stations[name], shares.get(f"station:{name}", {}), corner)
    of_ways, y = _ways([flow.products for flow in ways], bool(returns(plant)), drawn.height + 10)
    parts += of_ways
    for number, (name, group) in enumerate(plant.people.items()):
        corner = (_INDENT + 392 * (number % 2), y + 36 * (number // 2))
        parts += _group(name, group, shares.get(f"people:{name}", {}), corner)
    y += 36 * ((len(plant.people) + 1) // 2) + 4
    seen = [state for state in STATES if any(of.get(state, 0) >= 0.001 for of in shares.values())]
    of_states, height = _legend(seen, y)
    parts += of_states
    return "\n".join([*_head(plant, height), *parts, "</svg>", ""])


def _head(plant: Scenario, height: float) -> list[str]:
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {_n(height)}" width="{WIDTH}" '
        f'height="{_n(height)}" role="img" font-family="system-ui, -apple-system, \'Segoe UI\', \'DejaVu Sans\', sans-serif" '
        'font-size="11">',
        f"<title>{escape(plant.scenario)}: {escape(plant.description)}</title>",
        f'<rect width="{WIDTH}" height="{_n(height)}" fill="#ffffff"/>',
    ]


# ---------------------------------------------------------------- stations


def _station(name: str, station: Station, shares: Mapping[str, float], corner: Point) -> list[str]:
    x, y = corner
    return [
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="5" fill="#fbfcfd" stroke="{EDGE}"/>',
        _text(x + 8, y + 17, _words(name), INK, 'font-weight="600" font-size="13"'),
        _text(x + 8, y + 33, _machines(station), SOFT),
        _text(x + 8, y + 48, _fitted(_queue(station)), SOFT),
        _text(x + 8, y + 63, _fitted(_specials(station)), SOFT),
        *_bar(
            x + 8,
            y + BOX_HEIGHT - 14,
            BOX_WIDTH - 16,
            8,
            [(STATES[state], shares.get(state, 0.0)) for state in STATES],
        ),
    ]


def _machines(station: Station) -> str:
    count = "1 machine" if station.machines == 1 else f"{station.machines} machines"
    if station.batch is None:
        return count
    least, most = station.batch.min, station.batch.max
    return f"{count}, batch {most if least == most else f'{least} to {most}'}"


def _queue(station: Station) -> str:
    capacity, order = station.queue.capacity, station.queue.order.replace("_", " ")
    return f"queue {'∞' if capacity is None else capacity}" + ("" if order == "fifo" else f", {order}")


def _specials(station: Station) -> list[str]:
    """What else is worth knowing, as far as it fits."""
    said = []
    if station.needs is not None:
        said.append(f"needs {_words(station.needs.skill)}")
    if station.inspection is not None:
        said.append("inspects")
    if station.setup is not None:
        said.append("setup")
    if station.maintenance:
        said.append("maintained")
    if station.wear is not None:
        said.append("wears")
    if station.failures:
        said.append("fails")
    return said


def _fitted(text: str | list[str]) -> str:
    """As much as there is room for: some 27 letters."""
    if isinstance(text, str):
        return text
    line = ""
    for word in text:
        longer = f"{line}, {word}" if line else word
        if len(longer) > 27:
            break
        line = longer
    return line


def _bar(x: float, y: float, width: float, height: float, parts: list[tuple[str, float]]) -> list[str]:
    """Shares side by side; what they leave of the whole stays white."""
    drawn = [
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="#ffffff" stroke="{EDGE}" stroke-width="0.6"/>'
    ]
    at = x
    for colour, share in parts:
        if share * width >= 0.3:
            drawn.append(
                f'<rect x="{_n(at)}" y="{_n(y)}" width="{_n(share * width)}" height="{_n(height)}" fill="{colour}"/>'
            )
        at += share * width
    return drawn


# ---------------------------------------------------------------- lines


def _line(points: list[Point], style: int) -> str:
    """A line with rounded corners and an arrowhead."""
    colour = BACK if style == _BACK else WAYS[style % len(WAYS)]
    dash = ' stroke-dasharray="4 3"' if style == _BACK else ""
    (before_x, before_y), (x, y) = points[-2:]
    across = (x > before_x) - (x < before_x) if abs(x - before_x) > abs(y - before_y) else 0
    down = 0 if across else ((y > before_y) - (y < before_y))
    back = (x - 6 * across, y - 6 * down)
    path = f"M{_n(points[0][0])} {_n(points[0][1])}"
    for number in range(1, len(points) - 1):
        path += _corner(points[number - 1], points[number], points[number + 1])
    path += f"L{_n(back[0])} {_n(back[1])}"
    wings = [(back[0] + 3.2 * down * side, back[1] + 3.2 * across * side) for side in (1, -1)]
    head = " ".join(f"{_n(a)},{_n(b)}" for a, b in [(x, y), *wings])
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.5"{dash}/>'
        f'<polygon points="{head}" fill="{colour}"/>'
    )


def _corner(before: Point, here: Point, after: Point, radius: float = 4.0) -> str:
    def towards(point: Point) -> Point:
        dx, dy = point[0] - here[0], point[1] - here[1]
        length = abs(dx) + abs(dy)
        reach = min(radius, length / 2) / length if length else 0.0
        return here[0] + dx * reach, here[1] + dy * reach

    (a, b), (c, d) = towards(before), towards(after)
    return f"L{_n(a)} {_n(b)}Q{_n(here[0])} {_n(here[1])} {_n(c)} {_n(d)}"


# ---------------------------------------------------------------- legends and people


def _ways(products: list[tuple[str, ...]], has_returns: bool, y: float) -> tuple[list[str], float]:
    """Which line is whose, and where the next thing may be drawn."""
    said = [
        (WAYS[number % len(WAYS)], "", ", ".join(map(_words, names))) for number, names in enumerate(products)
    ]
    if has_returns:
        said.append((BACK, ' stroke-dasharray="4 3"', "back for rework"))
    parts = []
    places, below = _in_lines([text for _, _, text in said], 28, y, 17)
    for (colour, dash, text), (x, row) in zip(said, places, strict=True):
        parts.append(f'<path d="M{_n(x)} {_n(row)}h22" stroke="{colour}" stroke-width="2"{dash}/>')
        parts.append(_text(x + 28, row + 4, text, INK))
    return parts, below


def _in_lines(texts: list[str], before: float, y: float, height: float) -> tuple[list[Point], float]:
    """Places for entries side by side, each with a sign before it, as many as a line holds; and what lies below."""
    places: list[Point] = []
    x = _INDENT
    for text in texts:
        width = before + 6.6 * len(text) + 16
        if x > _INDENT and x + width > WIDTH:
            x, y = _INDENT, y + height
        places.append((x, y))
        x += width
    return places, y + height


def _group(name: str, group: Group, shares: Mapping[str, float], corner: Point) -> list[str]:
    """Somebody for each person (up to eight), who they are, and how much of all time they are busy and walk."""
    x, y = corner
    parts = []
    for number in range(min(group.count, 8)):
        middle = x + 6 + 12 * number
        parts.append(f'<circle cx="{_n(middle)}" cy="{_n(y + 5)}" r="3.4" fill="{SOFT}"/>')
        parts.append(f'<path d="M{_n(middle - 5)} {_n(y + 19)}v-3a5 5 0 0 1 10 0v3z" fill="{SOFT}"/>')
    x += 12 * min(group.count, 8) + 8
    count = "" if group.count == 1 else f" × {group.count}"
    parts.append(_text(x, y + 9, f"{_words(name)}{count}", INK, 'font-weight="600"'))
    skills = ", ".join(map(_words, group.skills))
    shift = "at all hours" if group.shift is None else f"shift {_words(group.shift)}"
    parts.append(_text(x, y + 23, f"{skills}; {shift}", SOFT))
    busy, walking = shares.get("busy_share", 0.0), shares.get("walking_share", 0.0)
    at = corner[0] + 290
    parts += _bar(at, y + 2, 70, 8, [(STATES["productive"], busy), (STATES["setup"], walking)])
    parts.append(
        _text(
            at,
            y + 23,
            f"busy {100 * busy:.0f} %" + (f", walks {100 * walking:.0f} %" if walking >= 0.005 else ""),
            SOFT,
        )
    )
    return parts


def _legend(states: list[str], y: float) -> tuple[list[str], float]:
    parts = []
    places, below = _in_lines(states, 16, y, 18)
    for state, (x, row) in zip(states, places, strict=True):
        parts.append(
            f'<rect x="{_n(x)}" y="{_n(row)}" width="11" height="11" fill="{STATES[state]}" stroke="{EDGE}" stroke-width="0.6"/>'
        )
        parts.append(_text(x + 16, row + 10, _words(state), INK))
    return parts, below


# ---------------------------------------------------------------- small things


def _text(x: float, y: float, text: str, colour: str, more: str = "") -> str:
    more = f" {more}" if more else ""
    return f'<text x="{_n(x)}" y="{_n(y)}" fill="{colour}"{more}>{escape(text)}</text>'


def _words(name: str) -> str:
    return name.replace("_", " ")


def _n(value: float) -> str:
    """A coordinate with one decimal at most."""
    return (
        f"{value:.1f}".removesuffix(".0").replace("-0", "0")
        if abs(value) < 0.05
        else f"{value:.1f}".removesuffix(".0")
    )
