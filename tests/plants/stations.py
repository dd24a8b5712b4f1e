"""What are the stations of random plants? First what a station is alone, then what depends on who comes there."""

from collections.abc import Sequence

from hypothesis import strategies as st

from shopfloor.scenario.model import Power
from tests.plants.calendar import Calendar, Document
from tests.plants.quality import quality
from tests.plants.routes import visitors
from tests.plants.times import distributions, grid
from tests.plants.upkeep import upkeep
from tests.plants.words import Words

__all__ = ["batches_and_queues", "stations"]

ORDERS = ("fifo", "lifo", "priority", "spt", "lpt", "random", "edd", "slack", "critical_ratio", "least_setup")
NEEDS_A_DATE = ("edd", "slack", "critical_ratio")


@st.composite
def stations(draw: st.DrawFn, words: Words, calendar: Calendar, crews: Document) -> Document:
    """Up to four stations: machines, needs, shifts, upkeep, power."""
    names = [f"s{number}" for number in range(1, draw(st.integers(1, 4)) + 1)]
    return {name: draw(_station(words, calendar, crews)) for name in names}


@st.composite
def _station(draw: st.DrawFn, words: Words, calendar: Calendar, crews: Document) -> Document:
    skills = sorted({skill for crew in crews.values() for skill in crew["skills"]})
    machines = draw(st.integers(1, 3))
    station: Document = {"machines": machines}
    if "before_service" in words:
        station["blocking"] = draw(st.sampled_from(["after_service", "before_service"]))
    if "pick" in words:
        station["pick"] = draw(st.sampled_from(["longest_idle", "first", "random"]))
    if "speed" in words and draw(st.booleans()):
        speeds = st.sampled_from([0.5, 1.0, 2.0])
        each = st.lists(speeds, min_size=machines, max_size=machines)
        station["speed"] = draw(st.one_of(speeds, each))
    if draw(st.integers(0, 4)):
        station["processing"] = draw(distributions())
    if skills and "needs" in words and draw(st.integers(0, 3)):
        during = draw(st.sampled_from([["setup", "processing"], ["setup"], ["processing"]]))
        station["needs"] = {"skill": draw(st.sampled_from(skills)), "during": during}
    shift = draw(st.sampled_from([None, *calendar.shifts]))
    if shift is not None and _is_manned(station, shift, calendar, crews):
        station["shift"] = shift
    if "power" in words:
        states = [state for state in Power.model_fields if state != "otherwise"]
        chosen = draw(st.lists(st.sampled_from(states), max_size=3, unique=True))
        station["power"] = {state: draw(st.sampled_from(["3 kW", "250 W", "0 W"])) for state in chosen}
        station["power"]["otherwise"] = "50 W"
    return station | draw(upkeep(words, skills, "shift" in station))


def _is_manned(station: Document, shift: str, calendar: Calendar, crews: Document) -> bool:
    """Is somebody who is needed there while the station is on shift?"""
    if "needs" not in station:
        return True
    able = [crew for crew in crews.values() if station["needs"]["skill"] in crew["skills"]]
    return any(calendar.meet(shift, crew.get("shift")) for crew in able)


@st.composite
def batches_and_queues(draw: st.DrawFn, words: Words, plant: Document) -> None:
    """Add to each station what depends on the products that come: setup, batch, queue, quality, inspection."""
    for name, station in plant["stations"].items():
        products = visitors(name, plant["products"])
        if "setup" in words and draw(st.booleans()):
            station["setup"] = draw(_setup(sorted(plant["products"])))
        if "batch" in words and draw(st.booleans()):
            station["batch"] = draw(_batch(products, plant["products"]))
        station["queue"] = draw(_queue(words, name, station, products, plant["products"]))
        draw(quality(words, name, plant))


@st.composite
def _families(draw: st.DrawFn, products: Sequence[str]) -> Document:
    """Some of the products, in one or two families."""
    order = draw(st.permutations(products))
    first = draw(st.integers(1, len(order)))
    families = {"family_one": list(order[:first])}
    if first < len(order) and draw(st.booleans()):
        families["family_two"] = list(order[first:])
    return families


@st.composite
def _setup(draw: st.DrawFn, products: Sequence[str]) -> Document:
    setup: Document = {}
    if draw(st.booleans()):
        setup["families"] = draw(_families(products))
    members = {product for family in setup.get("families", {}).values() for product in family}
    names = [*setup.get("families", {}), *(product for product in products if product not in members)]
    kind = draw(st.sampled_from(["change", "to"] + ["between"] * (len(names) > 1)))
    if kind == "change":
        setup["change"] = {word: draw(grid(0, 4)) for word in ("product", "step", "both")}
    elif kind == "to":
        chosen = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
        setup["to"] = {name: draw(grid(0, 4)) for name in chosen}
    else:
        before, after = draw(st.permutations(names))[:2]
        setup["between"] = {before: {after: draw(grid(0, 5))}, after: {before: draw(grid(0, 5))}}
    return setup


@st.composite
def _batch(draw: st.DrawFn, visitors: Sequence[str], products: Document) -> Document:
    batch: Document = {"max": draw(st.integers(2, 4)), "time": draw(st.sampled_from(["first", "longest"]))}
    same = draw(st.sampled_from(["any", "product", "family"]))
    batch["same"] = same
    groups: list[list[str]] = [list(visitors)]
    if same == "product":
        groups = [[product] for product in visitors]
    elif same == "family":
        batch["families"] = draw(_families(sorted(products)))
        groups = [[p for p in visitors if p in family] for family in batch["families"].values()]
        alone = [p for p in visitors if not any(p in family for family in batch["families"].values())]
        groups = [group for group in [*groups, *([p] for p in alone)] if group]
    if draw(st.booleans()):
        batch["min"] = draw(st.integers(1, batch["max"]))
        comes_together = all(_may_be_together(group, products, batch["min"]) for group in groups)
        if not comes_together or draw(st.booleans()):
            batch["wait_at_most"] = draw(grid(0, 10))
    return batch


def _may_be_together(group: Sequence[str], products: Document, count: int) -> bool:
    """Can there be so many jobs of these products at the same time, as far as their orders say?"""
    limits = [_limit(products[product]) for product in group]
    return None in limits or sum(limit for limit in limits if limit) >= count


def _limit(product: Document) -> int | None:
    """How many jobs of a product can there be at once? ``None``: any number; counted on the low side."""
    orders = product.get("orders", {})
    initial = sum(product.get("initial", {}).values())
    limits = [orders[word] for word in ("wip",) if word in orders]
    if "release" in orders:
        limits.append(orders["release"].get("wip_below", 1))
    if "at" in orders:
        limits.append(len(orders["at"]) * orders.get("quantity", 1) + initial)
    if not limits and not {"every", "rate", "supply"} & set(orders):
        limits.append(initial)
    return min(limits, default=None)


@st.composite
def _queue(
    draw: st.DrawFn, words: Words, name: str, station: Document, visitors: Sequence[str], products: Document
) -> Document:
    queue: Document = {}
    if "order" in words:
        dated = any("due_in" in products[product].get("orders", {}) for product in visitors)
        wrong = (() if dated else NEEDS_A_DATE) + (() if "setup" in station else ("least_setup",))
        queue["order"] = draw(st.sampled_from([order for order in ORDERS if order not in wrong]))
    capacity = draw(st.sampled_from([None, 0, 1, 2, 5])) if "capacity" in words else None
    if capacity is not None:
        standing = sum(product.get("initial", {}).get(name, 0) for product in products.values())
        queue["capacity"] = max(capacity, standing, station.get("batch", {"max": 0})["max"])
    return queue
