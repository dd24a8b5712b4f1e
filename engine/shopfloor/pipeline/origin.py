"""Where does a log come from, and what is to be told of it? A plant was simulated, or somebody brought the log of a real
one; then also what was set aside of it, and what it was taken to say."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from shopfloor.eventlog import EventLog

__all__ = ["events_in", "log_facts", "source_of"]


def log_facts(log: EventLog) -> dict[str, Any]:
    """Return what a manifest tells of a log. Nothing in it depends on where a file lay."""
    from shopfloor.intake import facts_of

    plant, taken = log.plant, facts_of(log.folder)
    told: dict[str, Any] = {
        "scenario": plant.name,
        "source": "simulated" if taken is None else "real",
        "seed": plant.seed,
        "replications": plant.replications,
    }
    if taken is None:
        return told
    source, counts = taken["source"], taken["counts"]
    return told | {
        "file": Path(source["file"]).name,
        "covers": source["covers"],
        "rows": counts["rows"],
        "set_aside": counts["set_aside"],
        "findings": [
            {key: finding[key] for key in ("code", "sentence", "count", "set_aside", "rows", "counted_in")}
            | {"file": Path(finding["file"]).name}
            for finding in taken["findings"]
        ],
        "assumptions": taken["assumptions"],
    }


def source_of(logs: Sequence[dict[str, Any]]) -> str:
    """Return where some logs (at least one, as :func:`log_facts` tells of them) come from: ``simulated``, ``real``, or
    ``both``."""
    sources = {log["source"] for log in logs}
    return "both" if len(sources) > 1 else str(sources.pop())


def events_in(logs: Iterable[EventLog]) -> int:
    """Return how many events some logs have together."""
    return sum(log.event_count for log in logs)
