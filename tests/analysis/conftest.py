"""Which plants do the tests of the analysis look at? Small ones, simulated once."""

from collections.abc import Callable

import pytest

import shopfloor as sf
from shopfloor.scenario import loads


def plant(body: str, *, horizon: str = "10 d", warm_up: str = "0 s", replications: int = 2) -> sf.Scenario:
    """A scenario from its products and stations."""
    clock = f"clock: {{start: 2026-01-05T06:00, horizon: {horizon}, warm_up: {warm_up}}}"
    return loads(f"scenario: plant\n{clock}\nseed: 1\nreplications: {replications}\n{body}")


def queue(every: str, work: str, more: str = "") -> str:
    """One station behind one queue, with exponential times."""
    return (
        f"products: {{part: {{orders: {{every: {{exponential: {{mean: {every}}}}}}}, route: [saw]}}}}\n"
        f"stations: {{saw: {{processing: {{exponential: {{mean: {work}}}}}{more}}}}}\n"
    )


@pytest.fixture(scope="session")
def log_of() -> Callable[..., sf.EventLog]:
    """The log of a plant, the same plant simulated once only."""
    logs: dict[str, sf.EventLog] = {}

    def simulated(body: str, **how: object) -> sf.EventLog:
        key = f"{body}{sorted(how.items())}"
        if key not in logs:
            logs[key] = sf.simulate(plant(body, **how))  # type: ignore[arg-type]
        return logs[key]

    return simulated
