"""What is a user told about a broken scenario? Everything at once: where, what was given, what was expected,
what to try."""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from shopfloor.errors import Problem, ScenarioError, UsageError
from shopfloor.scenario import load, loads

CONTRADICTIONS = Path(__file__).parent / "contradictions"

PLANT = """\
scenario: plant
clock: {start: 2026-01-05T06:00, horizon: 1 d}
products:
  pump:
    orders: {every: 6 min}
    route: [saw, press]
  valve:
    orders: {every: 9 min}
    route: [saw, press]
stations:
  saw:
    machines: 1
    processing: 3 min
    queue:
      capacity: 5
  press:
    processing: {lognormal: {mean: 4 min, cv: 0.3}}
    needs: {skill: pressing}
    failures:
      jam: {time_to_failure: 5 h, time_to_repair: 9 min, repaired_by: pressing}
    quality: {scrap: 0.1, rework: {share: 0.1, at: saw, at_most: 2}}
people:
  crew: {count: 2, skills: {pressing: 1.0}, shift: day}
shifts:
  day: {days: mon-fri, from: 06:00, to: 14:00, breaks: [{at: 10:00, for: 15 min}]}
"""


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        loads(text, name="plant.yaml")
    assert caught.value.exit_code == 2
    return caught.value.problems


@dataclass(frozen=True)
class Fault:
    """Replace ``old`` (once) by ``new``: the problem stands where ``new`` has a ``^`` and says all of
    ``says``."""

    old: str
    new: str
    path: str
    says: tuple[str, ...]


def fault(old: str, new: str, path: str, *says: str) -> Fault:
    return Fault(old, new, path, says)


