"""How do machines become tables? A row for each, those of one station in a row."""

from __future__ import annotations

import numpy as np

from shopfloor.simulation.kernel import records
from shopfloor.simulation.kernel.lowering.outline import Outline
from shopfloor.simulation.kernel.lowering.quality import Shares
from shopfloor.simulation.kernel.lowering.shifts import Shifts
from shopfloor.simulation.kernel.lowering.tables import filled
from shopfloor.simulation.kernel.lowering.upkeep import Upkeep
from shopfloor.simulation.kernel.records import NONE, Table

__all__ = ["lay_machines", "lay_tasks"]

_NONE = ("job", "set_up_for", "last_event", "seeks", "seeker", "worn_out", "before", "behind", "cause")


def lay_machines(outline: Outline, shifts: Shifts, upkeep: Upkeep, shares: Shares) -> Table:
    """Return the machines, and lay what stops them and what becomes of their work."""
    machines = np.zeros(len(outline.machines), records.MACHINE)
    for word in _NONE:
        machines[word] = NONE
    for word in ("able", "on_shift", "may_begin"):
        machines[word] = True
    number = 0
    for place, (name, spec) in enumerate(outline.scenario.stations.items()):
        of_quality = shares.add(name, spec)
        stops = upkeep.add(name, spec, number, outline.visits_of(name) / spec.machines)
        for own in range(spec.machines):
            machine = machines[number]
            machine["station"] = place
            shifts.follow(machine, spec.shift)
            machine["quality"] = of_quality[own]
            for word, value in stops[own].items():
                machine[word] = value
            number += 1
    return machines


def lay_tasks(outline: Outline, machines: Table, stoppages: Table) -> Table:
    """Return what keeps people busy: repairs and maintenance, and the work at machines, each with the skill that it
    needs. Note in ``machines`` which task is whose."""
    tasks = filled(len(stoppages) + len(machines), records.TASK, NONE)
    tasks["machine"][: len(stoppages)] = stoppages["machine"]
    tasks["skill"][: len(stoppages)] = stoppages["skill"]
    for number, machine in enumerate(machines):
        machine["task"], machine["person"] = len(stoppages) + number, NONE
        task = tasks[len(stoppages) + number]
        task["machine"] = number
        needs = outline.specs[machine["station"]].needs
        if needs is not None:
            task["skill"] = outline.skills[needs.skill]
            machine["needs_for_setup"] = "setup" in needs.during
            machine["needs_for_work"] = "processing" in needs.during
    return tasks
