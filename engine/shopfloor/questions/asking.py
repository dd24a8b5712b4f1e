"""How is a corpus made, from the promises to its parts? The conductor of the units, in one process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import SizeClass
from shopfloor.errors import RunError
from shopfloor.eventlog import EventLog
from shopfloor.questions.corpus import Told
from shopfloor.questions.earlier import shelved
from shopfloor.questions.facts import views_read
from shopfloor.questions.pool import Kind
from shopfloor.questions.processes import Share
from shopfloor.questions.quotas import Quotas, Selection
from shopfloor.questions.shelf import Shelf
from shopfloor.questions.shortfalls import shortfalls, told_rejections
from shopfloor.questions.sizes import labels
from shopfloor.questions.source import family_name, family_text
from shopfloor.questions.survey import Found, Search, forget, search
from shopfloor.questions.units import units_of, weights_of
from shopfloor.questions.wanted import Wanted
from shopfloor.questions.written import Part, Writing, write

__all__ = ["Asking"]


class Asking:
    """Everything that happens between a log and the records."""

    def __init__(
        self,
        logs: Sequence[EventLog],
        families: Sequence[Family],
        wanted: Wanted,
        share: Share,
        shelf: Shelf,
        *,
        sent: bool,
    ) -> None:
        """``sent``: other processes do the work, to which a log is its folder."""
        self._logs: list[EventLog | Path] = [log.folder if sent else log for log in logs]
        self._plants = [log.plant for log in logs]
        # by name, so that the order in which they are given does not matter
        self._families = sorted(families, key=lambda family: family.family)
        self._given, self._wanted = families, wanted
        self._share, self._shelf = share, shelf
        self._views = views_read(families)
        self._units = units_of(self._plants, wanted)
        self._quotas = Quotas(wanted, self._families, self._units, len(logs), shelf)
        self._selection = Selection()

    def parts(self, folder: Path | None) -> list[Part]:
        """Return the parts of the corpus, each written to ``folder`` if there is one.

        Raises:
            RunError: nothing at all can be asked.
        """
        try:
            self._selection = self._quotas.selection(self._searched)
        finally:
            forget()
        if not any(self._selection.chosen.values()):
            rejections = told_rejections(self._families, self._quotas.found, self._selection)
            raise RunError(_nothing(rejections))
        parts = self._share(write, self._writings(folder))
        return _without_twins(parts)

    def told(self, parts: Sequence[Part]) -> Told:
        """Return what is to be known about these parts."""
        missed = Counter[SizeClass]()
        twins = sum(self._selection.chosen.values()) - sum(part.count for part in parts)
        for part in parts:
            missed.update(part.missed)
        return Told(
            families=list(self._given),
            rejections=told_rejections(self._families, self._quotas.found, self._selection),
            shortfalls=shortfalls(
                self._wanted, self._families, self._quotas.found, self._selection, missed, twins
            ),
            family_texts={family_name(family): family_text(family) for family in self._given},
        )

    def _searched(
        self, needs: Mapping[int, Mapping[str, Mapping[Kind, int]]]
    ) -> dict[tuple[int, str], Found]:
        tasks = [
            Search(
                unit=self._units[number],
                log=self._logs[self._units[number].log],
                families=[family for family in self._families if family.family in of],
                views=self._views,
                wanted=of,
                foci=list(self._wanted.focus),
                levels=self._wanted.levels,
                seed=self._wanted.seed,
                shelf=self._shelf,
                alone=len(self._units) == 1,
            )
            for number, of in sorted(needs.items())
        ]
        found = self._share(search, tasks)
        return {
            (task.unit.number, name): one
            for task, of in zip(tasks, found, strict=True)
            for name, one in of.items()
        }

    def _writings(self, folder: Path | None) -> list[Writing]:
        chosen = {key: self._kinds(key, rows) for key, rows in self._selection.rows.items()}
        weights = weights_of(self._units, self._families, self._quotas.found, chosen)
        one_page = {family.family for family in self._families if family.forms == ("sql",)}
        counts = [
            sum(
                len(rows)
                for (number, name), rows in self._selection.rows.items()
                if number == unit.number and name not in one_page
            )
            for unit in self._units
        ]
        sizes = labels(sum(counts), self._wanted.sizes)
        tasks = []
        for unit, count in zip(self._units, counts, strict=True):
            first = sum(counts[: unit.number])
            rows = {name: of for (number, name), of in self._selection.rows.items() if number == unit.number}
            if rows:
                tasks.append(
                    Writing(
                        unit=unit,
                        plant=self._plants[unit.log],
                        families=self._families,
                        rows=rows,
                        weights=weights[unit.log],
                        sizes=sizes[first : first + count],
                        held_out=self._wanted.held_out_families,
                        reasoning=self._wanted.reasoning,
                        seed=self._wanted.seed,
                        shelf=self._shelf,
                        folder=folder,
                    )
                )
        return tasks

    def _kinds(self, key: tuple[int, str], rows: Sequence[int]) -> Counter[Kind]:
        table = self._shelf.get(shelved(key[0], key[1], "candidates"))
        splits, foci = table["split"].to_pylist(), table["focus"].to_pylist()
        return Counter((splits[row], foci[row]) for row in rows)


def _without_twins(parts: Sequence[Part]) -> list[Part]:
    """Take out records whose input and context another part (or the same) has already. Families that show the same and
    ask it in the same words may meet; nothing else can."""
    whole = np.frombuffer(b"".join(part.marks for part in parts), np.uint64).reshape(-1, 2)
    order = np.lexsort((whole[:, 1], whole[:, 0]))
    ordered = whole[order]
    first = np.ones(len(whole), bool)
    # stable: of those that are alike the first stands first
    first[order[1:]] = (ordered[1:] != ordered[:-1]).any(axis=1)
    kept: list[Part] = []
    bounds = np.cumsum([0, *(part.count for part in parts)])
    for part, (a, b) in zip(parts, pairwise(bounds.tolist()), strict=True):
        keep = np.flatnonzero(first[a:b]).tolist()
        kept.append(part if len(keep) == part.count else part.only(keep))
    return kept


def _nothing(rejections: Mapping[str, Mapping[str, int]]) -> str:
    reasons = "; ".join(
        f"{family}: {', '.join(f'{n} {reason}' for reason, n in of.items()) or 'no subject in any window'}"
        for family, of in rejections.items()
    )
    return (
        f"no question can be asked about this log ({reasons}); "
        "a longer horizon, more replications or other families may help"
    )
