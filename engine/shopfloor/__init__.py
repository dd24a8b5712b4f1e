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
    from shopfloor.pipeline import check as check
    from shopfloor.pipeline import run as run
    from shopfloor.questions import Corpus as Corpus
    from shopfloor.questions import ask as ask
    from shopfloor.questions import load_families as load_families
    from shopfloor.scenario import Scenario as Scenario
    from shopfloor.scenario import load as load
    from shopfloor.simulation import simulate as simulate
    from shopfloor.verification import Verdict as Verdict
    from shopfloor.verification import verify as verify

_HOMES = {
    "Corpus": "questions",
    "EventLog": "eventlog",
    "Family": "contracts.family",
    "FamilyError": "errors",
    "LogError": "errors",
    "MissingExtraError": "errors",
    "OutputError": "errors",
    "Record": "contracts.record",
    "Scenario": "scenario",
    "ScenarioError": "errors",
    "ShopfloorError": "errors",
    "UsageError": "errors",
    "Verdict": "verification",
    "VerificationError": "errors",
    "ask": "questions",
    "check": "pipeline",
    "load": "scenario",
    "load_families": "questions",
    "run": "pipeline",
    "simulate": "simulation",
    "verify": "verification",
}

__all__ = [
    "Corpus",
    "EventLog",
    "Family",
    "FamilyError",
    "LogError",
    "MissingExtraError",
    "OutputError",
    "Record",
    "Scenario",
    "ScenarioError",
    "ShopfloorError",
    "UsageError",
    "Verdict",
    "VerificationError",
    "__version__",
    "ask",
    "check",
    "load",
    "load_families",
    "run",
    "simulate",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(import_module(f"shopfloor.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'shopfloor' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
