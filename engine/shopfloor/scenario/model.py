"""What does a scenario say? The frozen model of one YAML file.

Every field stands here with its unit, its default and the laws that concern its part alone; what concerns
several parts at once (a station that a route names, a skill that somebody must have) is in ``checks``.
Durations are seconds inside and texts with a unit outside.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from shopfloor.distributions import Distribution
from shopfloor.units import DURATION_PATTERN, SECONDS_PER_UNIT, UnitError, duration_text, parse_duration

__all__ = [
    "WEEKDAYS",
    "Blocking",
    "Break",
    "Clock",
    "Expects",
    "Failure",
    "Group",
    "Needs",
    "NoStartWithin",
    "Orders",
    "Part",
    "Product",
    "Quality",
    "Queue",
    "Rework",
    "Scenario",
    "Setup",
    "Shift",
    "Station",
    "Visit",
]

MAX_DURATION_S = 5200 * SECONDS_PER_UNIT["week"]
"""A hundred years: up to here every microsecond is a whole number that float64 seconds tell apart."""
MAX_WHAT_IFS = 100
SHORTEST_MEAN_S = 1e-6
"""One tick of the clock: events of a shorter mean distance would never let time pass."""


@dataclass(frozen=True)
class Expects:
    """What a field takes, in the words of an error message after "expected"."""

    text: str


def _unlawful(*findings: tuple[str | Sequence[str | int], str]) -> None:
    """Raise for what a part's own laws find: where (a key of the part, or a path below it) and what."""
    if findings:
        places = [
            ((where,) if isinstance(where, str) else tuple(where), message) for where, message in findings
        ]
        text = "; ".join(f"{'.'.join(map(str, where))}: {message}" for where, message in places)
        raise PydanticCustomError("unlawful", "{text}", {"text": text, "findings": places})


def _duration(value: object) -> float:
    try:
        seconds = parse_duration(value)
    except UnitError as error:
        raise ValueError(str(error)) from None
    if seconds > MAX_DURATION_S:
        raise ValueError("expected 5200 week (100 years) at most")
    return seconds


def _duration_not_negative(value: object) -> float:
    seconds = _duration(value)
    if seconds < 0:
        raise ValueError("expected 0 s or more")
    return seconds


def _duration_positive(value: object) -> float:
    seconds = _duration(value)
    if seconds < SHORTEST_MEAN_S:
        raise ValueError("expected more than 0 s (1 us at least)")
    return seconds


_DURATION_SCHEMA = WithJsonSchema({"type": "string", "pattern": DURATION_PATTERN, "examples": ["12 min"]})
_DURATION_EXPECTED = Expects('a duration with a unit, such as "12 min"')
Duration = Annotated[
    float,
    BeforeValidator(_duration_not_negative),
    PlainSerializer(duration_text),
    _DURATION_SCHEMA,
    _DURATION_EXPECTED,
]
PositiveDuration = Annotated[
    float,
    BeforeValidator(_duration_positive),
    PlainSerializer(duration_text),
    _DURATION_SCHEMA,
    _DURATION_EXPECTED,
]
Name = Annotated[
    str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$"), Expects("a name: a letter, then letters, digits or _")
]
StationName = Annotated[str, Expects("the name of a station")]
ShiftName = Annotated[str, Expects("the name of a shift")]
SkillName = Annotated[str, Expects("a skill that somebody under people has")]
Share = Annotated[
    float, Field(ge=0, le=1, allow_inf_nan=False), Expects("a share from 0 to 1 (0.02: two in a hundred)")
]
Proficiency = Annotated[
    float,
    Field(gt=0, le=1, allow_inf_nan=False),
    Expects("a proficiency above 0, up to 1 (1: planned time; 0.5: twice as long)"),
]
Crowd = Annotated[int, Field(ge=1, le=10_000), Expects("a whole number from 1 to 10000")]

RESERVED_MODES = ("break", "shift_end", "quality", "rework_limit", "after_service", "before_service")


def _mode_is_free(name: str) -> str:
    if name in RESERVED_MODES:
        raise ValueError(
            "expected another name for the failure: the event log uses this word for something else"
        )
    return name


Mode = Annotated[Name, AfterValidator(_mode_is_free)]

Blocking = Literal["after_service", "before_service"]


