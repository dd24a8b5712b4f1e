"""How does one look at a calibration? One HTML page: what was found, how sure it is, and how near it comes."""

from __future__ import annotations

from functools import cache
from pathlib import Path as File
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from shopfloor._version import __version__
from shopfloor.calibration.draft import Draft, Path
from shopfloor.calibration.page.charts import histogram, quantiles, survival
from shopfloor.calibration.page.pictures import arrival_grid, process_map
from shopfloor.calibration.validation.distances import DISTANCES
from shopfloor.calibration.writing.remarks import interval_text, remark
from shopfloor.distributions import Distribution
from shopfloor.scenario.dump import inline
from shopfloor.scenario.model.shifts import DAY_S, Shift

if TYPE_CHECKING:
    from shopfloor.calibration.calibrating import Calibration
    from shopfloor.calibration.validation import Validation

__all__ = ["html_page"]

_PERISHABLE = "time_to_failure"
_WORDS: dict[Path, str] = {("orders", "every"): "time between orders", ("processing",): "time of work"}
_KINDS = frozenset({"failures", "maintenance", "route"})
"""Parts of a path that its other parts imply."""


def html_page(made: Calibration) -> str:
    """Return the page of a calibration."""
    draft, observed = made.draft, made.observed
    return _template().render(
        plant=made.scenario.scenario,
        description=made.scenario.description,
        since=f"{observed.start:%Y-%m-%d %H:%M}",
        days=(observed.until_us - observed.since_us) / 86.4e9,
        replications=len(observed.replications),
        jobs=len(observed.jobs),
        visits=len(observed.visits),
        stops=len(observed.stops),
        taken_in=made.taken_in,
        parts={
            "products": made.scenario.products,
            "stations": made.scenario.stations,
            "people": made.scenario.people,
        },
        fits=[_fit(draft, path) for path in draft.samples if path in draft.evidence],
        values=[_value(draft, path) for path, _ in draft.told() if path not in draft.samples],
        left_out=[(".".join(path), reason) for path, reason in sorted(draft.left_out.items())],
        doubts=made.doubts,
        notes=draft.notes[len(made.warned) :],
        from_work=observed.from_work,
        near=_near(made.validation),
        figures=_figures(made.validation),
        validation=made.validation,
        membership=made.membership,
        least=made.least,
        ledger=made.ledger,
        cost=_cost(made),
        tuning=made.tuning.to_json() if made.tuning is not None else None,
        map=process_map(observed),
        arrivals=arrival_grid(observed),
        calendars=_calendars(made),
        version=__version__,
    )


@cache
def _template() -> Template:
    templates = Environment(
        loader=FileSystemLoader([File(__file__).parent, File(__file__).parents[2] / "reports"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters["number"] = _number
    return templates.get_template("page.html.jinja")


def heading(path: Path) -> str:
    """Return a path in words, whose it is first: ``assembly: time to failure of screwdriver``."""
    if len(path) < 3:
        return ": ".join(path)
    _, owner, *inner = path
    if tuple(inner) in _WORDS:
        return f"{owner}: {_WORDS[tuple(inner)]}"
    kind, *of = [*inner[-1:], *inner[:-1]]
    of = [f"step {int(name) + 1}" if name.isdecimal() else name for name in of if name not in _KINDS]
    return f"{owner}: {kind.replace('_', ' ')}{' of ' if of else ''}{', '.join(of)}"


def _fit(draft: Draft, path: Path) -> dict[str, Any]:
    value, evidence, sample = draft.get(path), draft.evidence[path], draft.samples[path]
    law = Distribution.model_validate(value).law
    lasting = _PERISHABLE in path
    return {
        "path": ".".join(path),
        "heading": heading(path),
        "text": inline(value),
        "remark": remark(evidence),
        "evidence": evidence,
        "intervals": [interval_text(name, of) for name, of in evidence.estimates.items()],
        "histogram": None if lasting else histogram(sample, law),
        "quantiles": None if lasting else quantiles(sample, law),
        "survival": survival(sample, law)
        if lasting or len(sample.censored_s) > len(sample.values_s) / 10
        else None,
    }


def _value(draft: Draft, path: Path) -> dict[str, Any]:
    value = draft.get(path)
    return {
        "path": ".".join(path),
        "text": "" if value is None else inline(value),
        "remark": remark(draft.evidence[path]),
    }


def _cost(made: Calibration) -> list[tuple[str, float, float]]:
    """What the noise of differential privacy cost, on time that was not seen: (distance, with it, without it)."""
    if made.validation is None or made.plain is None:
        return []
    plain = {it.name: it.model for it in made.plain.apart if it.side == "test"}
    return [
        (DISTANCES.get(it.name, it.name), it.model, plain[it.name])
        for it in made.validation.apart
        if it.side == "test" and it.name in plain
    ]


def _near(validation: Validation | None) -> list[dict[str, Any]]:
    """Rows of the table of distances: both sides of the split in one."""
    if validation is None:
        return []
    rows: dict[str, dict[str, Any]] = {}
    for it in validation.apart:
        kind, _, station = it.name.partition(".")
        what = DISTANCES.get(it.name) or f"{kind} at {station}, minutes"
        row = rows.setdefault(it.name, {"name": it.name, "what": what, "train": None, "test": None})
        row[it.side] = it
    return list(rows.values())


def _figures(validation: Validation | None) -> list[dict[str, Any]]:
    if validation is None:
        return []
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for it in validation.figures:
        scale, unit = (1 / 60, "min") if it.unit == "s" else (1.0, "" if it.unit == "count" else it.unit)
        row = rows.setdefault(
            (it.kpi, it.subject),
            {"kpi": it.kpi, "subject": it.subject, "unit": unit, "train": None, "test": None},
        )
        row[it.side] = {
            "plant": it.plant * scale,
            "model": it.model * scale,
            "low": it.widest_low * scale,
            "high": it.widest_high * scale,
            "inside": it.widest_low <= it.plant <= it.widest_high,
        }
    return list(rows.values())


def _calendars(made: Calibration) -> list[dict[str, Any]]:
    """For each shift, who has it, and the stretches of its week: per weekday (from, length) as shares of the day."""
    plant = made.scenario
    found = list[dict[str, Any]]()
    for name, shift in plant.shifts.items():
        users = [f"people {key}" for key, group in plant.people.items() if group.shift == name]
        users += [f"station {key}" for key, station in plant.stations.items() if station.shift == name]
        found.append({"name": name, "users": users, "days": _week(shift)})
    return found


def _week(shift: Shift) -> dict[str, list[list[tuple[float, float]]]]:
    """Return (from, length) of work and of breaks for each weekday."""
    work: list[list[tuple[float, float]]] = [[] for _ in range(7)]
    rest: list[list[tuple[float, float]]] = [[] for _ in range(7)]
    for day in shift.days:
        since, until = shift.from_ / DAY_S, shift.to / DAY_S
        pieces = [(since, until)] if since < until else [(since, 1.0), (0.0, until)]
        for piece, (left, right) in enumerate(pieces):
            work[(day + piece) % 7].append((left, right - left))
        for pause in shift.breaks:
            late = 1 if pause.at < shift.from_ else 0
            rest[(day + late) % 7].append((pause.at / DAY_S, pause.for_ / DAY_S))
    return {"work": work, "rest": rest}


def _number(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    size = abs(float(value))
    return (
        f"{value:,.0f}"
        if size >= 1000
        else f"{value:,.1f}"
        if size >= 10
        else f"{value:,.2f}"
        if size >= 0.1
        else f"{value:.3g}"
    )
