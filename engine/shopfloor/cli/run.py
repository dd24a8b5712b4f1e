"""``shopfloor run``: one scenario in, a folder of questions with proven answers out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shopfloor.cli import missing, options, terminal

if TYPE_CHECKING:
    from shopfloor.pipeline import Run

__all__ = ["command"]


def command(
    scenario: options.ScenarioFile,
    questions: options.Questions = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The run folder to make; runs/<scenario>-<seed> if left out."),
    ] = None,
    seed: options.Seed = None,
    replications: options.Replications = None,
    precision: options.Precision = None,
    max_replications: options.MaxReplications = None,
    workers: options.Workers = 1,
    set_: options.Set = None,
    what_if: options.WhatIf = None,
    per_family: options.PerFamily = None,
    mix: options.Mix = None,
    answers: options.Answers = None,
    level: options.Level = None,
    sizes: options.Sizes = None,
    focus: options.Focus = None,
    hold_out: options.HoldOut = None,
    reasoning: options.Reasoning = "field",
    templates: options.Templates = None,
    strict: options.Strict = False,
    engine: options.Engine = "auto",
    force: options.Force = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Simulate a scenario, ask questions about what happened, and verify every answer."""
    from shopfloor.analysis import overloads
    from shopfloor.pipeline import run
    from shopfloor.staging import free_name

    wanted, most = options.precision(precision, max_replications)
    how = options.promises(
        questions=questions, per_family=per_family, mix=mix, answers=answers, level=level, sizes=sizes, focus=focus,
        hold_out=hold_out, reasoning=reasoning,
    )  # fmt: skip
    plant = options.scenario(scenario, set_, what_if)
    families = options.families(templates)
    options.check_promises(families, [plant.scenario], how)
    if out is None:
        parts = (plant.scenario, what_if, str(plant.seed if seed is None else seed))
        out = free_name(Path("runs") / "-".join(part for part in parts if part))
    loads = [finding.to_json() for finding in overloads(plant)]
    terminal.warn(loads, quiet=quiet)
    terminal.tell_engine(plant, engine, replications, quiet=quiet)
    with terminal.progress(quiet=quiet) as watch:
        made = run(
            plant,
            out,
            seed=seed,
            replications=replications,
            precision=wanted,
            max_replications=most,
            workers=workers,
            engine=engine,
            families=families,
            replace=force,
            progress=watch,
            **how,
        )
    if json:
        terminal.print_json(dict(made.manifest))
    else:
        print(_summary(made))
    terminal.warn([found for found in made.report["findings"] if found not in loads], quiet=quiet)
    terminal.tell_precision(made.report, quiet=quiet)
    missing.tell_missing(made.shortfalls, quiet=quiet)
    if not made.fine or (strict and missing.breaks_a_promise(made.shortfalls)):
        for fault in _faults(made):
            terminal.notice(fault, quiet=False)
        raise typer.Exit(1)


def _summary(made: "Run") -> str:
    facts, counts = made.manifest, made.manifest["counts"]
    replications = terminal.counted(facts["replications"], "replication")
    seconds = sum(facts["timings_s"].values())
    return (
        f"scenario  {facts['scenario']}, seed {facts['seed']}, {replications}\n"
        f"log       {counts['events']:,} events\n"
        f"corpus    {counts['records']} of {terminal.counted(counts['asked'], 'question')}\n"
        f"verified  {counts['verified']} of {terminal.counted(counts['records'], 'answer')} re-derived from the text\n"
        f"folder    {made.folder}\n"
        f"time      {seconds:.1f} s"
    )


def _faults(made: "Run") -> list[str]:
    faults = [
        f"error: the log breaks the law {law} in {terminal.counted(rows, 'place')}"
        for law, rows in made.broken_laws.items()
    ]
    if made.verdict is not None:
        faults += [f"error: {fault}" for fault in made.verdict.faults[:20]]
        if "questions" in made.shortfalls:
            asked = terminal.counted(made.asked, "question")
            faults.append(
                f"error: only {made.verdict.checked} of {asked} could be asked of this log; "
                "more replications or a longer horizon give more to ask"
            )
    return faults
