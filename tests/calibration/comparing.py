"""What do a plant and its calibration both say, and do they say the same? Numbers with intervals, and what must be exact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shopfloor.calibration import Calibration
from shopfloor.calibration.discovery.routes import turns_in
from shopfloor.calibration.evidence import Estimate
from shopfloor.distributions import Distribution
from shopfloor.scenario import Scenario, shift_stretches
from shopfloor.scenario.model import Shift

__all__ = ["Compared", "Told", "exact", "numbers"]

Path = tuple[str, ...]
QUARTER_US = 15 * 60_000_000


@dataclass(frozen=True)
class Compared:
    """One number of the original beside its interval."""

    path: str
    name: str
    truth: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        """Is the truth in the interval, but for what rounding does to either?"""
        slack = 1e-6 * max(abs(self.truth), 1e-9)
        return self.low - slack <= self.truth <= self.high + slack

    def __str__(self) -> str:
        return f"{self.path} {self.name}: {self.truth:.6g}, found {self.low:.6g} to {self.high:.6g}"


@dataclass(frozen=True)
class Told:
    """Something that is either the same or not, such as a number of machines."""

    path: str
    truth: Hashable
    found: Hashable

    @property
    def same(self) -> bool:
        """Is it the same?"""
        return self.truth == self.found

    def __str__(self) -> str:
        return f"{self.path}: {self.truth}, found {self.found}"


# --- numbers with intervals ---------------------------------------------------------------------------------


def numbers(plant: Scenario, made: Calibration) -> Iterator[Compared]:
    """Yield every number that original and calibration both say, with an interval.

    Of times the mean, and all parameters where the family is the same; shares and proficiencies as they are. A time of work is
    compared for each step of each route, whichever of the two scenarios says it at the step and whichever at the station.
    """
    seen = set[tuple[Path, str]]()
    for path, truth, pace in (*_steps(plant, made), *_others(plant, made)):
        evidence = made.draft.evidence[path]
        for name, value in _of_law(truth, made.draft.get(path), pace):
            if name in evidence.estimates and (path, f"{name} {value}") not in seen:
                seen.add((path, f"{name} {value}"))
                yield _beside(path, name, value, evidence.estimates[name])
    yield from _shares(plant, made)
    yield from _people(plant, made)
    yield from _setups(plant, made)


def _beside(path: Path, name: str, truth: float, estimate: Estimate) -> Compared:
    return Compared(".".join(path), name, truth, estimate.low, estimate.high)


def _of_law(truth: Any, found: Any, pace: float) -> Iterator[tuple[str, float]]:
    law = Distribution.model_validate(truth).law
    yield "mean", law.mean() / pace
    if not (isinstance(truth, Mapping) and isinstance(found, Mapping) and list(truth) == list(found)):
        return
    ((_, parameters),) = truth.items()
    for name, value in parameters.items() if isinstance(parameters, Mapping) else ():
        if isinstance(value, int | float):
            yield name, float(value)
        elif name != "mean" and isinstance(value, str):
            yield name, Distribution.model_validate(value).law.mean() / pace


def _steps(plant: Scenario, made: Calibration) -> Iterator[tuple[Path, Any, float]]:
    """Yield where each step's time of work stands in the calibration, what the original says, and the pace of who works."""
    document = _plain(plant)
    for product, of in document["products"].items():
        route = made.draft.get(("products", product, "route"))
        found = {
            (name, turn): path for path, name, turn in _paths(route or [], ("products", product, "route"))
        }
        for steps, at, name, turn in turns_in(of["route"]):
            own = steps[at].get("processing") if isinstance(steps[at], dict) else None
            truth = own if own is not None else document["stations"][name].get("processing")
            path = found.get((name, turn))
            if path is None or truth is None or _blurred(plant, name, "processing"):
                continue
            path = path if path in made.draft.evidence else ("stations", name, "processing")
            if path in made.draft.evidence:
                yield (
                    path,
                    truth,
                    plant.stations[name].speeds[0] * _pace(plant, _skill(plant, name, "processing")),
                )


def _paths(route: list[Any], path: Path) -> Iterator[tuple[Path, str, int]]:
    places = {id(steps): place for steps, place in _lists(route, path)}
    for steps, at, name, turn in turns_in(route):
        yield (*places[id(steps)], str(at), "processing"), name, turn


