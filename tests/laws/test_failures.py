"""What do breakdowns do to a job's time and to its wait, on either clock?"""

import numpy as np
import pytest

from tests.laws.measuring import EFFORTS, Effort, Figure, Run, plant, run, station
from tests.laws.test_queues import queue
from tests.laws.theory import reliability

MACHINES = {"hare x19": (744, 248), "tortoise 2000": (114, 38)}


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("name", MACHINES)
def test_effective_process_time(engine: str, effort: Effort, name: str) -> None:
    """Two machines of equal availability; that with rare long stops has by far the more variable effective times."""
    fails, stops = MACHINES[name]
    text = plant(
        {
            "machine": station(
                processing="{gamma: {mean: 15 min, cv: 0.25}}",
                failures=f"{{stop: {{time_to_failure: {{exponential: {{mean: {fails} min}}}}, "
                f"time_to_repair: {{exponential: {{mean: {stops} min}}}}}}}}",
            )
        },
        horizon=f"{20_000 * effort.times} min",
        replications=20,
    )
    exact = reliability.effective_process_time(15, 0.25, fails, stops)
    times = effective_times(run(text, engine))
    Figure.of([float(np.mean(some)) for some in times]).agrees_with(exact.mean, effort)
    second = exact.mean**2 * (1 + exact.squared_cv)
    Figure.of([float(np.mean(some**2)) for some in times]).agrees_with(second, effort.wider(4))


def effective_times(measured: Run) -> list[np.ndarray]:
    """For each replication, the minutes between completions of a machine that never starves."""
    return [
        np.diff(visits["finished_us"].dropna(), prepend=0) / 60e6 for visits in measured.visits("machine")
    ]


@pytest.mark.parametrize("effort", EFFORTS)
def test_queue_with_failures_of_work(engine: str, effort: Effort) -> None:
    """M/M/1 that fails while it works, and resumes: an M/G/1 queue of the times to completion (Gaver)."""
    text = queue(0.5, 4_000 * effort.times, failures=failing("working"))
    expected = reliability.wait_with_failures_of_work(0.5, 1, 1, 0.1, 2)
    run(text, engine).waits("press", load=0.5).agrees_with(expected, effort.wider(1.2))


@pytest.mark.parametrize("effort", EFFORTS)
def test_queue_with_failures_of_constant_work(engine: str, effort: Effort) -> None:
    """The same for M/D/1 (Avi-Itzhak and Naor)."""
    text = queue(0.5, 3_500 * effort.times, processing="1 min", failures=failing("working"))
    expected = reliability.wait_with_failures_of_work(0.5, 1, 0, 0.1, 2)
    run(text, engine).waits("press", load=0.5).agrees_with(expected, effort.wider(1.5))


@pytest.mark.parametrize("effort", EFFORTS)
def test_queue_with_failures_by_the_calendar(engine: str, effort: Effort) -> None:
    """M/M/1 that fails at work and idle: the number in the plant of White and Christie."""
    text = queue(0.5, 5_000 * effort.times, failures=failing("calendar"))
    expected = reliability.in_system_with_failures_by_calendar(0.5, 1, 0.1, 0.5)
    run(text, engine).lead_times().agrees_with(expected / 0.5, effort.wider(1.2))


def failing(clock: str) -> str:
    """Every ten minutes, for two."""
    times = "time_to_failure: {exponential: {mean: 10 min}}, time_to_repair: {exponential: {mean: 2 min}}"
    return f"{{stop: {{clock: {clock}, {times}}}}}"


@pytest.mark.parametrize("effort", EFFORTS)
def test_work_that_begins_anew(engine: str, effort: Effort) -> None:
    """Constant work that a failure throws back to its beginning: its time grows exponentially (Gaver)."""
    fragile = failing("working").replace("10 min", "2 min").replace("clock:", "job: restart, clock:")
    text = plant(
        {"press": station(processing="1 min", failures=fragile)},
        horizon=f"{900 * effort.times} min",
        replications=10,
    )
    expected = reliability.time_with_repeats(1, 0.5, 2)
    run(text, engine).rate("job_completed").agrees_with(1 / expected, effort)
