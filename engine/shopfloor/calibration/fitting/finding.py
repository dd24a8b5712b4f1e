"""Which law explains durations? A constant, a few values, a family, or the durations themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from shopfloor.calibration.evidence import Estimate
from shopfloor.calibration.fitting.atoms import atoms_of
from shopfloor.calibration.fitting.certainty import certainty
from shopfloor.calibration.fitting.empirical import distance_from, empirical_document
from shopfloor.calibration.fitting.families.family import Floats
from shopfloor.calibration.fitting.going_on import gone_on_like_others
from shopfloor.calibration.fitting.grid import step_of
from shopfloor.calibration.fitting.intervals import around, of_mean
from shopfloor.calibration.fitting.levels import levels_of, shares_of
from shopfloor.calibration.fitting.sample import Sample
from shopfloor.calibration.fitting.selection import MOST, Times, chosen
from shopfloor.calibration.fitting.shares import share
from shopfloor.calibration.fitting.texts import Seconds, Share, rounded, written
from shopfloor.streams import generator

__all__ = ["Found", "found_law"]

_STEADY = 0.002
"""Times that vary less, in standard deviations over their mean, are a constant: a scenario's cv begins at half of it."""

_POOR = 0.01
_FAR = 0.05
"""A family gives way to the durations themselves when it is off for certain, and by that much of their spread."""


_ROUNDED = 6.0
"""Times that were rounded are more usual than laws of neighbouring values: these must explain so much more, in AICc."""


@dataclass(frozen=True)
class Found:
    """A law before its numbers are rounded: a document with times marked, and the words and figures of its evidence."""

    document: dict[str, Any]
    method: str
    estimates: dict[str, Estimate]
    goodness: str = ""
    notes: tuple[str, ...] = ()
    figures: dict[str, Any] = field(default_factory=dict)
    open: bool = False
    """Whether some of the times were still open."""
    leaning: bool = False
    """Whether it rests on more than the sample that it is for."""


def found_law(sample: Sample, seed: int, name: str, families: Collection[str] | None, least: int) -> Found:
    """Return the law of a sample of which ``least`` or more ended."""
    search = _Search(seed, name, families, least)
    values_s, open_s = np.sort(sample.values_s), np.sort(sample.censored_s)
    gone_on = gone_on_like_others(values_s, open_s, least) if families is None else None
    if gone_on is not None:
        found = search.law(np.sort(np.concatenate([values_s, gone_on])), open_s[:0])
        found = replace(
            found, notes=(*found.notes, "open ones are taken to go on like those that lasted as long")
        )
    else:
        found = search.law(values_s, open_s)
    return replace(found, open=len(open_s) > 0)