def _lists(route: list[Any], path: Path) -> Iterator[tuple[list[Any], Path]]:
    yield route, path
    for at, step in enumerate(route):
        if isinstance(step, dict):
            for number, branch in enumerate(step.get("choice", ())):
                yield from _lists(branch["route"], (*path, str(at), "choice", str(number), "route"))
            if "alternatives" in step:
                yield step["alternatives"], (*path, str(at), "alternatives")


def _others(plant: Scenario, made: Calibration) -> Iterator[tuple[Path, Any, float]]:
    """Yield failures, repairs, maintenance and orders."""
    document = _plain(plant)
    for path, _ in made.draft.told():
        truth = _at(document, path)
        if truth is None or path[-1] not in ("time_to_failure", "time_to_repair", "every", "takes", "due_in"):
            continue
        skill = None
        if path[-1] == "time_to_repair":
            skill = plant.stations[path[1]].failures[path[3]].repaired_by
        elif path[-1] == "takes":
            skill = plant.stations[path[1]].maintenance[path[3]].done_by
        if not _tires(plant, skill):
            yield path, truth, _pace(plant, skill)


def _shares(plant: Scenario, made: Calibration) -> Iterator[Compared]:
    """Yield scrap, rework, faults and what inspections miss. Shares that grow with wear are not any one number, and where
    products or machines differ, that of a station is no truth for those which the calibration takes together."""
    for path, evidence in made.draft.told():
        if path[0] != "stations" or path[2] not in ("quality", "inspection"):
            continue
        station = plant.stations[path[1]]
        if path[2] == "inspection":
            for word in ("misses", "false_alarms"):
                if station.inspection is not None and word in evidence.estimates:
                    yield _beside(path, word, getattr(station.inspection, word), evidence.estimates[word])
            continue
        truth = _share(station.quality, path[3:])
        if truth is not None and station.quality.drift == 0 and "share" in evidence.estimates:
            yield _beside(path, "share", truth, evidence.estimates["share"])


def _share(quality: Any, path: Path) -> float | None:
    if path[0] == "defects":
        found: float | None = quality.defects.get(path[1])
        return found
    word = path[-1]
    general = quality.scrap if word == "scrap" else quality.rework.share if quality.rework else None
    apart = {**quality.by_product, **quality.by_machine}
    if path[0] in ("by_product", "by_machine"):
        own = getattr(getattr(quality, path[0]).get(path[1]), word, None)
        return general if own is None else float(own)
    return None if any(getattr(of, word) is not None for of in apart.values()) else general


def _people(plant: Scenario, made: Calibration) -> Iterator[Compared]:
    """Yield how fast each group is beside the fastest with the same skill, and how often people are absent."""
    skills: Mapping[tuple[str, str, str], str] = made.draft.found.get("skills", {})
    for name, group in plant.people.items():
        evidence = made.draft.evidence.get(("people", name))
        if evidence is None:
            continue
        if "absence" in evidence.estimates:
            yield _beside(("people", name), "absence", group.absence, evidence.estimates["absence"])
        for task, skill in skills.items():
            estimate = evidence.estimates.get(f"proficiency at {skill}")
            own = _skill_of(plant, task)
            if estimate is not None and own in group.skills and not _tires(plant, own):
                yield _beside(("people", name), skill, group.skills[own] / _pace(plant, own), estimate)
                break


def _setups(plant: Scenario, made: Calibration) -> Iterator[Compared]:
    for station, of in plant.stations.items():
        skill = _skill(plant, station, "setup")
        if of.setup is None or _tires(plant, skill):
            continue
        for path, evidence in made.draft.told():
            if path[:3] != ("stations", station, "setup") or "mean" not in evidence.estimates:
                continue
            truth = _at(_plain(plant), path)
            if isinstance(truth, str) or (truth is None and of.setup.between and path[3] == "between"):
                seconds = 0.0 if truth is None else Distribution.model_validate(truth).law.mean()
                yield _beside(path, "mean", seconds / _pace(plant, skill), evidence.estimates["mean"])


def _skill(plant: Scenario, station: str, what: str) -> str | None:
    needs = plant.stations[station].needs
    return needs.skill if needs is not None and what in needs.during else None


def _skill_of(plant: Scenario, task: tuple[str, str, str]) -> str | None:
    what, station, detail = task
    if what in ("work", "setup"):
        return _skill(plant, station, "processing" if what == "work" else what)
    if what == "repair":
        return plant.stations[station].failures[detail].repaired_by
    return plant.stations[station].maintenance[detail].done_by


