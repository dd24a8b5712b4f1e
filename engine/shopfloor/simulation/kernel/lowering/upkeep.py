"""How do failures, maintenance and wear become tables? One row for each machine and each thing that stops it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from shopfloor.scenario.model import Failure, Maintenance, Station
from shopfloor.simulation.kernel import records, words
from shopfloor.simulation.kernel.lowering.details import Details
from shopfloor.simulation.kernel.lowering.outline import Outline
from shopfloor.simulation.kernel.lowering.streams import Sources
from shopfloor.simulation.kernel.records import NONE, Table
from shopfloor.simulation.kernel.wide import words_of
from shopfloor.simulation.strain import law_of_factors, strain_until

__all__ = ["Upkeep"]

_KINDS = ("started_kind", "interrupted_kind", "resumed_kind", "finished_kind")

Row = dict[str, float]


class Upkeep:
    """The tables while they grow."""

    def __init__(self, outline: Outline, details: Details, sources: Sources) -> None:
        self._outline = outline
        self._details = details
        self._sources = sources
        self._horizon_h = outline.scenario.clock.horizon / 3600.0
        self._stoppages: list[Row] = []
        self._wears: list[Row] = []
        self._bases: list[float] = []
        self._limits: list[tuple[int, int]] = []
        self._renewed: list[int] = []

    def add(self, name: str, spec: Station, first_machine: int, expected_jobs: float) -> list[Row]:
        """Add what stops the machines of a station, and return what each machine must know of it."""
        first_base = len(self._bases)
        levels, limits = self._wears_of(spec)
        machines = []
        for number in range(spec.machines):
            machine: Row = {"wear": NONE, "due_first": NONE, "is_used": _counts_work(spec)}
            if spec.wear is not None:
                machine["wear"] = len(self._wears)
                self._wears.append(self._wear(f"{name}.{number + 1}", spec, first_base, expected_jobs))
            modes: dict[str, int] = {}
            machine["modes"] = len(self._stoppages)
            for mode, failure in spec.failures.items():
                modes[mode] = len(self._stoppages)
                self._stoppages.append(self._mode(f"{name}.{number + 1}", mode, spec, failure))
            machine["modes_end"] = machine["plans"] = len(self._stoppages)
            for plan, maintenance in spec.maintenance.items():
                self._stoppages.append(
                    self._plan(f"{name}.{number + 1}", plan, spec, maintenance, modes, expected_jobs)
                )
            machine["plans_end"] = len(self._stoppages)
            own = self._stoppages[int(machine["modes"]) :]
            for place, (stoppage, reached) in enumerate(zip(own, limits, strict=True)):
                stoppage["machine"], stoppage["limits"] = first_machine + number, reached
                stoppage["resets_to"] = NONE if levels[1 + place] is None else 1 + place
            machines.append(machine)
        return machines

    def tables(self) -> dict[str, Table]:
        """Return the tables, under their names in ``Plant``."""
        return {
            "stoppages": _table(self._stoppages, records.STOPPAGE),
            "wears": _table(self._wears, records.WEAR),
            "bases": np.array(self._bases, np.float64),
            "limits": np.array(self._limits, np.int64).reshape(-1, 2),
            "renewed": np.array(self._renewed, np.int64),
        }

    def _wears_of(self, spec: Station) -> tuple[list[float | None], list[int]]:
        """Return the wear at the beginning and after each stoppage (``None``: as it was), and where the limits of each
        begin."""
        stoppages: list[Failure | Maintenance] = [*spec.failures.values(), *spec.maintenance.values()]
        if spec.wear is None:
            return [None] * (1 + len(stoppages)), [NONE] * len(stoppages)
        levels = [spec.wear.start, *map(_wear_after, stoppages)]
        bases = [level or 0.0 for level in levels]
        self._bases += bases
        limits = []
        for stoppage in stoppages:
            limits.append(NONE if stoppage.at_wear is None else len(self._limits))
            if stoppage.at_wear is not None:
                per_hour = spec.wear.per_hour
                self._limits += [words_of(strain_until(stoppage.at_wear, base, per_hour)) for base in bases]
        return levels, limits

    def _wear(self, machine: str, spec: Station, first_base: int, expected_jobs: float) -> Row:
        assert spec.wear is not None
        factors = NONE
        if spec.wear.cv:
            factors = self._sources.durations(f"{machine}.wear", law_of_factors(spec.wear.cv), expected_jobs)
        return {
            "least": spec.wear.start,
            "per_hour": spec.wear.per_hour,
            "drift": spec.quality.drift,
            "factors": factors,
            "bases": first_base,
        }

    def _mode(self, machine: str, mode: str, spec: Station, failure: Failure) -> Row:
        stream, law = f"{machine}.{mode}", failure.time_to_failure
        row = self._stoppage(mode, failure.clock, failure.repaired_by, words.REPAIR)
        row |= {"repair_rule": words.RULES[failure.job], "holds": failure.handover == "hold"}
        if law is None:
            failures = self._times_worn(spec, failure)
        else:
            failures = self._outline.times(law.law)
            row["every"] = self._sources.durations(f"{stream}.time_to_failure", law.law, failures)
        row["takes"] = self._sources.durations(
            f"{stream}.time_to_repair", failure.time_to_repair.law, failures
        )
        return row

    def _plan(
        self,
        machine: str,
        plan: str,
        spec: Station,
        maintenance: Maintenance,
        modes: Mapping[str, int],
        expected_jobs: float,
    ) -> Row:
        stream, law = f"{machine}.{plan}", maintenance.every
        row = self._stoppage(plan, maintenance.clock, maintenance.done_by, words.MAINTENANCE)
        rounds = self._times_worn(spec, maintenance)
        if law is not None:
            rounds = self._outline.times(law.law)
            row["every"] = self._sources.durations(f"{stream}.every", law.law, rounds)
        elif maintenance.jobs is not None:
            rounds = expected_jobs / maintenance.jobs
            row["most_jobs"] = maintenance.jobs
        row["takes"] = self._sources.durations(f"{stream}.takes", maintenance.takes.law, rounds)
        row["is_plan"], row["is_by_timer"] = True, law is not None and maintenance.clock != "working"
        row["at_wear"] = maintenance.at_wear or 0.0
        row["is_opportunistic"] = maintenance.opportunistic is not None
        row["occasion_share"] = maintenance.opportunistic or 0.0
        row["renews"] = len(self._renewed)
        self._renewed += [modes[mode] for mode in maintenance.renews]
        row["renews_end"] = len(self._renewed)
        return row

    def _stoppage(self, name: str, clock: str, skill: str | None, kinds: Sequence[int]) -> Row:
        return {
            "detail": self._details.number(name),
            "clock": words.CLOCKS[clock],
            "skill": NONE if skill is None else self._outline.skills[skill],
            "every": NONE,
            "most_jobs": NONE,
            **dict(zip(_KINDS, kinds, strict=True)),
        }

    def _times_worn(self, spec: Station, stoppage: Failure | Maintenance) -> float:
        """About how often a machine is so worn in a run."""
        if spec.wear is None or stoppage.at_wear is None:
            return 0.0
        return self._horizon_h * spec.wear.per_hour / stoppage.at_wear


def _wear_after(stoppage: Failure | Maintenance) -> float | None:
    """The wear that a stoppage leaves; ``None``: as it was."""
    if stoppage.wear_after is not None:
        return stoppage.wear_after
    return 0.0 if stoppage.at_wear is not None else None


def _counts_work(spec: Station) -> bool:
    """Does anything at a machine of this station depend on how much it has worked?"""
    return (
        spec.wear is not None
        or any(failure.clock == "working" for failure in spec.failures.values())
        or any(plan.jobs is not None or plan.clock == "working" for plan in spec.maintenance.values())
    )


def _table(rows: Sequence[Row], record: np.dtype[np.void]) -> Table:
    table: Table = np.zeros(len(rows), record)
    for entry, row in zip(table, rows, strict=True):
        for word, value in row.items():
            entry[word] = value
    return table