class Part(BaseModel):
    """What all parts of a scenario are: frozen, strict about keys, strict about types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


def _datetime(value: object) -> object:
    if isinstance(value, str):
        try:
            return dt.datetime.fromisoformat(value)
        except ValueError:
            raise ValueError('expected a date and time such as "2026-01-05T06:00"') from None
    return value


class Clock(Part):
    """The span of a run: ``[0, horizon)`` from ``start``; statistics cover ``[warm_up, horizon)``."""

    start: Annotated[
        dt.datetime,
        BeforeValidator(_datetime, json_schema_input_type=str),
        Expects('a date and time such as "2026-01-05T06:00"'),
    ]
    """The date and time at which the run begins, such as 2026-01-05T06:00."""
    horizon: PositiveDuration
    """How long the run lasts; what happens exactly at its end is outside."""
    warm_up: Duration = 0.0
    """How much of the beginning the statistics leave out, because the plant starts empty."""

    @model_validator(mode="after")
    def _ends_after_the_warm_up(self) -> Self:
        if self.warm_up >= self.horizon:
            horizon = duration_text(self.horizon)
            _unlawful(
                ("warm_up", f"expected less than the horizon ({horizon}): statistics need a rest of the run")
            )
        try:
            self.start.replace(tzinfo=None) + dt.timedelta(seconds=self.horizon)
        except OverflowError:
            _unlawful(
                (
                    "horizon",
                    "the run ends after the year 9999; expected an earlier start or a shorter horizon",
                )
            )
        return self


class Orders(Part):
    """When jobs of a product arrive. Give ``every`` or ``supply``.

    The first order arrives at ``first_at``, the next ones each after one more time of ``every``. With
    ``supply: unlimited`` a job is released whenever a machine of the first station has nothing else to take.
    """

    every: Distribution | None = None
    """The time between two orders."""
    supply: Literal["unlimited"] | None = None
    """unlimited: there is always one more job to take."""
    first_at: Duration = 0.0
    """When the first order arrives, from the start of the run."""
    quantity: Annotated[int, Field(ge=1, le=1_000_000), Expects("a whole number of jobs, 1 or more")] = 1
    """How many jobs one order holds."""
    due_in: Distribution | None = None
    """The time from the order to its due date; left out: no due date."""
    priority: Annotated[int, Field(ge=-(2**31), lt=2**31), Expects("a whole number; higher goes first")] = 0
    """Higher goes first in queues with ``order: priority``."""
    when_full: Literal["wait", "lose"] = "wait"
    """What becomes of an arrival that finds no place at the first station."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.every is None and self.supply is None:
            _unlawful(((), 'expected "every" (the time between orders) or "supply: unlimited"'))
        if self.every is not None and self.supply is not None:
            _unlawful(("supply", 'got "every" too; expected one of the two: leave the other out'))
        if self.every is not None and self.every.law.mean() < SHORTEST_MEAN_S:
            _unlawful(
                ("every", "the mean is zero, so time would never pass; expected a mean of 1 us or more")
            )
        if self.supply is not None:
            given = {
                "first_at": self.first_at != 0,
                "quantity": self.quantity != 1,
                "due_in": self.due_in is not None,
                "when_full": self.when_full != "wait",
            }
            reason = "says nothing with supply: unlimited, where no orders arrive; leave it out or give every"
            _unlawful(*((word, reason) for word, is_given in given.items() if is_given))
        return self


class Visit(Part):
    """One step of a route: a station, and what differs there for this product. ``welding`` is short for
    ``{station: welding}``."""

    station: StationName
    processing: Distribution | None = None
    """The processing time of this product here, instead of the station's."""


def _visit(value: object) -> object:
    return {"station": value} if isinstance(value, str) else value


class Product(Part):
    """What is made: when it is ordered, and the stations it passes in order."""

    orders: Orders
    route: Annotated[
        tuple[Annotated[Visit, BeforeValidator(_visit, json_schema_input_type=str | Visit)], ...],
        Field(min_length=1, strict=False),
        Expects("a list of one or more stations, such as [cutting, welding]"),
    ]


class Queue(Part):
    """The places in front of a station, its machines not counted. ``capacity`` left out: unlimited; 0: none,
    a job stays in the machine before. Ties of ``order`` go by arrival at the queue."""

    capacity: Annotated[
        Annotated[int, Field(ge=0)] | None,
        Expects("0 or more places (0: direct hand-over; leave the queue out: unlimited)"),
    ] = None
    order: Literal["fifo", "lifo", "priority", "spt", "lpt", "edd"] = "fifo"
    """Who is next: first in, last in, highest priority, shortest or longest processing time, earliest due
    date."""


class Setup(Part):
    """The time to change a machine over, ``between[from][to]``; pairs left out cost nothing, and neither does
    the first product of a machine."""

    between: Annotated[
        dict[str, Annotated[dict[str, Duration], Expects("times by product, such as {valve: 6 min}")]],
        Expects("change-over times from product to product, such as {pump: {valve: 6 min}}"),
    ]

    @model_validator(mode="after")
    def _leads_elsewhere(self) -> Self:
        same = [name for name, row in self.between.items() if name in row]
        reason = "a machine is not changed over from a product to itself; leave this pair out"
        _unlawful(*((("between", name, name), reason) for name in same))
        return self


