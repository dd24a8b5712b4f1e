"""Does ``simulate --no-log`` print what ``simulate`` prints?"""

import pytest

import shopfloor as sf
from shopfloor.analysis import measuring, overview
from shopfloor.eventlog import EventWriter

STUCK = """
scenario: stuck
clock: {start: 2026-01-05T06:00, horizon: 20 h}
seed: 4
replications: 3
products:
  part: {orders: {every: 10 min, priority: 1}, route: [saw, bake]}
  other: {orders: {every: 15 min}, route: [bake]}
stations:
  saw: {processing: 4 min, needs: {skill: sawing}, shift: day, failures: {jam: {clock: calendar,
        time_to_failure: {exponential: {mean: 3 h}}, time_to_repair: 30 min, repaired_by: sawing}}}
  bake: {processing: 20 min, batch: {min: 4, max: 4, same: product}}
people: {sawyer: {count: 1, skills: {sawing: 1.0}, shift: day}}
shifts: {day: {days: mon, from: "06:00", to: "10:00", at_end: interrupt}}
"""

RING = """
scenario: ring
clock: {start: 2026-01-05T00:00, horizon: 30 h, warm_up: 1 h}
seed: 2
products:
  one: {orders: {every: 5 min, quantity: 2}, route: [a, b]}
  two: {orders: {every: {exponential: {mean: 5 min}}, when_full: lose}, route: [b, c]}
  three: {orders: {every: 5 min}, route: [c, a]}
stations:
  a: {processing: 30 s, queue: {capacity: 0}}
  b: {processing: 4 min, queue: {capacity: 0}}
  c: {processing: {uniform: {low: 3 min, high: 6 min}}, queue: {capacity: 0}}
"""

OVERLOADED = """
scenario: overloaded
clock: {start: 2026-01-05T00:00, horizon: 60 h, warm_up: 2 h}
seed: 5
products: {part: {orders: {every: {exponential: {mean: 5 min}}, due_in: 4 h}, route: [saw, drill]}}
stations: {saw: {processing: {exponential: {mean: 4 min}}}, drill: {processing: 7 min, queue: {capacity: 5}}}
"""

TEXTS = {"stuck": STUCK, "ring": RING, "overloaded": OVERLOADED}


@pytest.fixture(scope="module", autouse=True)
def _compiled(plant_file):
    """That something is compiled is told on stderr, once."""
    sf.measure(sf.load(plant_file), replications=1, engine="kernel")


@pytest.fixture
def no_log(monkeypatch):
    """Nobody may write a log."""

    def refuse(writer):
        raise AssertionError(f"{writer.path}: a log after all")

    def forbid() -> None:
        monkeypatch.setattr(EventWriter, "__enter__", refuse)

    return forbid


@pytest.mark.parametrize(
    "flags", [("--replications", 1), ("--replications", 3, "--workers", 2), ("--what-if", "one_fitter")]
)
def test_the_same_text_with_and_without_a_log(shopfloor, plant_file, no_log, flags):
    """KPIs, intervals, findings: byte for byte, for any number of workers; and nothing is written."""
    logged = shopfloor("simulate", plant_file, "--json", *flags)
    no_log()
    counted = shopfloor("simulate", plant_file, "--json", "--no-log", *flags)
    assert counted == logged
    assert counted.code == 0


def test_the_same_table_with_and_without_a_log(shopfloor, plant_file):
    """What people read, too, and what is told on stderr."""
    assert shopfloor("simulate", plant_file, "--no-log") == shopfloor("simulate", plant_file)


@pytest.mark.parametrize(
    "flags",
    [
        ("--precision", "throughput_rate=4%"),
        ("--compare", "one_fitter"),
        ("--precision", "product:panel/lead_time=0.1%", "--max-replications", 6),
    ],
)
def test_replications_are_added_and_compared_without_a_log(shopfloor, plant_file, no_log, flags):
    """As many as with it, and the same differences."""
    logged = shopfloor("simulate", plant_file, "--json", *flags)
    no_log()
    assert shopfloor("simulate", plant_file, "--json", "--no-log", *flags) == logged


def test_a_sweep_without_a_log(shopfloor, plant_file, tmp_path, no_log):
    """The same points, on two processes."""
    file = tmp_path / "swept.yaml"
    file.write_text(plant_file.read_text() + "sweep:\n  hands: {people.fitter.count: [1, 2]}\n")
    logged = shopfloor("simulate", file, "--sweep", "hands", "--json")
    no_log()
    assert shopfloor("simulate", file, "--sweep", "hands", "--json", "--no-log", "--workers", 2) == logged


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("replications", [1, 3])
def test_what_is_wrong_with_a_run_is_found_without_a_log(shopfloor, tmp_path, name, replications):
    """Starvation, deadlocks, backlogs: the same sentences."""
    file = tmp_path / f"{name}.yaml"
    file.write_text(TEXTS[name])
    asked = ("simulate", file, "--json", "--replications", replications)
    logged = shopfloor(*asked)
    assert '"kind": "' in logged.out
    assert shopfloor(*asked, "--no-log") == logged


@pytest.mark.parametrize("name", ["ring", "overloaded"])
def test_engines_count_the_same(tmp_path, name):
    """The kernel's rows and the reference engine's."""
    file = tmp_path / f"{name}.yaml"
    file.write_text(TEXTS[name])
    plant = sf.load(file)
    found = [sf.measure(plant, engine=engine) for engine in ("kernel", "reference")]
    assert found[0].overview == found[1].overview == overview(sf.simulate(plant, engine="reference"))


@pytest.mark.parametrize("flags", [("--out", "log"), ("--explain", "product:frame")])
def test_what_needs_the_log_says_so(shopfloor, plant_file, flags):
    """Rather than being left out."""
    call = shopfloor("simulate", plant_file, "--no-log", *flags)
    assert call.code == 2
    assert f"{flags[0]} needs the log, and --no-log keeps none" in call.err


def test_without_numba_a_temporary_log_does(shopfloor, plant_file, monkeypatch):
    """The same data, and a note on stderr."""
    logged = shopfloor("simulate", plant_file, "--json")
    monkeypatch.setattr(measuring, "counting_fault", lambda: "ImportError: no numba here")
    counted = shopfloor("simulate", plant_file, "--json", "--no-log")
    assert counted.out == logged.out
    assert "come from a temporary log" in counted.err
    assert "no numba here" in " ".join(counted.err.split())


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"replications": 0}, "got 0 replications"),
        ({"seed": -1}, "got the seed -1"),
        ({"workers": 0}, "got 0 workers"),
    ],
)
def test_numbers_out_of_range_are_refused(plant_file, how, says):
    """In the words of simulate."""
    with pytest.raises(sf.UsageError, match=says):
        sf.measure(sf.load(plant_file), **how)
