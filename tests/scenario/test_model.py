"""Which laws does each part of a scenario keep by itself?"""

from pathlib import Path
from typing import NamedTuple

import pytest

from shopfloor.document import plain, read_document
from shopfloor.errors import Problem, ScenarioError
from shopfloor.scenario import Scenario, loads
from shopfloor.scenario.model import Power, Product, Station, Visit
from shopfloor.scenario.vocabulary import Slot, root

PLANT = Path(__file__).with_name("every_word.yaml").read_text("utf-8")
CHOICE = "{share: 0.25, route: [{station: cutting, processing: 1 min}]}"
FAMILIES = "{small: [wheel, gear]}"


class Fault(NamedTuple):
    """Replace ``old`` (once) by ``new``: the problem stands where ``new`` has a ``^``, and says ``says``."""

    old: str
    new: str
    path: str
    says: str


FAULTS = {
    # orders
    "two sources": Fault("{wip: 12}", "{every: 1 h, wip: ^12}", "$.products.wheel.orders.wip", 'got "every" too; expected one of every, at, rate, supply and wip'),
    "times that fall": Fault("[0 s, 2 h, 2 h]", "[0 s, 2 h, ^1 h]", "$.products.frame.orders.at[2]", 'got "1 h"; expected 2 h or later'),
    "no times": Fault("[0 s, 2 h, 2 h]", "^[]", "$.products.frame.orders.at", "got none; expected a list of times"),
    "one time": Fault("at: [0 s, 2 h, 2 h]", "at: ^2 h", "$.products.frame.orders.at", 'got "2 h"; expected a list of times'),
    "no rate": Fault("per_hour: 1.5", "per_hour: ^0", "$.products.gear.orders.rate[0].per_hour", "got 0; expected a number of orders per hour, above 0"),
    "rate from midnight": Fault("from: 22:00, to: 02:00", "from: ^24:00, to: 02:00", "$.products.gear.orders.rate[0].from", 'expected a time before "24:00"'),
    "rate by the day": Fault("per_hour: 1.5", "^per_day: 20", "$.products.gear.orders.rate[0].per_day", "known here: days, from, to, per_hour"),
    "no work in process": Fault("{wip: 12}", "{wip: ^0}", "$.products.wheel.orders.wip", "got 0; expected a whole number of jobs, 1 or more"),
    "wip in lots": Fault("{wip: 12}", "{wip: 12, quantity: ^2}", "$.products.wheel.orders.quantity", "says nothing with wip, where no orders arrive"),
    "wip that is released": Fault("{wip: 12}", "{wip: 12, release: ^{wip_below: 3}}", "$.products.wheel.orders.release", "says nothing with wip"),
    "wip on a shift": Fault("{wip: 12}", "{wip: 12, shift: ^day}", "$.products.wheel.orders.shift", "goes with every"),
    "due dates of nothing": Fault("{supply: unlimited}", "{supply: unlimited, due_in: ^1 h}", "$.products.filler.orders.due_in", "says nothing with supply: unlimited"),
    "release by two rules": Fault("{before_due: 20 h}", "{wip_below: 3, before_due: ^20 h}", "$.products.frame.orders.release.before_due", 'got "wip_below" too'),
    "release by no rule": Fault("release: {before_due: 20 h}", "^release: {}", "$.products.frame.orders.release", "expected wip_below (a number of jobs) or before_due"),
    "release before no date": Fault("due_in: 1 d, release: {before_due: 20 h}", "release: {before_due: ^20 h}", "$.products.frame.orders.release.before_due", "these orders have none; give due_in"),
    "release by no date": Fault("due_in: {uniform: {low: 4 h, high: 12 h}}\n", "\n", "$.products.pump.orders.release.order", "these orders have none; give due_in"),
    "release of all before due": Fault("{before_due: 20 h}", "{before_due: 20 h, of: ^plant}", "$.products.frame.orders.release.of", "says whose jobs wip_below counts"),
    # routes
    "shares below one": Fault("share: 0.75", "share: 0.7", "$.products.pump.route[1].choice", "the shares sum to 0.95; expected 1"),
    "one way": Fault("          - {share: 0.75, route: []}\n", "", "$.products.pump.route[1].choice", "got 1; expected a list of two or more ways"),
    "misspelt way": Fault("- {share: 0.75,", "- {^shar: 0.75,", "$.products.pump.route[1].choice[0].shar", 'did you mean "share"? (known here: share, route)'),
    "misspelt choice": Fault("- choice:", "- ^choise:", "$.products.pump.route[1].choise", 'did you mean "choice"?'),
    "choice at a station": Fault("- choice:", "- station: ^oven\n        choice:", "$.products.pump.route[1].station", "does not go beside choice; make it a step of its own"),
    "one alternative": Fault("[welding, {station: oven, processing: 2 min}]", "^[welding]", "$.products.pump.route[2].alternatives", "got 1; expected a list of two or more stations"),
    "the same alternative": Fault("[welding, {station: oven,", "[welding, ^{station: welding,", "$.products.pump.route[2].alternatives[1]", '"welding" stands here twice'),
    "assembly in alternatives": Fault("{station: oven, processing: 2 min}", "{station: oven, assemble: ^{wheel: 1}}", "$.products.pump.route[2].alternatives[1].assemble", "assemble does not go inside alternatives"),
    "unknown rule": Fault("by: least_loaded", "by: ^least_load", "$.products.pump.route[2].by", 'did you mean "least_loaded"?'),
    "a number for a step": Fault("- testing", "- ^5", "$.products.pump.route[4]", "got 5; expected a station, {station: …}, {choice: […]} or {alternatives: […]}"),
    "half a part": Fault("{wheel: 2}", "{wheel: ^0.5}", "$.products.pump.route[3].assemble.wheel", "got 0.5; expected a whole number of parts"),
    "a list of parts": Fault("{wheel: 2}", "^[wheel]", "$.products.pump.route[3].assemble", "got a list; expected numbers of parts by product"),
    "choices within choices": Fault(CHOICE, f"{{share: 0.25, route: {'[{choice: [{share: 0, route: []}, {share: 1, route: ' * 5}[cutting]{'}]}]' * 5}}}", "$.products.pump.route", "6 deep; expected 5 at most"),
    "no station at all": Fault("route: [filling]", "route: ^[{choice: [{share: 1, route: []}, {share: 0, route: [filling]}]}]", "$.products.filler.route", "a job could pass no station at all"),
    "more than wip": Fault("{wip: 12}", "{wip: 12}\n    initial: ^{oven: 13}", "$.products.wheel.initial", "13 jobs stand in the plant; expected 12 (orders.wip) at most"),
    "no initial jobs": Fault("{cutting: 3}", "{cutting: ^0}", "$.products.pump.initial.cutting", "got 0; expected a whole number of jobs"),
    "stock without a place": Fault("{capacity: 20}", "{capacity: ^0}", "$.products.wheel.stock.capacity", "got 0; expected 1 or more places"),
    # stations
    "speeds of others": Fault("speed: [1, 0.5]", "speed: ^[1, 0.5, 2]", "$.stations.cutting.speed", "got 3 speeds; expected one for each of the 2 machines"),
    "no speed": Fault("speed: [1, 0.5]", "speed: [1, ^0]", "$.stations.cutting.speed[1]", "got 0; expected a factor from 0.001 to 1000"),
    "a word for a speed": Fault("speed: [1, 0.5]", "speed: ^fast", "$.stations.cutting.speed", 'got "fast"; expected a factor from 0.001 to 1000'),
    "queue order unknown": Fault("order: slack", "order: ^slak", "$.stations.welding.queue.order", 'did you mean "slack"?'),
    "two kinds of setup": Fault("setup: {to: {pump: 3 min, frame: 2 min}}", "setup: {to: {pump: 3 min}, change: ^{}}", "$.stations.welding.setup.change", 'got "to" too; expected one of between, to and change'),
    "no kind of setup": Fault("setup: {to: {pump: 3 min, frame: 2 min}}", "^setup: {}", "$.stations.welding.setup", "expected between"),
    "two families": Fault(FAMILIES, "^{small: [wheel, gear], big: [gear]}", "$.stations.cutting.setup.families", '"gear" stands in the families "small" and "big"'),
    "twice in a family": Fault(FAMILIES, "^{small: [wheel, wheel]}", "$.stations.cutting.setup.families", '"wheel" stands twice in the family "small"'),
    "empty family": Fault(FAMILIES, "{small: ^[]}", "$.stations.cutting.setup.families.small", "got none; expected a list of one or more products"),
    "least above most": Fault("min: 2,", "min: ^5,", "$.stations.oven.batch.min", "got 5; expected 4 (max) at most"),
    "a batch of one": Fault("max: 4, min: 2", "max: ^1, min: 1", "$.stations.oven.batch.max", "got 1; expected a whole number of jobs, 2 or more"),
    "waiting for nothing": Fault("min: 2, wait_at_most: 30 min", "wait_at_most: ^30 min", "$.stations.oven.batch.wait_at_most", "without min a batch starts at once"),
    "families of any": Fault("same: family, families: {", "same: any, families: ^{", "$.stations.oven.batch.families", "goes with same: family"),
    "no families": Fault("same: family, families: {round: [wheel, gear]}", "same: ^family", "$.stations.oven.batch.same", "expected families beside it"),
    "power without a unit": Fault("setup: 1 kW", "setup: ^1", "$.stations.cutting.power.setup", 'got 1; expected a power with a unit (W, kW, MW); try "1 kW" or "1 W"'),
    "power below zero": Fault("setup: 1 kW", "setup: ^-1 kW", "$.stations.cutting.power.setup", 'got "-1 kW"; expected 0 W or more'),
    "power of an unknown state": Fault("setup: 1 kW", "^idle: 1 kW", "$.stations.cutting.power.idle", "known here: productive, setup, starved"),
    # upkeep
    "two causes of a failure": Fault("{at_wear: 2,", "{time_to_failure: 3 h, at_wear: ^2,", "$.stations.cutting.failures.spindle.at_wear", 'got "time_to_failure" too'),
    "no cause of a failure": Fault("spindle: {at_wear: 2, ", "^spindle: {", "$.stations.cutting.failures.spindle", "expected time_to_failure (a distribution) or at_wear"),
    "wear on a clock": Fault("{at_wear: 2,", "{at_wear: 2, clock: ^calendar,", "$.stations.cutting.failures.spindle.clock", "nothing with at_wear"),
    "wear that does not fall": Fault("wear_after: 0.5}", "wear_after: ^2}", "$.stations.cutting.failures.spindle.wear_after", "got 2; expected less than at_wear (2)"),
    "worn out from the start": Fault("start: 0.1", "start: ^2", "$.stations.cutting.wear.start", "got 2; expected less than 2, the wear at which the machine fails"),
    "nothing wears": Fault("    wear: {per_hour: 0.1, cv: 0.2, start: 0.1}\n", "", "$.stations.cutting.maintenance.edge.wear_after", "nothing wears here; give the station its wear"),
    "drift without wear": Fault("    wear: {per_hour: 0.1, cv: 0.2, start: 0.1}\n", "", "$.stations.cutting.quality.drift", "nothing wears here"),
    "two causes of maintenance": Fault("{jobs: 50,", "{jobs: 50, at_wear: ^1,", "$.stations.cutting.maintenance.edge.at_wear", 'got "jobs" too; expected one of every, jobs and at_wear'),
    "no cause of maintenance": Fault("edge: {jobs: 50, ", "^edge: {", "$.stations.cutting.maintenance.edge", "expected every (a time), jobs"),
    "maintenance at all times": Fault("{every: 8 h, clock: working", "{every: ^0 s, clock: working", "$.stations.cutting.maintenance.oil.every", "the mean is zero"),
    "a clock for jobs": Fault("{jobs: 50,", "{jobs: 50, clock: ^working,", "$.stations.cutting.maintenance.edge.clock", "says what every counts"),
    "renews what is not": Fault("[jam]", "[^jm]", "$.stations.cutting.maintenance.oil.renews[0]", 'got "jm"; expected a failure of this station: spindle, jam'),
    "renews what wears": Fault("[jam]", "[^spindle]", "$.stations.cutting.maintenance.oil.renews[0]", "give wear_after instead"),
    "renews twice": Fault("[jam]", "[jam, ^jam]", "$.stations.cutting.maintenance.oil.renews[1]", '"jam" stands here twice'),
    "a plan named as a failure": Fault("edge: {jobs", "jam: ^{jobs", "$.stations.cutting.maintenance.jam", 'a failure of this station is called "jam", too'),
    "a word of the log": Fault("edge: {jobs", "^inspection: {jobs", "$.stations.cutting.maintenance.inspection", "expected another name"),
    # quality
    "shares of a product": Fault("{pump: {scrap: 0.1}}", "{pump: ^{scrap: 0.95}}", "$.stations.cutting.quality.by_product.pump", "scrap and rework sum to 1.05; expected 1 at most"),
    "shares of a machine": Fault("{cutting.2: {rework: 0.2}}", "{cutting.2: ^{rework: 0.95}}", '$.stations.cutting.quality.by_machine["cutting.2"]', "with the shares of pump, scrap and rework sum to 1.05"),
    "a machine too many": Fault("{cutting.2: {rework: 0.2}}", "{cutting.3: ^{rework: 0.2}}", '$.stations.cutting.quality.by_machine["cutting.3"]', "expected a machine of this station, NAME.1 to NAME.2"),
    "rework to nowhere": Fault("      rework: {share: 0.1, at: cutting, at_most: 1}\n", "", '$.stations.cutting.quality.by_machine["cutting.2"].rework', "nothing says where such jobs go"),
    "sought twice": Fault("finds: [scratch]", "finds: [scratch, ^scratch]", "$.stations.testing.inspection.finds[1]", '"scratch" stands here twice'),
    "sought by name": Fault("finds: [scratch]", "finds: ^scratch", "$.stations.testing.inspection.finds", 'got "scratch"; expected all, or a list of defects'),
    # people, floor, time
    "nothing learnt": Fault("rate: 0.9,", "rate: ^1,", "$.people.crew.learning.rate", "got 1; expected a rate between 0 and 1"),
    "down to nothing": Fault("floor: 0.5", "floor: ^0", "$.people.crew.learning.floor", "got 0; expected a share above 0"),
    "tired at once": Fault("tires_in: 4 h", "tires_in: ^0 s", "$.people.crew.fatigue.tires_in", "expected more than 0 s"),
    "absent from nothing": Fault("    shift: day\n    speed: 1.2", "    speed: 1.2", "$.people.crew.absence", "this group has no shift"),
    "walking without a unit": Fault("speed: 1.2 m/s", "speed: ^1.2", "$.people.crew.speed", 'try "1.2 m/s" or "1.2 km/h"'),
    "walking nowhere": Fault("speed: 1.2 m/s", "speed: ^0 m/s", "$.people.crew.speed", "expected a speed from 0.001 m/s"),
    "half a position": Fault("cutting: [0, 0]", "cutting: ^[0]", "$.floor.positions.cutting", "got 1; expected two numbers in metres"),
    "a position at the end of the world": Fault("cutting: [0, 0]", "cutting: [0, ^.inf]", "$.floor.positions.cutting[1]", "got .inf; expected a"),
    "an aisle to nowhere": Fault("[cutting, office]", "[cutting, ^offce]", "$.floor.aisles[0][1]", 'got "offce"; expected a place that has a position: cutting'),
    "an aisle in a circle": Fault("[cutting, office]", "^[office, office]", "$.floor.aisles[0]", "leads from a place to itself"),
    "no aisle": Fault(", [assembly, testing]]", "]", "$.floor.positions.testing", 'no aisle leads here from "cutting"'),
    "a holiday twice": Fault("[2026-01-06]", "[2026-01-06, ^2026-01-06]", "$.holidays[1]", "2026-01-06 stands here twice"),
    "no holiday": Fault("[2026-01-06]", "[^2026-13-06]", "$.holidays[0]", 'got "2026-13-06"; expected a date'),
    "unknown zone": Fault("Europe/Berlin", "^Europe/Berln", "$.clock.time_zone", 'did you mean "Europe/Berlin"?'),
    "a file for a zone": Fault("Europe/Berlin", "^../../etc/passwd", "$.clock.time_zone", "expected a time zone of the IANA list"),
    "too many points": Fault("crews: {people.crew.count: [2, 3],", f"crews: ^{{seed: {list(range(501))}, people.crew.count: [2, 3],", "$.sweep.crews", "makes 2004 points; expected 1000 at most"),
    "a sweep of nothing": Fault("people.crew.count: [2, 3]", "people.crew.count: ^[]", '$.sweep.crews["people.crew.count"]', "got none; expected a list of 1 to 1000 values"),
}  # fmt: skip


