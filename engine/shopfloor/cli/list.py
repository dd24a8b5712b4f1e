"""``shopfloor list``: what is there to choose from?"""

import textwrap
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from shopfloor.cli import options, terminal

__all__ = ["Things", "command"]

Entry = dict[str, str]


class Things(StrEnum):
    """What can be listed."""

    scenarios = "scenarios"
    families = "families"
    distributions = "distributions"
    kpis = "kpis"
    events = "events"
    foci = "foci"


def command(
    things: Annotated[Things, typer.Argument(metavar="THINGS", help="One of " + ", ".join(Things) + ".")],
    templates: options.Templates = None,
    json: options.Json = False,
) -> None:
    """List the scenarios, question families, distributions, KPIs, kinds of events or foci that there are."""
    makers: dict[Things, Callable[[], list[Entry]]] = {
        Things.scenarios: _scenarios,
        Things.families: lambda: _families(templates),
        Things.distributions: _distributions,
        Things.kpis: _kpis,
        Things.events: _events,
        Things.foci: _foci,
    }
    entries = makers[things]()
    if json:
        terminal.print_json(entries)
        return
    width = max(len(entry["name"]) for entry in entries) + 2
    for entry in entries:
        says = textwrap.wrap(entry["about"], max(80 - width, 30)) or [""]
        print(f"{entry['name']:<{width}}{says[0]}".rstrip())
        for line in says[1:]:
            print(" " * width + line)


def _scenarios() -> list[Entry]:
    from shopfloor.scenario import gallery, load

    return [{"name": name, "about": load(file).description} for name, file in gallery().items()]


def _families(templates: list[Path] | None) -> list[Entry]:
    families = sorted(options.families(templates), key=lambda family: (family.role, family.family))
    return [
        {
            "name": family.family,
            "about": f"{family.role}, {family.skill}: {family.about}",
            "role": family.role,
            "skill": family.skill,
        }
        for family in families
    ]


def _distributions() -> list[Entry]:
    from shopfloor.distributions import Distribution

    entries = []
    for name, field in Distribution.model_fields.items():
        law = next(kind for kind in field.annotation.__args__ if kind is not type(None))  # type: ignore[union-attr]
        entries.append({"name": name, "about": " ".join((law.__doc__ or "").split("\n\n")[0].split())})
    return entries


def _kpis() -> list[Entry]:
    from shopfloor.eventlog.kpis import UNITS

    words = {"1": "a share, 0 to 1", "1/h": "per hour", "s": "seconds"}
    return [{"name": kpi, "about": words.get(unit, unit), "unit": unit} for kpi, unit in UNITS.items()]


def _events() -> list[Entry]:
    from shopfloor.contracts.events import EventKind

    return [{"name": str(kind), "about": ""} for kind in EventKind]


def _foci() -> list[Entry]:
    from shopfloor.questions import FOCI, focus_about

    return [{"name": name, "about": focus_about(name)} for name in FOCI]
