"""Do pages stand together as documented, and is their length what a reader would count?"""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from shopfloor.questions.pages import Page, alone, put_together, tokens_of
from shopfloor.questions.render import Rows, Sheets
from shopfloor.questions.worlds import Windows
from tests.questions.examples import loaded
from tests.questions.logs import plant

MIN, HOUR = 60_000, 3_600_000
ROWS = {
    "failed_at": [8 * HOUR, 9 * HOUR, 10 * HOUR],
    "machine": ["saw.1", "mill.1", "saw.1"],
    "cause": ["jam", "jam", "blade"],
    "repaired_at": [8 * HOUR + 20 * MIN, None, 10 * HOUR + MIN],
    "lasted": [20 * MIN + 18_000, None, MIN],
}
WORLDS = [Windows(plant(), 24 * 3600).world(0, number) for number in (1, 2)]


def page(text: str) -> Page:
    return Page(text.split("\n")[0], text, tokens_of(text))


@given(st.text(st.sampled_from("abZ 0197.:-\n\té\x1c"), max_size=60))
def test_tokens_are_words_groups_of_digits_and_signs(text: str) -> None:
    """The fast count is that of the expression, whatever the text."""
    assert tokens_of(text) == len(re.findall(r"[A-Za-z]+|[0-9]{1,3}|[^\sA-Za-z0-9]", text))


def test_pages_stand_together_and_the_input_names_one() -> None:
    """Text, tokens, place and first line of a context of three pages."""
    one, two, three = page("One\n\n12 jobs"), page("Two\n\n7 jobs"), page("Three\n\n1 job")
    context = put_together(two, [one], [three])
    assert context.text == "One\n\n12 jobs\n\n---\n\nTwo\n\n7 jobs\n\n---\n\nThree\n\n1 job"
    assert (context.tokens, context.pages, context.page) == (tokens_of(context.text), 3, 2)
    assert context.text[context.offset :].startswith(two.text)
    assert context.about == "Report: Two\n"


def test_a_page_alone_needs_no_name() -> None:
    """One page is a context as it is."""
    assert put_together(page("One"), [], []) == alone(page("One"))
    assert alone(page("One")).about is None


def test_a_row_is_found_on_its_page(tmp_path: Path) -> None:
    """The middle between two rows is the middle of their texts, in every form."""
    family = loaded(tmp_path, "long_stoppages")
    sheets = Sheets(family, WORLDS, {"stops": Rows(ROWS, [0, 3, 3])})
    for form, first, last in (
        ("log", "09:00 mill", "1.0 min"),
        ("table", "| 09:00 | mill", "1.0 min |"),
        ("prose", "At 09:00", "1.0 min."),
        ("sql", "('09:00'", "1.0)"),
    ):
        text = sheets.pages(form, [0])[0].text
        middle = (text.index(first) + text.rindex(last) + len(last)) / 2
        assert sheets.middle(form, 0, ((0, 2), (0, 3))) == middle
        assert sheets.middle(form, 0, None) == len(text) / 2


def test_a_page_in_sql_is_what_sqlite_reads(tmp_path: Path) -> None:
    """The whole page runs, and its tables hold the rows as they are shown."""
    family = loaded(tmp_path, "long_stoppages_by_query")
    full, empty = Sheets(family, WORLDS, {"stops": Rows(ROWS, [0, 3, 3])}).pages("sql", [0, 1])
    assert full.header == "Stoppages, Tuesday 6 January 2026, 00:00 to 24:00"
    assert full.text.startswith(f"-- {full.header}\n\n-- Every stoppage")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(full.text)
        columns = "failed_at, machine, cause, repaired_at, lasted_min"
        assert connection.execute(f"SELECT {columns} FROM stops").fetchall() == [
            ("08:00", "saw.1", "jam", "08:20", 20.3),
            ("09:00", "mill.1", "jam", None, None),
            ("10:00", "saw.1", "blade", "10:01", 1.0),
        ]
    assert empty.text.endswith(");\n-- No machine stopped.")


def test_alarms_and_boards_are_lines_of_their_own(tmp_path: Path) -> None:
    """With such lines a family has the form, one line a row by its patterns."""
    both = (
        "      alarms:\n"
        '        - "ALARM {failed_at} {machine} {cause} | closed {repaired_at} after {lasted}"\n'
        '        - "ALARM {failed_at} {machine} {cause} | open"\n'
        "    heading:"
    )
    family = loaded(tmp_path, "long_stoppages", ("    heading:", both))
    assert family.forms == ("log", "table", "prose", "alarms")
    (written,) = Sheets(family, WORLDS, {"stops": Rows(ROWS, [0, 3, 3])}).pages("alarms", [0])
    assert written.text.splitlines()[3:5] == [
        "ALARM 08:00 saw.1 jam | closed 08:20 after 20.3 min",
        "ALARM 09:00 mill.1 jam | open",
    ]
