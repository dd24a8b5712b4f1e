"""What can be told of a plant so that no case makes a difference?"""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import numpy as np
import pytest

import shopfloor as sf
from shopfloor.calibration import calibrate, save
from shopfloor.calibration.calibrating import scenario_of
from shopfloor.calibration.observed import Observed, observe
from shopfloor.calibration.privacy import Noise, opendp_noise, private_draft
from shopfloor.calibration.privacy import differential as mechanism
from shopfloor.errors import MissingExtraError, UsageError
from tests.calibration.noises import Seeded

PLANT = """
scenario: shop
clock: {start: 2026-01-05T06:00, horizon: 14 d}
products:
  pump: {orders: {rate: [{days: mon-fri, from: "06:00", to: "18:00", per_hour: 6}]}, route: [saw, test]}
  valve: {orders: {rate: [{days: mon-fri, from: "06:00", to: "18:00", per_hour: 2}]}, route: [test]}
stations:
  saw: {machines: 2, processing: {gamma: {mean: 10 min, cv: 0.5}}}
  test: {processing: {lognormal: {mean: 4 min, cv: 0.3}}}
"""


@pytest.fixture(scope="module")
def observed() -> Observed:
    return observe(sf.simulate(sf.scenario.loads(PLANT), replications=1, seed=2))


class Recording(Seeded):
    """Writes down the counts before the noise."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[object] = []

    def histogram(self, counts, sensitivity, scale):
        self.seen.append(np.array(counts))
        return super().histogram(counts, sensitivity, scale)

    def keys(self, counts, scale, threshold):
        self.seen.append(dict(counts))
        return super().keys(counts, scale, threshold)


def test_what_is_told_costs_what_was_asked_for(observed):
    """Three thirds; delta stays below the one that is promised."""
    _, ledger = private_draft(observed, 2.0, 0, Seeded())
    assert ledger.epsilon == pytest.approx(2.0)
    assert 0 < ledger.delta <= mechanism.DELTA
    assert [of.what for of in ledger.releases] == [
        "ways of whole jobs, by product", "times of work at saw", "times of work at test",
        "orders by hour of the day",
    ]  # fmt: skip


def without(observed: Observed, job: str) -> Observed:
    changed = {
        name: table[(table["job"] != job).to_numpy()].reset_index(drop=True)
        for name in ("visits", "jobs")
        for table in (getattr(observed, name),)
    }
    return replace(observed, **changed)


@pytest.mark.parametrize("number", [0, 100, 300])
def test_one_case_changes_no_table_by_more_than_its_sensitivity(observed, number):
    """The noise is measured by that: each table, before the noise, with and without the case."""
    job = str(observed.jobs["job"].iloc[number])
    full, less = Recording(), Recording()
    _, ledger = private_draft(observed, 5.0, 0, full)
    private_draft(without(observed, job), 5.0, 0, less)
    apart = [
        sum(abs(one.get(key, 0) - other.get(key, 0)) for key in {*one, *other})
        if isinstance(one, dict)
        else int(np.abs(one - other).sum())
        for one, other in zip(full.seen, less.seen, strict=True)
    ]
    assert any(apart)
    for distance, release in zip(apart, ledger.releases, strict=True):
        assert distance <= release.sensitivity


def test_a_way_that_one_job_took_does_not_come_out(observed):
    """Nor the station that only this job knew."""
    visits = observed.visits
    at = int(np.flatnonzero((visits["station"] == "saw").to_numpy())[5])
    renamed = visits.assign(station=visits["station"].cat.add_categories("vault"))
    renamed.loc[at, "station"] = "vault"
    draft, _ = private_draft(replace(observed, visits=renamed), 5.0, 0, Seeded())
    assert "vault" not in json.dumps(draft.document)


def test_with_much_epsilon_the_plant_is_recognised(observed):
    """And with little, nothing is left but a reason."""
    draft, _ = private_draft(observed, 20.0, 0, Seeded())
    plant = scenario_of(draft)
    assert draft.get(("products", "pump", "route")) == ["saw", "test"]
    assert plant.stations["saw"].processing.law.mean() == pytest.approx(600, rel=0.1)
    assert plant.stations["test"].processing.law.mean() == pytest.approx(240, rel=0.1)
    rates = draft.get(("products", "pump", "orders", "rate"))
    assert {of["days"] for of in rates} == {"mon-fri"}
    assert (rates[0]["from"], rates[-1]["to"]) == ("06:00", "18:00")
    hours = [int(of["to"][:2]) - int(of["from"][:2]) for of in rates]
    assert sum(hours) == 12
    assert np.dot(hours, [of["per_hour"] for of in rates]) / 12 == pytest.approx(6, rel=0.15)
    with pytest.raises(UsageError, match="larger epsilon"):
        private_draft(observed, 0.01, 0, Seeded())


def test_everything_together_says_what_it_cost(observed, tmp_path, monkeypatch):
    """The distances stand beside those without noise."""
    monkeypatch.setattr("shopfloor.calibration.calibrating.opendp_noise", Seeded)
    validating = sys.modules["shopfloor.calibration.validation.validate"]
    monkeypatch.setattr(validating, "_RUNS", 1)
    monkeypatch.setattr(validating, "_FEWEST", 1)
    log = sf.simulate(sf.scenario.loads(PLANT), replications=1, seed=2)
    made = calibrate(log, epsilon=10.0)
    save(made, tmp_path / "made")
    told = json.loads((tmp_path / "made" / "calibration.json").read_text())["privacy"]
    assert told["differential"]["epsilon"] == pytest.approx(10.0)
    assert len(told["without_noise"]["distances"]) == len(made.validation.apart)
    assert made.scenario.people == {}
    assert "people" in {path[0] for path in made.draft.left_out}
    page = (tmp_path / "made" / "calibration.html").read_text()
    assert "without noise" in page
    assert "times of work at saw" in page


def test_without_opendp_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    with pytest.raises(MissingExtraError, match="uv sync --extra privacy"):
        opendp_noise()


@pytest.mark.parametrize("how", [{"epsilon": 0.0}, {"epsilon": 1.0, "pseudonyms": True}, {"least": 4}])
def test_what_cannot_be_is_refused(how):
    log = sf.simulate(sf.scenario.loads(PLANT), replications=1, seed=2)
    with pytest.raises(UsageError, match="got"):
        calibrate(log, **how)


# --- the noise itself ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def noise() -> Noise:
    pytest.importorskip("opendp", reason="the extra privacy is not installed")
    return opendp_noise()


def test_the_noise_is_laplace_and_costs_its_scale(noise):
    """Of 20,000 zeros the mean distance from 0 is the scale, within four standard errors."""
    noisy, epsilon = noise.histogram([0] * 20_000, 3, 6.0)
    assert epsilon == pytest.approx(0.5)
    assert np.abs(noisy).mean() == pytest.approx(6.0, abs=4 * 6 / np.sqrt(20_000))


def test_a_key_of_one_case_does_not_come_out(noise):
    """A thousand times; the key of many does, each time."""
    for _ in range(1000):
        told, epsilon, delta = noise.keys({"many": 500, "one": 1}, 2.0, 30)
        assert set(told) == {"many"}
    assert epsilon == pytest.approx(0.5)
    assert 0 < delta < 1e-6
