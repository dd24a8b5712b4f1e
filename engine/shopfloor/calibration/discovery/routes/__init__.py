"""Which way does each product take? Routes with their choices, alternatives, assemblies, and how sure they are."""

from shopfloor.calibration.discovery.routes.finding import find_routes
from shopfloor.calibration.discovery.routes.written import put_processing, turns_in

__all__ = ["find_routes", "put_processing", "turns_in"]
