"""``shopfloor simulate``: the log of a scenario, its KPIs with confidence intervals, and what changes would change."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shopfloor.cli import options, terminal

if TYPE_CHECKING:
    from shopfloor.scenario import Scenario

__all__ = ["command"]


def command(
    scenario: options.ScenarioFile,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep the log in this folder; left out: KPIs only.")
    ] = None,
    seed: options.Seed = None,
    replications: options.Replications = None,
    no_log: Annotated[
        bool,
        typer.Option(
            "--no-log",
            help="Count the KPIs while the plant runs, and write no log: the same figures, faster.",
        ),
    ] = False,
    precision: options.Precision = None,
    max_replications: options.MaxReplications = None,
    explain: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SUBJECT",
            help="Tell where the time went: of product:NAME, station:NAME, machine:NAME.1 or people:NAME; repeatable.",
        ),
    ] = None,
    compare: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Tell what this what_if changes, on the same random numbers."),
    ] = None,
    sweep: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Run every point of this sweep, on the same random numbers."),
    ] = None,
    kpi: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[SUBJECT/]KPI",
            help="With --sweep and --compare: what to show, as in lead_time or station:saw/queue_length; repeatable.",
        ),
    ] = None,
    workers: options.Workers = 1,
    set_: options.Set = None,
    what_if: options.WhatIf = None,
    engine: options.Engine = "auto",
    force: options.Force = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Simulate a scenario and print its KPIs."""
    from shopfloor.errors import UsageError

    wanted, most = options.precision(precision, max_replications)
    given = {"--out": out, "--precision": precision, "--explain": explain, "--what-if": what_if}
    how: dict[str, Any] = {
        "replications": replications,
        "seed": seed,
        "workers": workers,
        "engine": engine,
    }
    if no_log:
        _needs_no_log({"--out": out, "--explain": explain})
        terminal.tell_counting(quiet=quiet)
    if sweep is not None:
        _alone("--sweep", given | {"--compare": compare})
        how["log"] = not no_log
        _sweep(scenario, sweep, kpi, options.overrides(set_), how, json=json, quiet=quiet)
    elif compare is not None:
        _alone("--compare", given)
        how["log"] = not no_log
        plants = options.scenario(scenario, set_, None), options.scenario(scenario, set_, compare)
        _compare(*plants, compare, kpi, how, json=json, quiet=quiet)
    else:
        if kpi:
            raise UsageError("--kpi goes with --sweep or --compare; leave it out: all KPIs are shown")
        plant = options.scenario(scenario, set_, what_if)
        how |= {"precision": wanted, "max_replications": most}
        if no_log:
            _measure(plant, how, json=json, quiet=quiet)
        else:
            _simulate(plant, out, explain or [], how, force=force, json=json, quiet=quiet)


def _simulate(
    plant: "Scenario",
    out: Path | None,
    subjects: list[str],
    how: Mapping[str, Any],
    *,
    force: bool,
    json: bool,
    quiet: bool,
) -> None:
    from shopfloor.analysis import check_subject, explain, overloads
    from shopfloor.cli.tables import explanation_table
    from shopfloor.eventlog import EventLog
    from shopfloor.pipeline import run, run_report, simulated
    from shopfloor.scenario.facts import plant_facts

    for subject in subjects:
        check_subject(plant_facts(plant, plant.replications, plant.seed), subject)
    loads = [finding.to_json() for finding in overloads(plant)]
    terminal.warn(loads, quiet=quiet)
    terminal.tell_engine(plant, how["engine"], how["replications"], quiet=quiet)
    broken_laws: Mapping[str, int] = {}
    with terminal.progress(quiet=quiet) as watch:
        if out is None:
            log = simulated(plant, progress=_stage(watch), **how)
            report = run_report(log, plant, how["precision"])
        else:
            made = run(plant, out, questions=0, replace=force, progress=watch, **how)
            log, report, broken_laws = EventLog.open(out), dict(made.report), made.broken_laws
        explained = [explain(log, subject) for subject in subjects]
    if json:
        extra = {"explained": [explanation.to_json() for explanation in explained]} if subjects else {}
        terminal.print_json(report | extra)
    else:
        _print_report(report, "\n\n".join(explanation_table(it) for it in explained))
    terminal.warn([found for found in report["findings"] if found not in loads], quiet=quiet)
    terminal.tell_precision(report, quiet=quiet)
    if out is not None:
        terminal.notice(f"log in {out}", quiet=quiet)
    for law, rows in broken_laws.items():
        terminal.notice(
            f"error: the log breaks the law {law} in {terminal.counted(rows, 'place')}", quiet=False
        )
    if broken_laws:
        raise typer.Exit(1)


