"""Which names of a log may come out of it? Those of the plant that enough jobs share; those of people and machines never.

What is found later is found in what is left here, so no later stage can tell a name that it never saw.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from shopfloor.calibration.observed import Observed
from shopfloor.calibration.privacy.renaming import renaming
from shopfloor.contracts.plant import PlantFacts

__all__ = ["OTHER", "OTHERS", "with_others", "without_names"]

OTHERS, OTHER = "others", "other"
"""What rare products, and rare causes of stops, plans and faults, are called."""

_TABLES = ("visits", "jobs", "stops", "maintenances", "setups", "batches", "happenings")
_DIGITS = re.compile(r"(\d+)")
_MOST = 300
"""So many stations and products have a name; more make no scenario that anybody reads."""
_SPELT = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

NameOf = Callable[[str], str]


@dataclass(frozen=True)
class _Names:
    """Kind of thing -> what it was called -> what it is called from now on; what is not there keeps its name."""

    station: Mapping[str, str] = field(default_factory=dict)
    machine: Mapping[str, str] = field(default_factory=dict)
    person: Mapping[str, str] = field(default_factory=dict)
    product: Mapping[str, str] = field(default_factory=dict)
    mode: Mapping[str, str] = field(default_factory=dict)
    plan: Mapping[str, str] = field(default_factory=dict)
    fault: Mapping[str, str] = field(default_factory=dict)
    crew: Mapping[str, str] = field(default_factory=dict)
    skill: Mapping[str, str] = field(default_factory=dict)


def without_names(observed: Observed, least: int, *, pseudonyms: bool = False) -> tuple[Observed, list[str]]:
    """Return what was observed without the names that must not be told, and sentences about what was done.

    People and machines of a real log are numbers: ``crew.1``, ``cutting.1``. Stations that fewer than ``least`` jobs came
    to are left out with all that happened there; rarer products are one, :data:`OTHERS`, and so are rarer causes of stops,
    plans of maintenance and faults, :data:`OTHER`.

    Args:
        pseudonyms: stations, products, causes, plans, faults, groups of people and the plant itself are numbers, too; the
            most frequent has the lowest.
    """
    observed, told = _without_rare_stations(observed, least)
    observed, said = _without_stations_beyond_counting(observed)
    told += said
    rare = _Names(
        product=_rare_products(observed, least),
        mode=_rare(observed.stops["mode"], least),
        plan=_rare(observed.maintenances["plan"], least),
        fault=_rare(_faults(observed), least),
    )
    frequent = observed.jobs["product"].value_counts()
    if beyond := sum(frequent[name] >= least for name in rare.product):
        told.append(f"{_counted(beyond, 'product')} beyond the {_MOST:,} most frequent: called {OTHERS}.")
    for kind, names, other in (
        ("product", {name for name in rare.product if frequent[name] < least}, "called " + OTHERS),
        ("cause of stops", rare.mode, "called " + OTHER),
        ("plan of maintenance", rare.plan, "called " + OTHER),
        ("fault", rare.fault, "called " + OTHER),
    ):
        if names:
            told.append(f"{_counted(len(names), kind)} with fewer than {least} observations: {other}.")
    observed = _called(observed, rare)
    if spelt := _spelt(observed):
        observed = _called(observed, spelt[0])
        told.append(
            f"{_counted(spelt[1], 'name')} {'is' if spelt[1] == 1 else 'are'} spelt with letters, digits and _ only."
        )
    if observed.plant.origin == "real":
        observed = _called(observed, _numbers_of_people_and_machines(observed.plant))
    return (_called(observed, _pseudonyms(observed), whole=True) if pseudonyms else observed), told


def with_others(observed: Observed, names: Iterable[str]) -> tuple[Observed, str] | None:
    """Return what was observed with these products as one, :data:`OTHERS`, and a sentence about it; ``None``: there are no
    two of them. Parts, and what holds parts, stay apart."""
    jobs = observed.jobs
    tied = set(jobs["product"][(jobs["out_of"].notna() | jobs["part_of"].notna()).to_numpy()].unique())
    alike = sorted({*names} - tied)
    if len(alike) < 2:
        return None
    taken = {of.name.casefold() for of in observed.plant.products} - {name.casefold() for name in alike}
    merged = _called(observed, _Names(product=dict.fromkeys(alike, _free(OTHERS, taken))))
    many = int(jobs["product"].isin(alike).sum())
    said = f"{_counted(len(alike), 'product')} of {many:,} jobs in all show too little each: called {OTHERS}."
    return merged, said


# --- what is rare --------------------------------------------------------------------------------------------


def _without_rare_stations(observed: Observed, least: int) -> tuple[Observed, list[str]]:
    visits = observed.visits
    jobs = _pairs(visits["station"], visits["replication"], visits["job"])
    rare = frozenset(of.name for of in observed.plant.stations if jobs.get(of.name, 0) < least)
    if not rare:
        return observed, []
    said = f"{_counted(len(rare), 'station')} with fewer than {least} jobs {'is' if len(rare) == 1 else 'are'} left out."
    return _without_stations(observed, rare), [said]


def _without_stations_beyond_counting(observed: Observed) -> tuple[Observed, list[str]]:
    names = [of.name for of in observed.plant.stations]
    if len(names) <= _MOST:
        return observed, []
    visits = observed.visits
    jobs = _pairs(visits["station"], visits["replication"], visits["job"])
    rest = frozenset(sorted(names, key=lambda name: (-jobs.get(name, 0), name))[_MOST:])
    kept = _without_stations(observed, rest)
    lost = 1 - len(kept.visits) / len(visits)
    said = (
        f"{_counted(len(names), 'station')} are more than anybody reads: the {_MOST:,} to which most jobs came are kept; "
        f"{len(rest):,} with {lost:.0%} of the visits are left out."
    )
    return kept, [said]


def _without_stations(observed: Observed, rare: frozenset[str]) -> Observed:
    tables: dict[str, Any] = {name: _elsewhere(getattr(observed, name), rare) for name in _TABLES}
    plant = observed.plant.model_copy(
        update={
            "stations": tuple(of for of in observed.plant.stations if of.name not in rare),
            "products": tuple(
                of.model_copy(update={"route": tuple(name for name in of.route if name not in rare)})
                for of in observed.plant.products
            ),
        }
    )
    return replace(observed, plant=plant, **tables)


def _pairs(of: pd.Series, replication: pd.Series, job: pd.Series) -> dict[str, int]:
    """Return of each text with how many different jobs it stands."""
    many = len(job.cat.categories) + 1
    one = replication.to_numpy(np.int64) * many + job.cat.codes.to_numpy(np.int64)
    _, one = np.unique(one, return_inverse=True)
    texts = of.cat.codes.to_numpy(np.int64)
    known = texts >= 0
    found = np.unique(texts[known] * (int(one.max(initial=0)) + 1) + one[known]) // (
        int(one.max(initial=0)) + 1
    )
    counts = np.bincount(found, minlength=len(of.cat.categories))
    return {str(name): int(count) for name, count in zip(of.cat.categories, counts, strict=True)}


def _elsewhere(table: pd.DataFrame, rare: frozenset[str]) -> pd.DataFrame:
    """Return the rows that are not about a rare station; places also stand in details, as in ``after_service>milling``."""
    inside = np.zeros(len(table), bool)
    for name in ("station", "detail"):
        if name in table and isinstance(table[name].dtype, pd.CategoricalDtype):
            texts = [*table[name].cat.categories]
            hit = np.array([*(not rare.isdisjoint(str(text).split(">")) for text in texts), False])
            inside |= hit[table[name].cat.codes.to_numpy()]
    kept = table[~inside].reset_index(drop=True) if inside.any() else table
    unused = {
        name: kept[name].cat.remove_unused_categories()
        for name in ("station", "machine", "person", "detail")
        if name in kept and isinstance(kept[name].dtype, pd.CategoricalDtype)
    }
    return kept.assign(**unused)


def _rare_products(observed: Observed, least: int) -> dict[str, str]:
    """Parts, and what holds parts, stay apart: they are no product like others."""
    jobs = observed.jobs
    tied = set(jobs["product"][(jobs["out_of"].notna() | jobs["part_of"].notna()).to_numpy()].unique())
    counts = jobs["product"].value_counts()
    rest = sorted(map(str, counts.index), key=lambda name: (-int(counts[name]), name))[_MOST:]
    rare = _rare(jobs["product"], least) | dict.fromkeys((name for name in rest if counts[name]), OTHERS)
    taken = {of.name.casefold() for of in observed.plant.products} - {name.casefold() for name in rare}
    others = _free(OTHERS, taken)
    return {name: _free(OTHERS, taken | {others}) if name in tied else others for name in rare}


def _rare(column: pd.Series, least: int) -> dict[str, str]:
    rare = {str(name) for name, number in column.value_counts().items() if 0 < number < least}
    return dict.fromkeys(sorted(rare - {OTHER}), OTHER)


def _faults(observed: Observed) -> pd.Series:
    rows = observed.happenings
    return rows["detail"][(rows["kind"] == "defect_made").to_numpy()].cat.remove_unused_categories()


# --- names as a scenario spells them ---------------------------------------------------------------------------


def _spelt(observed: Observed) -> tuple[_Names, int] | None:
    """Names that a scenario cannot spell, and how many they are; the texts of a log may have dots and hyphens."""
    plant = observed.plant
    texts: dict[str, Iterable[Any]] = {
        "station": [of.name for of in plant.stations],
        "product": [of.name for of in plant.products],
        "mode": observed.stops["mode"].cat.categories,
        "plan": observed.maintenances["plan"].cat.categories,
        "fault": _faults(observed).cat.categories,
        "crew": [of.name for of in plant.crews],
        "skill": [skill for of in plant.crews for skill in of.skills],
    }
    names = {kind: _spelling(sorted(set(map(str, of))), kind) for kind, of in texts.items()}
    number = sum(map(len, names.values()))
    return (_Names(**names), number) if number else None


def _spelling(texts: list[str], kind: str) -> dict[str, str]:
    taken = {text.casefold() for text in texts if _SPELT.fullmatch(text)}
    spelt = dict[str, str]()
    for text in texts:
        if not _SPELT.fullmatch(text):
            joined = re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_")
            base = joined if joined[:1].isalpha() else "_".join(filter(None, (kind, joined)))
            name, number = base, 1
            while name.casefold() in taken:
                number += 1
                name = f"{base}_{number}"
            taken.add(name.casefold())
            spelt[text] = name
    return spelt


# --- numbers in place of names -----------------------------------------------------------------------------------


def _numbers_of_people_and_machines(plant: PlantFacts) -> _Names:
    machines = {
        machine: f"{station.name}.{number}"
        for station in plant.stations
        for number, machine in enumerate(sorted(station.machines, key=_natural), 1)
    }
    everybody = sorted({person for crew in plant.crews for person in crew.people}, key=_natural)
    return _Names(
        machine=machines, person={person: f"crew.{number}" for number, person in enumerate(everybody, 1)}
    )


def _pseudonyms(observed: Observed) -> _Names:
    plant, rows = observed.plant, observed.happenings
    products = _numbered("product", observed.jobs["product"], [of.name for of in plant.products], {OTHERS})
    families = {
        text.partition(".")[0]
        for name in ("from_product", "to_product")
        for text in map(str, observed.setups[name].cat.categories)
    }
    apart = sorted(families - set(products) - {OTHERS})
    products |= {name: f"family_{number}" for number, name in enumerate(apart, 1)}
    stations = _numbered("station", observed.visits["station"], [of.name for of in plant.stations])
    crews = {crew.name: f"crew_{number}" for number, crew in enumerate(plant.crews, 1)}
    skills = sorted({skill for crew in plant.crews for skill in crew.skills})
    return _Names(
        station=stations,
        machine={
            machine: f"{stations[station.name]}.{number}"
            for station in plant.stations
            for number, machine in enumerate(sorted(station.machines, key=_natural), 1)
        },
        person={
            person: f"{crews[crew.name]}.{number}"
            for crew in plant.crews
            for number, person in enumerate(sorted(crew.people, key=_natural), 1)
        },
        product=products,
        mode=_numbered("cause", observed.stops["mode"], (), {OTHER}),
        plan=_numbered("plan", observed.maintenances["plan"], (), {OTHER}),
        fault=_numbered("fault", rows["detail"][(rows["kind"] == "defect_made").to_numpy()], (), {OTHER}),
        crew=crews,
        skill={skill: f"skill_{number}" for number, skill in enumerate(skills, 1)},
    )


def _numbered(kind: str, column: pd.Series, known: Iterable[str], kept: Iterable[str] = ()) -> dict[str, str]:
    """The most frequent has the lowest number."""
    counts = {str(name): int(number) for name, number in column.value_counts().items() if number}
    names = sorted({*counts, *known} - {*kept}, key=lambda name: (-counts.get(name, 0), name))
    return {name: f"{kind}_{number}" for number, name in enumerate(names, 1)}


# --- the tables and the frame ------------------------------------------------------------------------------------


def _called(observed: Observed, names: _Names, *, whole: bool = False) -> Observed:
    """Return the same with other names; ``whole``: those of the plant and its groups of people, too."""
    product = _by_step(names.product)
    columns = {
        "station": _of(names.station),
        "machine": _of(names.machine),
        "person": _of(names.person),
        "product": product,
        "from_product": product,
        "to_product": product,
        "mode": _of(names.mode),
        "plan": _of(names.plan),
        "detail": _in_detail(names),
    }
    tables: dict[str, Any] = {name: renaming(getattr(observed, name), columns) for name in _TABLES}
    plant = observed.plant
    products = {of.name: of for of in plant.products}
    renamed = {
        name: of.model_copy(
            update={"name": name, "route": tuple(names.station.get(at, at) for at in of.route)}
        )
        for name, of in {names.product.get(old, old): of for old, of in products.items()}.items()
    }
    merged = set(names.product.values()) if not whole else set()
    facts: dict[str, Any] = {
        "products": tuple(
            of.model_copy(update={"route": ()}) if name in merged else of for name, of in renamed.items()
        ),
        "stations": tuple(
            of.model_copy(
                update={
                    "name": names.station.get(of.name, of.name),
                    "machines": tuple(names.machine.get(machine, machine) for machine in of.machines),
                }
            )
            for of in plant.stations
        ),
        "crews": tuple(
            of.model_copy(
                update={
                    "name": names.crew.get(of.name, of.name),
                    "people": tuple(names.person.get(person, person) for person in of.people),
                    "skills": {names.skill.get(skill, skill): level for skill, level in of.skills.items()},
                }
            )
            for of in plant.crews
        ),
    }
    if whole:
        facts |= {"name": "plant", "description": ""}
    made_up = {names.machine.get(machine, machine): text for machine, text in observed.made_up.items()}
    return replace(observed, plant=plant.model_copy(update=facts), made_up=made_up, **tables)


def _of(names: Mapping[str, str]) -> NameOf:
    return lambda text: names.get(text, text)


def _by_step(names: Mapping[str, str]) -> NameOf:
    """A product, or a step of its route: ``pump.1``."""

    def name_of(text: str) -> str:
        base, dot, step = text.rpartition(".")
        if text in names or not dot:
            return names.get(text, text)
        return f"{names.get(base, base)}.{step}"

    return name_of


def _in_detail(names: _Names) -> NameOf:
    """Places, products, causes and faults, alone or in ``from>to``."""
    product = _by_step(names.product)
    known = {**names.product, **names.station, **names.fault, **names.plan, **names.mode}

    def name_of(text: str) -> str:
        return ">".join(known[part] if part in known else product(part) for part in text.split(">"))

    return name_of


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """``M2`` comes before ``M10``."""
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in _DIGITS.split(text))


def _free(base: str, taken: set[str]) -> str:
    number = 1
    while (name := base if number == 1 else f"{base}_{number}") in taken:
        number += 1
    taken.add(name)
    return name


def _counted(number: int, what: str) -> str:
    head, of, tail = what.partition(" of ")
    return f"{number:,} {head}{'s' * (number != 1)}{of}{tail}"
