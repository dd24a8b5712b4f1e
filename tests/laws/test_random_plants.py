"""Do random plants keep every law?"""

from hypothesis import HealthCheck, given, settings

from shopfloor.scenario import Scenario
from shopfloor.simulation import simulate
from tests.plants import scenarios

SETTINGS = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@settings(SETTINGS, max_examples=40)
@given(scenario=scenarios())
def test_no_law_is_broken(scenario: Scenario) -> None:
    """Whatever the plant, no audit of its log returns a row."""
    broken = {law: rows for law, rows in simulate(scenario, replications=1).audit().items() if len(rows)}
    assert not broken


@settings(SETTINGS, max_examples=10)
@given(scenario=scenarios())
def test_a_plant_runs_twice_the_same(scenario: Scenario) -> None:
    """The same scenario and seed give the same events, row for row."""
    first = simulate(scenario, replications=1).events
    assert first.equals(simulate(scenario, replications=1).events)


@settings(SETTINGS, max_examples=15)
@given(scenario=scenarios())
def test_a_longer_horizon_changes_nothing_before_it(scenario: Scenario) -> None:
    """The first half of a run does not know how long it will be."""
    whole = simulate(scenario, replications=1).events
    clock = scenario.clock.model_copy(update={"horizon": scenario.clock.horizon / 2, "warm_up": 0.0})
    half = simulate(scenario.model_copy(update={"clock": clock}), replications=1).events
    assert half.equals(whole.iloc[: len(half)])
    assert (whole["time_s"].iloc[len(half) :] >= clock.horizon).all()
