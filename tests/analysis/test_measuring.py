"""Is what is measured without a log what its log says?"""

import re

import pytest
from hypothesis import HealthCheck, given, settings

from shopfloor.analysis import measure, overview
from shopfloor.errors import RunError
from shopfloor.scenario import Scenario
from shopfloor.simulation import simulate
from tests.plants import scenarios

SETTINGS = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))

KINDS = {
    "any": frozenset[str](),
    "stuck": frozenset({"capacity", "before_service", "assembly", "shift", "needs"}),
    "sent back": frozenset({"quality", "inspection", "defects", "choice"}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_random_plants_have_one_overview(kind: str, pytestconfig: pytest.Config) -> None:
    """KPIs, intervals and findings are equal, whatever the plant."""

    @settings(SETTINGS, max_examples=20 if pytestconfig.option.identity else 3)
    @given(scenario=scenarios(always=KINDS[kind]))
    def test(scenario: Scenario) -> None:
        try:
            log = simulate(scenario, engine="reference")
        except RunError as error:  # jobs without end
            with pytest.raises(RunError, match=re.escape(str(error))):
                measure(scenario, engine="reference")
            return
        measured = measure(scenario, engine="reference")
        assert measured.plant == log.plant
        assert measured.overview == overview(log)

    test()
