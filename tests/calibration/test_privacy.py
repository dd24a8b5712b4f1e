"""Does anything single come out of a calibration?"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import numpy as np
import pytest

import shopfloor as sf
from shopfloor.calibration import Calibration, calibrate, save
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Evidence
from shopfloor.calibration.fitting import Sample
from shopfloor.calibration.privacy import check_published, unrevealing
from shopfloor.errors import UsageError
from shopfloor.intake import Intake
from tests.calibration.canaries import COLUMNS, DURATIONS, NAMES, STOP_COLUMNS, canary_files

FAMILIES = ("path_of_job", "mean_time_to_repair", "busier_machine", "jobs_in_process_at", "latest_jobs")


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Intake:
    log, stops = canary_files(tmp_path_factory.mktemp("works"))
    return sf.read_log(log, COLUMNS, stops=stops, stop_columns=STOP_COLUMNS)


@pytest.fixture(scope="module")
def made(taken: Intake) -> Calibration:
    """With few replications beside the log: they come from what is told, and tell no more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["shopfloor.calibration.validation.validate"], "_RUNS", 3)
        return calibrate(taken, budget=0)


def canaries_in(folder: Path) -> list[tuple[str, str]]:
    """Names in any spelling, and durations in any unit and rounding to three digits or more after the first two."""
    secrets = [name.casefold() for name in NAMES]
    secrets += [text for seconds in DURATIONS for text in spellings(float(seconds))]
    found = []
    for path in sorted(of for of in folder.rglob("*") if of.is_file()):
        text = path.read_bytes().decode("utf-8", "replace").casefold()
        found += [(path.name, secret) for secret in secrets if secret in text]
    return found


def spellings(seconds: float) -> set[str]:
    units = (seconds, seconds / 60, seconds / 3600, seconds * 1e3, seconds * 1e6)
    return {f"{at:.{digits}f}" for at in units for digits in range(7) if len(f"{at:.{digits}f}") >= 6}


def test_the_log_has_the_secrets(taken, tmp_path):
    """Or it would be no wonder that they are not found."""
    log, stops = canary_files(tmp_path)
    text = log.read_text() + stops.read_text()
    assert all(name in text for name in NAMES)
    taken_in = {*taken.log.jobs["job"], *taken.log.operations["machine"]}
    assert any("Mxyzptlk" in name for name in taken_in)
    lasted = (taken.log.operations["finished_us"] - taken.log.operations["started_us"]) / 1e6
    assert all(
        np.isclose(lasted, float(seconds), atol=0.02).any() for seconds in (DURATIONS[0], DURATIONS[2])
    )


def test_no_secret_comes_out(made, tmp_path):
    """Neither in what calibration writes, nor in a log of the scenario, nor in a corpus about that log."""
    save(made, tmp_path / "calibrated")
    plant = sf.load(tmp_path / "calibrated" / "scenario.yaml")
    log = sf.simulate(plant, replications=2, out=tmp_path / "log")
    some = [family for family in sf.load_families() if family.family in FAMILIES]
    sf.ask(log, questions=30, families=some).save(tmp_path / "corpus.json")
    assert canaries_in(tmp_path) == []
    events = log.events
    for column in ("job", "product", "station", "machine", "person", "detail"):
        names = " ".join(map(str, events[column].dropna().unique())).casefold()
        assert not any(name.casefold() in names for name in NAMES)
    lasted = set(np.rint((log.operations["finished_us"] - log.operations["started_us"]).dropna() / 1e4))
    assert not lasted & {round(float(seconds) * 100) for seconds in DURATIONS}


def test_no_unique_way_comes_out(made):
    """Nobody else goes from the test bench back to the saw."""
    for product in made.scenario.products.values():
        text = str(product.route)
        assert text.find("Test") > max(text.find("Saw"), text.find("Mill"))


def test_all_of_it_may_be_published(made):
    assert check_published(made.draft, 5) == []


def test_what_is_common_keeps_its_name(made):
    """A plant is to be recognised by those who know it."""
    assert set(made.scenario.stations) == {"Saw", "Mill", "Test"}
    assert {"pump", "valve"} <= set(made.scenario.products)
    assert "jam" in made.scenario.stations["Mill"].failures


