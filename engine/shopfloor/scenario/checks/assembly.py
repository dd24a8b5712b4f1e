"""Can every assembly be completed, and does no part pile up for ever?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from shopfloor.document import Spot, path_text, shown
from shopfloor.errors import Problem
from shopfloor.scenario.checks.plant import Plant
from shopfloor.scenario.checks.values import whole
from shopfloor.scenario.checks.ways import Visit

__all__ = ["CHECKS"]

Links = dict[str, dict[str, Spot]]
"""Product -> the products that it needs, or brings, each with the place that says so."""


def _nothing_needs_itself(plant: Plant) -> Iterator[Problem]:
    needs: Links = {}
    for product, _, part, spot in plant.parts_in:
        needs.setdefault(product, {}).setdefault(part, spot)
    for ring, spot in _rings(needs):
        yield spot.key_problem(
            f'a "{ring[0]}" needs a finished "{ring[0]}" ({_chain(ring)}), so the first one would never be '
            "finished; expected a component that is made without it"
        )


def _nothing_comes_out_of_itself(plant: Plant) -> Iterator[Problem]:
    bring: Links = {}
    for product, _, part, spot in plant.parts_out:
        bring.setdefault(product, {}).setdefault(part, spot)
    for ring, spot in _rings(bring):
        yield spot.key_problem(
            f'a "{ring[0]}" comes out of a "{ring[0]}" ({_chain(ring)}), so there would be ever more of them; '
            "give the part that is taken out a name and a route of its own"
        )


def _chain(ring: list[str]) -> str:
    return " > ".join([*ring, ring[0]])


def _rings(links: Links) -> Iterator[tuple[list[str], Spot]]:
    """Yield the cycles that a walk meets, each with the place that closes it."""
    done: set[str] = set()
    for start in links:
        way: list[str] = []
        rest = [iter([start])]
        while rest:
            name = next(rest[-1], None)
            if name is None:
                rest.pop()
                if way:
                    done.add(way.pop())
            elif name in way:
                ring = way[way.index(name) :]
                yield ring, links[ring[-1]][name]
            elif name not in done:
                way.append(name)
                rest.append(iter(links.get(name, {})))


def _components_can_be_there(plant: Plant) -> Iterator[Problem]:
    """A component that comes only out of what waits for it is never there."""
    there = _released(plant)
    for product, visit, part, spot in plant.parts_in:
        if part in plant.products and part not in there and product in there:
            whence = " or ".join(
                dict.fromkeys(f'"{holder}"' for holder, _, out, _ in plant.parts_out if out == part)
            )
            yield spot.key_problem(
                f'a "{part}" only ever comes out of {whence}, which waits for one first, so this assembly of '
                f'"{product}" would never be completed; let there be some "{part}" from the beginning '
                f"(initial: {{{visit.station.text}: {whole(spot) or 1}}})"
            )


def _released(plant: Plant) -> set[str]:
    """Return the products of which there can ever be a job (those that nothing brings are told elsewhere)."""
    ready = [
        name
        for name, product in plant.products.items()
        if plant.source(name) is not None or product.at("initial") is not None or name not in plant.taken_out
    ]
    there: set[str] = set()
    held: dict[str, list[tuple[Visit, Iterator[Visit]]]] = {}
    while ready:
        name = ready.pop()
        if name in there:
            continue
        there.add(name)
        steps = iter(plant.visits[name])
        going = [(visit, steps) for visit in islice(steps, 1)]
        for visit, rest in [*going, *held.pop(name, [])]:
            while True:
                missing = _missing(plant, visit, there)
                if missing is not None:
                    held.setdefault(missing, []).append((visit, rest))
                    break
                ready += [part for part in plant.parts(visit, "disassemble") if part in plant.products]
                if (after := next(rest, None)) is None:
                    break
                visit = after
    return there


def _missing(plant: Plant, visit: Visit, there: set[str]) -> str | None:
    parts = plant.parts(visit, "assemble")
    return next((part for part in parts if part in plant.products and part not in there), None)


def _components_are_enough(plant: Plant) -> Iterator[Problem]:
    """An assembly takes all its parts at once, so they must be there at once."""
    for product, _, part, spot in plant.parts_in:
        needed = whole(spot)
        if needed is None or part not in plant.products:
            continue
        capacity = plant.products[part].at("stock", "capacity")
        places, most = whole(capacity), plant.most_at_once(part)
        if capacity is not None and places is not None and places < needed:
            yield capacity.problem(
                f'got {shown(capacity.node)}, but an assembly of "{product}" takes {needed} "{part}" at once '
                f"({path_text(spot.path)}), which would never be in stock; expected {needed} or more"
            )
        elif most is not None and 0 < most < needed:
            yield spot.problem(
                f'got {shown(spot.node)}, but there are never more than {most} "{part}" at the same time, so '
                f'this assembly of "{product}" would never be completed; '
                "expected fewer, or more of them (orders, wip, release or initial)"
            )


def _stocks_do_not_grow_for_ever(plant: Plant) -> Iterator[Problem]:
    held_back = _held_back(plant)
    for name, product in plant.products.items():
        supply = product.at("orders", "supply")
        has_limit = product.at("stock", "capacity") is not None or name in held_back
        if supply is not None and name in plant.components and not has_limit:
            yield supply.problem(
                f'got {shown(supply.node)}, but the stock of "{name}" has no limit, so it would grow for ever; '
                "limit it (stock: {capacity: 10}), or order so many (every) or keep so many (wip)"
            )


def _held_back(plant: Plant) -> set[str]:
    """The products of which no more can come than of something else: those without unlimited supply, and whatever
    they go into."""
    into: dict[str, list[str]] = {}
    for product, _, part, _ in plant.parts_in:
        into.setdefault(part, []).append(product)
    rest = [name for name, product in plant.products.items() if product.at("orders", "supply") is None]
    held = set(rest)
    while rest:
        new = [name for name in into.get(rest.pop(), ()) if name not in held]
        held.update(new)
        rest += new
    return held


CHECKS = (
    _nothing_needs_itself,
    _nothing_comes_out_of_itself,
    _components_can_be_there,
    _components_are_enough,
    _stocks_do_not_grow_for_ever,
)
