"""Does the advisor see a plant fill up, and leave a settled one alone?"""

import numpy as np
import pytest

import shopfloor as sf
from shopfloor.analysis.warm_up import SPANS, Spans, judge_warm_up, mser_5, spans_of, work_in_process
from shopfloor.contracts.plant import PlantFacts
from shopfloor.scenario import plant_facts
from tests.analysis.conftest import plant, queue

STEADY = Spans(length_us=3_600_000_000, count=SPANS, in_rhythm=0, is_steady=True)


def facts(warm_up_h: int = 0) -> PlantFacts:
    """The papers of a plant that runs for a thousand hours."""
    return plant_facts(plant(queue("1 h", "30 min"), horizon="1000 h", warm_up=f"{warm_up_h} h"), 5, 1)


def filling(seed: int, until: int, replications: int = 5) -> np.ndarray:
    """Jobs in a plant that is empty at first and full from ``until`` on, with noise."""
    rng = np.random.default_rng(seed)
    level = 20 * np.minimum(np.arange(SPANS) / until, 1.0) if until else 20.0
    return level + rng.normal(0, 2, (replications, SPANS))


def spent_since(times: np.ndarray) -> np.ndarray:
    """How much time has passed since each of these times, summed, at every second time unit."""
    limits = 2.0 * np.arange(SPANS + 1)
    passed = np.searchsorted(times, limits)
    return limits * passed - np.concatenate([[0.0], np.cumsum(times)])[passed]


def queue_lengths(seed: int, load: float, replications: int) -> np.ndarray:
    """Jobs in an M/M/1 queue that starts empty, over spans of two service times."""
    rng = np.random.default_rng(seed)
    count = int(2 * SPANS * load * 1.3)
    rows = []
    for _ in range(replications):
        between, service = rng.exponential(1 / load, count), rng.exponential(1.0, count)
        steps = np.cumsum(np.concatenate([[0.0], service[:-1] - between[1:]]))
        comes = np.cumsum(between)
        goes = comes + steps - np.minimum.accumulate(np.minimum(steps, 0.0)) + service
        rows.append(np.diff(spent_since(comes) - spent_since(goes)) / 2)
    return np.array(rows)


@pytest.mark.parametrize("until", [50, 150, 300])
def test_a_plant_that_fills_up_is_given_the_time_it_takes(until):
    """The cut lies near the end of the rise: not half of it left in, not as long again cut off."""
    found = judge_warm_up(facts(), STEADY, filling(1, until))
    assert found.verdict == "too_short"
    assert 0.5 * until <= found.advised_s / 3600 <= 2 * until


def test_a_declared_warm_up_that_is_long_enough_is_left_alone():
    """The same plant, and the statistics begin when it is full."""
    assert judge_warm_up(facts(warm_up_h=160), STEADY, filling(1, 150)).verdict == "enough"


def test_a_settled_plant_is_left_alone():
    """Of 40 settled plants, 4 at most are called unsettled: MSER-5 alone cuts more than half of them."""
    found = [judge_warm_up(facts(), STEADY, filling(seed, 0)) for seed in range(40)]
    assert sum(it.verdict == "too_short" for it in found) <= 4


def test_a_queue_with_a_sufficient_warm_up_is_left_alone():
    """Queues remember, and still: 4 of 40 at most, at a load of 0.7 with 50 relaxation times."""
    found = [judge_warm_up(facts(100), STEADY, queue_lengths(seed, 0.7, 5)) for seed in range(40)]
    assert sum(it.verdict == "too_short" for it in found) <= 4


def test_what_rises_to_the_end_is_too_short_to_tell():
    """The best cut lies in the second half."""
    assert judge_warm_up(facts(), STEADY, filling(1, SPANS)).verdict == "run_too_short"


def test_what_ends_has_no_steady_state():
    """Where nothing comes any more, nothing settles, and nothing is advised."""
    ending = Spans(STEADY.length_us, SPANS, 0, is_steady=False)
    assert judge_warm_up(facts(), ending, filling(1, 300)).verdict == "not_steady"


def test_a_daily_rhythm_is_no_warm_up():
    """Nights come back; only the first, which began empty, differs."""
    hours = np.arange(SPANS)
    rhythm = 10 * np.sin(2 * np.pi * hours / 24) + filling(3, 0)
    daily = Spans(STEADY.length_us, SPANS, 24, is_steady=True)
    assert judge_warm_up(facts(), daily, rhythm).verdict == "enough"
    emptier = rhythm - 15 * (hours < 40)
    assert judge_warm_up(facts(), daily, emptier).advised_s == pytest.approx(40 * 3600, rel=0.2)


def test_mser_5_is_the_minimum_of_its_criterion():
    """Checked against the sum as White wrote it, batch by batch."""
    values = filling(4, 200)[0]
    means = values.reshape(-1, 5).mean(axis=1)
    criterion = [np.square(means[cut:] - means[cut:].mean()).sum() / (200 - cut) ** 2 for cut in range(151)]
    assert mser_5(values) == 5 * int(np.argmin(criterion))


def test_a_constant_needs_no_warm_up():
    """Constant work in process is settled from the first moment."""
    assert mser_5(np.full(SPANS, 8.0)) == 0


def test_the_work_in_process_of_a_log_is_its_kpi():
    """The spans of all replications together average to the KPI over the whole run."""
    log = sf.simulate(plant(queue("10 min", "8 min"), horizon="4 d"))
    spans = spans_of(log.connect(), log.plant)
    (mean,) = [
        row["mean"] for row in log.kpi_rows() if (row["kpi"], row["subject"]) == ("work_in_process", "plant")
    ]
    assert work_in_process(log.connect(), range(2), spans).mean() == pytest.approx(mean)


def test_the_advice_is_what_somebody_would_write():
    """Whole minutes, hours or half days, rounded up."""
    told = [sf.WarmUp(0, seconds, "too_short").advised for seconds in (61, 7200, 9000.5, 200_000)]
    assert told == ["2 min", "2 h", "3 h", "60 h"]
