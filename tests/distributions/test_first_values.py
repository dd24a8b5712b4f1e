"""Do the draws stay the same, whatever version of Python and numpy draws them?"""

import json
from pathlib import Path

import pytest

from shopfloor.streams import Streams
from tests.distributions.cases import CASES, law

STORED = json.loads(Path(__file__).with_name("first_values.json").read_text())
PLACES = (0, 1, 2, 3, 127, 128, 1000, 123_456)


def first_values():
    """Return what is stored: of each case the draws at some places, in whole microseconds."""
    streams = Streams(seed=42, replication=7)
    return {name: [streams.durations(name, law(CASES[name])).at(k) for k in PLACES] for name in CASES}


@pytest.mark.parametrize("name", CASES)
def test_draws_are_those_that_were_stored(name):
    """A corpus can be made again years later: the draws of a seed are part of the contract."""
    draws = Streams(seed=42, replication=7).durations(name, law(CASES[name]))
    assert [draws.at(k) for k in PLACES] == STORED[name]
