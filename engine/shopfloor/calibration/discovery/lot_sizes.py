"""Does a large lot take longer? Where it does, lots of a product are parted by their size, as products of their own.

A scenario knows no attribute of a job that its times could depend on, but products: so a size is said by the product.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Evidence, minimum
from shopfloor.calibration.observed import Observed, happened

__all__ = ["LotSizes", "lot_sizes"]

_TIMES_THE_MINIMUM = 4
"""So many times the minimum of privacy each class of sizes holds at least."""
_CORRELATION = 0.3
"""A weaker one explains less than a tenth of the spread: parted classes would lose more by fewer lots than they gain."""
_CHANCE = 0.001
_MOST_CLASSES = 3

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Explained:
    """How the work of a product goes with the pieces of its lots: rank correlation within stations, how likely chance gives
    as much, and the exponent of work in pieces (1: in proportion)."""

    lots: int
    visits: int
    correlation: float
    chance: float
    exponent: float

    @property
    def clear(self) -> bool:
        return self.correlation >= _CORRELATION and self.chance <= _CHANCE

    def __str__(self) -> str:
        return (
            f"n={self.lots:,} lots, rank correlation of pieces and work within stations {self.correlation:.2f}, "
            f"p={self.chance:.1g}"
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "lots": self.lots,
            "visits": self.visits,
            "rank_correlation": round(self.correlation, 3),
            "p": float(f"{self.chance:.1g}"),
            "exponent": round(self.exponent, 2),
        }


@dataclass(frozen=True)
class _Class:
    """Lots of more than ``above`` and at most ``up_to`` pieces (``None``: no bound)."""

    name: str
    lots: int
    above: float | None
    up_to: float | None

    @property
    def said(self) -> str:
        if self.above is None:
            return f"lots of up to {self.up_to:g} pieces"
        if self.up_to is None:
            return f"lots of more than {self.above:g} pieces"
        return f"lots of more than {self.above:g} and up to {self.up_to:g} pieces"


@dataclass(frozen=True)
class _Parted:
    explained: _Explained
    classes: tuple[_Class, ...]

    def names(self, pieces: Floats) -> NDArray[np.object_]:
        """Return the class of each lot; one whose pieces nobody knows is in the class with most lots."""
        edges = np.array([of.up_to for of in self.classes[:-1]], np.float64)
        largest = max(range(len(self.classes)), key=lambda number: self.classes[number].lots)
        which = np.where(np.isnan(pieces), largest, np.searchsorted(edges, pieces, side="left"))
        return np.array([of.name for of in self.classes], object)[which]


@dataclass(frozen=True)
class LotSizes:
    """Which products are parted by the size of their lots, and what was said of the others."""

    parted: Mapping[str, _Parted]
    notes: tuple[str, ...]

    def parting(self, observed: Observed) -> Observed:
        """Return what was observed (in any window of the same log) with the products of classes, and no quantities."""
        plain = replace(observed, quantities={})
        if not self.parted:
            return plain
        tables: dict[str, Any] = {
            name: self._renamed(getattr(observed, name), observed.quantities)
            for name in ("visits", "jobs", "setups", "happenings")
        }
        products = [
            of.model_copy(update={"name": name})
            for of in observed.plant.products
            for name in ([kind.name for kind in self.parted[of.name].classes] if of.name in self.parted else [of.name])
        ]  # fmt: skip
        return replace(plain, plant=observed.plant.model_copy(update={"products": tuple(products)}), **tables)

    def tell(self, draft: Draft) -> None:
        """Put the figures beside the products, and the sentences about all of it."""
        draft.notes += self.notes
        for product, parted in self.parted.items():
            for of in parted.classes:
                if draft.get(("products", of.name)) is not None:
                    figures = parted.explained.to_json() | {
                        "product": product, "pieces_above": of.above, "pieces_up_to": of.up_to,
                    }  # fmt: skip
                    method = f"{of.said} of {product}: of all, {parted.explained}"
                    draft.evidence[("products", of.name)] = Evidence(of.lots, method, figures=figures)

    def _renamed(self, table: pd.DataFrame, quantities: Mapping[str, float]) -> pd.DataFrame:
        names = table["product"].astype(object).to_numpy(copy=True)
        pieces = table["job"].astype(object).map(quantities).to_numpy(np.float64)
        for product, parted in self.parted.items():
            mine = names == product
            names[mine] = parted.names(pieces[mine])
        known = sorted(set(names[pd.notna(names)]))
        return table.assign(product=pd.Categorical(names, known))


def lot_sizes(observed: Observed) -> LotSizes:
    """Find the products whose work goes with the pieces of their lots.

    The test is a permutation of the pieces among the lots of a product (so several visits of a lot are no several lots),
    in the normal limit of W. Hoeffding (1951), one-sided; nothing is drawn.
    """
    if not observed.quantities:
        return LotSizes({}, ())
    least = _TIMES_THE_MINIMUM * minimum()
    visits = observed.visits
    done = happened(visits["finished_us"]) & (visits["worked_us"].to_numpy() > 0)
    visits = visits[done]
    visits = visits.assign(pieces=visits["job"].astype(object).map(observed.quantities).astype(np.float64))
    visits = visits[visits["pieces"].notna()]
    taken = {of.name.casefold() for of in observed.plant.products}
    parted, notes, few = dict[str, _Parted](), list[str](), 0
    for product in sorted(of.name for of in observed.plant.products):
        mine = visits[(visits["product"] == product).to_numpy()]
        lots = mine.drop_duplicates(["replication", "job"])["pieces"].to_numpy(np.float64)
        if len(lots) < 2 * least:
            few += 1
            continue
        explained = _explained(mine)
        classes = _classes(product, lots, least, taken) if explained.clear else ()
        if not explained.clear:
            notes.append(
                f"{product}: the size of a lot explains too little of its work ({explained}): left whole."
            )
        elif not classes:
            notes.append(
                f"{product}: the size of a lot explains its work ({explained}), but too many lots are alike for two "
                f"classes of {least} lots: left whole."
            )
        else:
            parted[product] = _Parted(explained, classes)
            notes.append(
                f"{product}: large lots take longer ({explained}; work goes with pieces to the power of "
                f"{explained.exponent:.2f}): parted into {', '.join(of.name for of in classes)}."
            )
    if few:
        notes.append(
            f"{few:,} product{'s' * (few != 1)} with fewer than {2 * least} lots whose pieces are known: not parted by size."
        )
    return LotSizes(parted, tuple(notes))


def _explained(visits: pd.DataFrame) -> _Explained:
    work = visits["worked_us"].astype(np.float64)
    station = visits["station"].astype(str)
    lot, first = np.unique(_lots(visits), return_index=True)
    of_lot = np.searchsorted(lot, _lots(visits))
    size = stats.rankdata(visits["pieces"].to_numpy(np.float64)[first])
    size -= size.mean()
    share = work.groupby(station).rank(pct=True)
    work_rank = (share - share.groupby(station).transform("mean")).to_numpy(np.float64)
    per_lot = np.bincount(of_lot, weights=work_rank, minlength=len(lot))
    product = float(size @ per_lot)
    spread = math.sqrt(float(size @ size) * float(per_lot @ per_lot) / max(1, len(lot) - 1))
    chance = float(stats.norm.sf(product / spread)) if spread > 0 else 1.0
    size_rank = pd.Series(size[of_lot], index=visits.index)
    size_within = (size_rank - size_rank.groupby(station).transform("mean")).to_numpy(np.float64)
    length = math.sqrt(float(size_within @ size_within) * float(work_rank @ work_rank))
    correlation = float(size_within @ work_rank) / length if length > 0 else 0.0
    return _Explained(len(lot), len(visits), correlation, chance, _exponent(visits, work, station))


def _lots(visits: pd.DataFrame) -> NDArray[np.int64]:
    jobs = visits["job"].cat.codes.to_numpy(np.int64)
    numbers = visits["replication"].to_numpy(np.int64) * len(visits["job"].cat.categories) + jobs
    return np.asarray(numbers, np.int64)


def _exponent(visits: pd.DataFrame, work: pd.Series, station: pd.Series) -> float:
    """The slope of the logarithms, within stations."""
    pieces = pd.Series(np.log(visits["pieces"].to_numpy(np.float64)), index=visits.index)
    worked = pd.Series(np.log(work.to_numpy()), index=visits.index)
    x = (pieces - pieces.groupby(station).transform("mean")).to_numpy(np.float64)
    y = (worked - worked.groupby(station).transform("mean")).to_numpy(np.float64)
    return float(x @ y / (x @ x)) if float(x @ x) > 0 else 0.0


def _classes(product: str, lots: Floats, least: int, taken: set[str]) -> tuple[_Class, ...]:
    """Part lots at quantiles, rounded to two figures, into as many classes as hold enough; lots of a size stay together."""
    for number in range(_MOST_CLASSES, 1, -1):
        quantiles = np.quantile(lots, [part / number for part in range(1, number)], method="inverted_cdf")
        edges = [float(f"{edge:.2g}") for edge in quantiles]
        held = np.bincount(np.searchsorted(edges, lots, side="left"), minlength=number)
        if held.min() >= least:
            return tuple(
                _Class(_free(_name(product, above, up_to), taken), int(count), above, up_to)
                for above, up_to, count in zip([None, *edges], [*edges, None], held, strict=True)
            )
    return ()


def _name(product: str, above: float | None, up_to: float | None) -> str:
    if above is None:
        return f"{product}_up_to_{_spelt(up_to)}"
    return f"{product}_above_{_spelt(above)}" + (f"_to_{_spelt(up_to)}" if up_to is not None else "")


def _spelt(edge: float | None) -> str:
    return np.format_float_positional(edge or 0.0, trim="-").replace(".", "_")


def _free(base: str, taken: set[str]) -> str:
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base}_{number}"
    taken.add(name.casefold())
    return name
