"""What becomes of finished work? Hidden faults are made, shares are scrapped or sent back, inspections find or miss.

In this order: the faults that this work makes, each by its own draw; scrap and rework by one draw; the inspection, if
there is one. What is worked on again at the station that made a fault loses that fault, and may get it anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from shopfloor.contracts.events import EventKind
from shopfloor.simulation.reference.addresses import repeated
from shopfloor.simulation.reference.job import Job
from shopfloor.streams import Draws

if TYPE_CHECKING:
    from shopfloor.simulation.reference.machine import Machine

__all__ = ["Judge", "Verdict"]

_DEFECT_MADE = EventKind.DEFECT_MADE.value
_INSPECTED = EventKind.INSPECTED.value
_REWORKED = EventKind.REWORKED.value

Verdict = Literal["on", "back", "gone"]


class Judge:
    """The quality of the work of one machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._station = machine.station.name
        self._quality = machine.station.spec.quality
        self._inspection = machine.station.spec.inspection
        self._by_machine = self._quality.by_machine.get(machine.name)
        self._constant: dict[str, tuple[float, float]] = {}
        """The shares of each product, where wear does not change them."""
        self._draws: dict[tuple[str, str, int], Draws] = {}

    def verdict(self, job: Job) -> Verdict:
        """Decide, and write down what was decided: the job goes on, goes back, or is gone."""
        if self._quality.defects:
            self._make_defects(job)
        verdict = self._by_shares(job)
        if verdict == "on" and self._inspection is not None:
            return self._inspected(job)
        return verdict

    # ---------------------------------------------------------------- scrap and rework

    def _by_shares(self, job: Job) -> Verdict:
        shares = self._constant.get(job.product)
        if shares is None:
            shares = self._shares(job)
            if not self._quality.drift:
                self._constant[job.product] = shares
        scrap, rework = shares
        if not scrap and not rework:
            return "on"
        draw = self._draw("quality", job)
        if draw < scrap:
            self._machine.scrap(job, "quality")
            return "gone"
        if self._quality.rework is None or draw >= scrap + rework:
            return "on"
        return self._send_back(job, self._quality.rework.at, self._quality.rework.at_most)

    def _shares(self, job: Job) -> tuple[float, float]:
        """The shares of scrap and rework: of the machine before those of the product before those of the station."""
        quality = self._quality
        scrap = quality.scrap
        rework = quality.rework.share if quality.rework is not None else 0.0
        for given in (quality.by_product.get(job.product), self._by_machine):
            if given is not None:
                scrap = scrap if given.scrap is None else given.scrap
                rework = rework if given.rework is None else given.rework
        worse = self._worse()
        return (scrap, rework) if worse == 1.0 else (min(scrap * worse, 1.0), min(rework * worse, 1.0))

    def _worse(self) -> float:
        """How many times larger wear makes the shares."""
        usage = self._machine.usage
        if not self._quality.drift or usage is None or usage.wear is None:
            return 1.0
        return 1.0 + self._quality.drift * usage.wear.level

    def _send_back(self, job: Job, station: str, at_most: int) -> Verdict:
        """Let a job go on from a station where it has been, the last one on the way here; or scrap it."""
        machine = self._machine
        if job.reworks is None:
            job.reworks = {}
        times = job.reworks.get(self._station, 0) + 1
        if times > at_most:
            machine.scrap(job, "rework_limit")
            return "gone"
        job.reworks[self._station] = times
        job.last_event = machine.log(_REWORKED, job, station, float(times), job.last_event)
        here = job.way
        assert here is not None
        assert job.history is not None
        before = (
            way for way in reversed(job.history) if way.visit.station == station and way.index <= here.index
        )
        job.ahead = next(before, None) or job.line.route.first_at(station)
        job.is_ahead_known = True
        return "back"

    # ---------------------------------------------------------------- hidden faults

    def _make_defects(self, job: Job) -> None:
        job.defects = {fault: None for fault in job.defects or () if fault[1] != self._station}
        worse = self._worse()
        for name, share in self._quality.defects.items():
            if self._draw(f"defect.{name}", job) < min(share * worse, 1.0):
                job.defects[name, self._station] = None
                job.last_event = self._machine.log(_DEFECT_MADE, job, name, None, job.last_event)

    def _inspected(self, job: Job) -> Verdict:
        inspection, machine = self._inspection, self._machine
        assert inspection is not None
        defects = {name for name, _ in job.defects or ()}
        looked_for = [name for name in defects if inspection.finds == "all" or name in inspection.finds]
        draw = self._draw("inspection", job)
        if looked_for:
            result = "missed" if draw < inspection.misses else "found"
        else:
            result = "false_alarm" if draw < inspection.false_alarms else "passed"
        faults = float(len(defects))
        job.last_event = machine.log(_INSPECTED, job, result, faults, job.last_event)
        if result in ("missed", "passed"):
            return "on"
        if inspection.rework is not None:
            return self._send_back(job, inspection.rework.at, inspection.rework.at_most)
        machine.scrap(job, "inspection")
        return "gone"

    def _draw(self, what: str, job: Job) -> float:
        """The job's draw from [0, 1), one for each visit to this station."""
        visit = job.visits[self._station]
        key = (what, job.product, visit)
        draws = self._draws.get(key)
        if draws is None:
            name = repeated(f"{self._station}.{what}.{job.product}", visit)
            draws = self._draws[key] = self._machine.plant.streams.uniforms(name)
        return draws.at(job.number - 1)
