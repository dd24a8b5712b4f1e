"""Which figures follow from the sums? Those of ``eventlog/kpis/*.sql``, as fractions of whole numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from shopfloor.contracts.plant import PlantFacts
from shopfloor.simulation.kernel.kpis.sums import Counters, Sums
from shopfloor.simulation.kernel.kpis.tables import LOW_BITS, Tables
from shopfloor.simulation.kernel.kpis.words import LOADED_STOP, STATES
from shopfloor.simulation.kernel.records import Table

__all__ = ["figures"]

_S = 1_000_000
_H = 3_600_000_000
_KWH = 3_600_000_000_000_000

_Part = tuple[str, str, int, int]
"""subject, KPI, numerator, denominator (0: it does not have the figure)."""


def figures(plant: PlantFacts, tables: Tables, before: Sums, after: Sums) -> Iterator[_Part]:
    """Yield the figures of what lies between the warm-up (``before``) and the horizon (``after``)."""
    yield from _of_jobs(plant, before, after)
    stations = [facts.name for facts in plant.stations]
    machines = [list(facts.machines) for facts in plant.stations]
    first = 0
    energy = 0
    for number, facts in enumerate(plant.stations):
        name, count = f"station:{stations[number]}", len(machines[number])
        rows = [_numbers(entry) for entry in tables.done[first : first + count]]
        clocks = [
            dict(zip(STATES, row[:LOADED_STOP], strict=True)) | {"loaded_stop": row[LOADED_STOP]}
            for row in (after.clocks[first : first + count] - before.clocks[first : first + count]).tolist()
        ]
        window_us = plant.horizon_us - plant.warm_up_us
        queued_us = _spent_us(before.queued, after.queued, number, before.time_us, after.time_us)
        yield from _of_visits(name, _summed(rows), window_us, queued_us)
        yield from _of_times(name, _summed(rows), _summed(clocks))
        yield from _of_station(name, tables.stations[number])
        for machine, done, clock in zip(machines[number], rows, clocks, strict=True):
            yield from _of_visits(f"machine:{machine}", done, window_us, None)
            yield from _of_times(f"machine:{machine}", done, clock)
        if facts.power:
            milliwatts = {state: round(watts * 1000) for state, watts in facts.power.items()}
            drawn = [sum(milliwatts.get(state, 0) * clock[state] for state in STATES) for clock in clocks]
            energy += sum(drawn)
            yield name, "energy", sum(drawn), _KWH
            for machine, nanojoules in zip(machines[number], drawn, strict=True):
                yield f"machine:{machine}", "energy", nanojoules, _KWH
        first += count
    if any(facts.power for facts in plant.stations):
        yield "plant", "energy", energy, _KWH
    yield from _of_people(plant, tables, before, after)


def _numbers(record: Table) -> dict[str, int]:
    """A record as numbers; what is kept in two of them is one."""
    numbers = {field: int(record[field]) for field in record.dtype.names or ()}
    for field in list(numbers):
        if field.endswith("_low"):
            name = field.removesuffix("_low")
            numbers[f"{name}_us"] = (numbers.pop(f"{name}_high") << LOW_BITS) + numbers.pop(field)
    return numbers


def _summed(rows: Sequence[Mapping[str, int]]) -> dict[str, int]:
    return {name: sum(row[name] for row in rows) for name in rows[0]}


def _spent_us(before: Counters, after: Counters, index: int, from_us: int, until_us: int) -> int:
    return after.spent_us(index, until_us) - before.spent_us(index, from_us)


def _of_jobs(plant: PlantFacts, before: Sums, after: Sums) -> Iterator[_Part]:
    """What became of the jobs (``jobs.sql``)."""
    rows = []
    for product in range(len(plant.products)):
        ends = _numbers(after.ended[product])
        ends["in_process_us"] = _spent_us(
            before.in_plant, after.in_plant, product, before.time_us, after.time_us
        )
        ends["in_backlog_us"] = _spent_us(
            before.backlog, after.backlog, product, before.time_us, after.time_us
        )
        rows.append(ends)
    window_us = plant.horizon_us - plant.warm_up_us
    subjects = ["plant", *(f"product:{product.name}" for product in plant.products)]
    for subject, ends in zip(subjects, [_summed(rows), *rows], strict=True):
        yield subject, "completed", ends["completed"], 1
        yield subject, "scrapped", ends["scrapped"], 1
        yield subject, "lost", ends["lost"], 1
        yield subject, "assembled", ends["assembled"], 1
        yield subject, "escaped_defects", ends["faulty"], 1
        yield subject, "throughput_rate", ends["completed"] * _H, window_us
        yield subject, "work_in_process", ends["in_process_us"], window_us
        yield subject, "backlog", ends["in_backlog_us"], window_us
        yield subject, "release_time", ends["release_us"], ends["released"] * _S
        yield subject, "lead_time", ends["lead_us"], ends["completed"] * _S
        yield subject, "tardiness", ends["tardy_us"], ends["due"] * _S
        yield subject, "on_time_share", ends["on_time"], ends["due"]


def _of_visits(
    subject: str, done: Mapping[str, int], window_us: int, queued_us: int | None
) -> Iterator[_Part]:
    """What became of the visits (``visits.sql``); ``queued_us`` of a station only, which alone has a queue."""
    is_station = queued_us is not None
    yield subject, "visits", done["visits"], int(is_station)
    yield subject, "queue_length", queued_us or 0, window_us if is_station else 0
    yield subject, "waiting_time", done["waiting_us"], done["started"] * _S if is_station else 0
    yield subject, "processing_time", done["finished_us"], done["finished"] * _S if is_station else 0
    yield subject, "throughput_rate", done["visits"] * _H, window_us
    yield subject, "effectiveness", done["planned_us"], done["worked_us"]
    yield subject, "quality_ratio", done["passed"], done["visits"]
    yield subject, "scrap_ratio", done["scrapped"], done["visits"]
    yield subject, "rework_ratio", done["reworked"], done["visits"]
    yield subject, "first_pass_yield", done["first_passes"], done["first_visits"]


def _of_times(subject: str, done: Mapping[str, int], clock: Mapping[str, int]) -> Iterator[_Part]:
    """Where the time went, and how often something stopped (``machines.sql``)."""
    all_us = sum(clock[state] for state in STATES)
    productive_us, setup_us = clock["productive"], clock["setup"]
    busy_us = (
        productive_us
        + setup_us
        + clock["blocked"]
        + clock["waiting_for_parts"]
        + clock["waiting_for_person"]
        + clock["loaded_stop"]
    )
    for state in STATES:
        yield subject, f"state_share.{state}", clock[state], all_us
    yield subject, "availability", productive_us, all_us - clock["off_shift"]
    yield subject, "utilisation_efficiency", productive_us, busy_us
    yield subject, "setup_ratio", setup_us, productive_us + setup_us
    yield subject, "mtbf", all_us, done["failures"] * _S
    up_us = all_us - clock["down"] - clock["waiting_for_repair"]
    yield subject, "mttf", up_us, done["failures"] * _S
    yield subject, "mttr", done["stopped_us"], done["repairs"] * _S
    yield subject, "repair_waiting_time", done["unattended_us"], done["repairs"] * _S
    yield subject, "repair_time", done["stopped_us"] - done["unattended_us"], done["repairs"] * _S
    yield subject, "maintenances", done["maintenances"], 1
    yield subject, "maintenance_waiting_time", done["overdue_us"], done["maintenances"] * _S
    yield subject, "maintenance_time", done["maintained_us"], done["maintenances"] * _S


def _of_station(subject: str, station: Table) -> Iterator[_Part]:
    """Batches and inspections, where there were any (``batches.sql``, ``inspections.sql``)."""
    seen = _numbers(station)
    if seen["batches"]:
        yield subject, "batch_size", seen["batched"], seen["batches"]
    faulty, sound = seen["missed"] + seen["found"], seen["false_alarms"] + seen["passed"]
    if faulty or sound:
        yield subject, "miss_share", seen["missed"], faulty
        yield subject, "false_alarm_share", seen["false_alarms"], sound


def _of_people(plant: PlantFacts, tables: Tables, before: Sums, after: Sums) -> Iterator[_Part]:
    """How people spent their time (``people.sql``)."""
    busy_us, walking_us = after.busy_us - before.busy_us, after.walking_us - before.walking_us
    first = 0
    for crew in plant.crews:
        until = first + len(crew.people)
        if crew.people:
            subject = f"people:{crew.name}"
            all_us = len(crew.people) * (plant.horizon_us - plant.warm_up_us)
            yield subject, "busy_share", int(busy_us[first:until].sum()), all_us
            yield subject, "walking_share", int(walking_us[first:until].sum()), all_us
            yield subject, "absences", int(tables.people["absences"][first:until].sum()), 1
        first = until
