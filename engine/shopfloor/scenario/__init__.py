"""What is to be simulated? A scenario: a YAML file, read with all its faults at once, as a frozen model."""

from shopfloor.scenario.calendar import Stretch, rate_stretches, shift_stretches
from shopfloor.scenario.dump import dump
from shopfloor.scenario.facts import plant_facts
from shopfloor.scenario.files import gallery, starter
from shopfloor.scenario.load import build, load, load_sweep, loads
from shopfloor.scenario.model import Scenario
from shopfloor.scenario.schema import json_schema
from shopfloor.scenario.variants import SweepPoint

__all__ = [
    "Scenario",
    "Stretch",
    "SweepPoint",
    "build",
    "dump",
    "gallery",
    "json_schema",
    "load",
    "load_sweep",
    "loads",
    "plant_facts",
    "rate_stretches",
    "shift_stretches",
    "starter",
]
