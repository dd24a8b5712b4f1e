"""How does what happens become rows of the event log?"""

from collections.abc import Callable

from simpy import Environment

__all__ = ["Journal", "Row"]

Row = tuple[
    int, str, str | None, str | None, str | None, str | None, str | None, str | None, float | None, int | None
]
"""time_us, kind, job, product, station, machine, person, detail, value, cause (see ``contracts.events``)."""

_CHUNK = 32_768


class Journal:
    """Numbers the events of one replication in the order of happening and hands them on in chunks."""

    def __init__(self, env: Environment, sink: Callable[[list[Row]], None]) -> None:
        self._env = env
        self._sink = sink
        self._rows: list[Row] = []
        self._next = 0

    def write(
        self,
        kind: str,
        job: str | None = None,
        product: str | None = None,
        station: str | None = None,
        machine: str | None = None,
        person: str | None = None,
        detail: str | None = None,
        value: float | None = None,
        cause: int | None = None,
    ) -> int:
        """Write down one event, now, and return its number."""
        number = self._next
        self._next = number + 1
        # read behind its property, because this line runs once for every event of a run; whole microseconds by construction
        now: int = self._env._now  # type: ignore[assignment]
        self._rows.append((now, kind, job, product, station, machine, person, detail, value, cause))
        if len(self._rows) == _CHUNK:
            self.flush()
        return number

    def flush(self) -> None:
        """Hand on what is not handed on yet."""
        if self._rows:
            self._sink(self._rows)
            self._rows = []
