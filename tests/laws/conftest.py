"""Which engines do the laws hold for? All of them: for both at once, whose logs must be the same."""

import pytest

from tests.laws import measuring


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every law of the log that both engines write; with ``--apart``, of each engine's own."""
    if "engine" in metafunc.fixturenames:
        apart = metafunc.config.option.apart
        metafunc.parametrize("engine", ["reference", "kernel"] if apart else [measuring.BOTH])