@dataclass(frozen=True)
class _Search:
    """Looks at sorted durations, complete (n,) and open (m,), in seconds."""

    seed: int
    name: str
    families: Collection[str] | None
    least: int

    def law(self, values_s: Floats, open_s: Floats) -> Found:
        over = not len(open_s) or open_s[-1] <= values_s[-1]
        if over and float(values_s.std()) <= _STEADY * float(values_s.mean()):
            return _constant(values_s)
        if len(open_s) or self.families is not None:
            return self._smooth(values_s, open_s) or self._empirical(values_s)
        step_s = step_of(values_s)
        return self._few(values_s, step_s) or self._with_atoms(values_s, step_s)

    def _few(self, values_s: Floats, step_s: float) -> Found | None:
        """A few values, if they explain more than a smooth law that was recorded in the same steps."""
        levels = levels_of(np.rint(values_s / step_s) * step_s, self.least)
        if levels is None:
            return None
        times = Times.of(values_s, np.empty(0), step_s)
        smooth = chosen(times) if times.coarse else None
        if smooth is not None and len(levels.values_s) > 2 and smooth.aicc < levels.aicc + _ROUNDED:
            return None
        notes = (f"{levels.moved} with rarer values count for the nearest one",) if levels.moved else ()
        if len(levels.values_s) == 1:
            return replace(_constant(values_s), notes=notes)
        estimates = {"mean": of_mean(values_s), **levels.estimates}
        return Found(levels.document, f"{len(levels.values_s)} values", estimates, notes=notes)

    def _with_atoms(self, values_s: Floats, step_s: float) -> Found:
        """Values that stand out by themselves, and a law for the rest."""
        atoms = atoms_of(values_s, step_s, self.least)
        if not atoms:
            return self._smooth(values_s, np.empty(0), step_s) or self._empirical(values_s)
        levels = np.rint(values_s / step_s)
        marks = np.rint(np.array(atoms) / step_s)
        rest = values_s[~np.isin(levels, marks)]
        counts = [int(np.count_nonzero(levels == mark)) for mark in marks]
        notes: tuple[str, ...] = ()
        if 0 < len(rest) < self.least:
            notes = (f"{len(rest)} other durations are too few for a law and left out",)
            rest = rest[:0]
        if not len(rest) and len(atoms) == 1:
            return replace(_constant(np.full(counts[0], atoms[0])), notes=notes)
        parts: list[Any] = [{"constant": Seconds(value)} for value in atoms]
        total = sum(counts) + len(rest)
        estimates = {"mean": of_mean(values_s)}
        if not len(rest):
            document = {
                "discrete": {
                    "values": [Seconds(value) for value in atoms],
                    "weights": shares_of(np.array(counts)),
                }
            }
            for place, number in enumerate(counts, 1):
                estimates[f"{place}. weight"] = share(number, total)
            return Found(document, f"{len(atoms)} values", estimates, notes=notes)
        for place, (value, number) in enumerate(zip(atoms, counts, strict=True), 1):
            estimates["zero weight" if value == 0 else f"{place}. constant weight"] = share(number, total)
        others = self._continuous(rest, step_s)
        parts.append(others.document)
        weights = shares_of(np.array([*counts, len(rest)]))
        mixture: dict[str, Any] = {"mixture": _flat(list(zip(weights, parts, strict=True)))}
        said = f"{len(atoms)} values that stand out" if len(atoms) > 1 else "a value that stands out"
        said = "zeros" if atoms == [0.0] else said
        return Found(
            mixture,
            f"{said}, otherwise {others.method}",
            {**estimates, **{f"otherwise {key}": value for key, value in others.estimates.items()}},
            others.goodness,
            (*notes, *others.notes),
            others.figures,
        )

    def _continuous(self, values_s: Floats, step_s: float) -> Found:
        if float(values_s.std()) <= _STEADY * float(values_s.mean()):
            return _constant(values_s)
        return self._smooth(values_s, np.empty(0), step_s) or self._empirical(values_s)

    def _smooth(self, values_s: Floats, open_s: Floats, step_s: float | None = None) -> Found | None:
        """A family; ``None`` where none can be fitted, or none fits and the durations can speak for themselves."""
        if values_s[-1] <= 0:
            return None
        times = Times.of(values_s, open_s, step_s or step_of(values_s))
        choice = chosen(times, self.families)
        if choice is None:
            return None
        rng = generator(self.seed, 0, f"{self.name}.goodness", 0)
        sure = certainty(choice, times, rng)
        figures = {"goodness_p": round(sure.goodness.p, 3)}
        if sure.goodness.p <= _POOR and self.families is None and not len(open_s):
            thin = times.thinned()
            far = distance_from(choice.family, choice.theta, thin.y)
            if far > _FAR and len(values_s) >= 10 * self.least:
                return replace(
                    self._empirical(values_s),
                    notes=(
                        f"no family fits; the nearest, {choice.family.name}, is off by {far:.0%} of the spread",
                    ),
                )
        place = "best" if choice.best else "middle"
        method = f"{choice.family.name}, the {place} of {choice.among} by AICc"
        notes = [f"recorded in steps of {_step_text(times)}"] if times.coarse else []
        if len(open_s) and choice.rivals:
            notes.append(
                f"the interval of the mean holds for {len(choice.rivals) + 1} families: times were still open"
            )
        if len(times.y) > MOST:
            notes.append(f"compared on {MOST:,} of {len(times.y):,}, evenly by rank")
        text = sure.goodness.text
        if sure.goodness.n < times.n:
            text += f" on {sure.goodness.n:,} of them"
        return Found(
            choice.family.document(choice.theta, times.unit_s),
            method,
            sure.estimates,
            text,
            tuple(notes),
            figures,
        )

    def _empirical(self, values_s: Floats) -> Found:
        document = empirical_document(values_s, self.least)
        count = len(document["empirical"]["values"])
        return Found(document, f"{count} means of neighbours", {"mean": of_mean(values_s)})


def _constant(values_s: Floats) -> Found:
    values, counts = np.unique(values_s, return_counts=True)
    often = int(np.argmax(counts))
    shared = counts[often] > len(values_s) / 2
    value_s = float(values[often]) if shared else rounded(float(values_s.mean()), 4)
    return Found(
        {"constant": Seconds(value_s)},
        "always the same",
        {"mean": around(value_s, value_s, value_s, "s")},
    )


def _flat(parts: list[tuple[Share, Any]]) -> list[dict[str, Any]]:
    """Write a mixture; a mixture in it gives its parts."""
    flat: list[tuple[float, Any]] = []
    for weight, of in parts:
        inner = of.get("mixture")
        flat += [(weight * part["weight"], part["of"]) for part in inner] if inner else [(weight, of)]
    weights = shares_of(np.array([weight for weight, _ in flat]))
    return [{"weight": weight, "of": of} for weight, (_, of) in zip(weights, flat, strict=True)]


def _step_text(times: Times) -> str:
    return str(written(Seconds(times.step * times.unit_s), 6))
