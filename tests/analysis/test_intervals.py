"""Do the KPIs of a single run have intervals, and are they those of the KPIs?"""

import json

import pytest

import shopfloor as sf
from shopfloor.analysis.intervals import batch_sums, kpi_rows
from tests.analysis.conftest import queue

SHOP = {"horizon": "20 d", "warm_up": "1 d", "replications": 1}


@pytest.fixture(scope="module")
def single(log_of):
    return log_of(queue("10 min", "6 min"), **SHOP)


@pytest.fixture(scope="module")
def rows(single):
    return kpi_rows(single)


@pytest.mark.parametrize("name", ["assembly_line", "two_plants"])
def test_the_batches_of_a_run_sum_up_to_its_kpis(name):
    """To the last bit, with shifts and with orders that wait for release: only the interval is new."""
    log = sf.simulate(sf.load(name), replications=1)
    means = {(row["subject"], row["kpi"]): row["mean"] for row in log.kpi_rows()}
    sums = batch_sums(log.connect(), log.plant)
    assert {key: sum(above) / sum(below) for key, (above, below) in sums.items()} == {
        key: means[key] for key in sums
    }


def test_which_kpis_of_a_single_run_have_an_interval(rows):
    """Of the plant, its products, stations and groups, those that brief readers look at."""
    found = {(row["kpi"], row["subject"]) for row in rows if row["interval"]}
    assert {
        ("throughput_rate", "plant"),
        ("work_in_process", "product:part"),
        ("lead_time", "plant"),
        ("queue_length", "station:saw"),
        ("waiting_time", "station:saw"),
        ("state_share.productive", "station:saw"),
    } <= found


def test_an_interval_says_how_it_was_made(rows, log_of):
    """From batches for one run, over replications for several, and nothing where there is none."""
    assert {row["interval"] for row in rows} == {"batch_means", None}
    several = log_of(queue("10 min", "6 min"), **(SHOP | {"replications": 3}))
    assert {row["interval"] for row in kpi_rows(several)} == {"replications"}


def test_intervals_are_symmetric_and_their_means_untouched(rows, single):
    """n stays 1: it counts replications, not batches."""
    for row, plain in zip(rows, single.kpi_rows(), strict=True):
        assert (row["mean"], row["n"]) == (plain["mean"], 1)
        if row["interval"]:
            assert row["ci_low"] + row["ci_high"] == pytest.approx(2 * row["mean"])


def test_the_table_has_the_rows(rows, single):
    """In a notebook as on the command line."""
    table = sf.kpis(single)
    assert list(table.kpi) == [row["kpi"] for row in rows]
    assert table.ci_low.notna().sum() > 5


def test_rows_go_into_json(rows):
    """No number that JSON does not know."""
    assert json.loads(json.dumps(rows, allow_nan=False))
