"""Does --precision run as many replications as it takes, and no other ones?"""

import pytest

import shopfloor as sf
from shopfloor.analysis.precision import FIRST_REPLICATIONS, Precision, next_count, parse_precision
from shopfloor.simulation import add_replications
from tests.analysis.conftest import plant, queue

HALF_A_DAY = plant(queue("10 min", "6 min"), horizon="12 h", replications=2)


def files(log: sf.EventLog) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((log.folder / "events").iterdir())}


@pytest.fixture(scope="module")
def tight() -> sf.EventLog:
    return sf.simulate_to_precision(HALF_A_DAY, {"throughput_rate": 0.06})


def test_it_stops_when_the_interval_is_tight(tight):
    """And not before: with one round less it was not."""
    (found,) = sf.precision_of(tight, {"throughput_rate": 0.06})
    assert found.reached
    assert tight.plant.replications > FIRST_REPLICATIONS


def test_replications_are_those_of_a_plain_run(tight):
    """Replication n is a function of scenario, seed and n, whenever it is run: the same bytes."""
    plain = sf.simulate(HALF_A_DAY, replications=tight.plant.replications)
    assert files(tight) == files(plain)
    assert tight.plant == plain.plant


def test_any_number_of_workers_adds_the_same(tight):
    """How many replications it takes depends on what they say, and what they say not on who runs them."""
    begun = sf.simulate(HALF_A_DAY, replications=1)
    shared = add_replications(begun, HALF_A_DAY, 4, workers=2)
    assert files(shared) == dict(list(files(tight).items())[:4])


def test_it_begins_with_five(log_of):
    """Fewer tell nothing of the spread, however the scenario is content with two."""
    log = sf.simulate_to_precision(HALF_A_DAY, {"throughput_rate": 0.9})
    assert log.plant.replications == FIRST_REPLICATIONS


def test_it_stops_at_the_bound():
    """And says how far it came."""
    log = sf.simulate_to_precision(HALF_A_DAY, {"lead_time": 0.001}, max_replications=7)
    (found,) = sf.precision_of(log, {"lead_time": 0.001})
    assert (log.plant.replications, found.reached) == (7, False)


@pytest.mark.parametrize(
    ("count", "share", "expected"),
    [(10, 0.02, 10), (10, 0.021, 12), (10, 0.026, 17), (10, 0.5, 20), (10, None, 20), (150, 0.04, 200)],
)
def test_how_many_replications_come_next(count, share, expected):
    """n (h / h*)^2, twice as many at most, 200 in all."""
    assert next_count([Precision("lead_time", "plant", 0.02, share)], count, 200) == expected


def test_the_widest_interval_decides():
    """All that was asked for must be reached."""
    asked = [Precision("lead_time", "plant", 0.02, share) for share in (0.01, 0.028, 0.024)]
    assert next_count(asked, 10, 200) == 20


def test_what_the_command_line_asks():
    """A bare KPI is the plant's; a percent sign divides by a hundred."""
    asked = parse_precision(["throughput_rate=2%", "product:pump/lead_time = 0.05", "machine:saw.1/oee=10 %"])
    assert asked == {"plant/throughput_rate": 0.02, "product:pump/lead_time": 0.05, "machine:saw.1/oee": 0.1}


@pytest.mark.parametrize(
    "text", ["", "throughput_rate", "throughput_rate=", "=2%", "a/b/c=2%", "x=2.2.2", "x=-1%"]
)
def test_what_cannot_be_read_is_refused_with_an_example(text):
    """The message shows what to write."""
    with pytest.raises(sf.UsageError, match="such as throughput_rate=2%"):
        parse_precision([text])


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"throughput": 0.1}, "list kpis"),
        ({"station:drill/queue_length": 0.1}, "expected one of plant, product:part, station:saw"),
        ({"plant/queue_length": 0.1}, "expected one of its own: completed"),
        ({"throughput_rate": 2.0}, "a share between 0 and 1"),
        ({}, "got nothing"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(asked, says):
    """Rather than run to the bound for a figure that never comes."""
    with pytest.raises(sf.UsageError, match=says):
        sf.simulate_to_precision(HALF_A_DAY, asked)


def test_a_log_of_another_plant_is_not_continued():
    """Its replications would not belong together."""
    log = sf.simulate(HALF_A_DAY, replications=1)
    other = plant(queue("10 min", "5 min", ", machines: 2"), horizon="12 h")
    with pytest.raises(sf.UsageError, match="another plant"):
        add_replications(log, other, 3)
    with pytest.raises(sf.UsageError, match="more than the 1"):
        add_replications(log, HALF_A_DAY, 1)
