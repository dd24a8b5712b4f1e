"""What does a file say? YAML 1.2 as it stands, changed by --set and what_if."""

import re
import time
from pathlib import Path

import pytest

from shopfloor.document import plain, read_document
from shopfloor.errors import ScenarioError, UsageError
from shopfloor.scenario import build, gallery, load, loads, starter

PLANT = """\
scenario: plant
clock: {start: 2026-01-05T06:00, horizon: 1 d}
products:
  pump: {orders: {every: 6 min}, route: [saw, {station: saw, processing: 1 min}]}
stations:
  saw: {processing: 3 min, needs: {skill: sawing}}
people:
  crew: {count: 2, skills: {sawing: 1.0}}
what_if:
  more_people: {people.crew.count: 3}
  slower: {stations.saw.processing: 4 min, "products.pump.route[1].processing.constant": 2 min}
"""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"), ("on", "on"), ("yes", "yes"), ("1:30", "1:30"), ("2026-01-05", "2026-01-05"),
        ("1_000", "1_000"), ("=", "="), ('"5"', "5"), ("~", None), ("null", None), ("true", True),
        ("FALSE", False), ("010", 10), ("0o17", 15), ("0x1F", 31), ("+5", 5), ("-0", 0),
        ("1e3", 1000.0), (".5", 0.5), ("5.", 5.0), ("-.inf", float("-inf")),
    ],
)  # fmt: skip
def test_values_follow_yaml_1_2(text: str, value: object) -> None:
    """A country is no boolean, a time no number in base sixty, and a leading zero no octal."""
    document, problems = read_document(f"key: {text}\n", "plant.yaml")
    (found,) = plain(document).values()
    assert not problems
    assert found == value
    assert type(found) is type(value)


def test_a_name_may_look_like_a_word_of_yaml() -> None:
    """A station called NO is a station."""
    plant = loads(PLANT.replace("saw", "NO"))
    assert list(plant.stations) == ["NO"]


@pytest.mark.parametrize("name", ["assembly_line", "job_shop", "machine_shop"])
def test_the_gallery_is_known_by_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bare name finds the built-in scenario from anywhere, also beside a folder of that name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).mkdir()
    assert load(name) == load(gallery()[name])


def test_a_file_goes_before_the_gallery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of the user's own is never hidden by a built-in one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "job_shop").write_text(PLANT)
    assert load("job_shop").scenario == "plant"


def test_loading_is_quick() -> None:
    """A gallery file is read in well under the time that anybody notices (typically 25 ms; ten times that
    here)."""
    began = time.perf_counter()
    load("assembly_line")
    assert time.perf_counter() - began < 0.25


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """Editors that mark UTF-8 write valid scenarios, with any line ends."""
    path = tmp_path / "plant.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + PLANT.replace("\n", "\r\n").encode())
    assert load(path) == loads(PLANT)


def test_plain_data_is_a_scenario_too() -> None:
    """A notebook may build what a file would say."""
    document, _ = read_document(PLANT, "plant.yaml")
    assert build(plain(document)) == loads(PLANT)


def test_plain_data_may_not_be_deeper_than_a_file() -> None:
    """Also what contains itself is told, and not followed."""
    document = plain(read_document(PLANT, "plant.yaml")[0])
    document["what_if"]["slower"]["seed"] = endless = []
    endless.append(endless)
    with pytest.raises(ScenarioError, match="nested deeper than 30 levels"):
        build(document)


def test_the_starter_is_a_scenario() -> None:
    """What `init` writes is valid, and small."""
    assert loads(starter()).stations
    assert len(starter().splitlines()) < 50