def problems(text: str) -> list[Problem]:
    with pytest.raises(ScenarioError) as caught:
        loads(text, name="plant.yaml")
    return list(caught.value.problems)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_every_fault_is_told_with_place_and_remedy(fault: Fault) -> None:
    """The problem stands at line, column and path, and says what was given, what was expected, what to try."""
    assert fault.old in PLANT
    before, mark, after = PLANT.replace(fault.old, fault.new, 1).partition("^")
    everything = problems(before + after)
    found = [
        problem for problem in everything if problem.path == fault.path and fault.says in problem.message
    ]
    assert found, [str(problem) for problem in everything]
    if mark:
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        assert place in [(problem.line, problem.column) for problem in found]


def used(slot: Slot, data: object) -> set[str]:
    """Every key that a document uses below a slot, distributions aside."""
    found: set[str] = set()
    if slot.is_distribution or not isinstance(data, dict | list):
        return found
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        below = slot.below(key)
        found |= ({key} if key in slot.fields else set()) | (used(below, value) if below else set())
    return found


def known(slot: Slot, seen: frozenset[object] = frozenset()) -> set[str]:
    """Every key that the vocabulary knows below a slot."""
    if slot.is_distribution or slot.types in seen:
        return set()
    keys = [*slot.fields, *(["name"] if slot.names_entries else [0])]
    below = [part for key in keys if (part := slot.below(key)) is not None]
    return set(slot.fields).union(*(known(part, seen | {slot.types}) for part in below))


