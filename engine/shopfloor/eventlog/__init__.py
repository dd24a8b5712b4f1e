"""How are events kept, read, summed up and held to their laws?"""

from shopfloor.eventlog.catalogue import VIEWS
from shopfloor.eventlog.read import EventLog
from shopfloor.eventlog.write import EventWriter, Row, remove_partial

__all__ = ["VIEWS", "EventLog", "EventWriter", "Row", "remove_partial"]
