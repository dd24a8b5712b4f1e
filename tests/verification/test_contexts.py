"""Is the text of a context read back to exactly the rows that wrote it?"""

from hypothesis import given, settings
from hypothesis import strategies as st

from shopfloor.verification.context import ContextReader, Unreadable
from shopfloor.verification.values import text
from tests.verification import writing
from tests.verification.plants import FORMS, WORLD, family

names = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,3}(\.[A-Za-z0-9_-]{1,2}){0,2}", fullmatch=True)
clocks = st.integers(6 * 60, 14 * 60).map(lambda minute: f"{minute // 60:02d}:{minute % 60:02d}")
hours = st.integers(-9_999, 9_999).map(lambda hundredths: f"{hundredths / 100:.2f} h")
moments = st.datetimes().map(lambda moment: f"{moment:%H:%M:%S}").map(lambda clock: f"2026-02-28 {clock}")
stops = st.fixed_dictionaries({"machine": names, "stopped_at": clocks, "ran_at": st.none() | clocks})
crews = st.fixed_dictionaries(
    {"person": names, "repairs": st.integers(0, 99).map(str), "worked": hours, "seen": moments}
)
rows = st.fixed_dictionaries({"stops": st.lists(stops, max_size=14), "crew": st.lists(crews, max_size=3)})
FAMILY = family()


def read_back(context):
    """The rows of a context, as the texts of their values."""
    reader = ContextReader(FAMILY, [])
    page = reader.read(context)
    if fault := reader.impossible(page):
        raise fault
    shown = {}
    for relation, columns in zip(reader.relations, reader.values(page), strict=True):
        table = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        shown[relation.name] = [
            {
                name: None if value is None else text(relation.columns[name], value)
                for name, value in row.items()
            }
            for row in table
        ]
    return page, shown


@settings(derandomize=True, deadline=None)
@given(rows, st.sampled_from(FORMS))
def test_what_is_written_is_read_back(shown, form):
    """Rows go out as text and come back as the same rows, in every form, and the form is recognised."""
    page, read = read_back(writing.context(FAMILY, *WORLD, shown, form))
    assert read == shown
    assert form in page.forms
    assert len(page.forms) == (1 if any(shown.values()) else len(FORMS))


@settings(derandomize=True, deadline=None)
@given(rows, st.sampled_from(FORMS), st.data())
def test_what_is_read_back_is_what_was_written(shown, form, data):
    """A text of which one character was changed is refused, or it is the very text that its rows write."""
    context = writing.context(FAMILY, *WORLD, shown, form)
    place = data.draw(st.integers(0, len(context) - 1))
    edited = (
        context[:place]
        + data.draw(st.sampled_from('019aZ.:-_ |\n"é'))
        + context[place + data.draw(st.integers(0, 1)) :]
    )
    try:
        page, read = read_back(edited)
    except Unreadable:
        return
    world = (f"{page.world.window[0].date()}", page.world.since_text, page.world.until_text)
    # where the lines of prose end is layout
    assert edited.replace("\n", " ") in {
        writing.context(FAMILY, *world, read, form).replace("\n", " ") for form in page.forms
    }
