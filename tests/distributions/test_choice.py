"""What may a scenario write for a distribution, and what is it told when it is wrong?"""

import json
import pickle
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from shopfloor import distributions
from shopfloor.distributions import Constant, Distribution, Exponential
from shopfloor.units import duration_text
from tests.distributions.cases import CASES

FIXED = settings(derandomize=True, deadline=None)
EXPONENTIAL = {"exponential": {"mean": "2 s"}}
NUMBER = "expected a coefficient of variation from 0.001 to 100"
WRONG = [
    # what was written                                       path                 what the message says
    (3, "", "expected a distribution, such as {exponential: {mean: 6 min}}, or a time"),
    ([], "", "expected a distribution"),
    (None, "", "expected a distribution"),
    ({}, "", "got none; expected exactly one distribution"),
    ("3", "", 'expected a unit after the number (us, ms, s, min, h, d, week); try "3 min"'),
    ("3 mon", "", 'unknown unit "mon"; expected one of us, ms, s, min, h, d, week; or a distribution'),
    ("-3 s", "", "expected 0 s or more"),
    ("nan s", "", "expected a finite number"),
    ("1e9 d", "", "expected at most 50000000 d"),
    ({"exponentail": {"mean": "2 s"}}, "exponentail", "Extra inputs are not permitted"),
    ({"constant": "2 s", "uniform": {"low": "1 s", "high": "2 s"}}, "", "got constant and uniform; expected"),
    ({"constant": -3}, "constant", "expected a duration with a unit"),
    ({"constant": "-3 s"}, "constant", "expected 0 s or more"),
    ({"uniform": {"low": "1 s"}}, "uniform.high", "Field required"),
    ({"uniform": {"low": "-1 s", "high": "2 s"}}, "uniform.low", "expected 0 s or more"),
    ({"uniform": {"low": "3 s", "high": "2 s"}}, "uniform", "got low 3 s, high 2 s; expected low below high"),
    ({"uniform": {"low": "2 s", "high": "2 s"}}, "uniform", "a time that never varies is a constant"),
    (
        {"triangular": {"low": "1 s", "mode": "5 s", "high": "4 s"}},
        "triangular",
        "got low 1 s, mode 5 s, high 4 s; expected low below high and mode between them",
    ),
    ({"pert": {"low": "2 s", "mode": "1 s", "high": "4 s"}}, "pert", "mode between them"),
    ({"beta": {"low": "2 s", "high": "1 s", "alpha": 1, "beta": 1}}, "beta", "expected low below high"),
    ({"beta": {"low": "1 s", "high": "2 s", "alpha": 0, "beta": 1}}, "beta.alpha", "equal to 0.0001"),
    ({"exponential": None}, "exponential", "expected a value after the key"),
    ({"exponential": "2 s"}, "exponential", "expected the parameters {mean: …}"),
    ({"exponential": {"mean": "0 s"}}, "exponential.mean", "expected more than 0 s"),
    ({"exponential": {"mean": 6}}, "exponential.mean", 'try "6 min" or "6 s"'),
    ({"exponential": {"mean": "2 s", "cv": 1}}, "exponential.cv", "Extra inputs are not permitted"),
    ({"erlang": {"mean": "2 s", "shape": 2.5}}, "erlang.shape", "valid integer"),
    ({"erlang": {"mean": "2 s", "shape": 0}}, "erlang.shape", "greater than or equal to 1"),
    ({"gamma": {"mean": "2 s"}}, "gamma", "got mean; expected {mean: …, cv: …} or {shape: …, scale: …}"),
    ({"gamma": {"mean": "2 s", "cv": 1, "shape": 1}}, "gamma", "got mean, cv and shape; expected"),
    ({"gamma": {"mean": "2 s", "cv": None}}, "gamma.cv", "expected a value after the key"),
    ({"gamma": {"mean": "2 s", "cv": 0}}, "gamma.cv", NUMBER),
    ({"gamma": {"mean": "2 s", "cv": -1}}, "gamma.cv", NUMBER),
    ({"gamma": {"mean": "2 s", "cv": float("nan")}}, "gamma.cv", NUMBER),
    ({"gamma": {"mean": "2 s", "cv": "1"}}, "gamma.cv", "valid number"),
    ({"gamma": {"mean": "2 s", "cv": True}}, "gamma.cv", "valid number"),
    ({"gamma": {"shape": float("inf"), "scale": "2 s"}}, "gamma.shape", "finite number"),
    ({"weibull": {"shape": 0, "mean": "2 s"}}, "weibull.shape", "greater than or equal to 0.01"),
    ({"weibull": {"shape": 2}}, "weibull", "got shape; expected {shape: …, mean: …} or {shape: …,"),
    ({"weibull": {}}, "weibull", "got none of them; expected {shape: …, mean: …}"),
    ({"lognormal": {"median": "2 s", "sigma": 0}}, "lognormal.sigma", "greater than 0"),
    ({"lognormal": {"median": "2 s", "cv": 1}}, "lognormal", "{mean: …, cv: …} or {median: …, sigma: …}"),
    ({"normal": {"mean": "2 s"}}, "normal", "expected {mean: …, sd: …} or {mean: …, cv: …}"),
    ({"normal": {"mean": "0 s", "cv": 1}}, "normal", "expected a mean of more than 0 s, or sd instead of cv"),
    ({"normal": {"mean": "1e-323 s", "cv": 0.01}}, "normal", "expected a mean of more than 0 s"),
    ({"normal": {"mean": "2 s", "sd": "1 s", "low": "3 s", "high": "3 s"}}, "normal", "low below high"),
    ({"normal": {"mean": "2 s", "sd": "1 s", "low": "9 s"}}, "normal", "only 1.3e-12 of this normal lies"),
    ({"discrete": {"values": []}}, "discrete.values", "expected a list of durations"),
    ({"discrete": {"values": ["1 s", 2]}}, "discrete.values.1", "expected a duration with a unit"),
    ({"discrete": {"values": ["1 s"], "weights": [0.5, 0.5]}}, "discrete", "got 1 values, 2 weights"),
    ({"discrete": {"values": ["1 s", "2 s"], "weights": [0.5, 0.4]}}, "discrete", "sum to 0.9; expected 1"),
    ({"discrete": {"values": ["1 s"], "weights": [-1.0]}}, "discrete.weights.0", "than or equal to 0"),
    ({"empirical": ["1 s"]}, "empirical", "expected the parameters {values: …}"),
    ({"mixture": {}}, "mixture", "expected a list of {weight: 0.5, of: …}"),
    ({"mixture": [{"weight": 0.5, "of": "1 s"}]}, "mixture", "the weights sum to 0.5; expected 1"),
    ({"mixture": [{"weight": 1, "of": {"gama": {}}}]}, "mixture.0.of.gama", "not permitted"),
    ({"shifted": {"by": "-1 s", "of": EXPONENTIAL}}, "shifted", "could be as short as -1 s; expected 0 s"),
    ({"shifted": {"by": "1 s", "of": {"constant": 1}}}, "shifted.of.constant", "expected a duration with"),
    ({"trace": []}, "trace", "expected a list of durations"),
    ({"trace": "1 s"}, "trace", "expected a list of durations"),
    ({"trace": ["1 s", "-2 s"]}, "trace.1", "expected 0 s or more"),
]  # fmt: skip


