"""How does a scenario become a run folder? Simulate, audit, measure, ask, verify, write."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shopfloor.analysis import MAX_REPLICATIONS, simulate_to_precision
from shopfloor.errors import UsageError
from shopfloor.eventlog import EventLog
from shopfloor.pipeline.checking import broken
from shopfloor.pipeline.clock import Clock, Progress
from shopfloor.pipeline.corpus import corpus_in
from shopfloor.pipeline.kpis import run_report
from shopfloor.pipeline.origin import events_in, log_facts
from shopfloor.run_folder import MANIFEST, write_manifest
from shopfloor.scenario import Scenario, dump
from shopfloor.simulation import simulate
from shopfloor.staging import staged

if TYPE_CHECKING:
    from shopfloor.contracts.family import Family
    from shopfloor.questions import Asked, Shortfall
    from shopfloor.verification import Verdict

__all__ = ["Run", "run", "simulated"]


@dataclass(frozen=True)
class Run:
    """What a run made; ``report`` is what ``kpis.json`` holds, ``broken_laws`` are those of the log (name -> rows),
    the rest is about the corpus."""

    folder: Path
    manifest: Mapping[str, Any]
    report: Mapping[str, Any]
    broken_laws: Mapping[str, int]
    asked: int
    verdict: Verdict | None
    shortfalls: Mapping[str, Shortfall]

    @property
    def fine(self) -> bool:
        """Every law holds, every question that was promised is there, and every answer was re-derived."""
        answered = self.verdict is None or self.verdict.right == self.verdict.checked
        return answered and not self.broken_laws and "questions" not in self.shortfalls


def run(
    scenario: Scenario,
    out: Path | str,
    *,
    questions: int | None = None,
    seed: int | None = None,
    replications: int | None = None,
    precision: Mapping[str, float] | None = None,
    max_replications: int = MAX_REPLICATIONS,
    workers: int = 1,
    engine: str = "auto",
    families: Sequence[Family] | None = None,
    replace: bool = False,
    progress: Progress | None = None,
    **how: Any,
) -> Run:
    """Make the run folder ``out``; with ``questions=0`` the log and its KPIs only.

    With ``precision`` there are as many replications as it takes, see :func:`simulate_to_precision`.

    Args:
        questions: how many; 500 if left out.
        how: the other promises, as for :func:`ask`: ``mix``, ``sizes``, ``focus`` and so on.

    Raises:
        UsageError: ``out`` exists and may not be replaced, or an argument is out of its range.
        OutputError: ``out`` could not be written; nothing is left under its name.
    """
    if questions is not None and questions < 0:
        raise UsageError(f"questions: got {questions}; expected 0 (only the log) or more")
    if questions != 0:
        from shopfloor.questions import check_promises, load_families

        # before the simulation, which may take long
        families = load_families() if families is None else families
        check_promises(families, [scenario.scenario], questions=questions, **how)
    out, clock = Path(out), Clock(progress)
    with staged(out, replace=replace, paper=MANIFEST) as folder:
        with clock.stage("simulate") as tick:
            log = simulated(
                scenario,
                precision=precision,
                max_replications=max_replications,
                replications=replications,
                seed=seed,
                workers=workers,
                engine=engine,
                out=folder,
                progress=tick,
            )
        with clock.stage("audit"):
            broken_laws = broken(log.audit())
        with clock.stage("kpis"):
            report = run_report(log, scenario, precision)
            text = json.dumps(report, indent=2, allow_nan=False) + "\n"
            (folder / "kpis.json").write_text(text, encoding="utf-8", newline="\n")
        as_run = scenario.model_copy(update={"seed": log.plant.seed, "replications": log.plant.replications})
        (folder / "scenario.yaml").write_text(dump(as_run), encoding="utf-8", newline="\n")
        facts = log_facts(log) | {"counts": {"events": events_in([log])}}
        facts |= {key: report[key] for key in ("findings", "precision") if key in report}
        made: tuple[Asked, Verdict] | None = None
        if questions != 0:
            made = corpus_in(
                folder,
                [log],
                clock,
                facts,
                scenario.description,
                questions=questions,
                seed=seed,
                families=families,
                workers=workers,
                **how,
            )
        manifest = write_manifest(folder, facts | {"timings_s": clock.timings_s})
    if made is None:
        return Run(out, manifest, report, broken_laws, 0, None, {})
    asked, verdict = made
    return Run(out, manifest, report, broken_laws, asked.questions, verdict, asked.told.shortfalls)


def simulated(
    scenario: Scenario,
    *,
    precision: Mapping[str, float] | None = None,
    max_replications: int = MAX_REPLICATIONS,
    **how: Any,
) -> EventLog:
    """Simulate, with as many replications as it takes if a precision is wanted (``how``: as for ``simulate``)."""
    if precision is None:
        return simulate(scenario, **how)
    return simulate_to_precision(scenario, precision, max_replications=max_replications, **how)
