"""What does a scenario say? The frozen model of one YAML file.

Every field stands here with its unit, its default and the laws that concern its part alone; what concerns
several parts at once (a station that a route names, a skill that somebody must have) is in ``checks``.
Durations are seconds inside and texts with a unit outside.
"""

from shopfloor.scenario.model.clock import Clock
from shopfloor.scenario.model.experiments import MAX_POINTS, MAX_WHAT_IFS
from shopfloor.scenario.model.floor import Floor, Travel
from shopfloor.scenario.model.orders import Orders, Rate, Release
from shopfloor.scenario.model.people import Fatigue, Group, Learning
from shopfloor.scenario.model.quality import Inspection, Quality, Rework, SendBack, Shares
from shopfloor.scenario.model.routes import Alternatives, Branch, Choice, Product, Step, Stock, Visit
from shopfloor.scenario.model.scenario import Scenario
from shopfloor.scenario.model.shifts import DAY_S, WEEKDAYS, Break, NoStartWithin, Shift
from shopfloor.scenario.model.stations import Batch, Blocking, Change, Needs, Power, Queue, Setup, Station
from shopfloor.scenario.model.upkeep import RESERVED_MODES, Failure, Maintenance, Wear
from shopfloor.scenario.model.values import MAX_DURATION_S, SHORTEST_MEAN_S, Expects, Part

__all__ = [
    "DAY_S",
    "MAX_DURATION_S",
    "MAX_POINTS",
    "MAX_WHAT_IFS",
    "RESERVED_MODES",
    "SHORTEST_MEAN_S",
    "WEEKDAYS",
    "Alternatives",
    "Batch",
    "Blocking",
    "Branch",
    "Break",
    "Change",
    "Choice",
    "Clock",
    "Expects",
    "Failure",
    "Fatigue",
    "Floor",
    "Group",
    "Inspection",
    "Learning",
    "Maintenance",
    "Needs",
    "NoStartWithin",
    "Orders",
    "Part",
    "Power",
    "Product",
    "Quality",
    "Queue",
    "Rate",
    "Release",
    "Rework",
    "Scenario",
    "SendBack",
    "Setup",
    "Shares",
    "Shift",
    "Station",
    "Step",
    "Stock",
    "Travel",
    "Visit",
    "Wear",
]