def nested(depth):
    written = "1 s"
    for _ in range(depth):
        written = {"shifted": {"by": "1 s", "of": written}}
    return written


@pytest.mark.parametrize(("written", "path", "message"), WRONG)
def test_a_mistake_is_one_error_at_its_place(written, path, message):
    """Each mistake gives one error, at the path where it is written, that says what was expected."""
    with pytest.raises(ValidationError) as caught:
        Distribution.model_validate(written)
    (error,) = caught.value.errors()
    assert ".".join(map(str, error["loc"])) == path
    assert message in error["msg"]


def test_all_mistakes_are_told_at_once():
    """Two mistakes in one distribution are two errors."""
    with pytest.raises(ValidationError) as caught:
        Distribution.model_validate({"triangular": {"low": 3, "mode": "4 min", "high": "7 mn"}})
    assert [error["loc"] for error in caught.value.errors()] == [
        ("triangular", "low"),
        ("triangular", "high"),
    ]


def test_ten_distributions_in_one_another_are_enough():
    """Nesting without end is an error, not a recursion."""
    assert Distribution.model_validate(nested(9)).law.mean() == 10
    for depth in (10, 100, 1000):
        with pytest.raises(ValidationError, match=r"expected at most 10 distributions|recursion"):
            Distribution.model_validate(nested(depth))


