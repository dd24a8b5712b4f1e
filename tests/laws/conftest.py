"""Which engines do the laws hold for? All of them."""

import pytest

from tests.laws import measuring


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every law on every engine; with ``--identity``, on both at once."""
    if "engine" in metafunc.fixturenames:
        engines = [measuring.BOTH] if metafunc.config.option.identity else ["reference", "kernel"]
        metafunc.parametrize("engine", engines)
