"""How does a scenario become a corpus? Simulate, audit, ask, verify, write; and how is that checked later?"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from shopfloor.analysis import MAX_REPLICATIONS, overloads, overview, precision_in, simulate_to_precision
from shopfloor.contracts.family import Family
from shopfloor.errors import UsageError
from shopfloor.eventlog import EventLog
from shopfloor.questions import Corpus, ask
from shopfloor.run_folder import MANIFEST, changed_files, dataset_card, read_manifest, staged, write_manifest
from shopfloor.scenario import Scenario, dump
from shopfloor.simulation import simulate
from shopfloor.verification import Verdict, verify_folder

__all__ = ["Check", "Progress", "Run", "check", "kpi_report", "run", "run_report", "simulated"]

Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, what is done of it, and of how much."""


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
    shortfalls: Mapping[str, str]

    @property
    def fine(self) -> bool:
        """Every law holds, every question that was asked for is there, and every answer was re-derived."""
        answered = self.verdict is None or self.verdict.right == self.verdict.checked == self.asked
        return answered and not self.broken_laws


@dataclass(frozen=True)
class Check:
    """What ``check`` found; a part that the folder does not have is ``None``."""

    verdict: Verdict | None
    laws: int | None
    broken_laws: Mapping[str, int]
    changed: tuple[str, ...]

    @property
    def fine(self) -> bool:
        """Nothing was found wrong."""
        answered = self.verdict is None or self.verdict.right == self.verdict.checked
        return answered and not self.broken_laws and not self.changed


def run(
    scenario: Scenario,
    out: Path | str,
    *,
    questions: int = 500,
    seed: int | None = None,
    replications: int | None = None,
    precision: Mapping[str, float] | None = None,
    max_replications: int = MAX_REPLICATIONS,
    workers: int = 1,
    engine: str = "auto",
    families: Sequence[Family] | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Make the run folder ``out``; with ``questions=0`` the log and its KPIs only.

    With ``precision`` there are as many replications as it takes, see :func:`simulate_to_precision`.

    Raises:
        UsageError: ``out`` exists and may not be replaced, or an argument is out of its range.
        OutputError: ``out`` could not be written; nothing is left under its name.
    """
    if questions < 0:
        raise UsageError(f"questions: got {questions}; expected 0 (only the log) or more")
    out, clock = Path(out), _Clock(progress)
    with staged(out, replace=replace) as folder:
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
            broken_laws = _broken(log.audit())
        with clock.stage("kpis"):
            report = run_report(log, scenario, precision)
            _write(folder / "kpis.json", json.dumps(report, indent=2, allow_nan=False) + "\n")
        as_run = scenario.model_copy(update={"seed": log.plant.seed, "replications": log.plant.replications})
        _write(folder / "scenario.yaml", dump(as_run))
        facts = _facts(log) | {key: report[key] for key in ("findings", "precision") if key in report}
        verdict, shortfalls = None, dict[str, str]()
        if questions:
            with clock.stage("ask"):
                corpus = ask(log, questions=questions, seed=seed, families=families)
                _save(corpus, folder)
            with clock.stage("verify"):
                verdict = verify_folder(folder)
            shortfalls = dict(corpus.shortfalls)
            facts["counts"] |= {"asked": questions, "records": len(corpus.records), "verified": verdict.right}
            card = dataset_card(
                corpus.records, facts=facts, description=scenario.description, shortfalls=shortfalls
            )
            _write(folder / "README.md", card)
        manifest = write_manifest(folder, facts | {"timings_s": clock.timings_s})
    return Run(out, manifest, report, broken_laws, questions, verdict, shortfalls)


def check(folder: Path | str) -> Check:
    """Derive every answer of a run folder again, audit its log, and compare its files with its manifest.

    Raises:
        UsageError: there is neither a corpus nor a log in ``folder``.
    """
    folder = Path(folder)
    has_corpus, has_log = (folder / "corpus.json").is_file(), (folder / "plant.json").is_file()
    if not has_corpus and not has_log:
        raise UsageError(
            f"{folder}: no run folder; expected one of `shopfloor run`, with corpus.json or plant.json in it"
        )
    manifest = read_manifest(folder)
    changed = (
        (f"{MANIFEST}: missing or unreadable, so the folder is not complete",)
        if manifest is None
        else changed_files(folder, manifest)
    )
    laws, broken_laws = None, dict[str, int]()
    if has_log:
        violations = EventLog.open(folder).audit()
        laws, broken_laws = len(violations), _broken(violations)
    verdict = verify_folder(folder) if has_corpus else None
    return Check(verdict, laws, broken_laws, changed)


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


def kpi_report(log: EventLog) -> dict[str, Any]:
    """Return the KPIs of a log, and what is to be known about them."""
    plant, seen = log.plant, overview(log)
    return {
        "scenario": plant.name,
        "seed": plant.seed,
        "replications": plant.replications,
        "kpis": seen.kpis,
        "findings": [finding.to_json() for finding in seen.findings],
    }


def run_report(
    log: EventLog, scenario: Scenario, precision: Mapping[str, float] | None = None
) -> dict[str, Any]:
    """Return the same as ``shopfloor simulate --json`` prints it: what the scenario says already is among the
    findings, and what became of the precision that was asked for stands there, too."""
    report = kpi_report(log)
    report["findings"] = [*(finding.to_json() for finding in overloads(scenario)), *report["findings"]]
    if precision is not None:
        report["precision"] = [it.to_json() for it in precision_in(report["kpis"], precision)]
    return report


@dataclass
class _Clock:
    """Tells the stages to whoever watches, and how long each took."""

    watcher: Progress | None
    timings_s: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[int, int], None]]:
        def tick(done: int, total: int) -> None:
            if self.watcher is not None:
                self.watcher(name, done, total)

        tick(0, 1)
        begin = perf_counter()
        yield tick
        self.timings_s[name] = round(perf_counter() - begin, 3)
        tick(1, 1)


def _broken(violations: Mapping[str, Sized]) -> dict[str, int]:
    return {law: len(rows) for law, rows in violations.items() if len(rows)}


def _facts(log: EventLog) -> dict[str, Any]:
    events = log.connect().execute("SELECT count(*) FROM events").fetchone()
    return {
        "scenario": log.plant.name,
        "seed": log.plant.seed,
        "replications": log.plant.replications,
        "counts": {"events": events[0] if events else 0},
    }


def _save(corpus: Corpus, folder: Path) -> None:
    corpus.save(folder / "corpus.json")
    for name, text in corpus.family_texts.items():
        _write(folder / "families" / name, text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
