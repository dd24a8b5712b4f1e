"""Which engines do the laws hold for? All of them."""

import pytest


@pytest.fixture(params=["reference"])
def engine(request: pytest.FixtureRequest) -> str:
    return request.param
