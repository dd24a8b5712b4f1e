"""How does a scenario become an event log? ``run`` chooses an engine and runs the replications."""

from shopfloor.simulation.engines import choose_engine, engine_made_ready
from shopfloor.simulation.processes import shared
from shopfloor.simulation.run import add_replications, simulate

__all__ = ["add_replications", "choose_engine", "engine_made_ready", "shared", "simulate"]