@pytest.mark.parametrize("name", CASES)
def test_what_is_written_back_loads_to_an_equal_one(name):
    """A dumped distribution is plain data, equal when read again, and the same when dumped again."""
    distribution = Distribution.model_validate(CASES[name])
    distribution.law.mean()
    for dumped in (distribution.model_dump(), json.loads(distribution.model_dump_json())):
        again = Distribution.model_validate(dumped)
        assert again == distribution
        assert hash(again) == hash(distribution)
        assert again.model_dump() == dumped or again.model_dump(mode="json") == dumped


def test_what_is_written_back_is_what_was_written():
    """Only the keys that were given come back, with their units."""
    written = {"gamma": {"mean": "15 min", "cv": 0.5}}
    assert Distribution.model_validate(written).model_dump(mode="json") == written


@FIXED
@given(st.floats(1e-6, 4e12), st.floats(0.001, 100))
def test_every_duration_survives_writing_and_reading(mean, cv):
    """No digit of a parameter is lost between a scenario and its dump."""
    distribution = Distribution.model_validate({"weibull": {"mean": duration_text(mean), "cv": cv}})
    assert distribution.weibull.mean_s == mean
    assert Distribution.model_validate(distribution.model_dump()) == distribution


def test_a_bare_time_is_short_for_a_constant():
    """`3 min` is `{constant: 3 min}`."""
    assert Distribution.model_validate("3 min") == Distribution.model_validate({"constant": "3 min"})
    assert Distribution.model_validate("3 min").law == Constant("3 min")


def test_laws_are_values():
    """A law can be made by itself, put into a distribution, sent to another process, and never changed."""
    law = Exponential(mean="6 min")
    assert Distribution(exponential=law).law is law
    assert pickle.loads(pickle.dumps(law)) == law
    assert repr(Distribution(exponential=law)) == "Distribution(exponential=Exponential(mean_s=360.0))"
    with pytest.raises(ValidationError, match="frozen"):
        law.mean_s = 1.0


def test_every_family_is_public_and_documented():
    """Each family can be imported by name, and its docstring gives support and mean."""
    for field in Distribution.model_fields:
        family = getattr(distributions, field.capitalize())
        assert "Support: " in family.__doc__
        assert "Mean" in family.__doc__
        assert f"`{field}: " in family.__doc__
    assert set(distributions.__all__) <= set(dir(distributions))


def test_schema_helps_an_editor():
    """The JSON Schema knows the short form, the families, the ways of a family, and no nulls."""
    schema = Distribution.model_json_schema()
    families, time = schema["$defs"]["Distribution"]["anyOf"]
    gamma = schema["$defs"]["Gamma"]
    assert set(families["properties"]) == set(Distribution.model_fields)
    assert (families["minProperties"], families["maxProperties"], families["additionalProperties"]) == (
        1,
        1,
        False,
    )
    assert time["type"] == "string"
    assert gamma["oneOf"] == [{"required": ["mean", "cv"]}, {"required": ["shape", "scale"]}]
    assert gamma["properties"]["mean"]["type"] == "string"
    assert "null" not in json.dumps(schema)


def test_importing_and_drawing_take_no_scipy():
    """A second of import time is not paid by whoever only simulates."""
    code = (
        "import sys, shopfloor.distributions as d; from shopfloor.streams import Streams;"
        "Streams(1, 0).durations('n', d.Normal(mean='4 s', sd='1 s')).at(0);"
        "Streams(1, 0).durations('w', d.Weibull(mean='4 s', cv=0.7)).at(0);"
        "sys.exit(any(name in sys.modules for name in ('scipy', 'pandas', 'simpy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
