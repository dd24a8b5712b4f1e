"""Which times and laws do random plants have? Many lie on a grid of a quarter of a minute, zero among them, so
that things happen at the same instant."""

from typing import Any

from hypothesis import strategies as st

__all__ = ["distributions", "grid", "minutes"]


def minutes(count: float) -> str:
    return f"{count:g} min"


def grid(low: float, high: float) -> st.SearchStrategy[str]:
    """Times on the grid of a quarter of a minute."""
    return st.integers(int(low * 4), int(high * 4)).map(lambda quarters: minutes(quarters / 4))


@st.composite
def distributions(draw: st.DrawFn, low: float = 0.0, high: float = 6.0) -> Any:
    """A law whose mean lies between ``low`` and ``high`` minutes, as a scenario writes it."""
    mean = minutes(draw(st.integers(max(int(low * 4), 1), int(high * 4))) / 4)
    half, twice = (minutes(float(mean.split()[0]) * times) for times in (0.5, 1.5))
    laws: list[Any] = [
        {"exponential": {"mean": mean}},
        {"uniform": {"low": half, "high": twice}},
        {"triangular": {"low": half, "mode": mean, "high": twice}},
        {"erlang": {"mean": mean, "shape": 2}},
        {"gamma": {"mean": mean, "cv": 0.5}},
        {"weibull": {"shape": 1.5, "mean": mean}},
        {"lognormal": {"mean": mean, "cv": 0.8}},
        {"normal": {"mean": mean, "cv": 0.2}},
        {"beta": {"low": half, "high": twice, "alpha": 2, "beta": 3}},
        {"pert": {"low": half, "mode": mean, "high": twice}},
        {"empirical": {"values": [half, mean, twice]}},
        {"discrete": {"values": [half, twice], "weights": [0.5, 0.5]}},
        {"trace": [half, mean, mean, twice]},
        {"mixture": [{"weight": 0.75, "of": mean}, {"weight": 0.25, "of": {"exponential": {"mean": mean}}}]},
        {"shifted": {"by": half, "of": {"constant": half}}},
    ]
    return draw(st.one_of(grid(low, high), grid(low, high), st.sampled_from(laws)))
