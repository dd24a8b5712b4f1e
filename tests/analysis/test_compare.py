"""Do pairs on the same random numbers show what a change changes, and nothing else?"""

import pytest

import shopfloor as sf
from tests.analysis.conftest import plant, queue

SLOW = plant(queue("10 min", "7 min"), horizon="2 d", replications=6)
FAST = plant(queue("10 min", "6.9 min"), horizon="2 d", replications=6)


@pytest.fixture(scope="module")
def found() -> sf.Comparison:
    return sf.compare(SLOW, FAST)


def test_a_plant_does_not_differ_from_itself():
    """To the last bit: the pairs are the same runs."""
    differences = sf.compare(SLOW, SLOW, replications=2).differences
    assert {(it.difference, it.ci_low, it.ci_high) for it in differences} == {(0.0, 0.0, 0.0)}


def test_a_small_change_is_seen_through_large_chance(found):
    """Two hundredths off the work: surely shorter lead times, though single runs scatter ten times as much."""
    (lead,) = [it for it in found.differences if (it.kpi, it.subject) == ("lead_time", "plant")]
    rows = [
        row for row in sf.simulate(SLOW).kpi_rows() if (row["kpi"], row["subject"]) == ("lead_time", "plant")
    ]
    assert lead.is_sure
    assert lead.difference < 0
    assert lead.ci_high - lead.ci_low < 0.1 * (rows[0]["ci_high"] - rows[0]["ci_low"])


def test_differences_are_those_of_the_means(found):
    """What both plants show, and the second less the first."""
    base = {(row["kpi"], row["subject"]): row["mean"] for row in sf.simulate(SLOW).kpi_rows()}
    changed = {(row["kpi"], row["subject"]): row["mean"] for row in sf.simulate(FAST).kpi_rows()}
    for it in found.differences:
        key = it.kpi, it.subject
        assert (it.base, it.changed) == pytest.approx((base[key], changed[key]))
        assert it.difference == pytest.approx(it.changed - it.base, abs=1e-9)


def test_chosen_kpis_in_the_order_asked_for():
    """By name, as on the command line."""
    found = sf.compare(SLOW, FAST, ["station:saw/queue_length", "throughput_rate"], replications=2)
    asked = [("queue_length", "station:saw"), ("throughput_rate", "plant")]
    assert [(it.kpi, it.subject) for it in found.differences] == asked
    assert list(found.to_pandas().kpi) == ["queue_length", "throughput_rate"]


def test_one_pair_has_no_interval():
    """A difference, and no word of how sure it is."""
    found = sf.compare(SLOW, FAST, ["lead_time"], replications=1)
    assert (found.differences[0].ci_low, found.differences[0].is_sure) == (None, False)


def test_a_kpi_that_is_not_there_is_refused():
    """Before anything runs, or with what there is."""
    with pytest.raises(sf.UsageError, match="list kpis"):
        sf.compare(SLOW, FAST, ["leadtime"])
    with pytest.raises(sf.UsageError, match="expected one of plant"):
        sf.compare(SLOW, FAST, ["station:drill/queue_length"], replications=1)
