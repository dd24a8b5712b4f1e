"""What does a reader of the log learn of the plant?"""

from pathlib import Path

from shopfloor.contracts.plant import PlantFacts
from shopfloor.scenario import gallery, load, plant_facts


def test_machines_and_people_are_numbered_from_one() -> None:
    """cutting.1 and cutting.2, crew.1 to crew.5."""
    facts = plant_facts(load("assembly_line"), replications=3, seed=9)
    assert facts.stations[0].machines == ("cutting.1", "cutting.2")
    assert [crew.people[-1] for crew in facts.crews] == ["crew.5", "technician.1"]
    assert (facts.replications, facts.seed) == (3, 9)


def test_times_are_whole_microseconds() -> None:
    """Five days and eight hours."""
    facts = plant_facts(load("assembly_line"), replications=1, seed=1)
    assert (facts.horizon_us, facts.warm_up_us) == (432_000_000_000, 28_800_000_000)


def test_capacity_and_route_are_as_the_file_says() -> None:
    """No queue given: no bound; a step of its own is still the station."""
    facts = plant_facts(load("assembly_line"), replications=1, seed=1)
    assert [station.queue_capacity for station in facts.stations] == [None, None, None, 6]
    assert facts.products[1].route == ("cutting", "assembly", "testing")


EVERY_WORD = Path(__file__).with_name("every_word.yaml")


def test_a_route_names_the_stations_of_all_visits() -> None:
    """Through choices and alternatives, in the order of the file."""
    facts = plant_facts(load(EVERY_WORD), replications=1, seed=1)
    route = ("cutting", "cutting", "welding", "oven", "assembly", "testing")
    assert facts.products[0].route == route


def test_a_pace_is_constant_without_practice_and_fatigue() -> None:
    """Whoever learns or tires goes on with another rest than was left."""
    paces = [
        [crew.constant_pace for crew in plant_facts(load(plant), replications=1, seed=1).crews]
        for plant in ("assembly_line", EVERY_WORD)
    ]
    assert paces == [[True, True], [False]]


def test_components_have_a_stock() -> None:
    """Only what goes into something else waits for it."""
    facts = plant_facts(load(EVERY_WORD), replications=1, seed=1)
    found = {product.name: (product.is_component, product.stock_capacity) for product in facts.products}
    assert (found["wheel"], found["pump"], found["bolt"]) == ((True, 20), (False, None), (False, None))


def test_power_is_known_for_every_state_or_for_none() -> None:
    """What is not named draws what is said otherwise; a station that says nothing says nothing."""
    facts = plant_facts(load(EVERY_WORD), replications=1, seed=1)
    cutting, welding, oven, *_ = facts.stations
    assert cutting.power["productive"] == 3000
    assert len(cutting.power) == 11
    assert "otherwise" not in cutting.power
    assert welding.power == {}
    assert (cutting.batch_max, oven.batch_max) == (1, 4)


def test_the_clock_stands_in_its_zone() -> None:
    """An aware time, and the name of the zone."""
    facts = plant_facts(load(EVERY_WORD), replications=1, seed=1)
    assert facts.time_zone == "Europe/Berlin"
    assert facts.clock_start.isoformat() == "2026-01-05T06:00:00+01:00"


def test_facts_survive_their_file() -> None:
    """plant.json reads back as the same."""
    for name in [*gallery(), EVERY_WORD]:
        facts = plant_facts(load(name), replications=2, seed=5)
        assert PlantFacts.from_json(facts.to_json()) == facts
