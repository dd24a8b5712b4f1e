"""A log with secrets: rare names, unique durations, a unique sequence, in a plant that is otherwise busy and dull."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np

COLUMNS = {
    "case": "Order", "activity": "Step", "resource": "Machine", "start": "Begin", "end": "End", "person": "Worker",
    "product": "Item", "outcome": "Result",
}  # fmt: skip
STOP_COLUMNS = {"machine": "Machine", "from": "Since", "to": "Until", "cause": "Why", "person": "Fitter"}
NAMES = (
    "Zebediah", "Quillfeather", "Xanthippe", "Ottokar", "Wurlitzer", "Brobdingnag", "Secretsauce", "Vorpal",
    "Jabberwock", "Mxyzptlk", "Ypsilanti",
)  # fmt: skip
"""Of two people who work rarely, one who works every day, machines, products, an activity, causes of stops and a case."""
DURATIONS = ("7919.31", "6113.77", "4447.93")
"""In seconds: the longest work of one case, the longest repair, and a work of the first case at a busy station."""


def canary_files(folder: Path) -> tuple[Path, Path]:
    """Write a log and its stops (two weeks, two products, three stations, four workers), and return their places."""
    rows = ["Order,Step,Machine,Begin,End,Worker,Item,Result", *_rows()]
    log, stops = folder / "works.csv", folder / "stops.csv"
    log.write_text("\n".join(rows) + "\n", encoding="utf-8")
    stops.write_text("\n".join(["Machine,Since,Until,Why,Fitter", *_stops()]) + "\n", encoding="utf-8")
    return log, stops


def _rows() -> Iterator[str]:
    """Orders by day, each step after the other; every machine works on one order at a time."""
    rng = np.random.default_rng(11)
    free: dict[str, float] = {}
    ways = {"pump": ("Saw", "Mill", "Test"), "valve": ("Mill", "Test")}
    machines = {"Saw": ("Wurlitzer",), "Mill": ("Mill A", "Mill B"), "Test": ("Bench 7",)}
    workers = {
        "Wurlitzer": "Quillfeather",
        "Mill A": "Ottokar",
        "Mill B": "Xanthippe",
        "Bench 7": "Quillfeather II",
    }
    for number in range(420):
        item = "pump" if number % 3 else "valve"
        at = (number // 42) // 5 * 7 * 86_400 + (number // 42) % 5 * 86_400 + (number % 42) * 840
        way: tuple[str, ...] = ways[item]
        case, worker, result = str(5000 + number), None, ""
        if number == 100:  # a case of its own in every respect
            case, item, worker = "Mxyzptlk-1", "Brobdingnag", "Zebediah"
            way = ("Test", "Saw", "Jabberwock", "Saw", "Mill", "Saw")
        if number in (200, 260):
            item = "Secretsauce-8"
        for step in way:
            machine = min(machines.get(step, ("Vorpal lathe",)), key=lambda name: free.get(name, 0.0))
            since = max(at, free.get(machine, 0.0)) + 5
            lasts = round(float(rng.gamma(9, 40)), 2)
            if number == 100 and step == "Mill":
                lasts = float(DURATIONS[0])
            if number == 0 and step == "Mill":
                lasts = float(DURATIONS[2])
            if number % 29 == 7 and step == "Test":
                result = "scrap"
            at = free[machine] = since + lasts
            named = worker or workers.get(machine, "Zebediah")
            yield ",".join((case, step, machine, _at(since), _at(at), named, item, result))


def _stops() -> Iterator[str]:
    rng = np.random.default_rng(12)
    for number in range(40):
        since = number // 5 * 86_400 + number % 5 * 7_000 + 46_000
        until = since + (float(DURATIONS[1]) if number == 17 else round(float(rng.gamma(4, 200)), 2))
        why = "Ypsilanti" if number == 17 else "jam"
        yield ",".join(("Mill A", _at(since), _at(until), why, "Zebediah"))


def _at(seconds: float) -> str:
    return (dt.datetime(2026, 1, 5, 6) + dt.timedelta(seconds=seconds)).isoformat(timespec="milliseconds")
