"""Is there, at every row of a log, one place where each job is, and one thing that each machine and person does?

The rows are replayed as they were written, against the scenario. The first that cannot be is an ``AssertionError`` that
shows it. Nothing here is shared with the engine, nor with the laws in SQL.
"""

from __future__ import annotations

from shopfloor.scenario import Scenario
from shopfloor.simulation.reference.journal import Row
from shopfloor.units import to_ticks
from tests.simulation.ledger.deadlocks import Deadlocked
from tests.simulation.ledger.entry import Entry, require
from tests.simulation.ledger.jobs import Jobs
from tests.simulation.ledger.machines import Machines
from tests.simulation.ledger.people import People

__all__ = ["Ledger", "replay"]


def replay(scenario: Scenario, rows: list[Row]) -> Ledger:
    """Replay a whole run, and return where everything is at its end."""
    ledger = Ledger(scenario)
    for number, row in enumerate(rows):
        try:
            ledger.take(number, Entry(*row))
        except (AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
            around = "\n".join(map(str, rows[max(0, number - 12) : number + 1]))
            raise AssertionError(f"row {number} cannot be ({error!r}):\n{around}") from error
    ledger.end()
    return ledger


class Ledger:
    """Where everything is after the rows taken so far."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._horizon_us = to_ticks(scenario.clock.horizon)
        self.people = People(scenario)
        self.machines = Machines(scenario, self.people)
        self.jobs = Jobs(scenario, self.machines)
        self.deadlocked = Deadlocked(scenario)
        self._now_us = 0
        self.job_us = 0
        """The jobs in the plant, integrated over time."""

    def end_instant(self) -> None:
        """Check what may be otherwise between two rows of one instant only."""
        self.jobs.end_instant()
        self.machines.end_instant(self._now_us)
        self.people.end_instant(self._now_us)

    def take(self, number: int, entry: Entry) -> None:
        """Take the next row."""
        require(self._now_us <= entry.time_us < self._horizon_us, says="time runs backward, or too far")
        if entry.time_us > self._now_us:
            self._pass_time(entry.time_us)
        require(entry.cause is None or 0 <= entry.cause < number, says="a cause that comes later")
        self.deadlocked.check(entry)
        self._book(entry)

    def _pass_time(self, now_us: int) -> None:
        self.end_instant()
        self.job_us += self.jobs.in_plant.total() * (now_us - self._now_us)
        self._now_us = now_us

    def end(self) -> None:
        """Let the time until the horizon pass."""
        self._pass_time(self._horizon_us)
        self.end_instant()

    def lived_us(self) -> int:
        """Return how long all jobs have been in the plant, those included that still are."""
        jobs = [job for job in self.jobs.by_name.values() if job.where != "backlog"]
        return sum(
            (job.ended_us if job.where == "ended" else self._horizon_us) - job.released_us for job in jobs
        )

    def _book(self, entry: Entry) -> None:
        jobs, machines, people, scenario = self.jobs, self.machines, self.people, self._scenario
        match entry.kind.split("_"):
            case ["setup" | "work" as area, what]:
                machines.activity(entry, area, what)
                if area == "work":
                    jobs.worked(entry, what)
            case ["failed"]:
                machines.stop(entry, scenario.stations[entry.station].failures)
            case ["maintenance", "due"]:
                machines.stop(entry, scenario.stations[entry.station].maintenance)
            case ["repaired"]:
                machines.attend(entry, None, "finished")
            case ["repair", what]:
                failure = scenario.stations[entry.station].failures[entry.detail]
                machines.attend(entry, failure.repaired_by, what)
            case ["maintenance", what]:
                plan = scenario.stations[entry.station].maintenance[entry.detail]
                machines.attend(entry, plan.done_by, what)
            case ["shift" | "break" as which, what]:
                comes = (which == "shift") == (what == "started")
                if entry.person is None:
                    machines.shift(entry, on=comes)
                elif comes:
                    people.comes(entry, after_a_break=which == "break")
                else:
                    people.goes(entry)
            case ["deadlocked"]:
                self.deadlocked.take(entry, self)
            case ["measured"]:
                require(entry.value >= 0)
            case _:
                {
                    "job_ordered": jobs.ordered,
                    "job_released": jobs.released,
                    "job_lost": jobs.lost,
                    "queue_entered": jobs.queued,
                    "batch_formed": machines.batch_formed,
                    "loaded": jobs.loaded,
                    "defect_made": jobs.defect_made,
                    "inspected": jobs.judged,
                    "disassembled": jobs.judged,
                    "reworked": jobs.reworked,
                    "blocked": jobs.blocked,
                    "unblocked": jobs.unblocked,
                    "move_started": jobs.set_off,
                    "moved": jobs.arrived,
                    "parts_awaited": jobs.parts_awaited,
                    "parts_taken": jobs.parts_taken,
                    "stocked": jobs.stocked,
                    "assembled": jobs.assembled,
                    "scrapped": jobs.scrapped,
                    "job_completed": jobs.completed,
                    "assigned": people.assigned,
                    "walk_started": people.sets_off,
                    "walk_ended": people.arrives,
                    "absent": people.is_absent,
                }[entry.kind](entry)
