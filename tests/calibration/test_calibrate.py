"""A log becomes a scenario that runs, the same bytes each time; a page and figures say why."""

import json
import sys
from dataclasses import replace

import pandas as pd
import pytest

import shopfloor as sf
from shopfloor.calibration import save
from shopfloor.calibration.calibrating import drafted
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Evidence
from shopfloor.calibration.observed import observe
from shopfloor.calibration.page import html_page
from shopfloor.calibration.runnable import leave_out_what_cannot_run
from shopfloor.calibration.writing import written
from shopfloor.errors import UsageError
from shopfloor.scenario import loads

PLANT = """
scenario: two_steps
clock: {start: 2026-01-05T06:00, horizon: 8 d}
products:
  part: {orders: {every: {exponential: {mean: 14 min}}}, route: [sawing, welding]}
  frame: {orders: {every: {exponential: {mean: 40 min}}}, route: [welding]}
stations:
  sawing:
    processing: {gamma: {mean: 8 min, cv: 0.5}}
    failures: {blade: {clock: calendar, time_to_failure: {exponential: {mean: 5 h}}, time_to_repair: 20 min}}
  welding: {machines: 2, processing: {lognormal: {mean: 11 min, cv: 0.4}}, needs: {skill: weld}, quality: {scrap: 0.02}}
people: {crew: {count: 2, skills: {weld: 1.0}, shift: day}}
shifts: {day: {days: mon-sat, from: "06:00", to: "20:00"}}
"""


@pytest.fixture(scope="module")
def log():
    return sf.simulate(loads(PLANT), replications=2, seed=4)


VALIDATING = sys.modules["shopfloor.calibration.validation.validate"]


@pytest.fixture(scope="module")
def made(log):
    """A few replications tell how near it comes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(VALIDATING, "_RUNS", 4)
        return sf.calibrate(log)


def test_the_scenario_has_the_shape_of_the_plant(made):
    """Products, routes, stations, machines, people and shifts are those of the original."""
    plant = loads(PLANT)
    found = made.scenario
    assert {name: [step.station for step in product.route] for name, product in found.products.items()} == {
        name: [step.station for step in product.route] for name, product in plant.products.items()
    }
    assert {name: station.machines for name, station in found.stations.items()} == {"sawing": 1, "welding": 2}
    assert found.people["crew"].count == 2
    (shift,) = found.shifts.values()
    assert (shift.days, shift.from_, shift.to) == ((0, 1, 2, 3, 4, 5), 6 * 3600, 20 * 3600)


def test_means_lie_in_their_intervals(made):
    """Of work, orders and breakdowns."""
    truth = {
        ("stations", "sawing", "processing"): 480,
        ("stations", "welding", "processing"): 660,
        ("products", "part", "orders", "every"): 840,
        ("stations", "sawing", "failures", "blade", "time_to_failure"): 18_000,
    }
    for path, mean_s in truth.items():
        estimate = made.draft.evidence[path].estimates["mean"]
        width = estimate.high - estimate.low
        assert estimate.low - width / 2 <= mean_s <= estimate.high + width / 2, path


def test_the_scenario_runs(made):
    """And gives about as many jobs as the plant."""
    again = sf.simulate(made.scenario, replications=1)
    assert len(again.jobs) == pytest.approx(len(made.observed.jobs) / 2, rel=0.25)


def test_the_same_log_gives_the_same_bytes(monkeypatch):
    """Whatever the number of workers; a few replications tell."""
    monkeypatch.setattr(VALIDATING, "_RUNS", 2)
    monkeypatch.setattr(VALIDATING, "_FEWEST", 1)
    short = sf.simulate(loads(PLANT.replace("8 d", "3 d")), replications=1, seed=4)
    one, other = (sf.calibrate(short, workers=workers) for workers in (1, 2))
    assert written(one.draft) == written(other.draft)
    assert html_page(one) == html_page(other)


def test_on_unseen_time_it_beats_four_means_a_station(made):
    """Else a calibration is not worth having."""
    assert made.validation is not None
    rows = [it for it in made.validation.apart if it.side == "test" and it.baseline is not None]
    nearer = sum(it.model < it.baseline for it in rows)
    assert nearer > len(rows) * 0.6


def test_the_folder_tells_everything_and_loads(made, tmp_path):
    """Scenario, figures and page; nothing else."""
    save(made, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "scenario.yaml",
        "calibration.json",
        "calibration.html",
    }
    assert sf.load(tmp_path / "out" / "scenario.yaml") == made.scenario
    told = json.loads((tmp_path / "out" / "calibration.json").read_text())
    assert told["values"]["stations.sawing.processing"]["n"] > 100
    assert told["warnings"] == list(made.doubts)
    page = (tmp_path / "out" / "calibration.html").read_text()
    assert "stations.sawing.processing" in page
    assert "<svg" in page


def test_doubts_stand_at_the_top_of_all_that_is_written(made, tmp_path):
    """Of the scenario, of the figures, and of the page."""
    doubt = "nobody should believe this"
    draft = replace(made.draft, notes=[f"Warning: {doubt}.", *made.draft.notes])
    save(replace(made, draft=draft, doubts=(doubt,)), tmp_path / "out")
    texts = [
        (tmp_path / "out" / name).read_text()
        for name in ("scenario.yaml", "calibration.json", "calibration.html")
    ]
    assert texts[0].startswith(f"# Warning: {doubt}.")
    assert json.loads(texts[1])["warnings"] == [doubt]
    assert texts[2].count(doubt) == 1
    assert texts[2].index(doubt) < texts[2].index("<nav>")


@pytest.mark.parametrize("test_share", [-0.1, 0.95])
def test_a_share_that_leaves_nothing_to_fit_is_refused(log, test_share):
    """The message says what may be given."""
    with pytest.raises(UsageError, match="expected 0"):
        sf.calibrate(log, test_share=test_share)


def csv(log, path, **changes):
    """Write the work of a log as a plant's own system might export it."""
    work = log.operations[lambda it: it["finished_us"].notna() & (it["replication"] == 0)]
    start = pd.Timestamp(log.plant.clock_start)

    def told(us):
        return (start + pd.to_timedelta(us, unit="us")).dt.strftime("%d.%m.%Y %H:%M:%S")

    table = pd.DataFrame(
        {
            "Ende": told(work["finished_us"]),
            "Maschine": work["machine"],
            "Vorgang": work["station"],
            "Beginn": told(work["started_us"]),
            "Werker": work["person"],
            "Teil": work["product"],
            "Auftrag": work["job"],
        }
    )
    table.assign(**changes).to_csv(path, sep=";", index=False)
    return path