class Failure(Part):
    """One way in which each machine of a station breaks down, and what happens then."""

    clock: Literal["calendar", "on_shift", "working"] = "working"
    """What the time to failure counts: every second, seconds on shift, or seconds of work."""
    time_to_failure: Distribution
    """From the end of the last repair (or the start of the run) to the next failure, on ``clock``."""
    time_to_repair: Distribution
    """How long a repair takes once it has begun."""
    repaired_by: SkillName | None = None
    """The skill of the person who repairs; left out: repairs need nobody and start at once."""
    job: Literal["resume", "restart", "scrap"] = "resume"
    """What becomes of the work in the machine."""
    handover: Literal["hold", "release"] = "hold"
    """Whether a failed machine keeps a finished part until it is repaired, or passes it on."""

    @model_validator(mode="after")
    def _lets_time_pass(self) -> Self:
        if self.time_to_failure.law.mean() < SHORTEST_MEAN_S:
            _unlawful(
                ("time_to_failure", "the mean is zero: it would never run; expected a mean of 1 us or more")
            )
        return self


class Needs(Part):
    """One person with ``skill`` is at the machine during these activities."""

    skill: SkillName
    during: Annotated[
        tuple[Literal["setup", "processing"], ...],
        Field(min_length=1, strict=False),
        Expects("[setup, processing], [setup] or [processing]"),
    ] = ("setup", "processing")


class Rework(Part):
    """A share of finished work goes back to station ``at``, at most so many times per job and station; a job
    that would go back once more is scrapped."""

    share: Share
    at: StationName
    at_most: Annotated[int, Field(ge=1, le=1_000_000), Expects("how often a job may go back, 1 or more")]


class Quality(Part):
    """What becomes of finished work: scrapped with share ``scrap``, sent back with share ``rework.share``."""

    scrap: Share = 0.0
    rework: Rework | None = None

    @model_validator(mode="after")
    def _shares_sum_to_one_at_most(self) -> Self:
        if self.rework is not None and self.scrap + self.rework.share > 1:
            total = self.scrap + self.rework.share
            _unlawful((("rework", "share"), f"scrap and rework.share sum to {total:g}; expected 1 at most"))
        return self


class Station(Part):
    """Identical machines behind one queue."""

    machines: Crowd = 1
    queue: Queue = Queue()
    processing: Distribution | None = None
    """The time of work on one job, unless the product's route gives its own."""
    setup: Setup | None = None
    failures: dict[Mode, Failure] = {}
    """Failure modes by name; each machine has all of them, each on its own clock."""
    blocking: Blocking = "after_service"
    """When a full queue downstream stops a machine: with the finished job in it, or before it starts."""
    needs: Needs | None = None
    quality: Quality = Quality()
    shift: ShiftName | None = None
    """When the station itself runs; left out: always (its people may still have shifts)."""


class Group(Part):
    """Interchangeable people: how many, what they can do (skill -> proficiency; 0.5 takes twice as long), and
    when they work (left out: always)."""

    count: Crowd
    skills: Annotated[
        dict[Name, Proficiency], Field(min_length=1), Expects("one or more skills, such as {welder: 1.0}")
    ]
    shift: ShiftName | None = None


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS_EXPECTED = 'expected weekdays such as "mon-fri" or "mon, wed, sat", of ' + ", ".join(WEEKDAYS)


def _days(value: object) -> object:
    """ "mon-fri" or "mon, wed, sat" or a list -> the weekdays' numbers, Monday 0."""
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(_DAYS_EXPECTED)
    days: list[int] = []
    for part in value:
        first, dash, last = str(part).strip().lower().partition("-")
        last = last if dash else first
        if first not in WEEKDAYS or last not in WEEKDAYS:
            raise ValueError(_DAYS_EXPECTED)
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last)
        span = (end - start) % 7 + 1
        days += [(start + i) % 7 for i in range(span)]
    return tuple(sorted(set(days)))


def _time_of_day(value: object) -> object:
    """ "06:00" -> seconds since midnight; "24:00" is the end of the day."""
    if isinstance(value, str) and _TIME_OF_DAY.fullmatch(value):
        hours, _, minutes = value.partition(":")
        seconds = int(hours) * 3600 + int(minutes) * 60
        if seconds <= DAY_S:
            return float(seconds)
    raise ValueError('expected a time of day between "00:00" and "24:00", such as "06:00"')


def _time_of_day_text(seconds: float) -> str:
    return f"{int(seconds) // 3600:02d}:{int(seconds) % 3600 // 60:02d}"


def _days_text(days: tuple[int, ...]) -> str:
    return ", ".join(WEEKDAYS[day] for day in days)


