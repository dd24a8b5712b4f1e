"""What does a reader of the log learn of the plant?"""

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


def test_facts_survive_their_file() -> None:
    """plant.json reads back as the same."""
    for name in gallery():
        facts = plant_facts(load(name), replications=2, seed=5)
        assert PlantFacts.from_json(facts.to_json()) == facts
