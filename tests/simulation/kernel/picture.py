"""What do the kernel's tables look like? The picture of docs/kernel.md: a plant at a moment, as the kernel left it.

``python -m tests.simulation.kernel.picture`` draws it anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from shopfloor.scenario import loads
from shopfloor.simulation.kernel import words
from shopfloor.simulation.kernel.log import Chunk
from shopfloor.simulation.kernel.records import LOG, NO_VALUE, NONE
from shopfloor.simulation.kernel.run import run_to_the_end

__all__ = ["PICTURE", "drawn"]

PICTURE = Path(__file__).parents[3] / "docs" / "kernel.svg"

SCENARIO = """
scenario: pumps
clock: {start: 2026-01-05T06:00, horizon: 25 min}
seed: 5
products: {pump: {orders: {supply: unlimited}, route: [cutting, welding]}}
stations:
  cutting: {machines: 2, processing: {exponential: {mean: 4 min}}}
  welding: {queue: {capacity: 2}, processing: {constant: 5 min}}
"""

WIDTH, ROW, HEAD = 860, 17, 16
INK, SOFT, LINE, CELL, LINK = "#1f2933", "#52606d", "#9aa5b1", "#fbfcfd", "#c2410c"
WHAT = {words.ACTIVITY_ENDS: "work ends", words.LIFE_ENDS: "fails", words.MACHINE_WAKES: "wakes"}
LAST_ROWS = 7


@dataclass
class Drawing:
    """SVG elements, and where the cells of tables lie."""

    parts: list[str] = field(default_factory=list)
    cells: dict[tuple[str, int, str], tuple[float, float, float]] = field(default_factory=dict)

    def text(
        self, x: float, y: float, text: str, *, fill: str = INK, bold: bool = False, end: bool = False
    ) -> None:
        weight = ' font-weight="600"' if bold else ""
        anchor = ' text-anchor="end"' if end else ""
        self.parts.append(f'<text x="{x:g}" y="{y:g}" fill="{fill}"{weight}{anchor}>{escape(text)}</text>')

    def table(
        self,
        name: str,
        note: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        x: float,
        y: float,
        widths: Sequence[int],
        first: int = 0,
    ) -> float:
        """Draw a table with the numbers of its rows before them; return where it ends below."""
        self.text(x, y, name, bold=True)
        self.text(x + 8 + 7.2 * len(name), y, note, fill=SOFT)
        top = y + HEAD + 4
        left = x + 22
        for column, width in zip(columns, widths, strict=True):
            self.text(left + 4, top, column, fill=SOFT)
            left += width
        for number, row in enumerate(rows):
            above = top + 6 + number * ROW
            self.text(x + 16, above + 12.5, str(first + number), fill=SOFT, end=True)
            left = x + 22
            for column, value, width in zip(columns, row, widths, strict=True):
                self.parts.append(
                    f'<rect x="{left:g}" y="{above:g}" width="{width}" height="{ROW}" fill="{CELL}" stroke="{LINE}" '
                    'stroke-width="0.6"/>'
                )
                self.text(left + width - 5, above + 12.5, value, end=True)
                self.cells[name, first + number, column] = (left, above + ROW / 2, width)
                left += width
            self.cells[name, first + number, ""] = (x + 4, above + ROW / 2, 0)
        return top + 6 + len(rows) * ROW

    def link(self, start: tuple[str, int, str], end: tuple[str, int, str]) -> None:
        """Draw an arrow from a cell to the row whose number it holds."""
        x, y, width = self.cells[start]
        to_x, to_y, _ = self.cells[end]
        x += width - 2
        bend = 14 + abs(to_y - y) / 8
        self.parts.append(
            f'<path d="M{x:g} {y:g}C{x + bend:g} {y:g} {to_x - bend:g} {to_y:g} {to_x:g} {to_y:g}" fill="none" '
            f'stroke="{LINK}" stroke-width="1.1" opacity="0.75"/>'
            f'<polygon points="{to_x + 3:g},{to_y:g} {to_x - 3:g},{to_y - 3:g} {to_x - 3:g},{to_y + 3:g}" fill="{LINK}"/>'
        )


def drawn() -> str:
    """Return the picture as SVG."""
    chunks: list[dict[str, Any]] = []
    lowered = run_to_the_end(loads(SCENARIO), 5, 0, _copied, chunks.append)
    plant, run = lowered.plant, lowered.plant.run[0]
    inside = sorted(
        {int(row) for row in plant.machines["job"] if row != NONE} | set(_queue(plant)),
    )
    drawing = Drawing()
    drawing.text(14, 22, f"now_us = {int(run['now_us']):,}", bold=True)
    drawing.text(
        190,
        22,
        "A thing is the number of its row. An arrow is such a number: follow it to the row.",
        fill=SOFT,
    )
    columns = ["capacity", "length", "first", "last", "door_first", "idle"]
    drawing.table(
        "stations",
        "what stands where",
        columns,
        _rows(plant.stations, columns),
        14,
        50,
        [62, 50, 42, 42, 72, 42],
    )
    columns = ["station", "state", "job", "left_us", "timer"]
    _machines(drawing, plant, columns)
    columns = ["number", "step", "processing_us", "behind"]
    shown = [[_number(plant.jobs[row][column]) for column in columns] for row in inside]
    top = 50
    drawing.text(500, top, "jobs", bold=True)
    drawing.text(536, top, "all that are in the plant", fill=SOFT)
    for place, (row, values) in enumerate(zip(inside, shown, strict=True)):
        _one_row(drawing, "jobs", row, columns, values, 500, top, place, [60, 44, 100, 60])
    heap = plant.clock[: int(run["timed"])]
    columns = ["at_us", "turn", "what", "who"]
    rows = [[_number(e["at_us"]), _number(e["turn"]), WHAT[int(e["what"])], _number(e["who"])] for e in heap]
    drawing.table("clock", "a heap by time, then by turn", columns, rows, 500, 216, [110, 50, 80, 44])
    columns = ["even", "odd", "place", "shift", "visit"]
    drawing.table("streams", "which chunks of draws are there", columns, _rows(plant.streams, columns, used=len(lowered.sources)),
                  14, 252, [46, 46, 60, 46, 46])  # fmt: skip
    pool = [f"{int(value):,}" for value in plant.draws[:4]]
    drawing.table("draws", "the pool", ["0", "1", "2", "3"], [pool], 290, 252, [100, 100, 100, 100][:4])
    _log(drawing, chunks[-1], 352)
    _links(drawing, plant, inside)
    height = 352 + HEAD + 14 + LAST_ROWS * ROW + 14
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        "font-family=\"system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif\" font-size=\"11\">\n"
        "<title>The tables of the kernel in the middle of a run: two stations, three machines, the jobs in the plant, the clock, "
        "the streams of draws and the columns of the log.</title>\n"
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n'
        + "\n".join(drawing.parts)
        + "\n</svg>\n"
    )


def _copied(chunk: Chunk) -> dict[str, Any]:
    return {name: chunk.rows[name].copy() for name in LOG}


def _queue(plant: Any) -> list[int]:
    found = []
    for station in plant.stations:
        row = int(station["first"]) if station["length"] else NONE
        while row != NONE:
            found.append(row)
            row = int(plant.jobs[row]["behind"])
    return found


def _machines(drawing: Drawing, plant: Any, columns: Sequence[str]) -> None:
    rows = [[_number(machine[column]) for column in columns] for machine in plant.machines]
    drawing.table("machines", "what each does", columns, rows, 14, 144, [56, 46, 42, 92, 46])


def _one_row(
    drawing: Drawing, name: str, row: int, columns: Sequence[str], values: Sequence[str], x: float, y: float, place: int,
    widths: Sequence[int],
) -> None:  # fmt: skip
    """Draw one of the rows of a table that is not shown whole."""
    top = y + HEAD + 4
    if not place:
        left = x + 22
        for column, width in zip(columns, widths, strict=True):
            drawing.text(left + 4, top, column, fill=SOFT)
            left += width
    above = top + 6 + place * ROW
    drawing.text(x + 16, above + 12.5, str(row), fill=SOFT, end=True)
    left = x + 22
    for column, value, width in zip(columns, values, widths, strict=True):
        drawing.parts.append(
            f'<rect x="{left:g}" y="{above:g}" width="{width}" height="{ROW}" fill="{CELL}" stroke="{LINE}" stroke-width="0.6"/>'
        )
        drawing.text(left + width - 5, above + 12.5, value, end=True)
        drawing.cells[name, row, column] = (left, above + ROW / 2, width)
        left += width
    drawing.cells[name, row, ""] = (x + 4, above + ROW / 2, 0)


def _log(drawing: Drawing, rows: dict[str, Any], y: float) -> None:
    columns = [
        "time_us",
        "kind",
        "product",
        "number",
        "station",
        "machine",
        "person",
        "detail",
        "value",
        "cause",
    ]
    count = len(rows["kind"])
    first = max(0, count - LAST_ROWS)
    shown = []
    for row in range(first, count):
        cells = [_number(rows[column][row]) for column in columns]
        cells[1] = words.KINDS[int(rows["kind"][row])].value
        shown.append(cells)
    drawing.table("log", "the last rows of ten columns; at 65,536 they become a row group of the Parquet file", columns, shown,
                  14, y, [94, 104, 54, 54, 54, 58, 52, 48, 100, 52], first=first)  # fmt: skip


def _links(drawing: Drawing, plant: Any, inside: Sequence[int]) -> None:
    for number, station in enumerate(plant.stations):
        for column in ("first", "last", "door_first"):
            row = int(station[column])
            is_used = station["length"] if column != "door_first" else row != NONE
            if is_used and row in inside:
                drawing.link(("stations", number, column), ("jobs", row, ""))
    for number, machine in enumerate(plant.machines):
        if machine["job"] != NONE:
            drawing.link(("machines", number, "job"), ("jobs", int(machine["job"]), ""))


def _rows(table: Any, columns: Sequence[str], used: int | None = None) -> list[list[str]]:
    return [[_number(row[column]) for column in columns] for row in table[:used]]


def _number(value: Any) -> str:
    if int(value) == NO_VALUE:
        return "·"
    return "·" if int(value) == NONE else f"{int(value):,}"


if __name__ == "__main__":
    PICTURE.write_text(drawn(), encoding="utf-8", newline="\n")