# --- changes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text", "edit"),
    [
        ("people.crew.count", "5", ("count: 2", "count: 5")),
        ("$.people.crew.count", "5", ("count: 2", "count: 5")),
        ("clock.horizon", "2 d", ("1 d", "2 d")),
        ("stations.saw.queue.capacity", "3", ("needs:", "queue: {capacity: 3}, needs:")),
        ("products.pump.route.0.processing", "2 min", ("[saw,", "[{station: saw, processing: 2 min},")),
        ("products.pump.route[0]", "{station: saw, processing: 2 min}",
         ("[saw,", "[{station: saw, processing: 2 min},")),
        ("stations.saw.processing", "{exponential: {mean: 1 min}}",
         ("3 min", "{exponential: {mean: 1 min}}")),
        ("people.temps", "{count: 1, skills: {sawing: 0.5}}",
         ("people:", "people:\n  temps: {count: 1, skills: {sawing: 0.5}}")),
        ("description", "NO", ("clock", "description: NO\nclock")),
    ],
)  # fmt: skip
def test_set_is_an_edit_of_the_file(path: str, text: str, edit: tuple[str, str]) -> None:
    """--set path=value gives what the file would give with that value in its place."""
    assert loads(PLANT, overrides={path: text}) == loads(PLANT.replace(*edit, 1))


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("people.crow.count", "2", 'nothing is called "crow" at $.people; did you mean "crew"?'),
        ("people.crew.cuont", "2", 'did you mean "count"?'),
        ("people.crew.skills.swaing", "1.0", 'did you mean "sawing"?'),
        ("people.crew.count.more", "2", "2 stands at $.people.crew.count"),
        ("products.pump.route.2", "saw", "expected a number from 0 to 1"),
        ("what_if.more_people", "{}", "edit the file"),
        ("people.crew.count", "[2", "bracket"),
        ("people.crew.count", "0", "got 0; expected a whole number from 1"),
        ("", "1", "nothing is called"),
    ],
)
def test_a_wrong_set_is_told_as_such(path: str, value: str, says: str) -> None:
    """The place of the mistake is the flag, not the file."""
    with pytest.raises(ScenarioError, match=re.escape(says)) as caught:
        loads(PLANT, overrides={path: value})
    assert caught.value.problems[0].file == f"--set {path}={value}"


EVERY_WORD = Path(__file__).with_name("every_word.yaml")