FAULTS = {
    "negative capacity": fault(
        "capacity: 5", "capacity: ^-1", "$.stations.saw.queue.capacity",
        "got -1; expected 0 or more places (0: direct hand-over; leave the queue out: unlimited)",
    ),
    "unknown key": fault("capacity: 5", "^capcity: 5", "$.stations.saw.queue.capcity", 'did you mean "capacity"?', "known here: capacity, order"),
    "no space after the colon": fault("{every: 6 min}", "{^every:6 min}", '$.products.pump.orders["every:6 min"]', "write a space after the colon"),
    "word that is none": fault("{every: 6 min}", "{^wpi: 8}", "$.products.pump.orders.wpi", 'unknown key "wpi"; did you mean "wip"? (known here: every, at, rate,'),
    "misspelt word": fault("capacity: 5", "order: ^fivo", "$.stations.saw.queue.order", "expected one of fifo", 'did you mean "fifo"?'),
    "unknown unit": fault("horizon: 1 d", "horizon: ^5 days", "$.clock.horizon", 'unknown unit "days"', 'did you mean "5 d"?'),
    "bare number": fault("horizon: 1 d", "horizon: ^5", "$.clock.horizon", "got 5; expected a duration with a unit", 'try "5 min"'),
    "bare number for a law": fault("processing: 3 min", "processing: ^3", "$.stations.saw.processing", "got 3; expected a distribution"),
    "unknown family": fault("{lognormal: {mean: 4 min, cv: 0.3}}", "{^lognorm: {mean: 4 min}}", "$.stations.press.processing.lognorm", 'did you mean "lognormal"?'),
    "negative duration": fault("processing: 3 min", "processing: ^-3 min", "$.stations.saw.processing", "-3 min", "0 s or more"),
    "NaN": fault("scrap: 0.1", "scrap: ^.nan", "$.stations.press.quality.scrap", "got .nan; expected a share from 0 to 1"),
    "NaN duration": fault("processing: 3 min", "processing: ^nan min", "$.stations.saw.processing", "finite"),
    "infinite duration": fault("horizon: 1 d", "horizon: ^1e999 d", "$.clock.horizon", "finite"),
    "longer than the clock": fault("horizon: 1 d", "horizon: ^1e6 week", "$.clock.horizon", "100 years"),
    "weights that do not sum": fault("processing: 3 min", "processing: {discrete: ^{values: [1 min, 2 min], weights: [0.5, 0.6]}}", "$.stations.saw.processing.discrete", "sum to 1.1; expected 1"),
    "support below zero": fault("processing: 3 min", "processing: {shifted: ^{by: -5 min, of: {exponential: {mean: 4 min}}}}", "$.stations.saw.processing.shifted", "-5 min", "0 s or more"),
    "zero machines": fault("machines: 1", "machines: ^0", "$.stations.saw.machines", "got 0; expected a whole number from 1"),
    "half a machine": fault("machines: 1", "machines: ^1.5", "$.stations.saw.machines", "got 1.5; expected a whole number"),
    "machines as a text": fault("machines: 1", 'machines: ^"1"', "$.stations.saw.machines", 'got "1"; expected a whole number'),
    "nothing after a key": fault("machines: 1", "^machines:", "$.stations.saw.machines", "got nothing; expected a whole number"),
    "share above one": fault("scrap: 0.1", "scrap: ^1.5", "$.stations.press.quality.scrap", "got 1.5; expected a share from 0 to 1"),
    "shares above one": fault("share: 0.1", "share: ^0.95", "$.stations.press.quality.rework.share", "sum to 1.05; expected 1 at most"),
    "station unknown": fault("route: [saw, press]", "route: [^saww, press]", "$.products.pump.route[0]", "expected a station of this plant: saw, press", 'did you mean "saw"?'),
    "route without a station": fault("route: [saw, press]", "route: ^[]", "$.products.pump.route", "got none; expected a list of one or more stations"),
    "route that is a text": fault("route: [saw, press]", "route: ^saw", "$.products.pump.route", 'got "saw"; expected a list'),
    "rework that leads forward": fault("route: [saw, press]", "route: [press, saw]", "$.stations.press.quality.rework.at", '"pump" has passed', "expected one of press"),
    "rework to an unknown station": fault("at: saw", "at: ^sow", "$.stations.press.quality.rework.at", 'did you mean "saw"?'),
    "station that nobody uses": fault("stations:\n", "stations:\n  ^oven: {processing: 1 min}\n", "$.stations.oven", 'no route leads to "oven"'),
    "skill that nobody has": fault("skill: pressing", "skill: ^welding", "$.stations.press.needs.skill", "expected a skill that somebody under people has: pressing"),
    "repairer that nobody is": fault("repaired_by: pressing", "repaired_by: ^fitting", "$.stations.press.failures.jam.repaired_by", "a skill that somebody under people has"),
    "people that nobody needs": fault("people:\n", "people:\n  ^guests: {count: 1, skills: {juggling: 1.0}}\n", "$.people.guests", "nobody needs", "juggling"),
    "no time at a station": fault("    processing: 3 min\n", "", "$.products.pump.route[0]", 'how long "pump" takes at "saw"'),
    "two sources of jobs": fault("{every: 6 min}", "{every: 6 min, supply: ^unlimited}", "$.products.pump.orders.supply", 'got "every" too'),
    "no source of jobs": fault("orders: {every: 6 min}", "^orders: {priority: 1}", "$.products.pump.orders", 'nothing brings a "pump"', "every, at, rate, supply, wip"),
    "orders without distance": fault("{every: 6 min}", "{every: ^0 s}", "$.products.pump.orders.every", "the mean is zero"),
    "unlimited supply with due dates": fault("{every: 6 min}", "{supply: unlimited, due_in: ^4 h}", "$.products.pump.orders.due_in", "says nothing with supply: unlimited"),
    "unlimited supply that takes no time": fault("{every: 6 min}\n    route: [saw,", "{supply: unlimited}\n    route: [{station: ^saw, processing: 0 s},", "$.products.pump.route[0].station", "jobs would start without end"),
    "failures without distance": fault("time_to_failure: 5 h", "time_to_failure: ^0 s", "$.stations.press.failures.jam.time_to_failure", "the mean is zero"),
    "reserved failure name": fault("jam:", "^shift_end:", "$.stations.press.failures.shift_end", "another name"),
    "on_shift without a shift": fault("{time_to_failure", "{clock: ^on_shift, time_to_failure", "$.stations.press.failures.jam.clock", "the station has no shift"),
    "warm-up as long as the run": fault("horizon: 1 d", "horizon: 1 d, warm_up: ^24 h", "$.clock.warm_up", "less than the horizon (1 d)"),
    "no date": fault("2026-01-05T06:00", "^2026-13-05", "$.clock.start", 'got "2026-13-05"; expected a date and time'),
    "end of the calendar": fault("2026-01-05T06:00", "9999-12-31T06:00", "$.clock.horizon", "after the year 9999"),
    "seed below zero": fault("products:\n", "seed: ^-1\nproducts:\n", "$.seed", "got -1; expected a whole number, 0 or more"),
    "seed that is no number": fault("products:\n", "seed: ^true\nproducts:\n", "$.seed", "got true; expected a whole number"),
    "unknown shift": fault("shift: day", "shift: ^night", "$.people.crew.shift", "expected a shift of this plant: day"),
    "shift that nobody works": fault("shifts:\n", "shifts:\n  ^night: {days: mon, from: 22:00, to: 06:00}\n", "$.shifts.night", "remove it"),
    "people who never come": fault("days: mon-fri", "days: sat", "$.stations.press.needs.skill", "crew", "off shift or absent for the whole run"),
    "no weekday": fault("days: mon-fri", "days: ^mon-fry", "$.shifts.day.days", "expected weekdays"),
    "no time of day": fault("to: 14:00", "to: ^25:00", "$.shifts.day.to", "expected a time of day"),
    "break outside": fault("{at: 10:00", "^{at: 15:00", "$.shifts.day.breaks[0]", "within the shift (06:00 to 14:00)"),
    "breaks that overlap": fault("for: 15 min}]", "for: 15 min}, ^{at: 10:10, for: 5 min}]", "$.shifts.day.breaks[1]", "overlaps"),
    "nothing ever begun": fault("to: 14:00", "to: 14:00, at_end: {no_start_within: ^8 h}", "$.shifts.day.at_end.no_start_within", "less than the shift (8 h)"),
    "unknown end of shift": fault("to: 14:00", "to: 14:00, at_end: ^later", "$.shifts.day.at_end", "finish, interrupt, or {no_start_within: 30 min}"),
    "no proficiency": fault("pressing: 1.0", "pressing: ^0", "$.people.crew.skills.pressing", "a proficiency above 0"),
    "nobody in a group": fault("count: 2", "count: ^0", "$.people.crew.count", "got 0; expected a whole number from 1"),
    "bad name": fault("  crew:", "  ^the crew:", '$.people["the crew"]', "a letter, then letters, digits or _"),
    "people named as machines": fault("  crew:", "  ^saw:", "$.people.saw", "is a station too"),
    "change-over from an unknown product": fault("machines: 1", "setup: {between: {^pomp: {valve: 3 min}}}", "$.stations.saw.setup.between.pomp", 'did you mean "pump"?'),
    "change-over to itself": fault("machines: 1", "setup: {between: {pump: {pump: ^3 min}}}", "$.stations.saw.setup.between.pump.pump", "to itself"),
    "duplicate key": fault("machines: 1", "machines: 1\n    ^machines: 2", "$.stations.saw.machines", "a second time (first at line 12)"),
    "tag": fault("machines: 1", "machines: ^!!int 1", "$.stations.saw.machines", "tags are not read"),
    "merge key": fault("machines: 1", "^<<: {machines: 1}", '$.stations.saw["<<"]', "merge keys"),
}  # fmt: skip


