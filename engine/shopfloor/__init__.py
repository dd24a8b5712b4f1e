"""Simulate factories, and turn what happened in them into questions whose answers are provably true.

>>> import shopfloor as sf
>>> plant = sf.load("scenarios/assembly_line.yaml")
>>> log = sf.simulate(plant, replications=10, workers=2)
>>> corpus = sf.ask(log, questions=500, seed=7)
>>> sf.verify(corpus).raise_if_wrong()

``sf.run`` does all of it and writes a run folder. Names are imported when they are first used, so that
``import shopfloor`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from shopfloor._version import __version__

if TYPE_CHECKING:
    from shopfloor.analysis import Comparison as Comparison
    from shopfloor.analysis import Explanation as Explanation
    from shopfloor.analysis import Finding as Finding
    from shopfloor.analysis import Measured as Measured
    from shopfloor.analysis import OfferedLoad as OfferedLoad
    from shopfloor.analysis import Precision as Precision
    from shopfloor.analysis import Sweep as Sweep
    from shopfloor.analysis import WarmUp as WarmUp
    from shopfloor.analysis import compare as compare
    from shopfloor.analysis import explain as explain
    from shopfloor.analysis import findings as findings
    from shopfloor.analysis import kpis as kpis
    from shopfloor.analysis import measure as measure
    from shopfloor.analysis import offered_loads as offered_loads
    from shopfloor.analysis import precision_of as precision_of
    from shopfloor.analysis import simulate_to_precision as simulate_to_precision
    from shopfloor.analysis import sweep as sweep
    from shopfloor.analysis import warm_up as warm_up
    from shopfloor.calibration import Calibration as Calibration
    from shopfloor.calibration import calibrate as calibrate
    from shopfloor.contracts.family import Family as Family
    from shopfloor.contracts.record import Record as Record
    from shopfloor.errors import FamilyError as FamilyError
    from shopfloor.errors import LogError as LogError
    from shopfloor.errors import MissingExtraError as MissingExtraError
    from shopfloor.errors import OutputError as OutputError
    from shopfloor.errors import ScenarioError as ScenarioError
    from shopfloor.errors import ShopfloorError as ShopfloorError
    from shopfloor.errors import UsageError as UsageError
    from shopfloor.errors import VerificationError as VerificationError
    from shopfloor.eventlog import EventLog as EventLog
    from shopfloor.intake import read_log as read_log
    from shopfloor.pipeline import check as check
    from shopfloor.pipeline import run as run
    from shopfloor.questions import Corpus as Corpus
    from shopfloor.questions import ask as ask
    from shopfloor.questions import load_families as load_families
    from shopfloor.reports import quality as quality
    from shopfloor.scenario import Scenario as Scenario
    from shopfloor.scenario import load as load
    from shopfloor.scenario import load_sweep as load_sweep
    from shopfloor.scoring import score as score
    from shopfloor.simulation import simulate as simulate
    from shopfloor.verification import Verdict as Verdict
    from shopfloor.verification import verify as verify

_HOMES = {
    "Calibration": "calibration",
    "Comparison": "analysis",
    "Corpus": "questions",
    "EventLog": "eventlog",
    "Explanation": "analysis",
    "Family": "contracts.family",
    "FamilyError": "errors",
    "Finding": "analysis",
    "LogError": "errors",
    "Measured": "analysis",
    "MissingExtraError": "errors",
    "OfferedLoad": "analysis",
    "OutputError": "errors",
    "Precision": "analysis",
    "Record": "contracts.record",
    "Scenario": "scenario",
    "ScenarioError": "errors",
    "ShopfloorError": "errors",
    "Sweep": "analysis",
    "UsageError": "errors",
    "Verdict": "verification",
    "VerificationError": "errors",
    "WarmUp": "analysis",
    "ask": "questions",
    "calibrate": "calibration",
    "check": "pipeline",
    "compare": "analysis",
    "explain": "analysis",
    "findings": "analysis",
    "kpis": "analysis",
    "load": "scenario",
    "load_families": "questions",
    "load_sweep": "scenario",
    "measure": "analysis",
    "offered_loads": "analysis",
    "precision_of": "analysis",
    "quality": "reports",
    "read_log": "intake",
    "run": "pipeline",
    "score": "scoring",
    "simulate": "simulation",
    "simulate_to_precision": "analysis",
    "sweep": "analysis",
    "verify": "verification",
    "warm_up": "analysis",
}

__all__ = [
    "Calibration",
    "Comparison",
    "Corpus",
    "EventLog",
    "Explanation",
    "Family",
    "FamilyError",
    "Finding",
    "LogError",
    "Measured",
    "MissingExtraError",
    "OfferedLoad",
    "OutputError",
    "Precision",
    "Record",
    "Scenario",
    "ScenarioError",
    "ShopfloorError",
    "Sweep",
    "UsageError",
    "Verdict",
    "VerificationError",
    "WarmUp",
    "__version__",
    "ask",
    "calibrate",
    "check",
    "compare",
    "explain",
    "findings",
    "kpis",
    "load",
    "load_families",
    "load_sweep",
    "measure",
    "offered_loads",
    "precision_of",
    "quality",
    "read_log",
    "run",
    "score",
    "simulate",
    "simulate_to_precision",
    "sweep",
    "verify",
    "warm_up",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(import_module(f"shopfloor.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'shopfloor' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