@pytest.mark.parametrize(
    ("path", "text", "edit"),
    [
        ("products.pump.route.1.choice.0.share", "0.75", ("share: 0.75", "share: 0.75")),
        ("products.pump.route[1].choice[1].route[0].processing", "2 min",
         ("[{station: cutting, processing: 1 min}]", "[{station: cutting, processing: 2 min}]")),
        ("products.pump.route.2.alternatives.0.processing", "7 min",
         ("[welding, {station", "[{station: welding, processing: 7 min}, {station")),
        ("products.pump.route.2.by", "random", ("by: least_loaded", "by: random")),
        ("products.pump.route.4.processing.constant", "1 min",
         ("- testing", "- {station: testing, processing: 1 min}")),
        ("products.pump.initial.welding", "2", ("{cutting: 3}", "{cutting: 3, welding: 2}")),
        ("products.gear.initial.oven", "2", ("route: [oven, testing]", "route: [oven, testing]\n    initial: {oven: 2}")),
        ("products.gear.orders.rate.0.per_hour", "3", ("per_hour: 1.5", "per_hour: 3")),
        ("products.frame.orders.at.2", "3 h", ("2 h, 2 h]", "2 h, 3 h]")),
        ("products.bolt.orders.priority", "2", ("  bolt:\n", "  bolt:\n    orders: {priority: 2}\n")),
        ("stations.cutting.speed.1", "0.7", ("[1, 0.5]", "[1, 0.7]")),
        ("stations.cutting.speed", "2", ("[1, 0.5]", "2")),
        ("stations.cutting.setup.between.pump.small", "4 min",
         ("{small: {pump: 3 min}}", "{small: {pump: 3 min}, pump: {small: 4 min}}")),
        ("stations.cutting.quality.by_machine.cutting.2.rework", "0.3", ("{rework: 0.2}", "{rework: 0.3}")),
        ("stations.cutting.quality.by_machine.cutting.1.scrap", "0.3",
         ("{cutting.2: {rework: 0.2}}", "{cutting.2: {rework: 0.2}, cutting.1: {scrap: 0.3}}")),
        ("stations.filling.batch.max", "3", ("filling: {", "filling: {batch: {max: 3}, ")),
        ("stations.filling.power.otherwise", "1 kW", ("filling: {", "filling: {power: {otherwise: 1 kW}, ")),
        ("floor.positions.office.0", "4.5", ("office: [3, -3]", "office: [4.5, -3]")),
        ("travel.between.oven.testing", "5 min",
         ("{cutting: {welding: 2 min}}", "{cutting: {welding: 2 min}, oven: {testing: 5 min}}")),
        ("holidays.0", "2026-01-07", ("[2026-01-06]", "[2026-01-07]")),
        ("shifts.day.at_end.no_start_within", "20 min", ("no_start_within: 10 min", "no_start_within: 20 min")),
    ],
)  # fmt: skip
def test_set_reaches_every_kind_of_part(path: str, text: str, edit: tuple[str, str]) -> None:
    """Through lists and choices, names of machines, texts that are short for more, words left out."""
    plant = EVERY_WORD.read_text("utf-8")
    plant = plant[: plant.index("what_if:")]
    assert edit[0] in plant
    assert loads(plant, overrides={path: text}) == loads(plant.replace(*edit, 1))


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("products.pump.route.1.choice.2", "{share: 0, route: []}", "expected a number from 0 to 1"),
        ("products.pump.route.1.chioce", "[]", 'did you mean "choice"?'),
        ("stations.cutting.quality.by_machine.cuting.2.scrap", "0.1", 'got "cuting.2"; expected a machine of this station'),
        ("stations.cutting.setup.between.pomp.small", "1 min", 'did you mean "pump"?'),
        ("stations.cutting.speed.2", "1", "expected a number from 0 to 1"),
        ("stations.cutting.speed.fast", "1", "expected a number from 0 to 1"),
        ("people.crew.skills.runing", "1", 'did you mean "running"?'),
        ("sweep.crews", "{}", "sweep itself is not changed by a path; edit the file"),
    ],
)  # fmt: skip
def test_a_wrong_path_into_any_part_is_told(path: str, value: str, says: str) -> None:
    """It says where the path ends, or which name is not known."""
    plant = EVERY_WORD.read_text("utf-8")
    with pytest.raises(ScenarioError, match=re.escape(says)):
        loads(plant[: plant.index("what_if:")], overrides={path: value})


def test_what_if_is_an_edit_of_the_file() -> None:
    """The changed plant is the plant that the file would describe with those values."""
    changed = loads(PLANT, what_if="slower")
    bare = PLANT[: PLANT.index("what_if")]
    assert changed == loads(bare.replace("3 min", "4 min").replace("1 min", "2 min"))


def test_what_if_stands_on_top_of_set() -> None:
    """Both may be given; the named change has the last word."""
    changed = loads(
        PLANT, overrides={"people.crew.count": "7", "clock.horizon": "2 d"}, what_if="more_people"
    )
    assert (changed.people["crew"].count, changed.clock.horizon) == (3, 2 * 86400)


def test_an_unknown_what_if_names_the_known_ones() -> None:
    """A misspelt name is a usage error."""
    with pytest.raises(UsageError, match=re.escape('did you mean "slower"? (known: more_people, slower)')):
        loads(PLANT, what_if="slowr")


def test_every_what_if_is_checked_on_load() -> None:
    """A change that leads nowhere, or to a plant that is none, is found before anybody runs it."""
    text = PLANT.replace("people.crew.count: 3", "people.crwe.count: 3, people.crew.count: 0")
    text = text.replace("stations.saw.processing: 4 min", "stations.saw.needs.skill: fitting")
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    assert [(problem.line, problem.path) for problem in caught.value.problems] == [
        (8, "$.people.crew"),
        (10, '$.what_if.more_people["people.crwe.count"]'),
        (10, "$.people.crew.count"),
        (11, "$.stations.saw.needs.skill"),
    ]
    assert all(
        'with what_if "' in problem.message for problem in caught.value.problems if "crwe" not in problem.path
    )
