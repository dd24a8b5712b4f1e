"""What is a finding? Something in a log that its reader should know before believing the figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from shopfloor.contracts.plant import PlantFacts
from shopfloor.units import TICKS_PER_SECOND

__all__ = ["Finding", "FindingKind", "clock_text", "counted", "in_how_many"]

FindingKind = Literal["deadlock", "starvation", "growing_backlog", "overload", "short_warm_up", "short_run"]


@dataclass(frozen=True)
class Finding:
    """``sentence`` says what is wrong, and what to try.

    kind             what
    deadlock         full places wait for each other in a circle
    starvation       something has waited for the same thing to the end of the run, for half of it or longer
    growing_backlog  more and more jobs wait
    overload         more work is ordered than can be done, as the scenario says already
    short_warm_up    the statistics begin before the plant has filled up
    short_run        the run is too short to tell how sure a figure is, or how long it takes to fill up

    ``where``: a subject, such as "station:welding". ``replications``: in which of ``of`` replications it was found;
    empty where it concerns all together. ``since_s``: when it began, in the earliest of them, from the start of the run.
    """

    kind: FindingKind
    where: str
    replications: tuple[int, ...]
    of: int
    since_s: float | None
    sentence: str

    @property
    def share(self) -> float | None:
        """The share of replications in which it was found; ``None`` where it concerns all together."""
        return len(self.replications) / self.of if self.replications else None

    def __str__(self) -> str:
        return self.sentence

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data, as it stands in ``manifest.json`` and in what ``simulate --json`` prints."""
        return {
            "kind": self.kind,
            "where": self.where,
            "replications": list(self.replications),
            "share": self.share,
            "since_s": self.since_s,
            "sentence": self.sentence,
        }


def counted(names: Sequence[str], most: int = 4) -> str:
    """Return "a", "a and b", or "a, b, c, d and 3 more"."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def in_how_many(replications: Sequence[int], of: int) -> str:
    """Return " (in 3 of 10 replications)"; nothing where there is only one."""
    return f" (in {len(replications)} of {of} replications)" if of > 1 else ""


def clock_text(plant: PlantFacts, time_us: int) -> str:
    """Return the time on the plant's clock, to the minute: "2026-01-05 07:12"."""
    moment = plant.clock_start + dt.timedelta(seconds=time_us // TICKS_PER_SECOND)
    return f"{moment:%Y-%m-%d %H:%M}"
