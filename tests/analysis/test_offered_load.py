"""Are the loads of a scenario those that a reader works out by hand, and those that a run shows?"""

import pytest

import shopfloor as sf
from shopfloor.analysis.expected_visits import expected_visits
from shopfloor.analysis.offered_load import overloads
from tests.analysis.conftest import plant, queue


def load_of(body: str, subject: str = "station:a", **how: str) -> sf.OfferedLoad:
    (found,) = [load for load in sf.offered_loads(plant(body, **how)) if load.subject == subject]
    return found


def visits(body: str) -> dict[str, float]:
    scenario = plant(body)
    return {step.visit.station: step.expected for step in expected_visits(scenario, "part") or ()}


def shop(orders: str = "{every: 10 min}", more: str = "", route: str = "[a]", rest: str = "") -> str:
    return (
        f"products: {{part: {{orders: {orders}, route: {route}}}}}\n"
        f"stations: {{a: {{processing: 6 min{more}}}{rest}}}\n"
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (shop(), 0.6),
        (shop("{every: 10 min, quantity: 3}"), 1.8),
        (shop("{every: 10 min, first_at: 5 d}"), 0.3),
        (shop("{rate: [{from: '06:00', to: '12:00', per_hour: 10}]}"), 0.25),
        (shop("{at: [0 s, 1 h, 2 h, 1000 h]}"), 0.00125),
        (shop(more=", machines: 3"), 0.2),
        (shop(more=", machines: 2, speed: [1.0, 2.0]"), 0.2),
        (shop(more=", batch: {max: 4}"), 0.15),
        (shop(route="[a, {station: a, processing: 2 min}]"), 0.8),
        (shop(route="[{choice: [{share: 0.25, route: [a]}, {share: 0.75, route: []}]}, b]", rest=", b: {processing: 1 min}"), 0.15),
        (shop(route="[{alternatives: [a, b]}]", rest=", b: {processing: 3 min}"), 0.2),
        (shop(route="[{alternatives: [a, b], by: random}]", rest=", b: {processing: 3 min}"), 0.3),
        (shop(route="[b, a]", rest=", b: {processing: 1 min, quality: {scrap: 0.5}}"), 0.3),
    ],
)  # fmt: skip
def test_loads_by_hand(body, expected):
    """Arrival rate times visits times work, over machines, speed and places in a batch."""
    assert load_of(body).load == pytest.approx(expected)


def test_a_station_can_work_only_while_it_and_its_people_are_there():
    """Eight hours of twenty-four, less half an hour of break; the proficiency of the best stretches the work."""
    body = (
        "products: {part: {orders: {every: 1 h}, route: [a]}}\n"
        "stations: {a: {processing: 6 min, needs: {skill: craft}}}\n"
        "people: {ann: {count: 2, skills: {craft: 0.5}, shift: early}}\n"
        'shifts: {early: {days: mon-sun, from: "06:00", to: "14:00", breaks: [{at: "10:00", for: 30 min}]}}\n'
    )
    assert load_of(body).open_share == pytest.approx(7.5 / 24)
    assert load_of(body).load == pytest.approx(0.2 / (7.5 / 24))
    assert load_of(body, "skill:craft").load == pytest.approx(0.2 / (2 * 7.5 / 24))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (", failures: {jam: {time_to_failure: 5 h, time_to_repair: 1 h}}", 0.6 * 1.2),
        (", failures: {jam: {clock: calendar, time_to_failure: 5 h, time_to_repair: 1 h}}", 0.6 * 6 / 5),
        (", maintenance: {oil: {jobs: 20, takes: 30 min}}", 0.75),
        (", maintenance: {oil: {every: 23 h, takes: 1 h}}", 0.6 * 24 / 23),
        (", wear: {per_hour: 0.1}, failures: {worn: {at_wear: 1.0, time_to_repair: 1 h}}", 0.6 * 1.1),
        (", wear: {per_hour: 0.1}, maintenance: {grind: {at_wear: 0.5, takes: 1 h}}", 0.6 * 1.2),
    ],
)
def test_stops_by_hand(more, expected):
    """Repairs per hour of work, or of the calendar; maintenance per job, per time and per wear."""
    assert load_of(shop(more=more)).with_stops == pytest.approx(expected)


