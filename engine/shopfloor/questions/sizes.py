"""Which pages stand beside the one that is asked about? So many that the context is as long as was asked for.

Pages come from the same replication and the same split: from the same window first, then from those near in time. None
has the header of another, and none shows the answer if that is computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shopfloor.contracts.family import Family, Form
from shopfloor.contracts.record import SIZES, SizeClass, Split
from shopfloor.questions.gates import stands_in
from shopfloor.questions.pages import Page, Together, alone, put_together
from shopfloor.questions.plan import apportioned
from shopfloor.questions.pool import Batch
from shopfloor.questions.render import Sheets
from shopfloor.questions.worlds import Splits, World, draw

__all__ = ["TOO_MUCH", "Bank", "Place", "Sized", "labels", "place_of"]

MOST_PAGES = 12
"""Pages of a family that a replication has in the bank, in each split."""
_ENOUGH, _FULL, TOO_MUCH = 0.75, 0.95, 1.15
"""Parts of a class's tokens: from where on it is reached, when no page is added any more, and what no context
exceeds."""
_TRIES = 40
"""Pages that are passed over, because they are too long or show the answer, before the search is given up."""


class Place(NamedTuple):
    """Where pages of one context come from."""

    replication: int
    split: Split


def place_of(world: World, splits: Splits) -> Place:
    """Return where a world stands."""
    return Place(world.replication, splits.of(world))


@dataclass(frozen=True, slots=True)
class Sized:
    """A context, its class of size, and whether that is the one that was wanted."""

    together: Together
    size: SizeClass
    reached: bool


def labels(count: int, shares: Mapping[SizeClass, float]) -> list[SizeClass]:
    """Return a class for each of so many records: each as often as its share says, spread evenly over the list."""
    classes = [size for size, share in shares.items() if share > 0]
    counts = apportioned(count, [shares[size] for size in classes])
    places = sorted(
        ((2 * i + 1) / (2 * n), size) for size, n in zip(classes, counts, strict=True) for i in range(n)
    )
    return [size for _, size in places]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The pages of a place: when each window begins and ends, a lot for each, and the pages themselves."""

    since: NDArray[np.int64]
    until: NDArray[np.int64]
    lot: NDArray[np.uint64]
    pages: Sequence[Page]


class Bank:
    """Pages of some families, by their place, written once."""

    def __init__(self, parts: Sequence[tuple[Family, Batch, set[Place]]], splits: Splits, seed: int) -> None:
        """``parts``: a family, its worlds, and the places whose pages may be used."""
        self._splits = splits
        entries: dict[Place, list[tuple[int, int, int, Page]]] = {}
        for family, batch, places in parts:
            for world, page in _pages(family, batch, splits, places, seed):
                lot = draw("page", seed, family.family, world.id)
                entry = (world.since_us, world.until_us, lot, page)
                entries.setdefault(place_of(world, splits), []).append(entry)
        self._shelves = {place: _shelf(of) for place, of in entries.items()}

    def context(self, asked: Page, world: World, size: SizeClass, hidden: str | None, lot: int) -> Sized:
        """Return a context of about the size that is wanted, ``asked`` at a place that the lot decides.

        Args:
            hidden: the answer's text, if no page may show it.
        """
        if size == "page":
            return Sized(alone(asked), size, True)
        aim = SIZES[size]
        beside = self._beside(asked, world, aim, hidden, lot)
        place = draw("place", lot) % (len(beside) + 1)
        together = put_together(asked, beside[:place], beside[place:])
        reached = aim * _ENOUGH <= together.tokens <= aim * TOO_MUCH
        return Sized(together, size if reached else _nearest(together), reached)

    def _beside(self, asked: Page, world: World, aim: int, hidden: str | None, lot: int) -> list[Page]:
        shelf = self._shelves.get(place_of(world, self._splits))
        if shelf is None or asked.tokens >= aim * _FULL:
            return []
        same = (shelf.since == world.since_us) & (shelf.until == world.until_us)
        far = np.where(same, -1, np.abs(shelf.since - world.since_us))
        order = np.lexsort((shelf.lot ^ np.uint64(lot), far))
        tokens, headers, tries = asked.tokens, {asked.header}, 0
        beside: list[tuple[int, int, Page]] = []
        for i in order.tolist():
            page = shelf.pages[i]
            if page.header in headers:
                continue
            more = page.tokens + 3
            if tokens + more > aim * TOO_MUCH or (hidden is not None and stands_in(hidden, (page.text,))):
                tries += 1
                if tries == _TRIES:
                    break
                continue
            headers.add(page.header)
            tokens += more
            beside.append((int(shelf.since[i]), i, page))
            if tokens >= aim * _FULL:
                break
        return [page for *_, page in sorted(beside, key=lambda entry: entry[:2])]


def _shelf(entries: Sequence[tuple[int, int, int, Page]]) -> _Shelf:
    since, until, lot, pages = zip(*entries, strict=True)
    return _Shelf(np.array(since, np.int64), np.array(until, np.int64), np.array(lot, np.uint64), pages)


def _pages(
    family: Family, batch: Batch, splits: Splits, places: set[Place], seed: int
) -> list[tuple[World, Page]]:
    """Some pages of each place, each in a form of its own."""
    name = family.family
    by_place: dict[Place, list[tuple[int, int]]] = {}
    for i, world in enumerate(batch.worlds):
        place = place_of(world, splits)
        if place in places:
            by_place.setdefault(place, []).append((draw("bank", seed, name, world.id), i))
    chosen = sorted(i for of in by_place.values() for _, i in sorted(of)[:MOST_PAGES])
    some = batch.only(chosen)
    sheets = Sheets(family, some.worlds, some.rows())
    by_form: dict[Form, list[int]] = {}
    for i, world in enumerate(some.worlds):
        form = family.forms[draw("bank form", seed, name, world.id) % len(family.forms)]
        by_form.setdefault(form, []).append(i)
    made = [
        (some.worlds[i], page)
        for form, places in sorted(by_form.items())
        for i, page in zip(places, sheets.pages(form, places), strict=True)
    ]
    return sorted(made, key=lambda entry: entry[0].id)


def _nearest(together: Together) -> SizeClass:
    """The class whose tokens are nearest, by their ratio; a page alone is a page."""
    if together.pages == 1:
        return "page"
    sized = {size: tokens for size, tokens in SIZES.items() if tokens}
    return min(sized, key=lambda size: abs(log(together.tokens / sized[size])))
