"""Are texts written as documented, and can they be read back to the rows?"""

import re

import pytest
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from shopfloor.contracts.family import Form
from shopfloor.errors import FamilyError
from shopfloor.questions.render import Prepared, Rows, Sheets, wordings
from shopfloor.questions.worlds import Windows
from tests.questions.logs import families, plant

(FAMILY,) = families("downtime_of_machine")
HOUR = 3_600_000
ROWS = [  # machine, mode, failed_at, repaired_at, lasted, all in ms
    ("saw.1", "jam", 8 * HOUR, 8 * HOUR + 60_000, 90_000),
    ("mill.1", "blade-2", 9 * HOUR, None, None),
    *[("saw.2", "jam", 10 * HOUR + i * 60_000, 10 * HOUR + i * 60_000, 6_000 * i) for i in range(6)],
]
COLUMNS = dict(zip(FAMILY.shown["stoppages"].columns, map(list, zip(*ROWS, strict=True)), strict=True))
SHOWN = {"stoppages": Rows(COLUMNS, [0, 8, 8])}
WORLDS = [Windows(plant(), 8 * 3600).world(0, number) for number in (1, 2)]


def contexts(form: Form, shown: dict[str, Rows] = SHOWN) -> list[str]:
    return [page.text for page in Sheets(FAMILY, WORLDS, shown).pages(form, range(len(WORLDS)))]


def test_a_log_is_a_line_for_each_row() -> None:
    """The title, an empty line, the heading, and each row by the pattern with exactly its columns."""
    assert contexts("log")[0].splitlines()[:5] == [
        "Stoppages, Monday 5 January 2026, 08:00 to 16:00",
        "",
        "Every stop of a machine.",
        "08:00 saw.1 jam until 08:01, 1.5 min",
        "09:00 mill.1 blade-2, not repaired",
    ]


def test_a_table_shows_a_dash_for_a_null() -> None:
    """Titles, dashes, rows in the order of the columns."""
    assert contexts("table")[0].splitlines()[3:7] == [
        "| Machine | mode | failed at | repaired at | lasted |",
        "| --- | --- | --- | --- | --- |",
        "| saw.1 | jam | 08:00 | 08:01 | 1.5 min |",
        "| mill.1 | blade-2 | 09:00 | - | - |",
    ]


def test_prose_has_six_sentences_in_a_paragraph() -> None:
    """Eight rows are a paragraph of six and one of two."""
    paragraphs = contexts("prose")[0].splitlines()[3:]
    assert [paragraph.count("At ") for paragraph in paragraphs] == [6, 2]


@pytest.mark.parametrize("form", ["log", "table", "prose"])
def test_no_rows_are_one_line(form: Form) -> None:
    """A relation without rows says so, in every form; an end at midnight is 24:00."""
    assert contexts(form)[1] == (
        "Stoppages, Monday 5 January 2026, 16:00 to 24:00\n\nEvery stop of a machine.\nNothing stopped."
    )


@pytest.mark.parametrize("form", ["log", "table", "prose"])
def test_a_tiny_reader_gets_the_rows_back(form: Form) -> None:
    """Whoever knows the patterns reads the same rows from all forms."""
    body = contexts(form)[0].split("\n", 3)[3]
    lines = FAMILY.shown["stoppages"].lines
    if form == "table":
        read = [tuple(line.strip("| ").split(" | ")) for line in body.splitlines()[2:]]
    else:
        patterns = [_regex(text) for text in (lines.log if form == "log" else lines.prose)]
        read, rest = [], body.replace("\n", " ")
        while rest:
            match = next(match for match in (pattern.match(rest) for pattern in patterns) if match)
            read.append(tuple(match.groupdict().get(column, "-") for column in COLUMNS))
            rest = rest[match.end() :].lstrip()
    assert [(row[0], row[1], _ms(row[2]), _ms(row[3]), _ms(row[4])) for row in read] == ROWS


def _regex(pattern: str) -> re.Pattern[str]:
    value = r"-?\d+\.\d min|\d\d:\d\d|[A-Za-z][\w.-]*"
    return re.compile(re.sub(r"\\{(\w+)\\}", lambda field: f"(?P<{field[1]}>{value})", re.escape(pattern)))


def _ms(text: str) -> int | None:
    if text == "-":
        return None
    if text.endswith(" min"):
        return round(float(text[:-4]) * 60_000)
    hours, minutes = text.split(":")
    return int(hours) * HOUR + int(minutes) * 60_000


def test_wordings_say_what_jinja_says() -> None:
    """Inputs and outputs are, letter by letter, what the sandboxed strict templates render to."""
    four = range(4)
    prepared = Prepared(
        worlds=WORLDS,
        world=[0] * 4,
        form=["log"] * 4,
        input=list(four),
        output=list(four),
        subject={"machine": ["saw.1"] * 4},
        answer=["1.5 min"] * 4,
        also={},
    )
    jinja = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    fields = {
        "machine": "saw.1",
        "answer": "1.5 min",
        "day": "Monday 5 January 2026",
        "since": "08:00",
        "until": "16:00",
    }
    for i, (asked, said) in enumerate(zip(*wordings(FAMILY, prepared), strict=True)):
        assert asked == jinja.from_string(FAMILY.input[i]).render(fields)
        assert said == jinja.from_string(FAMILY.output[i]).render(fields)


def test_a_row_without_a_pattern_is_told() -> None:
    """The pattern that is missing is spelt out."""
    columns = {
        name: [None if name == "lasted" else value for value in values] for name, values in COLUMNS.items()
    }
    with pytest.raises(
        FamilyError, match=r"add a pattern with \{machine\}, \{mode\}, \{failed_at\}, \{repaired_at\}"
    ):
        contexts("log", {"stoppages": Rows(columns, [0, 8, 8])})
