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
from shopfloor.questions import (
    SMALL,
    Asked,
    Corpus,
    Told,
    ask,
    ask_into,
    check_promises,
    load_families,
    tally,
)
from shopfloor.run_folder import (
    MANIFEST,
    changed_files,
    corpus_files,
    dataset_card,
    read_manifest,
    staged,
    write_manifest,
)
from shopfloor.scenario import Scenario, dump
from shopfloor.simulation import simulate
from shopfloor.verification import Verdict, verify_folder

__all__ = [
    "Check",
    "Made",
    "Progress",
    "Run",
    "ask_folder",
    "check",
    "kpi_report",
    "renew_report",
    "run",
    "run_report",
    "simulated",
]

Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, what is done of it, and of how much."""


@dataclass(frozen=True)
class Made:
    """A corpus on disk: its folder, what the manifest says, how many questions were wanted, what the second witness says of
    the records, and what is to be known about their making."""

    folder: Path
    manifest: Mapping[str, Any]
    asked: int
    verdict: Verdict
    told: Told

    @property
    def fine(self) -> bool:
        """Every question that was asked for is there, and every answer was re-derived."""
        return self.verdict.right == self.verdict.checked == self.asked


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
        # before the simulation, which may take long
        families = load_families() if families is None else families
        check_promises(families, [scenario.scenario], questions=questions, **how)
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
        made: _Corpus | None = None
        if questions != 0:
            made = _corpus(
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
    return Run(out, manifest, report, broken_laws, made.asked, made.verdict, made.told.shortfalls)


def ask_folder(
    logs: Sequence[EventLog],
    out: Path | str,
    *,
    replace: bool = False,
    progress: Progress | None = None,
    **how: Any,
) -> Made:
    """Make a corpus folder: ``corpus.json``, or shards ``corpus-00000.parquet`` and so on if there are more than 20,000
    records; ``families/``, ``report.html`` and ``report.json``, ``README.md``, and ``manifest.json`` at last.

    Args:
        how: as for :func:`ask`.

    Raises:
        UsageError: ``out`` exists and may not be replaced, or an argument is out of its range.
        OutputError: ``out`` could not be written; nothing is left under its name.
    """
    out, clock = Path(out), _Clock(progress)
    with staged(out, replace=replace) as folder:
        plants = [log.plant for log in logs]
        facts: dict[str, Any] = {
            "scenario": ", ".join(dict.fromkeys(plant.name for plant in plants)),
            "seed": plants[0].seed,
            "replications": sum(plant.replications for plant in plants),
            "logs": [
                {"scenario": plant.name, "seed": plant.seed, "replications": plant.replications}
                for plant in plants
            ],
            "counts": {"events": sum(_events(log) for log in logs)},
        }
        about = plants[0].description if len(plants) == 1 else ""
        made = _corpus(folder, logs, clock, facts, about, **how)
        manifest = write_manifest(folder, facts | {"timings_s": clock.timings_s})
    return Made(out, manifest, made.asked, made.verdict, made.told)


def renew_report(folder: Path | str) -> dict[str, Any]:
    """Measure the corpus of a folder again, write ``report.html`` and ``report.json``, and return what the latter holds.

    Raises:
        UsageError: there is no corpus in ``folder``, or no families.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    before = _report_facts(folder) | _report_of(manifest or {})
    report = _reported(folder, before)
    if manifest is not None:
        facts = {
            key: value
            for key, value in manifest.items()
            if key not in ("shopfloor", "python", "libraries", "files")
        }
        write_manifest(folder, facts)
    return report


def check(folder: Path | str, *, workers: int = 1, deep: bool = False) -> Check:
    """Derive every answer of a run or corpus folder again, audit its log, and compare its files with its manifest.

    With ``deep`` every answer is derived once more, from the rows of its evidence alone.

    Raises:
        UsageError: there is neither a corpus nor a log in ``folder``.
    """
    folder = Path(folder)
    has_corpus, has_log = bool(corpus_files(folder)), (folder / "plant.json").is_file()
    if not has_corpus and not has_log:
        raise UsageError(
            f"{folder}: no run folder; expected one of `shopfloor run` or `shopfloor ask --out DIR`, with a corpus or "
            "plant.json in it"
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
    verdict = verify_folder(folder, workers=workers, deep=deep) if has_corpus else None
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
    return {
        "scenario": log.plant.name,
        "seed": log.plant.seed,
        "replications": log.plant.replications,
        "counts": {"events": _events(log)},
    }


def _events(log: EventLog) -> int:
    found = log.connect().execute("SELECT count(*) FROM events").fetchone()
    return int(found[0]) if found else 0


@dataclass(frozen=True)
class _Corpus:
    asked: int
    verdict: Verdict
    told: Told


def _corpus(
    folder: Path,
    logs: Sequence[EventLog],
    clock: "_Clock",
    facts: dict[str, Any],
    about: str,
    *,
    workers: int = 1,
    **how: Any,
) -> _Corpus:
    """Ask, write, verify, report; what it counts goes into the facts."""
    with clock.stage("ask"):
        asked = _asked(folder, logs, workers, how)
        for name, text in asked.told.family_texts.items():
            _write(folder / "families" / name, text)
    with clock.stage("verify"):
        verdict = verify_folder(folder, workers=workers)
    facts["counts"] |= {"asked": asked.questions, "records": asked.records, "verified": verdict.right}
    facts["rejections"], facts["shortfalls"] = asked.told.rejections, asked.told.shortfalls
    with clock.stage("report"):
        _reported(folder, _report_of(facts))
    card = dataset_card(
        asked.tally,
        facts=facts,
        description=about,
        shortfalls=asked.told.shortfalls,
        has_log=(folder / "plant.json").is_file(),
    )
    _write(folder / "README.md", card)
    return _Corpus(asked.questions, verdict, asked.told)


def _asked(folder: Path, logs: Sequence[EventLog], workers: int, how: dict[str, Any]) -> Asked:
    per_family, questions = how.get("per_family"), how.get("questions")
    families = how.get("families")
    number = questions or 0
    if per_family:
        number = per_family * len(load_families() if families is None else families)
    if number > SMALL:
        return ask_into(folder, logs, workers=workers, **how)
    corpus: Corpus = ask(logs, workers=workers, **how)
    corpus.save(folder / "corpus.json")
    told = Told(corpus.families, corpus.rejections, corpus.shortfalls, corpus.family_texts)
    return Asked(told, corpus.questions, len(corpus.records), [], tally(corpus.records))


def _reported(folder: Path, facts: Mapping[str, Any]) -> dict[str, Any]:
    from shopfloor.export import read_records
    from shopfloor.reports import quality, save_report
    from shopfloor.verification import read_families

    report = quality(read_records(folder), read_families(folder / "families"), facts)
    save_report(folder, report)
    return report


def _report_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a report is told that the records do not say; no timings, for its bytes are the same each time."""
    counts = facts.get("counts", {})
    told: dict[str, Any] = {
        "title": facts.get("scenario"),
        "verified": counts.get("verified"),
        "verified_of": counts.get("records"),
        "rejections": facts.get("rejections"),
        "shortfalls": facts.get("shortfalls"),
    }
    return {name: value for name, value in told.items() if value is not None}


def _report_facts(folder: Path) -> dict[str, Any]:
    """What the report that is there already was told."""
    try:
        facts = json.loads((folder / "report.json").read_text(encoding="utf-8"))["facts"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
