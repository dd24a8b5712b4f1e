"""Which numbers may a law be given, and how are they written?

Times carry units (``"12 min"``) and are seconds inside; everything else is a plain number. Nothing is mended:
what lies outside its range is an error that says the range.
"""

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    WithJsonSchema,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from shopfloor.streams import LONGEST_US
from shopfloor.units import DURATION_PATTERN, duration_text, parse_duration, to_seconds

__all__ = [
    "GIVEN",
    "Cv",
    "Part",
    "PositiveTime",
    "Shape",
    "SignedTime",
    "Time",
    "Times",
    "Weight",
    "Weights",
    "check_order",
    "check_weights",
    "list_of",
    "time_s",
]

SHORTEST_S, LONGEST_S = to_seconds(1), to_seconds(LONGEST_US)


def _signed_time(value: object) -> float:
    seconds = parse_duration(value)
    if abs(seconds) > LONGEST_S:
        raise ValueError(f"expected at most {duration_text(LONGEST_S)}, the longest that the clock counts")
    return seconds


def time_s(value: object) -> float:
    """Return the seconds of a time with a unit, 0 s or more."""
    seconds = _signed_time(value)
    if seconds < 0:
        raise ValueError("expected 0 s or more")
    return seconds


def _positive_time(value: object) -> float:
    seconds = _signed_time(value)
    if seconds < SHORTEST_S:
        raise ValueError("expected more than 0 s (at least 1 us, the step of the clock)")
    return seconds


def _cv(value: float) -> float:
    if not 0.001 <= value <= 100:
        raise ValueError(
            "expected a coefficient of variation from 0.001 to 100 (what never varies is a constant)"
        )
    return value


def _given(value: object) -> object:
    if value is None:
        raise ValueError("expected a value after the key; leave the key out if there is none")
    return value


def list_of(what: str) -> tuple[Any, Any]:
    """Return the marks of a tuple that is written as a list with at least one element.

    The length is checked on what was given: counted after validation, a bad element would be an error twice.
    """

    def check(value: object) -> object:
        if not isinstance(value, list | tuple) or not value:
            raise ValueError(f"expected a list of {what}")
        return value

    return BeforeValidator(check), Field(strict=False, json_schema_extra={"minItems": 1})


_WRITTEN = (
    PlainSerializer(duration_text),
    WithJsonSchema({"type": "string", "pattern": DURATION_PATTERN, "examples": ["12 min"]}),
)
SignedTime = Annotated[float, BeforeValidator(_signed_time), *_WRITTEN]
Time = Annotated[float, BeforeValidator(time_s), *_WRITTEN]
PositiveTime = Annotated[float, BeforeValidator(_positive_time), *_WRITTEN]
Times = Annotated[tuple[Time, ...], *list_of("durations, such as [2 min, 3 min]")]

Cv = Annotated[
    float, AfterValidator(_cv), WithJsonSchema({"type": "number", "minimum": 0.001, "maximum": 100})
]
"""Standard deviation / mean."""

Shape = Annotated[float, Field(ge=1e-4, le=1e6, allow_inf_nan=False)]
"""A number without a unit that bends a curve; its range is that of a gamma's shape for all of :data:`Cv`."""

Weight = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Weights = Annotated[tuple[Weight, ...], *list_of("weights, such as [0.7, 0.3]")]

GIVEN = BeforeValidator(_given)
"""For a key that may be left out (``None`` inside): a key without a value is a mistake, not an absence."""


def check_order(**times: float | None) -> None:
    """Raise unless the times ascend, the first strictly below the last; ``None`` is a bound left out."""
    known = [(name, seconds) for name, seconds in times.items() if seconds is not None]
    ascends = all(one <= next_ for (_, one), (_, next_) in pairwise(known))
    if not ascends or (len(known) > 1 and known[0][1] == known[-1][1]):
        got = ", ".join(f"{name} {duration_text(seconds)}" for name, seconds in known)
        wanted = f"{known[0][0]} below {known[-1][0]}"
        if len(known) > 2:
            wanted += " and " + ", ".join(name for name, _ in known[1:-1]) + " between them"
        raise ValueError(f"got {got}; expected {wanted} (a time that never varies is a constant)")


def check_weights(weights: tuple[float, ...]) -> None:
    """Raise unless the weights sum to 1 within 1e-9."""
    total = math.fsum(weights)
    if abs(total - 1) > 1e-9:
        raise ValueError(f"the weights sum to {total:.10g}; expected 1")


class Part(BaseModel):
    """A mapping of a scenario: frozen, strict about keys and types, written without the keys left out.

    ``ways`` names the sets of keys by which the parameters may be given, exactly one of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, serialize_by_alias=True)

    ways: ClassVar[tuple[tuple[str, ...], ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _is_mapping(cls, value: Any) -> Any:
        if not isinstance(value, Mapping | cls):
            raise ValueError(f"expected the parameters {cls._expected()}")
        return value

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        choices = {key for way in self.ways for key in way}
        given = {key for key, value in self._by_key().items() if key in choices and value is not None}
        if self.ways and given not in [set(way) for way in self.ways]:
            got = _and([key for key in self._by_key() if key in given]) or "none of them"
            raise ValueError(f"got {got}; expected {self._expected()}")
        return self

    @classmethod
    def _expected(cls) -> str:
        ways = cls.ways or (
            tuple(field.alias or name for name, field in cls.model_fields.items() if field.is_required()),
        )
        return " or ".join("{" + ", ".join(f"{key}: …" for key in way) + "}" for way in ways)

    def _by_key(self) -> dict[str, Any]:
        return {field.alias or name: getattr(self, name) for name, field in type(self).model_fields.items()}

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        return ((name, value) for name, value in super().__repr_args__() if value is not None)

    @model_serializer(mode="wrap")
    def _without_gaps(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {key: value for key, value in write(self).items() if value is not None}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Say the same to an editor: no nulls, and one of the ways."""
        reference = handler(core)
        schema = handler.resolve_ref_schema(reference)
        for key, value in schema.get("properties", {}).items():
            choices = [choice for choice in value.pop("anyOf", []) if choice != {"type": "null"}]
            if choices:
                (choice,) = choices
                schema["properties"][key] = choice
        if cls.ways:
            schema["oneOf"] = [{"required": list(way)} for way in cls.ways]
        return reference


def _and(keys: tuple[str, ...] | list[str]) -> str:
    return ", ".join(keys[:-1]) + " and " + keys[-1] if len(keys) > 1 else "".join(keys)
