"""Which engines do the laws hold for? All of them: the kernel at every run, for both at once with ``--identity``."""

import pytest

from tests.laws import measuring


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every law of the kernel's log; with ``--identity`` of the log that both engines write, which must be the same bytes;
    with ``--apart`` of each engine's own.

    The reference engine takes ten times as long for the same bytes, and random plants hold the two together at every run.
    """
    if "engine" in metafunc.fixturenames:
        option = metafunc.config.option
        both = [measuring.BOTH] if option.identity else ["kernel"]
        metafunc.parametrize("engine", ["reference", "kernel"] if option.apart else both)