def test_the_plant_of_these_tests_uses_every_word() -> None:
    """What is not in it is not tested: not here, not in dumps, not in mutilated files."""
    document, _ = read_document(PLANT, "every_word.yaml")
    assert used(root(), plain(document)) == known(root())


# --- what the parts say -------------------------------------------------------------------------------------


def product(*route: object) -> Product:
    return Product.model_validate({"route": list(route)})


def test_a_bare_name_is_a_visit() -> None:
    """`welding` is short for `{station: welding}`, also in choices and among alternatives."""
    steps = product("a", {"station": "a"}).route
    assert steps == (Visit(station="a"), Visit(station="a"))


def test_visits_are_in_the_order_of_the_file() -> None:
    """Through choices, choices within them, and alternatives."""
    inner = {"choice": [{"share": 0.5, "route": ["c"]}, {"share": 0.5, "route": []}]}
    route = product(
        "a",
        {"choice": [{"share": 0.3, "route": ["b", inner]}, {"share": 0.7, "route": ["d"]}]},
        {"alternatives": ["e", {"station": "f"}]},
    )
    assert "".join(visit.station for visit in route.visits) == "abcdef"


def test_one_speed_is_that_of_all_machines() -> None:
    """A single number stands for a list."""
    assert Station(machines=3, speed=2.0).speeds == (2.0, 2.0, 2.0)
    assert Station.model_validate({"machines": 2, "speed": [1, 0.5]}).speeds == (1.0, 0.5)


def test_a_state_that_is_not_named_draws_what_is_said_otherwise() -> None:
    """Named states draw what they say, also when that is nothing."""
    power = Power.model_validate({"productive": "3 kW", "down": "0 W", "otherwise": "200 W"})
    assert (power.watts("productive"), power.watts("down"), power.watts("blocked")) == (3000, 0, 200)


def test_nothing_can_be_written_over() -> None:
    """A scenario is a value."""
    plant: Scenario = loads(PLANT)
    with pytest.raises(ValueError, match="frozen"):
        plant.stations["cutting"].machines = 3  # type: ignore[misc]
