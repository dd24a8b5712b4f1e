"""Which rows of a log say what was worked on, where and when, and which cannot be used?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shopfloor.errors import UsageError
from shopfloor.intake.findings import Finding
from shopfloor.intake.source import Source
from shopfloor.intake.times import MISSING, Written
from shopfloor.intake.zones import Placed

__all__ = ["OUTCOMES", "Basket", "categorical", "texts_of", "usable"]

Flags = npt.NDArray[np.bool_]

OUTCOMES: Mapping[str, str] = {
    word: outcome
    for outcome, words in {
        "passed": "0 false f no n nein ok good gut pass passed accepted io i.o. in_ordnung conforming "
        "nie dobry dobra dobre zgodny bon conforme buono bueno",
        "scrapped": "1 true t yes y ja x scrap scrapped ausschuss nok nio n.i.o. bad fail failed reject rejected defect "
        "tak brak odrzut niezgodny rebut scarto chatarra zmetek",
        "reworked": "rework reworked nacharbeit repair repeat poprawka naprawa retouche rilavorazione retrabajo oprava",
    }.items()
    for word in words.split()
}
"""Small letters, spaces as ``_`` -> outcome of a visit; an empty field is a pass."""


@dataclass
class Basket:
    """The rows that are still in use, and what was found in the others.

    ``rows`` has a row for each of the file that is left: ``number`` and what its columns say. ``torn`` are the cases (or
    whatever they are called) that lost a row which was work of theirs: what is left of them is not their whole way.
    """

    rows: pd.DataFrame
    file: str
    noun: str
    findings: list[Finding]
    torn: set[str] = field(default_factory=set)

    def set_aside(
        self, which: Flags, code: str, sentence: str, remedy: str = "", *, is_work: bool = True
    ) -> None:
        """Take rows out, and say why; ``is_work``: their cases lose something that was done."""
        if which.any():
            self.tell(which, code, sentence, remedy, aside=True)
            if is_work and "case" in self.rows:
                self.torn.update(str(case) for case in self.rows["case"][which].dropna().unique())
            self.rows = self.rows[~which].reset_index(drop=True)

    def tell(self, which: Flags, code: str, sentence: str, remedy: str = "", *, aside: bool = False) -> None:
        """Say something about rows that stay."""
        if which.any():
            numbers = tuple(sorted(self.rows["number"].to_numpy()[which].tolist()))
            self.findings.append(Finding(code, sentence, self.file, self.noun, numbers, aside, remedy))

    def column(self, name: str) -> npt.NDArray[np.int64]:
        """Return a column of whole numbers."""
        values: npt.NDArray[np.int64] = self.rows[name].to_numpy(np.int64)
        return values


def texts_of(column: pa.ChunkedArray) -> pd.Categorical:
    """Return trimmed texts; what stands for nothing is null."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.string())
    encoded = column.dictionary_encode().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0)
    words = pc.utf8_trim_whitespace(encoded.dictionary)
    empty = pc.is_in(pc.utf8_lower(words), pa.array(MISSING))
    words = pc.if_else(empty, pa.scalar(None, pa.string()), words).to_pylist()
    names = sorted({word for word in words if word is not None})
    place = {name: code for code, name in enumerate(names)}
    recoded = np.array([-1 if word is None else place[word] for word in words] or [-1], dtype=np.int64)
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return categorical(np.where(codes < 0, -1, recoded[codes]), names)


def categorical(codes: npt.NDArray[np.int64], words: Sequence[str]) -> pd.Categorical:
    """Return texts as numbers into ``words``; -1 is nothing."""
    kind: Any = pd.CategoricalDtype(pd.Index(list(words)))
    return pd.Categorical.from_codes(codes, dtype=kind)


def usable(
    source: Source, written: Mapping[str, Written], placed: Mapping[str, Placed], zone: str | None
) -> Basket:
    """Return the rows that name a case, an activity and times, each once.

    Columns: number, the texts (case, activity, machine, person, product, outcome, lifecycle, instance, quantity), and for
    each column of times ``<role>_us`` and ``has_<role>``.
    """
    frame = pd.DataFrame({"number": source.numbers})
    for role, column in source.columns.items():
        if role in placed:
            frame[f"{role}_us"] = placed[role].us
            frame[f"has_{role}"] = placed[role].valid
        else:
            frame[role] = texts_of(column)
    for role, times in placed.items():
        frame[f"bad_{role}"] = ~written[role].valid & ~written[role].missing
        frame[f"skipped_{role}"], frame[f"twice_{role}"] = times.skipped, times.twice
    basket = Basket(frame, source.file, source.noun, list(source.findings))
    for role, word in (("case", "no case"), ("activity", "no activity")):
        basket.set_aside(basket.rows[role].isna().to_numpy(), f"missing_{role}", word)
    _unreadable(basket, placed, zone)
    basket.rows = basket.rows.drop(
        columns=[name for name in basket.rows if str(name).startswith(("bad_", "skipped_", "twice_"))]
    )
    apart = [
        name for name in ("number", "quantity") if name in basket.rows
    ]  # pieces are of the case, not of the row
    same = basket.rows.drop(columns=apart).duplicated(keep="first").to_numpy()
    basket.set_aside(
        same, "duplicate", "the same as an earlier row, in all columns that are used", is_work=False
    )
    if "outcome" in basket.rows:
        _judge(basket)
    return basket


def _unreadable(basket: Basket, placed: Mapping[str, Placed], zone: str | None) -> None:
    """A time of work that cannot be read makes the row useless; another one is only left out."""
    for role in placed:
        needed = role not in ("arrival", "due", "repair")
        act = basket.set_aside if needed else basket.tell
        fate = "" if needed else f"; the {role} time is left out"
        which = basket.rows[f"bad_{role}"].to_numpy()
        act(
            which,
            f"unreadable_{role}",
            f"the {role} time cannot be read{fate}",
            "see --date-format and --time-format",
        )
        which = basket.rows[f"skipped_{role}"].to_numpy()
        act(
            which,
            f"skipped_{role}",
            f"the {role} time stands in the hour that summer time skips in {zone}{fate}",
        )
        which = basket.rows[f"twice_{role}"].to_numpy()
        act(
            which, f"twice_{role}", f"the {role} time stands in the hour that summer time repeats in {zone}{fate}",
            "write times with their offset, such as 02:30+01:00",
        )  # fmt: skip


def _judge(basket: Basket) -> None:
    """Turn the words of the column into outcomes.

    Raises:
        UsageError: words that nobody knows, all at once.
    """
    words = basket.rows["outcome"].cat.categories
    folded = {word: word.casefold().replace(" ", "_") for word in words}
    unknown = [f'"{word}"' for word, small in folded.items() if small not in OUTCOMES]
    if unknown:
        raise UsageError(
            f"{basket.file}: the outcome column has words that say neither good nor scrap nor rework: "
            f"{', '.join(unknown[:10])}; expected words such as ok, good or nothing at all (good), scrap, nok or reject "
            "(scrap), rework or repair (rework), in English, German, Polish, Czech, French, Italian or Spanish: write those "
            "in the column, or leave outcome= out"
        )
    outcome = (
        basket.rows["outcome"].astype(object).map(lambda word: OUTCOMES[folded[word]], na_action="ignore")
    )
    basket.rows["outcome"] = outcome.where(outcome.notna(), "passed")