def test_with_pseudonyms_no_name_is_left(taken, tmp_path):
    """Not even the file's; the busiest station is the first."""
    made = calibrate(taken, budget=0, test_share=0, pseudonyms=True)
    save(made, tmp_path / "calibrated")
    assert set(made.scenario.stations) == {"station_1", "station_2", "station_3"}
    assert list(made.scenario.products) == ["product_1", "product_2"]
    assert set(made.scenario.stations["station_1"].failures) == {"cause_1"}
    assert made.scenario.scenario == "plant"
    text = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "calibrated").iterdir())
    assert not any(name in text for name in ("Saw", "Mill", "pump", "valve", "works", "jam"))


def test_a_log_of_one_case_tells_nothing(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("c,a,s,e\nX,Saw,2026-01-05T06:10,2026-01-05T06:31\n")
    taken = sf.read_log(path, {"case": "c", "activity": "a", "start": "s", "end": "e"})
    with pytest.raises(UsageError, match="no station to which 5 of them came") as told:
        calibrate(taken)
    assert "Saw" not in str(told.value)


# --- what may be published -----------------------------------------------------------------------------------


def draft_of(value: object, sample: Sample, n: int = 30) -> Draft:
    draft = Draft()
    draft.put(("stations", "mill", "processing"), value, Evidence(n, "told"), sample)
    return draft


SPREAD = Sample(np.linspace(100.0, 400.0, 31))


@pytest.mark.parametrize(
    ("value", "is_told"),
    [
        ({"uniform": {"low": "100 s", "high": "450 s"}}, True),
        ({"uniform": {"low": "90 s", "high": "400 s"}}, True),
        ({"uniform": {"low": "90 s", "high": "401 s"}}, True),  # the longest, but for the last digit
        ({"uniform": {"low": "90 s", "high": "450 s"}}, False),
        ({"shifted": {"by": "100 s", "of": {"exponential": {"mean": "2 min"}}}}, True),
        ({"empirical": {"values": ["110 s", "133 s"]}}, True),
        ({"empirical": {"values": ["112 s", "133 s"]}}, False),
        ({"gamma": {"mean": "110 s", "cv": 0.3}}, False),  # all of them together make a mean
    ],
)
def test_bounds_and_listed_values_are_nobodys_own(value, is_told):
    """And if they are, they are moved until they are not."""
    draft = draft_of(value, SPREAD)
    assert bool(check_published(draft, 5)) == is_told
    mended = unrevealing(draft, 5)
    assert check_published(mended, 5) == []
    assert (mended.document == draft.document) != is_told


def test_what_enough_share_is_nobodys_own():
    """A programmed time of many jobs may be told."""
    sample = Sample(np.array([180.0] * 20 + [200.0]))
    assert check_published(draft_of({"constant": "3 min"}, sample), 5) == []
    assert check_published(draft_of({"constant": "200 s"}, sample), 5) != []


def test_a_value_of_few_observations_may_not_be_told():
    draft = draft_of({"gamma": {"mean": "110 s", "cv": 0.3}}, SPREAD, n=4)
    assert check_published(draft, 5) == ["stations.mill.processing: got 4 observations; expected 5 or more"]
    assert check_published(draft, 4) == []


def test_bounds_give_way_outwards():
    """A law that has lost a part of its support would be another law."""
    mended = unrevealing(
        draft_of({"triangular": {"low": "100 s", "mode": "200 s", "high": "400 s"}}, SPREAD), 5
    )
    law = mended.get(("stations", "mill", "processing"))["triangular"]
    assert law["low"] == "1.65 min"
    assert law["high"] == "6.733 min"
    assert law["mode"] == "200 s"


def test_the_clock_starts_at_a_whole_hour(made):
    start = made.scenario.clock.start
    assert isinstance(start, dt.datetime)
    assert (start.minute, start.second, start.microsecond) == (0, 0, 0)


def test_more_observations_can_be_asked_for(taken, made):
    """Then what rests on fewer is not told: with 40, the jam of 39 stops is one with the stop of another cause."""
    for least, modes in ((30, {"jam"}), (40, {"other"})):
        stricter = calibrate(taken, budget=0, test_share=0, least=least)
        assert check_published(stricter.draft, least) == []
        assert set(stricter.scenario.stations["Mill"].failures) == modes
    assert check_published(made.draft, 40) != []
