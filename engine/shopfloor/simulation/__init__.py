"""How does a scenario become an event log? ``run`` chooses an engine and runs the replications."""

from shopfloor.simulation.run import simulate

__all__ = ["simulate"]
