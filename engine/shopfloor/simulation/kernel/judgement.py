"""What becomes of finished work? Hidden faults are made, shares are scrapped or sent back, inspections find or miss.

In this order: the faults that this work makes, each by its own draw; scrap and rework by one draw; the inspection, if
there is one. What is worked on again at the station that made a fault loses that fault, and may get it anew.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.draws import stream_of, value
from shopfloor.simulation.kernel.faults import add_fault, count_defects, has_sought, lose_faults
from shopfloor.simulation.kernel.journal import write, write_of_machine
from shopfloor.simulation.kernel.records import NONE, UNIFORM, Plant
from shopfloor.simulation.kernel.visits import present_visit
from shopfloor.simulation.kernel.wear import level
from shopfloor.simulation.kernel.words import (
    BACK,
    DEFECT,
    DEFECT_MADE,
    FALSE_ALARM,
    FOUND,
    GONE_FOR_INSPECTION,
    GONE_FOR_QUALITY,
    GONE_FOR_REWORK,
    INSPECTED,
    INSPECTION,
    JUDGEMENT,
    MISSED,
    ON,
    PASSED,
    REWORKED,
)

__all__ = ["judge"]


@jitted
def judge(plant: Plant, machine: int, index: int) -> int:
    """Decide what becomes of finished work, and write down what was decided but that it is gone."""
    station = plant.machines[machine].station
    here = plant.stations[station]
    if not here.judges:
        return ON
    if plant.steps[plant.jobs[index].step].makings != NONE:
        _make_defects(plant, machine, index)
    verdict = _by_shares(plant, machine, index)
    if verdict == ON and here.inspection != NONE:
        return _inspect(plant, machine, index)
    return verdict


@jitted
def _worse(plant: Plant, machine: int) -> float:
    """How many times larger wear makes the shares."""
    wear = plant.machines[machine].wear
    if wear == NONE or plant.wears[wear].drift == 0.0:
        return 1.0
    return 1.0 + plant.wears[wear].drift * level(plant, machine)  # type: ignore[no-any-return]


@jitted
def _draw(plant: Plant, index: int, kind: int, first: int) -> float:
    """Return the job's draw from [0, 1), one for each visit to this station."""
    job = plant.jobs[index]
    stream = stream_of(plant, job.step, kind, first, present_visit(plant, index))
    return value(plant, stream, job.number - 1) * UNIFORM


@jitted
def _by_shares(plant: Plant, machine: int, index: int) -> int:
    """Scrap and rework, by one draw."""
    job, entry = plant.jobs[index], plant.machines[machine]
    here = plant.stations[entry.station]
    row = entry.quality + plant.steps[job.step].shares
    scrap, rework = plant.shares[row, 0], plant.shares[row, 1]
    worse = _worse(plant, machine)
    if worse != 1.0:
        scrap, rework = min(scrap * worse, 1.0), min(rework * worse, 1.0)
    if scrap == 0.0 and rework == 0.0:
        return ON
    draw = _draw(plant, index, JUDGEMENT, plant.steps[job.step].quality)
    if draw < scrap:
        return GONE_FOR_QUALITY
    if here.rework_at == NONE or draw >= scrap + rework:
        return ON
    return _send_back(plant, machine, index, here.rework_at, here.rework_detail, here.rework_at_most)


@jitted
def _send_back(plant: Plant, machine: int, index: int, station: int, detail: int, at_most: int) -> int:
    """Let a job go on from a station where it has been, unless it went back too often."""
    job = plant.jobs[index]
    local = plant.steps[job.step].local
    times = plant.reworks[index, local] + 1
    if times > at_most:
        return GONE_FOR_REWORK
    plant.reworks[index, local] = times
    here = plant.machines[machine].station
    job.last_event = write(plant, REWORKED, index, here, machine, detail, times, job.last_event)
    job.ahead = _step_to_repeat(plant, index, station)
    job.is_ahead_known = True
    return BACK


@jitted
def _step_to_repeat(plant: Plant, index: int, station: int) -> int:
    """Return the step from which a job that is sent back goes on: the last one at that station on its way here."""
    job = plant.jobs[index]
    line, here = plant.products[job.product], plant.steps[job.step]
    found, latest = NONE, 0
    for step in range(line.first_step, line.last_step + 1):
        stamp = plant.entered[index, step - line.first_step]
        before = plant.steps[step]
        if before.station == station and before.element <= here.element and stamp > latest:
            found, latest = step, stamp
    if found == NONE:
        found = line.first_step
        while plant.steps[found].station != station:
            found += 1
    return found


# ---------------------------------------------------------------- hidden faults


@jitted
def _make_defects(plant: Plant, machine: int, index: int) -> None:
    job = plant.jobs[index]
    way = plant.steps[job.step]
    lose_faults(plant, index, way.station)
    worse = _worse(plant, machine)
    for number in range(way.makings_end - way.makings):
        making = plant.makings[way.makings + number]
        draw = _draw(plant, index, DEFECT + number, making.draws)
        if draw < min(making.share * worse, 1.0):
            add_fault(plant, index, making.fault)
            detail = plant.fault_kinds[making.fault].detail
            job.last_event = write_of_machine(plant, DEFECT_MADE, index, machine, detail, job.last_event)


@jitted
def _inspect(plant: Plant, machine: int, index: int) -> int:
    """Look for faults: find them or miss them, and sometimes find what is none."""
    job, station = plant.jobs[index], plant.machines[machine].station
    number = plant.stations[station].inspection
    inspection = plant.inspections[number]
    draw = _draw(plant, index, INSPECTION, plant.steps[job.step].inspection)
    if has_sought(plant, index, number):
        is_flagged = draw >= inspection.misses
        result = FOUND if is_flagged else MISSED
    else:
        is_flagged = draw < inspection.false_alarms
        result = FALSE_ALARM if is_flagged else PASSED
    count = count_defects(plant, index)
    job.last_event = write(plant, INSPECTED, index, station, machine, result, count, job.last_event)
    if not is_flagged:
        return ON
    if inspection.rework_at == NONE:
        return GONE_FOR_INSPECTION
    return _send_back(
        plant, machine, index, inspection.rework_at, inspection.rework_detail, inspection.rework_at_most
    )
