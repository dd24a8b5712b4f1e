"""Which values do the words of a scenario take, and what do they look like from outside?

Durations, powers and speeds are texts with a unit outside and plain numbers inside: seconds, watts, metres
per second. Each type carries its expectation, which messages and editors show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from shopfloor.units import (
    DURATION_PATTERN,
    POWER_PATTERN,
    SECONDS_PER_UNIT,
    SPEED_PATTERN,
    UnitError,
    duration_text,
    parse_duration,
    parse_power,
    parse_speed,
    power_text,
    speed_text,
)

__all__ = [
    "MACHINE_NAME",
    "MAX_DURATION_S",
    "OWN_NAME",
    "SHORTEST_MEAN_S",
    "Crowd",
    "Duration",
    "Expects",
    "Families",
    "Finding",
    "MachineName",
    "Name",
    "Part",
    "PlaceName",
    "PositiveDuration",
    "ProductName",
    "Share",
    "ShiftName",
    "SkillName",
    "StationName",
    "Walk",
    "Watts",
    "one_of",
    "shared_members",
    "too_many",
    "unlawful",
]

MAX_DURATION_S = 5200 * SECONDS_PER_UNIT["week"]
"""A hundred years: up to here every microsecond is a whole number that float64 seconds tell apart."""
SHORTEST_MEAN_S = 1e-6
"""One tick of the clock: events of a shorter mean distance would never let time pass."""
MAX_WATTS = 1e12


@dataclass(frozen=True)
class Expects:
    """What a field takes, in the words of an error message after "expected"."""

    text: str


class Part(BaseModel):
    """What all parts of a scenario are: frozen, strict about keys, strict about types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


def one_of(*words: str) -> ConfigDict:
    """Return what makes the schema say that exactly one of these words is given (the part's laws say it, too)."""
    return ConfigDict(json_schema_extra={"oneOf": [{"required": [word]} for word in words]})


Finding = tuple[str | Sequence[str | int], str]
"""Where (a key of the part, or a path below it; nothing: the part itself), and what."""


def unlawful(*findings: Finding) -> None:
    """Raise for what a part's own laws find, if they find anything."""
    if findings:
        places = [
            ((where,) if isinstance(where, str) else tuple(where), message) for where, message in findings
        ]
        text = "; ".join(f"{'.'.join(map(str, where))}: {message}" for where, message in places)
        raise PydanticCustomError("unlawful", "{text}", {"text": text, "findings": places})


def too_many(given: Mapping[str, bool], expected: str) -> list[Finding]:
    """Return what is wrong when several of the words are given of which a part takes one."""
    words = [word for word, is_given in given.items() if is_given]
    return [
        (word, f'got "{words[0]}" too; expected one of {expected}: leave the other out') for word in words[1:]
    ]


# --- quantities with a unit ---------------------------------------------------------------------------------


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


def _watts(value: object) -> float:
    try:
        watts = parse_power(value)
    except UnitError as error:
        raise ValueError(str(error)) from None
    if not 0 <= watts <= MAX_WATTS:
        raise ValueError("expected 0 W or more, and 1000000 MW at most")
    return watts


def _walk(value: object) -> float:
    try:
        metres_per_s = parse_speed(value)
    except UnitError as error:
        raise ValueError(str(error)) from None
    if not 0.001 <= metres_per_s <= 1000:
        raise ValueError("expected a speed from 0.001 m/s to 1000 m/s")
    return metres_per_s


def _written(pattern: str, example: str, write: Callable[[float], str], expected: str) -> tuple[Any, ...]:
    """What a number with a unit looks like outside: in a dump, in the schema, in messages."""
    schema = {"type": "string", "pattern": pattern, "examples": [example]}
    return PlainSerializer(write), WithJsonSchema(schema), Expects(expected)


_TIME = _written(DURATION_PATTERN, "12 min", duration_text, 'a duration with a unit, such as "12 min"')
Duration = Annotated[float, BeforeValidator(_duration_not_negative), *_TIME]
PositiveDuration = Annotated[float, BeforeValidator(_duration_positive), *_TIME]
Watts = Annotated[
    float,
    BeforeValidator(_watts),
    *_written(POWER_PATTERN, "3 kW", power_text, 'a power with a unit, such as "3 kW"'),
]
Walk = Annotated[
    float,
    BeforeValidator(_walk),
    *_written(SPEED_PATTERN, "1.2 m/s", speed_text, 'a speed with a unit, such as "1.2 m/s" or "4 km/h"'),
]

# --- names --------------------------------------------------------------------------------------------------

OWN_NAME = Expects("a name: a letter, then letters, digits or _")
"""What a file calls its own things; the names below refer to things that are called so elsewhere."""
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$"), OWN_NAME]
StationName = Annotated[str, Expects("the name of a station")]
ProductName = Annotated[str, Expects("the name of a product")]
ShiftName = Annotated[str, Expects("the name of a shift")]
SkillName = Annotated[str, Expects("a skill that somebody under people has")]
PlaceName = Annotated[str, Expects("a place that has a position under floor")]
MACHINE_NAME = Expects("the name of a machine, such as cutting.2")
MachineName = Annotated[str, MACHINE_NAME]

# --- numbers ------------------------------------------------------------------------------------------------

Share = Annotated[
    float, Field(ge=0, le=1, allow_inf_nan=False), Expects("a share from 0 to 1 (0.02: two in a hundred)")
]
Crowd = Annotated[int, Field(ge=1, le=10_000), Expects("a whole number from 1 to 10000")]

# --- families of products -----------------------------------------------------------------------------------


def _families(value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    for name, first, second in shared_members(value):
        if first == second:
            raise ValueError(f'"{name}" stands twice in the family "{first}"; leave one out')
        raise ValueError(
            f'"{name}" stands in the families "{first}" and "{second}"; expected one family at most'
        )
    return value


def shared_members(families: Mapping[str, Iterable[str]]) -> list[tuple[str, str, str]]:
    """Return each member that stands in two families, with both (or twice in one)."""
    seen: dict[str, str] = {}
    twice = []
    for family, members in families.items():
        for member in members:
            if member in seen:
                twice.append((member, seen[member], family))
            seen.setdefault(member, family)
    return twice


Families = Annotated[
    dict[
        Name,
        Annotated[
            tuple[ProductName, ...],
            Field(min_length=1, strict=False),
            Expects("a list of one or more products, such as [pump, valve]"),
        ],
    ],
    AfterValidator(_families),
    Expects("families of products by name, such as {small: [pump, valve]}"),
]
