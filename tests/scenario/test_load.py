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
