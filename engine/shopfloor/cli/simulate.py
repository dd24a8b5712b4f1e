"""``shopfloor simulate``: the log of a scenario and its KPIs with confidence intervals."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shopfloor.cli import options, terminal

if TYPE_CHECKING:
    from shopfloor.contracts.kpi import KpiRow

__all__ = ["command"]


def command(
    scenario: options.ScenarioFile,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep the log in this folder; left out: KPIs only.")
    ] = None,
    seed: options.Seed = None,
    replications: options.Replications = None,
    workers: options.Workers = 1,
    set_: options.Set = None,
    what_if: options.WhatIf = None,
    engine: options.Engine = "auto",
    force: options.Force = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Simulate a scenario and print its KPIs."""
    from shopfloor.eventlog import EventLog
    from shopfloor.pipeline import kpi_report, run
    from shopfloor.simulation import simulate

    plant = options.scenario(scenario, set_, what_if)
    broken_laws: Mapping[str, int] = {}
    with terminal.progress(quiet=quiet) as watch:
        if out is None:
            log = simulate(
                plant,
                replications=replications,
                seed=seed,
                workers=workers,
                engine=engine,
                progress=None if watch is None else lambda done, total: watch("simulate", done, total),
            )
        else:
            made = run(
                plant,
                out,
                questions=0,
                seed=seed,
                replications=replications,
                workers=workers,
                engine=engine,
                replace=force,
                progress=watch,
            )
            log, broken_laws = EventLog.open(out), made.broken_laws
        report = kpi_report(log)
    if json:
        terminal.print_json(report)
    else:
        print(f"{report['scenario']}, seed {report['seed']}, {report['replications']} replications")
        print(_table(report["kpis"]))
    if out is not None:
        terminal.notice(f"log in {out}", quiet=quiet)
    for law, rows in broken_laws.items():
        terminal.notice(f"error: the log breaks the law {law} in {rows} places", quiet=False)
    if broken_laws:
        raise typer.Exit(1)


def _table(rows: "list[KpiRow]") -> str:
    """One block a subject: the KPI, its mean, the 95 % confidence interval, the unit.

    Shares in percent, times in a unit that suits them; states that never occur are left out.
    JSON has them all, and everything in seconds.
    """
    lines = [f"{'':<32}{'mean':>10}    95 % confidence interval    unit"]
    subject = None
    for row in rows:
        if row["subject"] != subject:
            subject = row["subject"]
            lines += ["", subject]
        if row["kpi"].startswith("state_share.") and row["mean"] == 0:
            continue
        scale, unit = _shown_unit(row["unit"], row["mean"])
        low, high = row["ci_low"], row["ci_high"]
        interval = (
            "" if low is None or high is None else f"{_figure(low * scale):>12} .. {_figure(high * scale)}"
        )
        lines.append(f"  {row['kpi']:<30}{_figure(row['mean'] * scale):>10}  {interval:<28}  {unit}".rstrip())
    return "\n".join(lines)


def _shown_unit(unit: str, mean: float) -> tuple[float, str]:
    """The factor and the name of the unit that reads best."""
    if unit == "1":
        return 100.0, "%"
    if unit == "s" and abs(mean) >= 7200:
        return 1 / 3600, "h"
    if unit == "s" and abs(mean) >= 120:
        return 1 / 60, "min"
    return 1.0, unit


def _figure(value: float) -> str:
    """Four significant digits, never an exponent."""
    whole = len(str(abs(int(value))))
    return "0" if value == 0 else f"{value:,.{max(0, 4 - whole)}f}"
