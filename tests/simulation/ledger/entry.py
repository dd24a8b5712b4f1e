"""What is a row of a log called, column by column?"""

from typing import Any, NamedTuple

from shopfloor.units import to_ticks

__all__ = ["Broken", "Entry", "Running", "require"]


class Broken(AssertionError):
    """A row that cannot be."""


def require(*conditions: object, says: str = "it is not so") -> None:
    """Refuse what cannot be."""
    if not all(conditions):
        raise Broken(says)


class Entry(NamedTuple):
    """One row as the engine writes it. Columns that a kind of row must have are looked up in tables that know no
    ``None``, so a missing one is found."""

    time_us: int
    kind: str
    job: Any
    product: Any
    station: Any
    machine: Any
    person: Any
    detail: Any
    value: Any
    cause: int | None


class Running:
    """Something that takes its time: since when, how long it would take from there on, and who does it."""

    def __init__(self, entry: Entry) -> None:
        require(entry.value >= 0)
        self.since_us = entry.time_us
        self.until_us = entry.time_us + to_ticks(entry.value)
        self.person = entry.person

    def finish(self, entry: Entry) -> None:
        """It is done, at its time, by who did it."""
        require(entry.time_us == self.until_us, says="takes another time than was said")
        require(entry.person == self.person)

    def interrupt(self, entry: Entry) -> None:
        """It stops with so much left."""
        require(entry.time_us + to_ticks(entry.value) == self.until_us, says="time was lost or won")
        require(entry.person == self.person)
