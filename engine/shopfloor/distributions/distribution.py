"""Which law does a scenario name? The choice, and the two laws that are made of others.

Mixture and shifted stand here and not in files of their own, because the choice contains them and they
contain the choice.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import ConfigDict, Field, GetJsonSchemaHandler, RootModel, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from shopfloor.distributions.beta import Beta, Pert
from shopfloor.distributions.constant import Constant
from shopfloor.distributions.discrete import Discrete, pick
from shopfloor.distributions.empirical import Empirical
from shopfloor.distributions.erlang import Erlang
from shopfloor.distributions.exponential import Exponential
from shopfloor.distributions.gamma import Gamma
from shopfloor.distributions.law import Law
from shopfloor.distributions.lognormal import Lognormal
from shopfloor.distributions.normal import Normal
from shopfloor.distributions.parameters import (
    GIVEN,
    Part,
    SignedTime,
    Weight,
    check_weights,
    list_of,
    time_s,
)
from shopfloor.distributions.trace import Trace
from shopfloor.distributions.triangular import Triangular
from shopfloor.distributions.uniform import Uniform
from shopfloor.distributions.weibull import Weibull
from shopfloor.units import DURATION_PATTERN, UnitError, duration_text

__all__ = ["Component", "Distribution", "Mixture", "Shifted"]

EXAMPLE = "distribution, such as {exponential: {mean: 6 min}}"

MOST_LAYERS = 10
"""More than a plant needs, and less than a recursion takes."""


class Component(Part):
    """One of the laws of a mixture, and the share of draws that come from it."""

    weight: Weight
    of: Distribution


Components = Annotated[tuple[Component, ...], *list_of("{weight: 0.5, of: …}")]


class Mixture(RootModel[Components], Law):
    """Each time from one of several laws, as chance has it:
    `mixture: [{weight: 0.9, of: {constant: 3 min}}, {weight: 0.1, of: {exponential: {mean: 20 min}}}]`.

    weight   the probability of the law, 0 to 1, together 1 (within 1e-9)
    of       the law; of a trace, draw k is the trace's value k, whether or not the ones before were used

    Support: from the shortest to the longest of its laws. Mean: the sum of weight × mean.
    Source: Law (2015), Simulation Modeling and Analysis, 5th ed., section 8.2.2 (composition).
    """

    model_config = ConfigDict(frozen=True, strict=True)

    @model_validator(mode="after")
    def _weights_sum_to_one(self) -> Self:
        check_weights(self._weights)
        return self

    @property
    def _weights(self) -> tuple[float, ...]:
        return tuple(component.weight for component in self.root)

    @property
    def _possible(self) -> list[tuple[float, Law]]:
        return [(component.weight, component.of.law) for component in self.root if component.weight > 0]

    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        picked = pick(rng, self._weights, n)
        # Every law has a generator of its own, so that a change to one leaves the draws of the others alone.
        keys = rng.integers(0, 2**64, size=(len(self.root), 2), dtype=np.uint64)
        draws = [
            component.of.law.sample(np.random.Generator(np.random.Philox(key=key)), first, n)
            for component, key in zip(self.root, keys, strict=True)
        ]
        return np.array(draws, np.float64)[picked, np.arange(n)]

    def mean(self) -> float:
        return math.fsum(weight * law.mean() for weight, law in self._possible)

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        parts = np.array([weight * law.cdf(x) for weight, law in self._possible])
        return np.asarray(np.minimum(parts.sum(axis=0), 1.0), np.float64)

    def support(self) -> tuple[float, float]:
        lows, highs = zip(*(law.support() for _, law in self._possible), strict=True)
        return min(lows), max(highs)


class Shifted(Part, Law):
    """Another law, so much later or earlier: `shifted: {by: 2 min, of: {exponential: {mean: 4 min}}}`.

    by   time, below zero for earlier
    of   the law; no time of it may come to lie below zero

    Support: that of the law, moved. Mean: by + the mean of the law.
    Source: Law (2015), Simulation Modeling and Analysis, 5th ed., section 6.8.
    """

    by_s: SignedTime = Field(alias="by")
    of: Distribution

    @model_validator(mode="after")
    def _stays_above_zero(self) -> Self:
        shortest = self.support()[0]
        if shortest < 0:
            raise ValueError(f"could be as short as {duration_text(shortest)}; expected 0 s or more")
        return self

    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        return self.by_s + self.of.law.sample(rng, first, n)

    def mean(self) -> float:
        return self.by_s + self.of.law.mean()

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        return self.of.law.cdf(np.asarray(x, np.float64) - self.by_s)

    def support(self) -> tuple[float, float]:
        low, high = self.of.law.support()
        return self.by_s + low, self.by_s + high


class Distribution(Part):
    """The law of a duration: exactly one of the families by name. A time such as `3 min` is short for
    `{constant: 3 min}`."""

    constant: Annotated[Constant | None, GIVEN] = None
    uniform: Annotated[Uniform | None, GIVEN] = None
    triangular: Annotated[Triangular | None, GIVEN] = None
    exponential: Annotated[Exponential | None, GIVEN] = None
    erlang: Annotated[Erlang | None, GIVEN] = None
    gamma: Annotated[Gamma | None, GIVEN] = None
    weibull: Annotated[Weibull | None, GIVEN] = None
    lognormal: Annotated[Lognormal | None, GIVEN] = None
    normal: Annotated[Normal | None, GIVEN] = None
    beta: Annotated[Beta | None, GIVEN] = None
    pert: Annotated[Pert | None, GIVEN] = None
    discrete: Annotated[Discrete | None, GIVEN] = None
    empirical: Annotated[Empirical | None, GIVEN] = None
    mixture: Annotated[Mixture | None, GIVEN] = None
    shifted: Annotated[Shifted | None, GIVEN] = None
    trace: Annotated[Trace | None, GIVEN] = None

    @model_validator(mode="before")
    @classmethod
    def _is_mapping(cls, value: Any) -> Any:
        if isinstance(value, str):
            try:
                time_s(value)  # here already, so that the error stands where the text stands
            except UnitError as error:
                raise ValueError(f"{error}; or a {EXAMPLE}") from None
            return {"constant": value}
        if not isinstance(value, Mapping | cls):
            raise ValueError(f'expected a {EXAMPLE}, or a time with a unit, such as "3 min"')
        return value

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = [name for name, law in self if law is not None]
        if len(given) != 1:
            raise ValueError(f"got {' and '.join(given) or 'none'}; expected exactly one {EXAMPLE}")
        if self._layers > MOST_LAYERS:
            raise ValueError(f"expected at most {MOST_LAYERS} distributions, one inside the other")
        return self

    @property
    def _layers(self) -> int:
        """How many distributions stand one inside the other, this one included."""
        inner = self.mixture.root if self.mixture else (self.shifted,) if self.shifted else ()
        return 1 + max((part.of._layers for part in inner), default=0)

    @property
    def law(self) -> Law:
        """The law of the one family that was given."""
        (law,) = (law for _, law in self if law is not None)
        assert isinstance(law, Law)
        return law

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        reference = super().__get_pydantic_json_schema__(core, handler)
        schema = handler.resolve_ref_schema(reference)
        one_family = {**schema, "minProperties": 1, "maxProperties": 1}
        title, description = one_family.pop("title"), one_family.pop("description")
        schema.clear()
        schema["title"], schema["description"] = title, description
        time = {"type": "string", "pattern": DURATION_PATTERN, "examples": ["3 min"]}
        schema["anyOf"] = [one_family, time]
        return reference


for _part in (Component, Mixture, Shifted):
    _part.model_rebuild()
