"""What happens in a plant, one thing after the other? The loop that everything else is called from.

``advance`` runs until the horizon. What only Python can do (make draws, write the log, enlarge a table) it asks Python for
on the way (see ``service``).
"""

from __future__ import annotations

from shopfloor.simulation.kernel.backlog import let_in
from shopfloor.simulation.kernel.breakdowns import end_life
from shopfloor.simulation.kernel.clock import come_at_once, next_time_us, take_first
from shopfloor.simulation.kernel.compiled import entrance, jitted
from shopfloor.simulation.kernel.entries import come_in
from shopfloor.simulation.kernel.foresight import foresee
from shopfloor.simulation.kernel.forming import ripen
from shopfloor.simulation.kernel.jobs import make_room
from shopfloor.simulation.kernel.lives import begin_round, live
from shopfloor.simulation.kernel.machines import (
    begin_life,
    end_activity,
    meet_person,
    receive_person,
    stop_activity,
    wake,
)
from shopfloor.simulation.kernel.maintenance import end_interval
from shopfloor.simulation.kernel.orders import (
    await_order,
    begin_stocking,
    stock_up,
    take_order,
)
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.shifts import follow_own_shift, follow_shift
from shopfloor.simulation.kernel.tables import plant_at
from shopfloor.simulation.kernel.upkeep import (
    begin_upkeep,
    come_to_upkeep,
    end_upkeep,
    meet_for_upkeep,
    stop_upkeep,
)
from shopfloor.simulation.kernel.vacancies import join_places
from shopfloor.simulation.kernel.walks import arrive
from shopfloor.simulation.kernel.wear import next_job
from shopfloor.simulation.kernel.words import (
    ACTIVITY_ENDS,
    BATCH_RIPENS,
    DONE,
    GOES_ON,
    INTERVAL_ENDS,
    JOB_ARRIVES,
    LIFE_ENDS,
    MACHINE_BEGINS,
    MACHINE_STOPS,
    MACHINE_WAKES,
    ORDER_COMES,
    ORDERS_BEGIN,
    PERSON_GOES_ON,
    RELEASE_COMES,
    SHIFT_GOES_ON,
    SOMEBODY_ARRIVES,
    SOMEBODY_COMES,
    STOCKING,
    STOCKING_BEGINS,
    UPKEEP_BEGINS,
    UPKEEP_ENDS,
    UPKEEP_STOPS,
    VACANT,
)

__all__ = ["advance"]


@entrance
def advance(address: int) -> None:
    """Let time pass in the plant with this directory until the run is over (``run.status``)."""
    plant = plant_at(address)
    run = plant.run[0]
    _open(plant)
    while run.status == GOES_ON and make_room(plant):
        if run.urgent_count:
            head = plant.urgent[run.urgent_first]
            run.urgent_first = (run.urgent_first + 1) & (len(plant.urgent) - 1)
            run.urgent_count -= 1
            what, who, number = head.what, head.who, head.number
        elif next_time_us(plant) == run.now_us:
            what, who, number = take_first(plant)
        elif run.ring_count:
            head = plant.ring[run.ring_first]
            run.ring_first = (run.ring_first + 1) & (len(plant.ring) - 1)
            run.ring_count -= 1
            what, who, number = head.what, head.who, head.number
        elif next_time_us(plant) < run.horizon_us:
            run.now_us = next_time_us(plant)
            what, who, number = take_first(plant)
            foresee(plant)
        else:
            run.status = DONE
            return
        _happen(plant, what, who, number)


@jitted
def _happen(plant: Plant, what: int, who: int, number: int) -> None:
    """Let one thing happen."""
    if what == ACTIVITY_ENDS:
        end_activity(plant, who, number)
    elif what == MACHINE_WAKES:
        wake(plant, who, number)
    elif what == ORDER_COMES:
        take_order(plant, who)
    elif what == JOB_ARRIVES:
        come_in(plant, who)
    elif what == RELEASE_COMES:
        let_in(plant, who, plant.jobs[who].last_event)
    elif what == LIFE_ENDS:
        end_life(plant, who, number)
    elif what == INTERVAL_ENDS:
        end_interval(plant, who, number)
    elif what == UPKEEP_BEGINS:
        begin_upkeep(plant, who)
    elif what == UPKEEP_ENDS:
        end_upkeep(plant, who, number)
    elif what == UPKEEP_STOPS:
        stop_upkeep(plant, who)
    elif what == PERSON_GOES_ON:
        follow_own_shift(plant, who)
    elif what == SOMEBODY_COMES:
        _welcome(plant, who, number)
    elif what == SOMEBODY_ARRIVES:
        _meet(plant, who)
    elif what == MACHINE_STOPS:
        stop_activity(plant, who)
    elif what == SHIFT_GOES_ON:
        follow_shift(plant, who)
    elif what == MACHINE_BEGINS:
        begin_life(plant, who)
    elif what == ORDERS_BEGIN:
        await_order(plant, who)
    elif what == STOCKING_BEGINS:
        begin_stocking(plant)
    elif what == BATCH_RIPENS:
        ripen(plant, who)
    elif what == STOCKING:
        stock_up(plant)


@jitted
def _welcome(plant: Plant, task: int, request: int) -> None:
    """Somebody comes to a repair, or to a machine."""
    if task < len(plant.stoppages):
        come_to_upkeep(plant, task, request)
    else:
        receive_person(plant, plant.tasks[task].machine, request)


@jitted
def _meet(plant: Plant, task: int) -> None:
    """Somebody arrives for a repair, or at a machine."""
    arrive(plant, task)
    if task < len(plant.stoppages):
        meet_for_upkeep(plant, task)
    else:
        meet_person(plant, plant.tasks[task].machine)


@jitted
def _open(plant: Plant) -> None:
    """Begin everything that begins at time zero, in the order of the file."""
    for person in range(len(plant.people)):
        if plant.people[person].has_shift:
            come_at_once(plant, PERSON_GOES_ON, person, 0)
    for machine in range(len(plant.machines)):
        entry = plant.machines[machine]
        come_at_once(plant, MACHINE_BEGINS, machine, 0)
        # a place from the beginning, for whoever asks for one before this machine looks for its first job
        join_places(plant, machine, VACANT)
        if plant.stations[entry.station].has_shift:
            entry.able = entry.on_shift = False
            come_at_once(plant, SHIFT_GOES_ON, machine, 0)
        for mode in range(entry.modes, entry.modes_end):
            live(plant, mode)
        for plan in range(entry.plans, entry.plans_end):
            begin_round(plant, plan)
        if entry.wear != NONE:
            next_job(plant, machine)
    if plant.run[0].stocks_up:
        come_at_once(plant, STOCKING_BEGINS, 0, 0)
    for product in range(len(plant.products)):
        if plant.products[product].moments != NONE:
            come_at_once(plant, ORDERS_BEGIN, product, 0)