@pytest.mark.parametrize("broken", FAULTS.values(), ids=FAULTS.keys())
def test_every_fault_is_told_with_place_and_remedy(broken: Fault) -> None:
    """The problem stands at line, column and path, and says what was given and what to do."""
    assert broken.old in PLANT
    marked = PLANT.replace(broken.old, broken.new, 1)
    found = [problem for problem in problems(marked.replace("^", "")) if problem.path == broken.path]
    assert found, [str(problem) for problem in problems(marked.replace("^", ""))]
    assert any(all(says in problem.message for says in broken.says) for problem in found), found
    if "^" in broken.new:
        before, _, _ = marked.partition("^")
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        assert place in [(problem.line, problem.column) for problem in found]


@pytest.mark.parametrize("file", sorted(CONTRADICTIONS.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_contradiction_is_told_exactly(file: Path) -> None:
    """Each file says at its end, after "# tells", what is told about it: place, path and message."""
    text = file.read_text("utf-8")
    expected = [line.removeprefix("# ") for line in text.partition("# tells\n")[2].splitlines()]
    with pytest.raises(ScenarioError) as caught:
        loads(text, name=file.name)
    assert str(caught.value).splitlines() == expected


def test_many_contradictions_are_told_at_once() -> None:
    """Whoever wrote a plant full of mistakes mends them in one go."""
    text = (CONTRADICTIONS / "many_contradictions.yaml").read_text("utf-8")
    assert len(problems(text)) > 12


def test_one_fault_is_one_problem() -> None:
    """What follows from a fault is not told again: three faults, three problems."""
    text = (
        PLANT.replace("[saw, press]", "[saww, press]")
        .replace("skill: pressing", "skill: presing")
        .replace("capacity: 5", "capacity: -1")
    )
    assert [problem.line for problem in problems(text)] == [6, 9, 15, 18]  # the route stands there twice


def test_a_missing_part_is_told_where_it_belongs() -> None:
    """What is not there has no place; the place is that of the mapping's key."""
    (problem,) = problems(PLANT.replace(", horizon: 1 d", ""))
    assert (problem.line, problem.column, problem.path) == (2, 1, "$.clock.horizon")
    assert problem.message.startswith('"horizon" is missing; expected a duration with a unit')


def test_the_message_is_file_line_column_path() -> None:
    """A problem reads as a compiler's does."""
    (problem,) = problems(PLANT.replace("capacity: 5", "capacity: -1"))
    assert str(problem).splitlines()[0] == "plant.yaml:15:17  $.stations.saw.queue.capacity"


BROKEN_TEXTS = {
    "tab": ("clock:\n\tstart: now\n", 2, 1, "tab"),
    "quote": ('scenario: "plant\nseed: 1\n', 1, 11, "quote that is never closed"),
    "bracket": ("clock: {start: 1\nseed: 2\n", 2, 5, "opened at line 1, column 8"),
    "indentation": ("clock:\n    start: 1\n  horizon: 2\n", 3, 3, "indentation"),
    "colon": ("clock: start: 1\n", 1, 13, '":"'),
    "no colon": ("seed: 1\nplant\nclock: 2\n", 3, 1, "key: value"),
    "list in a mapping": ("seed: 1\n- 2\n", 2, 1, "list item"),
    "character": ("seed: @1\n", 1, 7, "quote the text"),
    "escape": ('scenario: "\\q"\n', 1, 13, "backslash"),
    "control character": ("seed: \x07\n", 1, 7, "U+0007"),
    "several documents": ("seed: 1\n---\nseed: 2\n", 2, 1, "one scenario in a file"),
    "empty": ("", 1, 1, "empty"),
    "comment alone": ("# nothing\n", 1, 1, "empty"),
    "list": ("- saw\n", 1, 1, "got a list; expected a scenario"),
    "word": ("saw\n", 1, 1, 'got "saw"; expected a scenario'),
    "unknown alias": ("seed: *one\n", 1, 7, "alias *one"),
    "alias of itself": ("seed: &one [*one]\n", 1, 13, "alias *one"),
    "nesting": ("[" * 400, 1, 31, "nested deeper than 30"),
    "old YAML": ("%YAML 1.1\n---\nseed: 1\n", 2, 1, "YAML 1.2"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "says"), BROKEN_TEXTS.values(), ids=BROKEN_TEXTS.keys())
def test_broken_yaml_is_one_message(text: str, line: int, column: int, says: str) -> None:
    """What cannot be read is told once, with its place."""
    (problem,) = problems(text)
    assert (problem.line, problem.column) == (line, column)
    assert says in problem.message


def test_an_alias_bomb_is_refused_at_once() -> None:
    """Aliases count as what they stand for; a billion laughs ends at the first thousands."""
    levels = "abcdefghi"
    bomb = "a: &a [lol]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 30)}]\n" for a, b in pairwise(levels)
    )
    (problem,) = problems(bomb)
    assert "aliases counted" in problem.message
    assert problem.line is not None


def test_an_anchor_may_be_used_twice() -> None:
    """A few aliases are fine: the value stands for itself."""
    text = PLANT.replace("processing: 3 min", "processing: &time 3 min").replace(
        "every: 9 min", "every: 9 min, due_in: 2 h"
    )
    text = text.replace("{lognormal: {mean: 4 min, cv: 0.3}}", "*time")
    plant = loads(text)
    assert plant.stations["press"].processing == plant.stations["saw"].processing


# --- files --------------------------------------------------------------------------------------------------


def test_no_such_file_names_those_that_are_near(tmp_path: Path) -> None:
    """A misspelt file is a usage error that names its neighbour and the gallery."""
    (tmp_path / "wind_tunnel.yaml").write_text(PLANT)
    with pytest.raises(
        UsageError, match=re.escape(f"did you mean {tmp_path / 'wind_tunnel.yaml'}?")
    ) as caught:
        load(tmp_path / "wind_tunel.yaml")
    assert "assembly_line" in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_misspelt_gallery_name_is_told() -> None:
    """The built-in scenarios are near names too."""
    with pytest.raises(UsageError, match="did you mean job_shop"):
        load("job_shpo")


def test_a_folder_is_no_scenario(tmp_path: Path) -> None:
    """A folder is told with the scenarios in it."""
    (tmp_path / "plant.yaml").write_text(PLANT)
    with pytest.raises(UsageError, match=r"is a folder.*plant\.yaml"):
        load(tmp_path)


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    """50 MB are refused by their size, before anybody parses them."""
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(UsageError, match="larger than 1 MB"):
        load(path)


def test_text_of_another_encoding_is_told_with_its_place(tmp_path: Path) -> None:
    """Latin-1 is not guessed at."""
    path = tmp_path / "latin.yaml"
    path.write_bytes("scenario: plant\ndescription: Größe\n".encode("latin-1"))
    with pytest.raises(ScenarioError, match="UTF-8") as caught:
        load(path)
    assert (caught.value.problems[0].line, caught.value.problems[0].column) == (2, 16)


@pytest.mark.parametrize("path", ["", "\0", "x" * 5000, "no/such/folder/plant.yaml"])
def test_a_path_that_cannot_be_is_a_usage_error(path: str) -> None:
    """Whatever a path is, the answer is a message."""
    with pytest.raises(UsageError):
        load(path)