def _measure(plant: "Scenario", how: Mapping[str, Any], *, json: bool, quiet: bool) -> None:
    from shopfloor.analysis import measure, overloads
    from shopfloor.pipeline import run_report

    loads = [finding.to_json() for finding in overloads(plant)]
    terminal.warn(loads, quiet=quiet)
    terminal.tell_engine(plant, how["engine"], how["replications"], quiet=quiet)
    with terminal.progress(quiet=quiet) as watch:
        measured = measure(plant, progress=_stage(watch), **how)
        report = run_report(measured, plant, how["precision"])
    if json:
        terminal.print_json(report)
    else:
        _print_report(report)
    terminal.warn([found for found in report["findings"] if found not in loads], quiet=quiet)
    terminal.tell_precision(report, quiet=quiet)
    if measured.note:
        terminal.notice(terminal.folded(f"note: {measured.note}"), quiet=quiet)


def _print_report(report: Mapping[str, Any], explained: str = "") -> None:
    from shopfloor.cli.tables import kpi_table

    print(f"{report['scenario']}, seed {report['seed']}, {_replications(report['replications'])}")
    print(explained or kpi_table(report["kpis"]))


def _sweep(
    file: str,
    name: str,
    kpis: list[str] | None,
    overrides: Mapping[str, str],
    how: Mapping[str, Any],
    *,
    json: bool,
    quiet: bool,
) -> None:
    from shopfloor.analysis import USUAL_KPIS, sweep
    from shopfloor.cli.tables import sweep_table
    from shopfloor.scenario import load_sweep

    points = load_sweep(file, name, overrides=overrides)
    with terminal.progress(quiet=quiet) as watch:
        swept = sweep(points, kpis or USUAL_KPIS, progress=_stage(watch), **how)
    if json:
        report = swept.to_json()
        terminal.print_json({"scenario": report.pop("scenario"), "sweep": name, **report})
    else:
        print(
            f"{swept.scenario}, sweep {name}, seed {swept.seed}, {_replications(swept.replications)} at each point"
        )
        print(sweep_table(swept))
    for point in swept.points:
        where = ", ".join(f"{path}={value}" for path, value in point.changes.items())
        # of many points some warm-ups look too short by chance alone
        found = [finding.to_json() for finding in point.findings if not finding.kind.startswith("short_")]
        terminal.warn(found, quiet=quiet, where=f"at {where}: ")


def _compare(
    base: "Scenario",
    changed: "Scenario",
    name: str,
    kpis: list[str] | None,
    how: Mapping[str, Any],
    *,
    json: bool,
    quiet: bool,
) -> None:
    from shopfloor.analysis import compare
    from shopfloor.cli.tables import difference_table

    with terminal.progress(quiet=quiet) as watch:
        found = compare(base, changed, kpis, progress=_stage(watch), **how)
    if json:
        report = found.to_json()
        terminal.print_json({"scenario": report.pop("scenario"), "compare": name, **report})
        return
    shown = [
        difference
        for difference in found.differences
        if kpis or difference.subject == "plant" or difference.subject.startswith("product:")
    ]
    pairs = terminal.counted(found.replications, "pair")
    print(f"{found.scenario}, what_if {name}, seed {found.seed}, {pairs} of replications")
    print(difference_table(shown))


def _alone(flag: str, others: Mapping[str, object]) -> None:
    """Refuse flags that say nothing beside another, rather than pass them over."""
    from shopfloor.errors import UsageError

    for other, given in others.items():
        if given:
            raise UsageError(f"{other} does not go with {flag}; leave one of them out")


def _needs_no_log(flags: Mapping[str, object]) -> None:
    from shopfloor.errors import UsageError

    for flag, given in flags.items():
        if given:
            raise UsageError(f"{flag} needs the log, and --no-log keeps none; leave one of them out")


def _stage(watch: Callable[[str, int, int], None] | None) -> Callable[[int, int], None] | None:
    return None if watch is None else lambda done, total: watch("simulate", done, total)


def _replications(count: int) -> str:
    return terminal.counted(count, "replication")