COLUMNS = {
    "case": "Auftrag",
    "activity": "Vorgang",
    "resource": "Maschine",
    "start": "Beginn",
    "end": "Ende",
    "person": "Werker",
    "product": "Teil",
}


def test_a_log_in_another_language_and_order_gives_the_same_plant(log, tmp_path):
    """What no column says is left out."""
    made = sf.calibrate(sf.read_log(csv(log, tmp_path / "mes.csv"), COLUMNS), test_share=0, budget=0)
    assert {name: station.machines for name, station in made.scenario.stations.items()} == {
        "sawing": 1,
        "welding": 2,
    }
    assert made.scenario.people["crew"].count == 2
    mean = made.draft.evidence["stations", "welding", "processing"].estimates["mean"]
    assert mean.low < 680
    assert mean.high > 640
    assert made.draft.get(("stations", "sawing", "failures")) is None
    assert sf.simulate(made.scenario, replications=1).operations["station"].nunique() == 2


@pytest.mark.parametrize(
    "rows",
    [
        "a;s;2026-01-05 06:00;2026-01-05 06:10\n",
        "".join(f"{n};s;2026-01-05 06:{n:02d};2026-01-05 06:{n:02d}\n" for n in range(40)),
        "".join(
            f"{n};s;2026-01-05 0{6 + n // 60}:{n % 60:02d};2026-01-05 0{6 + n // 60}:{n % 60:02d}:30\n"
            for n in range(120)
        ),
        "".join(f"{n};step {n};2026-01-05 06:00;2026-01-05 06:10\n" for n in range(60)),
        "".join(f"{n};s;2026-0{1 + n % 9}-05 06:00;2026-0{1 + n % 9}-05 06:10\n" for n in range(60)),
    ],
    ids=["one case", "no time", "constant", "every activity once", "gaps of weeks"],
)
def test_a_poor_log_gives_a_scenario_that_runs_or_says_why_not(rows, tmp_path, monkeypatch):
    """Never a traceback, never an invented value; one simulation of each kind tells."""
    monkeypatch.setattr(VALIDATING, "_RUNS", 1)
    monkeypatch.setattr(VALIDATING, "_FEWEST", 1)
    (tmp_path / "poor.csv").write_text("case;what;from;to\n" + rows)
    columns = {"case": "case", "activity": "what", "start": "from", "end": "to"}
    try:
        made = sf.calibrate(sf.read_log(tmp_path / "poor.csv", columns), budget=0)
    except UsageError as error:
        assert "expected" in str(error)  # noqa: PT017
    else:
        sf.simulate(made.scenario, replications=1)


def test_a_product_without_a_route_is_not_named_by_changeovers() -> None:
    draft = Draft()
    draft.put(("products", "pump"), {"orders": {"every": "5 min"}, "route": ["saw"]})
    draft.leave_out(("products", "rare", "route"), "no step was taken by 5 jobs or more")
    draft.put(("stations", "saw"), {"processing": "3 min"})
    draft.put(("stations", "saw", "setup", "to", "pump"), "4 min", Evidence(9, "mean"))
    draft.put(("stations", "saw", "setup", "to", "rare"), "9 min", Evidence(7, "mean"))
    draft.put(("stations", "saw", "setup", "between", "pump", "rare"), "9 min", Evidence(7, "mean"))
    leave_out_what_cannot_run(draft)
    assert draft.get(("stations", "saw", "setup")) == {"to": {"pump": "4 min"}}
    assert [path[-1] for path in draft.evidence] == ["pump"]


def test_products_that_show_too_little_each_go_together(log) -> None:
    observed = observe(log)
    jobs, names = observed.jobs, [f"part_{number}" for number in range(200)]
    of_job = {
        job: names[n // 2] for n, job in enumerate(jobs["job"][jobs["product"] == "part"].unique()[:400])
    }

    def renamed(table: pd.DataFrame) -> pd.DataFrame:
        product = table["job"].astype(object).map(of_job).fillna(table["product"].astype(object))
        return table.assign(product=pd.Categorical(product))

    (part,) = [of for of in observed.plant.products if of.name == "part"]
    rest = tuple(of for of in observed.plant.products if of.name != "part")
    kinds = tuple(part.model_copy(update={"name": name}) for name in sorted({*of_job.values()}))
    thin = replace(
        observed,
        plant=observed.plant.model_copy(update={"products": (part, *kinds, *rest)}),
        jobs=renamed(jobs),
        visits=renamed(observed.visits),
    )
    draft = drafted(thin, 0)
    assert set(draft.get(("products",))) <= {"part", "frame", "others"}
    assert draft.get(("products", "others", "route")) == ["sawing", "welding"]
    assert any("called others" in note for note in draft.notes)