def _pace(plant: Scenario, skill: str | None) -> float:
    """A log shows times at the pace of the fastest: proficiencies are told beside it."""
    return max((of.skills[skill] for of in plant.people.values() if skill in of.skills), default=1.0)


def _tires(plant: Scenario, skill: str | None) -> bool:
    """Where people learn or tire there is no pace to compare with."""
    return any(skill in of.skills and (of.learning or of.fatigue) for of in plant.people.values())


def _blurred(plant: Scenario, station: str, what: str) -> bool:
    return _tires(plant, _skill(plant, station, what))


# --- what must be exact -------------------------------------------------------------------------------------


def exact(plant: Scenario, made: Calibration) -> Iterator[Told]:
    """Yield everything that is a kind, a count, a rule or a calendar, of the original and as it was found."""
    found = made.scenario
    for name, product in plant.products.items():
        path = f"products.{name}"
        if name not in found.products:
            yield Told(path, "there", "missing")
            continue
        other = found.products[name]
        yield Told(f"{path}.route", _ways(product.route), _ways(other.route))
        for word, truth in _orders(plant, product.orders).items():
            yield Told(f"{path}.orders.{word}", truth, _orders(found, other.orders).get(word))
    for name in plant.stations:
        path = f"stations.{name}"
        if name not in found.stations:
            yield Told(path, "there", "missing")
            continue
        truths, others = _of_station(plant, name), _of_station(found, name)
        if not _limit_was_reached(made, name):
            truths, others = ({**of, "at_most": None} for of in (truths, others))
        for word in sorted({*truths, *others}):
            if (*path.split("."), *word.split(".")) not in made.draft.left_out:  # too seldom to be told
                yield Told(f"{path}.{word}", *_as_far_as_seen(truths.get(word), others.get(word)))
    for name, group in plant.people.items():
        if name not in found.people:
            yield Told(f"people.{name}", "there", "missing")
            continue
        yield Told(f"people.{name}.count", group.count, found.people[name].count)
        yield Told(
            f"people.{name}.shift", _calendar(plant, group.shift), _calendar(found, found.people[name].shift)
        )


def _limit_was_reached(made: Calibration, station: str) -> bool:
    """How often a job may go back is seen only where one is scrapped at the limit."""
    path = ("stations", station, "quality", "rework")
    evidence = made.draft.evidence.get(path)
    return evidence is not None and any("at the limit" in of and "no job" not in of for of in evidence.notes)


def _as_far_as_seen(truth: Hashable, found: Hashable) -> tuple[Hashable, Hashable]:
    """Of the groups that are able to do something, some may never have done it: no log shows that they could."""
    if isinstance(truth, tuple) and isinstance(found, tuple) and len(truth) == len(found):
        parts = [_as_far_as_seen(*pair) for pair in zip(truth, found, strict=True)]
        return tuple(of for of, _ in parts), tuple(of for _, of in parts)
    if isinstance(truth, Able) and isinstance(found, Able) and found.groups and found.groups <= truth.groups:
        return found, found
    return truth, found


@dataclass(frozen=True)
class Able:
    """Groups of people who can do something."""

    groups: frozenset[str]

    def __str__(self) -> str:
        return ", ".join(sorted(self.groups))


def _ways(route: Any) -> frozenset[tuple[Hashable, ...]]:
    """All ways through a route; stations that exchange for each other are one step."""
    ways: list[tuple[Hashable, ...]] = [()]
    for step in route:
        if hasattr(step, "choice"):
            branches = [way for branch in step.choice if branch.share > 0 for way in _ways(branch.route)]
        elif hasattr(step, "alternatives"):
            branches = [(frozenset(of.station for of in step.alternatives),)]
        else:
            kit = (tuple(sorted(step.assemble.items())), tuple(sorted(step.disassemble.items())))
            branches = [((step.station, *kit),)]
        ways = [way + branch for way in ways for branch in branches]
    return frozenset(ways)


