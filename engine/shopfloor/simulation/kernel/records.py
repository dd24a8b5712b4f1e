"""What does the kernel know while it runs? Flat tables of records, one table for each kind of thing.

A thing is named by its row: machine 3, station 0, job 17. ``NONE`` names nothing. Times are whole microseconds
(``_us``), events are numbers of rows of the log. Lists (queues, doors, idle machines) are chains through the
records of those that stand in them, so that nothing is allocated while time passes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BATCH", "BLOCK", "ELEMENT", "FAULT", "GROUP", "HEAD", "INITIAL", "INSPECTION", "JOB", "LINE", "LINK", "LOG", "MACHINE",
    "MAKING", "NAMED", "NEVER", "NONE", "NO_VALUE", "OPEN", "PART", "PERSON", "PRODUCT", "RUN", "SKILL", "STATION", "STEP",
    "STOPPAGE", "STREAM", "STRETCH", "TASK", "TIMED", "UNIFORM", "WEAR", "Plant", "Table",
]  # fmt: skip

NONE = -1
OPEN = -2
"""In the place of a step: which one it is, is decided when a job asks."""
NEVER = 2**63 - 1
NO_VALUE = -(2**63)
BLOCK = 128
"""Draws that come together, as in ``streams``."""
UNIFORM = 2.0**-53
"""A uniform draw is kept as the whole number that it is a multiple of this of."""


LINE = 64
"""Bytes that a processor brings from memory at once."""


def _record(*fields: str, floats: tuple[str, ...] = ()) -> np.dtype[np.void]:
    """A record of whole numbers, and perhaps of floats."""
    return np.dtype([(field, np.int64) for field in fields] + [(field, np.float64) for field in floats])


def _packed(*fields: str, floats: tuple[str, ...] = (), fills: int = 1) -> np.dtype[np.void]:
    """A record of which there are many. What is used together lies together, in the order given: times and counts take 64
    bits; the numbers of rows and kinds, and answers to yes or no, take 32. Each takes ``fills`` bytes, or a multiple."""
    formats: list[np.dtype[Any]] = [
        np.dtype("i8" if field.endswith("_us") or field in _COUNTS else "i4") for field in fields
    ]
    formats += [np.dtype("f8")] * len(floats)
    *offsets, end = np.cumsum([0, *(one.itemsize for one in formats)]).tolist()
    size = -(-end // fills) * fills
    return np.dtype({"names": [*fields, *floats], "formats": formats, "offsets": offsets, "itemsize": size})


_COUNTS = frozenset({
    "timer", "last_event", "cause", "stop_event", "assigned", "started",
    "capacity", "arrivals", "taken", "picked", "rework_at_most", "jobs", "most_jobs",
    "number", "key", "arrival", "request", "lives", "failures", "rounds", "turn",
})  # fmt: skip
"""Of the fields of packed records: the numbers of events, jobs and draws, and what a user may write down."""


RUN = _record(
    "now_us", "horizon_us", "status", "culprit",
    "service",  # the address of the function that Python answers with
    "events", "rows", "most_rows",  # written in all, in this chunk of the log, and at most
    "named",  # rows of this chunk whose detail is another job
    "ordered",  # put on the clock so far
    "timed", "ring_first", "ring_count", "urgent_first", "urgent_count",  # of clock, ring and urgent
    "free_job", "free_jobs", "most_jobs",  # most: that one event may need
    "counts_visits", "sends_back", "stations_on_route", "steps_of_route", "forks_of_route", "stamp",
    "in_plant", "has_backlog", "backlogged",  # jobs released that have not left; orders that have come into the backlog
    "travels",
    "requests",  # for people, so far
    "policy", "has_floor",
    "told", "cycles",  # of deadlocks: numbers in their table, and how many there are
    "stocks_up", "awaits_initial_jobs",
    "search",  # for a deadlock, so far
    "details",  # words of the log that the plant has from the start
)  # fmt: skip

MACHINE = _packed(
    # what most work touches: two lines
    "timer", "left_us", "nominal_us", "began_us", "span_us", "last_event", "cause",
    "station",
    "job",  # the first of those inside; the others follow as its mates
    "state", "able", "interruptible", "activity", "kind", "detail", "task", "person", "worn_out", "is_used",
    "is_awaited", "waits_for",  # does somebody hold its bell, and what it waits for
    "blocked",  # how many finished jobs wait for a place
    "due_first",  # the plans of maintenance that wait for the end of what it is doing; the last is below
    "needs_for_work", "place",  # place: among the idle, the vacant, or nowhere
    # and the rest
    "before", "behind", "seeks",  # which job must be sure of a place before the work
    "needs_for_setup", "set_up_for", "setup_next",
    "stops", "holds", "on_shift", "may_begin",
    "modes", "modes_end", "plans", "plans_end",  # of its stoppages
    "stop_reason", "stop_rule", "stop_event",
    "seeker",  # which job waits for its parts
    "due_last",
    "wear", "quality",
    "stretch", "stretches_end", "phase",
    fills=LINE,
)  # fmt: skip
"""is_used: does anything depend on how much it works?"""

STATION = _packed(
    # what most work touches: two lines
    "capacity", "reserved", "order", "is_before_service", "batch", "judges", "inspection",
    "first", "last", "length",  # the queue; with a settled order, first is the root of a heap
    "door_first", "door_last",
    "idle_first", "idle_last", "idle", "vacant_first", "vacant_last", "vacant",
    "supply", "supply_end", "supply_next",
    "pick",
    "setups", "states",  # where its table of change-overs begins, and of how many states; NONE: no change-overs
    "product", "first_seeker", "last_seeker",  # of a stock: whose it is, and which assemblies wait for parts
    "after_service", "before_service",  # the words of the log for being blocked for a place here
    "first_promised",
    # and the rest
    "machines", "machines_end",
    "takes", "taken",  # the draws of a queue whose order is chance
    "picks", "picked",  # the draws that choose among idle machines
    "arrivals",
    "rework_at", "rework_detail", "rework_at_most",
    "has_shift", "shift_end_rule", "last_while_us", "may_lock",
    "name",  # as a word of the log
    fills=LINE,
)  # fmt: skip

STEP = _packed(
    # what most work touches: a line
    "station", "product", "local", "visit", "ahead", "state", "processing", "quality",
    "parts", "parts_end", "pieces", "pieces_end",  # what is put into the job here, and what is taken out of it
    "makings",  # of the defects that work here makes
    "shares",  # of its product's scrap and rework, among those of the station
    "inspection", "element",
    # and the rest
    "makings_end",
    fills=LINE,
)  # fmt: skip
"""visit: how often a job has then entered the station, where nothing but the route decides that. element: its place in
``route``."""

ELEMENT = _record("kind", "product", "first", "end", "rule", "local", "draws")
"""first, end: the steps of a visit or of stations to choose from, or the branches of a fork; of a jump, first is where it
leads. local: its number among the forks of the route for which a job has draws."""

PRODUCT = _record(
    "first_step", "last_step", "begins", "route",  # begins: the first step, or OPEN; route: its first element
    "priority", "quantity", "loses", "wip", "ordered", "in_plant", "instant_us", "at_once",
    "due_in", "moments", "next_moment",
    "name",  # as a word of the log
    "stock", "takers", "takers_end",  # where its jobs end as components, and the stations that put them into others
    "expected",  # the first of the jobs in the plant that are to end there
    "releases", "wip_below", "counts_all", "before_due_us", "by_due",  # by which rule; of whom; who first
    "backlog",  # the first of the orders that wait
)  # fmt: skip

JOB = _packed(
    # what most work touches: a line
    "number", "last_event", "processing_us", "product", "step", "ahead", "is_ahead_known",
    "promise", "goal",  # who keeps a place for it; where it waits for one, inside a machine
    "mate",  # the next in the same machine
    "has_parts",
    "behind", "machine",  # its place in a queue or at a door
    # and the rest
    "stands_as",  # at a door: outside, or in this machine
    "is_expected", "released_us", "due_us", "queued_us",
    "left", "right", "rank", "key", "arrival",  # its place in a queue of a settled order
    "next_expected", "last_expected",
    "next_promised", "last_promised",  # among those to whom the same door promised a place
    fills=LINE,
)  # fmt: skip

STOPPAGE = _packed(
    # what most of them touch
    "left_us", "cause", "timer", "began_us", "lives", "failures", "started",
    "machine", "clock", "repair_rule", "holds", "detail", "every", "takes",  # the streams of both times
    "is_down",
    "skill",  # of who deals with it; NONE: nobody is needed
    "started_kind", "interrupted_kind", "resumed_kind", "finished_kind", "kind", "interruptible",
    "is_plan",
    # and the rest
    "waits",  # for somebody who was asked for
    "life_us",  # of a failure mode
    "rounds", "is_open", "is_by_timer", "is_opportunistic", "behind",  # of a plan of maintenance
    "interval_us", "since_us", "stretch", "used_us", "jobs", "most_jobs",
    "renews", "renews_end",
    "limits", "resets_to",  # limits: where they begin for the wear at which it comes
    floats=("at_wear", "occasion_share", "quotient"),
    fills=LINE,
)  # fmt: skip

WEAR = _record(
    "factors", "jobs", "factor", "high", "low",  # high, low: the strain (see ``strain``) in two words (``wide``)
    "bases", "since",  # where the wears begin that a machine may be left with, and the last one that it was left with
    floats=("least", "per_hour", "drift"),
)  # fmt: skip

PERSON = _record(
    "task", "last_event", "first_skill", "end_of_skills",
    "on_duty", "on_call", "is_present", "leaves_for", "has_shift", "shift_end_rule", "last_while_us",
    "stretch", "stretches_end", "phase",
    "absences", "shifts", "is_absent",  # absences: the draws that decide; NONE: never absent
    "place", "home", "walks",  # walks: takes time to walk
    "learns", "tires",
    floats=("absence", "speed", "walked_m"),
)  # fmt: skip

SKILL = _record("first_able", "end_of_able", "first", "last", "waiting")
"""Who has it, and the requests that wait for somebody, the oldest first."""

TASK = _packed(
    "assigned", "request", "number", "machine", "skill", "person", "behind", "product", fills=LINE
)  # fmt: skip
"""Something that keeps a person busy: a repair, or work at a machine. assigned: the event with which the person is there
for it, the assignment or the end of a walk. product and number: of the job that was in the machine when somebody was
asked for."""

STREAM = _packed("place", "even", "odd", "shift", "mask", "visit", "further", fills=32)
"""Which chunks of a stream are there, one of an even and one of an odd number; where in the pool they begin; the
logarithm of a chunk's length, and the length of both less one; for which visit, and the stream of another visit to
the same step."""

BATCH = _record("least", "most", "wait_us", "by_longest", "groups", "groups_end")
GROUP = _record("waiting", "is_ready")
"""Jobs at one station that may go together; ready: a batch of them could start now."""

PART = _record("product", "count")
LINK = _record("machine", "stock", "before", "behind")
"""A machine whose job waits for parts, in the chain of those that wait for the same product, the longest waiting first."""

MAKING = _record("draws", "fault", floats=("share",))
"""A defect that work on a step may make."""
FAULT = _record("defect", "station", "detail")
INSPECTION = _record("rework_at", "rework_detail", "rework_at_most", floats=("misses", "false_alarms"))
STRETCH = _record("from_us", "until_us", "begins", "ends")
INITIAL = _record("product", "step", "jobs")
TIMED = _packed("at_us", "turn", "number", "what", "who")
HEAD = _packed("number", "what", "who")

LOG: dict[str, type[np.generic]] = {
    "time_us": np.int64, "kind": np.int32, "product": np.int32, "number": np.int64, "station": np.int32,
    "machine": np.int32, "person": np.int32, "detail": np.int32, "value": np.int64, "cause": np.int64,
}  # fmt: skip
"""The columns of the log. product and number: of a job. value: microseconds or a count, as the kind says, or the bits of
a measured float."""
NAMED = _record("row", "product", "number")
"""A row of the log whose detail is another job: of jobs that are released out of others, or assembled into them."""

Table = NDArray[Any]


class Plant(NamedTuple):
    """One replication of a scenario, as tables."""

    run: Table
    """RUN, one row: the time, the counters, and how the run goes on or ends."""
    machines: Table
    stations: Table
    """STATION: the stations, and behind them the stocks, which are doors and queues without machines."""
    steps: Table
    """STEP: the visits of all routes, those of one product in a row."""
    route: Table
    """ELEMENT: all routes as they branch, those of one product in a row."""
    branches: Table
    """int64: where the branches of all forks begin in ``route``, those of one fork in a row."""
    until: Table
    """float64, one for each branch: the share of those that take this branch of the fork or one before."""
    products: Table
    jobs: Table
    stoppages: Table
    """STOPPAGE: what keeps machines from working until it has been dealt with, those of one machine in a row."""
    wears: Table
    """WEAR: one for each machine that wears."""
    bases: Table
    """float64: the wear at the beginning and after each stoppage, those of one station in a row."""
    limits: Table
    """int64 [at_wear, 2]: the strain at which it is reached, in two words, from each of the bases in a row."""
    renewed: Table
    """int64: the failure modes that plans of maintenance renew, those of one plan in a row."""
    people: Table
    skills: Table
    tasks: Table
    """TASK: one for each stoppage, and behind them one for each machine."""
    able: Table
    """int64: the people of each skill, the most proficient first, those of one skill in a row."""
    own_skills: Table
    """int64: the skills of each person, those of one in a row."""
    proficiency: Table
    """float64 [person, skill]."""
    places: Table
    """The words of the log for where people may be: first the stations, then all other places of the floor."""
    distances: Table
    """float64 [place, station], in metres; where nobody may walk, 0."""
    answer: Table
    """float64: what Python answers where that is no whole number."""
    streams: Table
    draws: Table
    """The pool: of each stream an even chunk and an odd one, those of one stream in a row."""
    speeds: Table
    """float64, one for each machine."""
    paces: Table
    """float64, one for each task: the pace at which what is left of its activity is counted."""
    expected_us: Table
    """float64, one for each step: the mean time of work on the steps after it."""
    shares: Table
    """float64 [row, 2]: scrap and rework of the products that come to a station, in a row, where a machine of it has others
    once more."""
    makings: Table
    """MAKING: those of one step in a row."""
    fault_kinds: Table
    """FAULT: a defect and the station that makes it."""
    inspections: Table
    sought: Table
    """int64 [inspection, defect]: is it looked for?"""
    faults: Table
    """int64 [job, 1 + faults]: how many, and which (see ``faults``)."""
    inherited: Table
    """int64: a list of faults, while they go from parts to the whole."""
    setup_us: Table
    """int64, the tables of all stations in a row, each [before, after]."""
    setup_texts: Table
    supplied: Table
    """The products of unlimited supply, those of one station in a row."""
    stretches: Table
    initial: Table
    visits: Table
    """int64 [job, station on its route]: how often it has entered; no columns where the step tells."""
    entered: Table
    """int64 [job, step of its route]: when it entered last, by a stamp; no columns where nothing is sent back."""
    reworks: Table
    """int64 [job, station on its route]: how often it was sent back from there."""
    forks: Table
    """int64 [job, fork of its route]: how often it has drawn there."""
    travel_us: Table
    """int64 [from station, to station]; empty where nothing travels."""
    batches: Table
    groups: Table
    """GROUP: those of one station in a row."""
    group_of: Table
    """int64 [batch, product]."""
    mates: Table
    """int64: the jobs of a batch while it is chosen, its leader first."""
    ranking: Table
    """int64: the jobs that wait while chance ranks them."""
    parts: Table
    """PART: what goes into jobs, or comes out of them, those of one step in a row."""
    takers: Table
    """int64: the stations that take components, those of one product in a row."""
    stocked: Table
    """int64: the products that have stocks, in the order of the assemblies that need them."""
    links: Table
    """LINK [machine, parts at most], in one row."""
    cut: Table
    """int64, one for each element of a route: does every way from there lead to where nothing is begun?"""
    goals: Table
    """int64: the doors that a machine opens one after the other."""
    told: Table
    """The deadlocks that stand in the log: a length, so many stations, the next length."""
    marks: Table
    """int64 [3, machines, stations, stocks and products]: which search found that a machine may go on; the way into a cycle,
    and where on it they stand."""
    clock: Table
    """TIMED: a binary heap."""
    ring: Table
    """HEAD: what follows at this instant."""
    urgent: Table
    """HEAD: what comes before all else."""
    log_time_us: Table
    log_kind: Table
    log_product: Table
    log_number: Table
    log_station: Table
    log_machine: Table
    log_person: Table
    log_detail: Table
    log_value: Table
    log_cause: Table
    log_measure: Table
    """float64: the same place as ``log_value``."""
    log_named: Table
    """NAMED: for as many rows as have another job for a detail."""