def test_rework_is_bounded():
    """One in four goes back, twice at most: 1 + 1/4 + 1/16 visits, and what would go back once more is scrapped."""
    rework = ", quality: {rework: {share: 0.25, at: a, at_most: 2}}"
    found = visits(shop(more=rework, route="[a, b]", rest=", b: {processing: 1 min}"))
    assert found == pytest.approx({"a": 1.3125, "b": 1 - 1 / 64})


def test_hidden_faults_come_back_from_inspection():
    """A fault in five, seen nine times in ten, one false alarm in a hundred; made good at the first station, once."""
    body = shop(
        more=", quality: {defects: {crack: 0.2}}",
        route="[a, b]",
        rest=", b: {processing: 1 min, inspection: {misses: 0.1, false_alarms: 0.01, rework: {at: a, at_most: 1}}}",
    )
    assert visits(body)["a"] == pytest.approx(1 + 0.2 * 0.9 + 0.8 * 0.01)


def test_parts_that_are_taken_out_are_orders_of_their_own():
    """Three wheels come out of each cart that is not scrapped."""
    body = (
        "products:\n"
        "  cart: {orders: {every: 1 h}, route: [{station: open, disassemble: {wheel: 3}}]}\n"
        "  wheel: {route: [a]}\n"
        "stations: {open: {processing: 1 min, quality: {scrap: 0.5}}, a: {processing: 6 min}}\n"
    )
    assert load_of(body).load == pytest.approx(0.15)


def test_what_comes_as_fast_as_it_is_taken_has_no_load():
    """It is named instead."""
    assert load_of(shop("{wip: 5}")).not_counted == ("part",)
    assert load_of(shop("{wip: 5}")).load == 0


def test_a_route_beyond_reckoning_is_not_counted():
    """Five stations that send back half of their work a million times have more states than anybody would follow."""
    names = "abcde"
    stations = [
        f"{name}: {{processing: 1 s, quality: {{rework: {{share: 0.5, at: {name}, at_most: 1000000}}}}}}"
        for name in names
    ]
    body = f"products: {{part: {{orders: {{every: 1 h}}, route: [{', '.join(names)}]}}}}\nstations: {{{', '.join(stations)}}}\n"
    assert load_of(body).not_counted == ("part",)


def test_a_run_is_as_busy_as_its_load_says():
    """Choices, alternatives, rework and inspection, of an engine that knows nothing of this reckoning: within 3 %."""
    body = (
        "products: {part: {orders: {every: {exponential: {mean: 10 min}}}, route: "
        "[a, {choice: [{share: 0.3, route: [b]}, {share: 0.7, route: []}]}, c]}}\n"
        "stations:\n"
        "  a: {processing: 3 min, quality: {scrap: 0.1, defects: {crack: 0.2}}}\n"
        "  b: {processing: 3 min, quality: {rework: {share: 0.5, at: a, at_most: 2}}}\n"
        "  c: {processing: 5 min, inspection: {misses: 0.1, rework: {at: a, at_most: 3}}}\n"
    )
    scenario = plant(body, horizon="60 d", replications=1)
    rows = {(row["kpi"], row["subject"]): row["mean"] for row in sf.simulate(scenario).kpi_rows()}
    for load in sf.offered_loads(scenario):
        assert rows["state_share.productive", load.subject] == pytest.approx(load.load, rel=0.03)


def test_more_than_a_station_can_do_is_told_before_it_runs():
    """With the figure, and what to do."""
    (found,) = overloads(plant(queue("10 min", "12 min")))
    assert (found.kind, found.where) == ("overload", "station:saw")
    assert "120 % of what saw can do" in found.sentence


def test_stops_that_are_too_much_are_told():
    """The work alone would fit."""
    jam = ", failures: {jam: {time_to_failure: 1 h, time_to_repair: 1 h}}"
    (found,) = overloads(plant(shop(more=jam)))
    assert "120 % of what a can do in the run beside repairs and maintenance" in found.sentence


@pytest.mark.parametrize(
    "body",
    [
        shop(),
        shop("{every: 3 min, when_full: lose}", more=", queue: {capacity: 3}"),
        shop(
            "{every: 3 min}", route="[{alternatives: [a, b]}]", rest=", b: {processing: 6 min, machines: 2}"
        ),
        shop("{supply: unlimited}"),
    ],
)
def test_what_is_no_overload(body):
    """Enough time; orders that are lost on purpose; another alternative with time left; supply that waits."""
    assert overloads(plant(body)) == []