def _orders(plant: Scenario, orders: Any) -> dict[str, Hashable]:
    if orders is None:
        return {"kind": None}
    if orders.at is not None:
        return {}  # times of single orders are never told
    kind = next((of for of in ("every", "rate", "supply", "wip") if getattr(orders, of) is not None), None)
    if kind is None:  # parts of others
        return {"kind": None}
    if kind == "rate":
        kind = "every"  # an even rate is exponential times between, in the hours of a shift
    release = orders.release
    return {
        "kind": kind,
        "wip": orders.wip,
        "quantity": orders.quantity,
        "priority": orders.priority,
        "when_full": orders.when_full,
        "shift": _hours(plant, orders),
        "release": release and (release.wip_below, release.before_due, release.of, release.order),
    }


def _hours(plant: Scenario, orders: Any) -> Hashable:
    """When orders may come, by the week; what the end of the hours does makes no difference to them."""
    if orders.rate is not None:
        return None
    calendar = _calendar(plant, orders.shift)
    return calendar and calendar[0]


def _of_station(plant: Scenario, name: str) -> dict[str, Hashable]:
    station = plant.stations[name]
    told: dict[str, Hashable] = {
        "machines": station.machines,
        "queue.capacity": station.queue.capacity,
        "queue.order": station.queue.order,
        "blocking": station.blocking,
        "shift": _calendar(plant, station.shift),
        "needs": _needs(plant, name),
        "inspection": station.inspection and (_finds(plant, station), _back_to(station.inspection.rework)),
        "rework": _back_to(station.quality.rework),
        "at_most": station.quality.rework and station.quality.rework.at_most,
    }
    if station.machines > 1:
        told["pick"] = station.pick
    if station.batch is not None:
        batch = station.batch
        told |= {"batch": (batch.min, batch.max, batch.time), "batch.same": _together(plant, batch)}
    for mode, failure in station.failures.items():
        kind = failure.clock  # wear shows as hours of work
        told[f"failures.{mode}"] = (kind, failure.job, _able(plant, failure.repaired_by))
    for mode, plan in station.maintenance.items():
        kind = f"jobs {plan.jobs}" if plan.jobs else "working" if plan.at_wear else plan.clock
        told[f"maintenance.{mode}"] = (kind, _able(plant, plan.done_by), plan.renews)
    return told


def _finds(plant: Scenario, station: Any) -> Hashable:
    """Which faults it looks for, of those that are made anywhere."""
    made = frozenset(fault for of in plant.stations.values() for fault in of.quality.defects)
    return made if station.inspection.finds == "all" else frozenset(station.inspection.finds)


def _back_to(rework: Any) -> str | None:
    return None if rework is None else str(rework.at)


def _needs(plant: Scenario, name: str) -> Hashable:
    """Who is needed, and when; a change-over counts only where there is one."""
    station = plant.stations[name]
    if station.needs is None:
        return None
    during = [of for of in station.needs.during if of == "processing" or station.setup is not None]
    return tuple(sorted(during)), _able(plant, station.needs.skill)


def _able(plant: Scenario, skill: str | None) -> Able | None:
    return (
        Able(frozenset(of for of, group in plant.people.items() if skill in group.skills)) if skill else None
    )


def _together(plant: Scenario, batch: Any) -> frozenset[frozenset[str]]:
    """Which products may share a batch."""
    products = list(plant.products)
    if batch.same == "any":
        return frozenset([frozenset(products)])
    families = batch.families if batch.same == "family" else {}
    named = {of for members in families.values() for of in members}
    return frozenset(
        [*map(frozenset, families.values()), *(frozenset([of]) for of in products if of not in named)]
    )


def _calendar(plant: Scenario, name: str | None) -> tuple[Hashable, str] | None:
    """A shift by its week, to the quarter of an hour, and by what its end does."""
    if name is None:
        return None
    shift: Shift = plant.shifts[name]
    week = shift_stretches(shift, dt.datetime(2026, 1, 5), 7 * 86_400_000_000)
    rounded = tuple((round(of.from_us / QUARTER_US), round(of.until_us / QUARTER_US)) for of in week)
    end = shift.at_end
    return rounded, end if isinstance(end, str) else f"no start within {end.no_start_within / 60:g} min"


def _plain(plant: Scenario) -> dict[str, Any]:
    return plant.model_dump(by_alias=True, exclude_none=True, mode="json")


def _at(document: Any, path: Path) -> Any:
    for name in path:
        if isinstance(document, Mapping) and name in document:
            document = document[name]
        elif isinstance(document, list) and name.isdecimal() and int(name) < len(document):
            document = document[int(name)]
        else:
            return None
    return document
