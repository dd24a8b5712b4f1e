"""Do pairs on the same random numbers show what a change changes, and nothing else?"""

import pytest

import shopfloor as sf
from shopfloor.cli.tables import difference_table, kpi_table
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


def test_means_are_of_the_replications_that_have_the_figure():
    """A replication without a backlog has one of 0 and counts; one without a repair has no mean time of it, and does not.
    ``n`` says how many count, and is the same in the table of one plant."""
    seldom = plant(
        "products: {part: {orders: {every: {exponential: {mean: 60 min}}, release: {wip_below: 4}}, route: [saw]}}\n"
        "stations: {saw: {processing: {exponential: {mean: 20 min}}, failures: {jam: {time_to_failure: {exponential:"
        " {mean: 20 h}}, time_to_repair: {constant: 10 min}}}}}\n",
        horizon="1 d",
        replications=6,
    )
    rows = {(row["kpi"], row["subject"]): row for row in sf.simulate(seldom).kpi_rows()}
    found = {(it.kpi, it.subject): it for it in sf.compare(seldom, seldom).differences}
    assert {key: (it.base, it.n) for key, it in found.items()} == {
        key: (row["mean"], row["n"]) for key, row in rows.items()
    }
    assert (found["backlog", "plant"].n, found["mttr", "station:saw"].n) == (6, 3)
    tables = kpi_table(list(rows.values())), difference_table(list(found.values()))
    assert all("mttr (n=3)" in table and "backlog (n" not in table for table in tables)


def test_a_kpi_that_only_a_change_brings_is_compared_with_none():
    """The plant of the change has a backlog, the other has 0 in each replication."""
    limited = queue("60 min", "20 min").replace("min}}}, route", "min}}, release: {wip_below: 2}}, route")
    found = sf.compare(
        plant(queue("60 min", "20 min"), horizon="2 d"), plant(limited, horizon="2 d"), ["backlog"]
    )
    assert found.differences[0].base == 0 < found.differences[0].changed


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