DAY_S = 86400.0
_TIME_OF_DAY = re.compile(r"[0-9]{1,2}:[0-5][0-9]")
TimeOfDay = Annotated[
    float,
    BeforeValidator(_time_of_day),
    PlainSerializer(_time_of_day_text),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{1,2}:[0-5][0-9]$", "examples": ["06:00"]}),
    Expects('a time of day, such as "06:00"'),
]
Days = Annotated[
    tuple[int, ...],
    BeforeValidator(_days),
    PlainSerializer(_days_text),
    WithJsonSchema(
        {"type": ["string", "array"], "items": {"type": "string"}, "examples": ["mon-fri", "mon, wed, sat"]}
    ),
    Expects('weekdays, such as "mon-fri"'),
]


class Break(Part):
    """A pause of a shift, at a time of day, for so long."""

    at: TimeOfDay
    for_: Annotated[PositiveDuration, Field(alias="for")]


class NoStartWithin(Part):
    """Nothing is begun in the last so-much of a shift; what runs is finished."""

    no_start_within: PositiveDuration


def _kind_of_end(value: object) -> str:
    return "within" if isinstance(value, dict | NoStartWithin) else "word"


class Shift(Part):
    """When people (or a station) work: on ``days``, from ``from`` to ``to`` (past midnight when ``to`` is not
    later), but for ``breaks``. ``at_end`` says what the end of a stretch of work does to what is running: it
    is finished, interrupted until somebody is there again, or finished with nothing new begun within the last
    while."""

    days: Days
    from_: Annotated[TimeOfDay, Field(alias="from")]
    to: TimeOfDay
    breaks: Annotated[
        tuple[Break, ...],
        Field(strict=False),
        Expects("a list of breaks, such as [{at: 10:00, for: 15 min}]"),
    ] = ()
    at_end: Annotated[
        Annotated[Literal["finish", "interrupt"], Tag("word")] | Annotated[NoStartWithin, Tag("within")],
        Discriminator(_kind_of_end),
        Expects("finish, interrupt, or {no_start_within: 30 min}"),
    ] = "finish"

    @property
    def length_s(self) -> float:
        """From the beginning to the end of the shift, breaks included (24 h at most)."""
        return self.to - self.from_ + (DAY_S if self.to <= self.from_ else 0.0)

    @property
    def pauses_s(self) -> tuple[tuple[float, float], ...]:
        """When breaks begin and end, in seconds from the beginning of the shift, in order."""
        return tuple((begin, end) for begin, end, _ in self._pauses())

    def _pauses(self) -> list[tuple[float, float, int]]:
        begins = [(pause.at - self.from_) % DAY_S for pause in self.breaks]
        return sorted((begin, begin + self.breaks[i].for_, i) for i, begin in enumerate(begins))

    @model_validator(mode="after")
    def _holds_its_breaks(self) -> Self:
        if self.from_ == DAY_S:
            _unlawful(("from", 'expected a time before "24:00"; the day after begins at "00:00"'))
        span = f"{_time_of_day_text(self.from_)} to {_time_of_day_text(self.to)}"
        findings: list[tuple[str | Sequence[str | int], str]] = []
        latest = 0.0
        for begin, end, number in self._pauses():
            if begin == 0 or end >= self.length_s:
                findings.append(
                    (("breaks", number), f"the break must begin and end within the shift ({span})")
                )
            elif begin < latest:
                findings.append((("breaks", number), "the break overlaps with the one before"))
            latest = max(latest, end)
        if isinstance(self.at_end, NoStartWithin) and self.at_end.no_start_within >= self.length_s:
            findings.append(
                (
                    ("at_end", "no_start_within"),
                    f"expected less than the shift ({duration_text(self.length_s)})",
                )
            )
        _unlawful(*findings)
        return self


class Scenario(Part):
    """A whole plant, and what to run of it."""

    scenario: Name
    """The name of the plant."""
    description: str = ""
    """One sentence that tells a reader what this is."""
    clock: Clock
    seed: Annotated[int, Field(ge=0, lt=2**63), Expects("a whole number, 0 or more")] = 0
    """The number that all randomness follows from: the same seed, the same run."""
    replications: Annotated[
        int, Field(ge=1, le=1_000_000), Expects("a whole number of runs, 1 to 1000000")
    ] = 1
    """How many independent runs make one result."""
    products: Annotated[dict[Name, Product], Field(min_length=1), Expects("one or more products by name")]
    stations: Annotated[dict[Name, Station], Field(min_length=1), Expects("one or more stations by name")]
    people: dict[Name, Group] = {}
    """Groups of people by name."""
    shifts: dict[Name, Shift] = {}
    what_if: Annotated[
        dict[
            Name,
            Annotated[
                dict[str, Any], Field(min_length=1), Expects("changes, such as {people.crew.count: 2}")
            ],
        ],
        Field(max_length=MAX_WHAT_IFS),
        Expects(
            "up to 100 sets of changes by name, such as {second_technician: {people.technician.count: 2}}"
        ),
    ] = {}
    """Named sets of changes; each is a path into this document and the value to put there."""
