"""Does every second of a lead time have its reason?"""

import pytest

import shopfloor as sf
from tests.analysis.conftest import plant


@pytest.fixture(scope="module")
def log() -> sf.EventLog:
    return sf.simulate(sf.load("assembly_line"), replications=2)


@pytest.mark.parametrize(
    "subject", ["plant", "product:pump", "station:welding", "machine:cutting.2", "people:crew"]
)
def test_reasons_sum_to_all_of_it(log, subject):
    """Shares to 1, and what they took to the mean; so do the parts of a reason to the reason."""
    found = sf.explain(log, subject)
    assert sum(part.share for part in found.parts) == pytest.approx(1)
    assert sum(part.mean_s for part in found.parts) == pytest.approx(found.mean_s)
    for part in found.parts:
        assert sum(below.mean_s for below in part.parts) == pytest.approx(part.mean_s)


def test_the_lead_time_is_the_kpi(log):
    """The jobs are those of the KPI, each as heavy as the other."""
    jobs = log.jobs
    pumps = jobs[(jobs["product"] == "pump") & (jobs.completed_us >= log.plant.warm_up_us)]
    found = sf.explain(log, "product:pump")
    assert (found.count, found.mean_s) == (len(pumps), pytest.approx(pumps.lead_us.mean() / 1e6))


def test_the_states_of_a_station_are_its_shares(log):
    """What is told of a station is what its KPIs say."""
    shares = {row["kpi"]: row["mean"] for row in log.kpi_rows() if row["subject"] == "station:welding"}
    for part in sf.explain(log, "station:welding").parts:
        assert part.share == pytest.approx(shares[f"state_share.{part.reason}"])


def test_a_reason_tells_where_and_what(log):
    """A machine that is down has a failure mode, and a station."""
    (down,) = [part for part in sf.explain(log, "product:pump").parts if part.reason == "machine_down"]
    assert ("cutting", "blade") in [(below.where, below.other) for below in down.parts]


@pytest.mark.parametrize("subject", ["pump", "product:bolt", "station:", "machine:cutting.9", ""])
def test_an_unknown_subject_is_refused_with_those_that_are_known(log, subject):
    """Rather than an empty table."""
    with pytest.raises(sf.UsageError, match="expected one of plant, product:pump"):
        sf.explain(log, subject)


def test_a_bare_name_is_told_what_it_is_of(log):
    """A station is asked for as one; a KPI is no subject."""
    with pytest.raises(sf.UsageError, match='did you mean "station:welding"'):
        sf.explain(log, "welding")
    with pytest.raises(sf.UsageError, match='"lead_time" is a KPI'):
        sf.explain(log, "lead_time")


def test_a_part_that_is_built_in_has_no_lead_time():
    """What can be explained instead is told."""
    line = plant(
        "products:\n"
        "  bolt: {orders: {every: {constant: 5 min}}, route: [saw]}\n"
        "  pump: {orders: {every: {constant: 10 min}}, route: [{station: bench, assemble: {bolt: 1}}]}\n"
        "stations: {saw: {processing: 1 min}, bench: {processing: 2 min}}\n",
        horizon="8 h",
    )
    with pytest.raises(sf.UsageError, match="expected one of product:pump, station:NAME"):
        sf.explain(sf.simulate(line), "product:bolt")
