"""When do jobs arrive? By orders, by the hour of the week, or because there is room for one more."""

from shopfloor.calibration.discovery.orders.finding import find_orders

__all__ = ["find_orders"]
