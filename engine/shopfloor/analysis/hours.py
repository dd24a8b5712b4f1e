"""How much of a run is a station open, and are its people there? Shares of [0, horizon), by the calendar alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shopfloor.scenario import Scenario, shift_stretches
from shopfloor.scenario.model import Station
from shopfloor.units import to_ticks

__all__ = ["Hours"]

_Spans = Sequence[tuple[int, int]]


class Hours:
    """The working hours of a scenario; each shift is looked up in the calendar once."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._horizon_us = to_ticks(scenario.clock.horizon)
        self._known: dict[str | None, _Spans] = {None: [(0, self._horizon_us)]}

    def of_shift(self, shift: str | None) -> float:
        """Return the share of the run in which a shift is on duty, breaks left out; 1 without a shift."""
        return _length(self._on_duty(shift)) / self._horizon_us

    def of_station(self, station: Station) -> float:
        """Return the share of the run in which a station can work: it is on shift, and so is somebody whom it needs."""
        open_ = self._on_duty(station.shift)
        if station.needs is not None and "processing" in station.needs.during:
            groups = [
                group for group in self._scenario.people.values() if station.needs.skill in group.skills
            ]
            open_ = _both(open_, _union(span for group in groups for span in self._on_duty(group.shift)))
        return _length(open_) / self._horizon_us

    def people_with(self, skill: str) -> float:
        """Return how many people with a skill are there, on average over the run."""
        return sum(
            group.count * (1 - group.absence) * self.of_shift(group.shift)
            for group in self._scenario.people.values()
            if skill in group.skills
        )

    def _on_duty(self, shift: str | None) -> _Spans:
        if shift not in self._known:
            scenario = self._scenario
            stretches = shift_stretches(
                scenario.shifts[shift or ""], scenario.clock.start, self._horizon_us, scenario.holidays
            )
            self._known[shift] = [(stretch.from_us, stretch.until_us) for stretch in stretches]
        return self._known[shift]


def _length(spans: _Spans) -> int:
    return sum(until - since for since, until in spans)


def _union(spans: Iterable[tuple[int, int]]) -> _Spans:
    joined: list[tuple[int, int]] = []
    for since, until in sorted(spans):
        if joined and since <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], until)
        else:
            joined.append((since, until))
    return joined


def _both(some: _Spans, others: _Spans) -> _Spans:
    """What lies in both, of spans that are in order and apart."""
    shared: list[tuple[int, int]] = []
    i = k = 0
    while i < len(some) and k < len(others):
        since, until = max(some[i][0], others[k][0]), min(some[i][1], others[k][1])
        if since < until:
            shared.append((since, until))
        if some[i][1] <= others[k][1]:
            i += 1
        else:
            k += 1
    return shared
