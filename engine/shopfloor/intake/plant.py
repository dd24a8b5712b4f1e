"""What plant is it? Stations, machines, people, products and jobs get their names, and the frame of the log is drawn."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd

from shopfloor.contracts.plant import CrewFacts, PlantFacts, ProductFacts, StationFacts
from shopfloor.intake.jobs import Period
from shopfloor.intake.naming import Names, slug
from shopfloor.intake.visits import Basket, categorical
from shopfloor.intake.zones import Clock

__all__ = ["named_visits", "plant_facts"]

_CREW = "people"


def named_visits(
    basket: Basket, names: Names, file: str
) -> tuple[pd.DataFrame, dict[str, list[str]], tuple[str, ...]]:
    """Return the visits with names of the grammar, machine texts -> machines, and what was assumed.

    Columns: job, product, station, machine, person, person_text, start_us, end_us, is_open, outcome, arrival_us, due_us,
    has_due, number.
    """
    rows, told = basket.rows, list[str]()
    rows = rows.assign(
        case=rows["case"].cat.remove_unused_categories(),
        activity=rows["activity"].cat.remove_unused_categories(),
    )
    stations = names.slugs("stations", "station", rows["activity"].cat.categories)
    station = rows["activity"].cat.rename_categories(stations)
    machine, machines, shared = _machines(rows, stations, names)
    if shared:
        listed = ", ".join(f'"{text}"' for text in shared[:3])
        told.append(
            f"machines that work at several stations ({listed}) are a machine at each; if they are people, give person="
        )
    visits = pd.DataFrame({"number": rows["number"], "station": station, "machine": machine})
    visits["job"] = _jobs(rows, names)
    visits["person"], visits["person_text"] = _people(rows, names)
    visits["product"] = _products(basket, rows, names, file, told)
    for name in ("start_us", "end_us", "is_open"):
        visits[name] = rows[name].to_numpy()
    visits["outcome"] = rows["outcome"].to_numpy(object) if "outcome" in rows else "passed"
    basket.rows = rows
    _arrivals(basket, visits, told)
    _due(basket, visits)
    return visits, machines, tuple(told)


def _machines(
    rows: pd.DataFrame, stations: dict[str, str], names: Names
) -> tuple[pd.Categorical, dict[str, list[str]], list[str]]:
    """A machine is called as in the log; one that is several there gets the station in front, or a number behind."""
    text = (
        rows["machine"].astype(object) if "machine" in rows else pd.Series([None] * len(rows), dtype=object)
    )
    frame = pd.DataFrame(
        {
            "text": text.to_numpy(),
            "activity": rows["activity"].astype(str).to_numpy(),
            "lane": rows["lane"].to_numpy(),
        }
    )
    frame["text"] = frame["text"].where(frame["text"].notna(), "")
    keys = frame.drop_duplicates().sort_values(["text", "activity", "lane"], kind="stable")
    activities, most = keys.groupby("text")["activity"].nunique(), keys.groupby("text")["lane"].max()
    wanted: dict[str, str] = {}
    for name, activity, lane in keys.itertuples(index=False):
        parts = (
            [slug(name, "machine")] if name else [stations[activity], "unnamed" if "machine" in rows else ""]
        )
        if name and activities[name] > 1:
            parts.insert(0, stations[activity])
        if not name or most[name] > 1:
            parts.append(str(lane))
        base = ".".join(part for part in parts if part)
        wanted["\0".join((name, activity, str(lane)))] = base
    given = Names.give(names, "machines", wanted)
    names.changed.pop("machines", None)
    changed = {new: key.split("\0")[0] for key, new in given.items() if key.split("\0")[0] not in ("", new)}
    if changed:
        names.changed["machines"] = changed
    machines: dict[str, list[str]] = {}
    for key, new in given.items():
        if key[0] != "\0":
            machines.setdefault(key.split("\0")[0], []).append(new)
    index = pd.MultiIndex.from_frame(frame)
    codes, unique = pd.factorize(index)
    labels = [given["\0".join((name, activity, str(lane)))] for name, activity, lane in unique]
    return (
        categorical(codes, labels),
        machines,
        sorted(activities[(activities > 1) & (activities.index != "")].index),
    )


def _jobs(rows: pd.DataFrame, names: Names) -> pd.Categorical:
    """A case is a job; further lots of it, worked on side by side, are jobs with a number behind the name."""
    cases, lot = list(rows["case"].cat.categories), rows["lot"].to_numpy(np.int64)
    width = int(lot.max(initial=1)) + 1
    codes, unique = pd.factorize(rows["case"].cat.codes.to_numpy(np.int64) * width + lot)
    wanted = [slug(text, "job") for text in cases]
    things: dict[str, str] = {}
    for key in unique.tolist():
        case, number = divmod(key, width)
        if number == 1:
            things[cases[case]] = wanted[case]
        else:
            things[f"{cases[case]}\0{number}"] = f"{wanted[case]}.{number}"
    given = names.give("jobs", things)
    if "jobs" in names.changed:
        names.changed["jobs"] = {new: key.partition("\0")[0] for new, key in names.changed["jobs"].items()}
    return categorical(codes, [given[key] for key in things])


def _people(rows: pd.DataFrame, names: Names) -> tuple[pd.Series, pd.Series]:
    if "person" not in rows:
        nobody = pd.Series([None] * len(rows), index=rows.index, dtype=object)
        return nobody, nobody
    column = rows["person"].cat.remove_unused_categories()
    given = names.slugs("people", "person", column.cat.categories)
    return column.cat.rename_categories(given).astype(object).where(column.notna(), None), column.astype(
        object
    )


def _products(basket: Basket, rows: pd.DataFrame, names: Names, file: str, told: list[str]) -> pd.Series:
    """A job is of one product: that of its first row that names one."""
    if "product" not in rows:
        told.append("all jobs are of one product; give product= if they are not")
        name = names.slugs("products", "product", [file.partition(".")[0]])
        return pd.Series(next(iter(name.values())), index=rows.index, dtype="category")
    text = rows["product"].astype(object)
    first = text.groupby([rows["case"], rows["lot"]], observed=True).transform("first")
    other = (text.notna() & (text != first)).to_numpy()
    basket.rows = rows
    basket.tell(
        other, "other_product", "names another product than the first row of its job, whose product counts"
    )
    first = first.where(first.notna(), "unknown")
    given = names.slugs("products", "product", sorted(set(first)))
    return first.map(given).astype("category")


def _arrivals(basket: Basket, visits: pd.DataFrame, told: list[str]) -> None:
    """A job arrives when the log says so, and no later than its first work begins."""
    rows = basket.rows
    first = visits.groupby("job", observed=True)["start_us"].transform("min")
    if "arrival_us" not in rows:
        told.append(
            "a job arrives when its first work begins, so it does not wait there; give arrival= if that is known"
        )
        visits["arrival_us"] = first
        return
    at = rows["arrival_us"].where(rows["has_arrival"])
    arrival = at.groupby(visits["job"], observed=True).transform("min")
    late = (arrival > first).to_numpy()
    basket.tell(late, "arrival_after_start", "the arrival lies after the first work of the job; that counts")
    arrival = arrival.where(arrival.notna() & ~late, first)
    visits["arrival_us"] = np.minimum(arrival, first).astype(np.int64)


def _due(basket: Basket, visits: pd.DataFrame) -> None:
    rows = basket.rows
    if "due_us" not in rows:
        visits["due_us"], visits["has_due"] = 0, False
        return
    due = rows["due_us"].where(rows["has_due"]).groupby(visits["job"], observed=True).transform("first")
    other = (rows["has_due"] & (rows["due_us"] != due)).to_numpy()
    basket.tell(other, "other_due", "names another due time than the first row of its job, which counts")
    visits["due_us"], visits["has_due"] = due.fillna(0).astype(np.int64), due.notna()


def plant_facts(
    visits: pd.DataFrame, stops: pd.DataFrame, file: str, clock: Clock, period: Period
) -> PlantFacts:
    """Return what must be known of the plant to read its log."""
    pairs = visits[["station", "machine"]].drop_duplicates().astype(str).sort_values(["station", "machine"])
    people = sorted({str(name) for of in (visits, stops) for name in of["person"].dropna()})
    return PlantFacts(
        name=slug(file.partition(".")[0], "log"),
        description=f"Taken in from {file}.",
        clock_start=clock.at(period.since_us),
        horizon_us=period.until_us - period.since_us,
        warm_up_us=0,
        seed=0,
        replications=1,
        stations=tuple(
            StationFacts(name=station, machines=tuple(part["machine"]), queue_capacity=None)
            for station, part in pairs.groupby("station")
        ),
        crews=(CrewFacts(name=_CREW, people=tuple(people), skills={}),) if people else (),
        products=_product_facts(visits),
        time_zone=clock.zone
        if clock.zone and not clock.zone.startswith("UTC+") and not clock.zone.startswith("UTC-")
        else None,
        origin="real",
    )


def _product_facts(visits: pd.DataFrame) -> tuple[ProductFacts, ...]:
    """The route of a product is the way that most of its jobs took."""
    station, product = visits["station"].cat, visits["product"].astype("category").cat
    job = visits["job"].cat.codes.to_numpy(np.int64)
    order = np.argsort(job, kind="stable")  # visits are in the order of time
    stations, products = station.codes.to_numpy(np.int64)[order], product.codes.to_numpy(np.int64)[order]
    edges = np.flatnonzero(np.concatenate(([True], job[order][1:] != job[order][:-1], [True]))).tolist()
    ways: dict[int, Counter[tuple[int, ...]]] = {}
    for first, last in pairwise(edges):
        ways.setdefault(int(products[first]), Counter())[tuple(stations[first:last].tolist())] += 1
    facts = []
    for code, counts in ways.items():
        most = min(counts, key=lambda way: (-counts[way], way))
        route = tuple(str(station.categories[number]) for number in most)
        facts.append(ProductFacts(name=str(product.categories[code]), route=route, priority=0))
    return tuple(sorted(facts, key=lambda fact: fact.name))
