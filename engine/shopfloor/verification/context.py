"""What rows does the text of a page hold?

    <title>, <day>, <since> to <until>

    <heading of a relation>
    <its rows, in one of the forms of the family, or its line for no rows>

Every line must be one that the family's patterns write; nothing is skipped. The form is recognised from the
text.
"""

import re
from collections.abc import Sequence
from itertools import accumulate

from shopfloor.contracts.family import Family, Form
from shopfloor.verification.relations import Problems, RelationReader, Unreadable
from shopfloor.verification.rows import Found
from shopfloor.verification.values import Value
from shopfloor.verification.world import DAY, SINCE, UNTIL, World, read_world

__all__ = ["ContextReader", "Page", "Problems", "Unreadable"]

REMEMBERED_CHARACTERS = 50_000
"""Of the pages of a family that need not be read again, and take ten times the room of their text: records about the same
page stand together."""

REMEMBERED_WORLDS = 4_096

_ORDER: tuple[Form, ...] = ("table", "log", "alarms", "board", "prose", "sql")


class Page:
    """A page, split into the texts of its values: for each relation what its rows hold.

    Several ``forms`` fit when no relation has a row, or when the patterns of two forms write the same.
    """

    __slots__ = ("bodies", "forms", "found", "rows", "world")

    def __init__(
        self,
        world: World,
        forms: tuple[Form, ...],
        found: tuple[Found, ...],
        bodies: Sequence[tuple[int, str | None]],
    ) -> None:
        self.world, self.forms, self.found = world, forms, found
        self.rows = tuple(map(len, found))
        self.bodies = bodies
        """For each relation where its rows begin in the page, and their text; ``None`` when it has none."""


class ContextReader:
    """Reads the pages of one family. ``problems`` takes what is wrong with its patterns."""

    def __init__(self, family: Family, problems: Problems) -> None:
        if "\n" in family.title:
            problems.append(("$.title", "expected one line of text"))
        self.forms = tuple(form for form in _ORDER if form in family.forms)
        comment = "-- " if "sql" in self.forms else ""
        self._title = re.compile(rf"{comment}{re.escape(family.title)}, ({DAY}), ({SINCE}) to ({UNTIL})")
        self._written_title = f"{comment}{family.title}, <day>, <since> to <until>"
        self._worlds: dict[str, World] = {}
        self._pages: dict[str, Page] = {}
        self._remembered = 0
        self.relations = tuple(
            RelationReader(name, relation, self.forms, problems) for name, relation in family.shown.items()
        )

    def read(self, text: str) -> Page:
        """Split a page into the texts of its values; of the same text give the same page.

        Raises:
            Unreadable: for anything that the family does not write.
        """
        page = self._pages.get(text)
        if page is None:
            self._remembered += len(text)
            if self._remembered > REMEMBERED_CHARACTERS:
                self._pages.clear()
                self._remembered = len(text)
            page = self._pages[text] = self.read_anew(text)
        return page

    def read_anew(self, text: str) -> Page:
        """The same for a page that is not likely to come again; nothing is remembered.

        Raises:
            Unreadable: for anything that the family does not write.
        """
        title, *sections = text.split("\n\n")
        world = self._worlds.get(title) or self._world(title)
        bodies = self._bodies(sections)
        readings = [(form, self._found(bodies, form)) for form in self._begun(bodies)]
        fitting = [(form, found) for form, found in readings if found is not None]
        if not fitting:
            raise self._stray(bodies)
        begins = accumulate([len(section) + 2 for section in sections], initial=len(title) + 2)
        headings = [len(relation.heading) for relation in self.relations]
        places = [begin + heading for begin, heading in zip(begins, headings, strict=False)]
        page = Page(
            world,
            tuple([form for form, _ in fitting]),
            fitting[0][1],
            tuple(zip(places, bodies, strict=True)),
        )
        if len(fitting) > 1:
            self._refuse_two_readings(page, fitting)
        return page

    def _begun(self, bodies: Sequence[str | None]) -> Sequence[Form]:
        """Return the forms in which the first row can be read: all of them when there is none."""
        for body, relation in zip(bodies, self.relations, strict=True):
            if body is not None:
                return [form for form in self.forms if relation.forms[form].begins(body)]
        return self.forms

    def _world(self, title: str) -> World:
        found = self._title.fullmatch(title)
        if found is None:
            raise Unreadable("context_title", repr(self._written_title), repr(title.partition("\n")[0]))
        try:
            world = read_world(*found.groups())
        except ValueError as error:
            raise Unreadable("context_title", str(error), repr(title)) from None
        if len(self._worlds) >= REMEMBERED_WORLDS:
            self._worlds.clear()
        self._worlds[title] = world
        return world

    def _bodies(self, sections: Sequence[str]) -> list[str | None]:
        """Return what stands below each heading; ``None`` for the line that stands for no rows."""
        if len(sections) != len(self.relations):
            raise Unreadable("context_section", f"{len(self.relations)} sections", f"{len(sections)}")
        bodies: list[str | None] = []
        for section, relation in zip(sections, self.relations, strict=True):
            if not section.startswith(relation.heading):
                lines = relation.heading.count("\n")
                given = "\n".join(section.split("\n", lines)[:lines])
                raise Unreadable("context_section", repr(relation.heading), repr(given))
            body = section[len(relation.heading) :]
            bodies.append(None if body == relation.none else body)
        return bodies

    def _found(self, bodies: Sequence[str | None], form: Form) -> tuple[Found, ...] | None:
        found: list[Found] = []
        for body, relation in zip(bodies, self.relations, strict=True):
            rows = [] if body is None else relation.forms[form].find(body)
            if rows is None:
                return None
            found.append(rows)
        return tuple(found)

    def _stray(self, bodies: Sequence[str | None]) -> Unreadable:
        """Tell where the reading stops, in the form in which the first row is written."""
        pairs = zip(bodies, self.relations, strict=True)
        written = [(body, relation) for body, relation in pairs if body is not None]
        first, relation = written[0]
        begun = (form for form in self.forms if relation.forms[form].begins(first))
        form: Form = next(begun, "sql" if "sql" in self.forms else "log")
        body, relation = next((b, r) for b, r in written if r.forms[form].find(b) is None)
        return Unreadable("context_line", *relation.forms[form].stray(body))

    def _refuse_two_readings(self, page: Page, fitting: Sequence[tuple[Form, tuple[Found, ...]]]) -> None:
        if not any(page.rows):
            return
        try:
            values = [self._values(found, form, page.world) for form, found in fitting]
        except ValueError:
            return  # a value that cannot be is told of when the values are read
        if any(other != values[0] for other in values[1:]):
            raise Unreadable(
                "context_ambiguous", "one reading", f"different rows as {' and as '.join(page.forms)}"
            )

    def values(self, page: Page) -> list[dict[str, Sequence[Value]]]:
        """Return the columns of each relation of one page.

        Raises:
            ValueError: with what was expected, for a text that means no value.
        """
        return self._values(page.found, page.forms[0], page.world)

    def _values(self, found: Sequence[Found], form: Form, world: World) -> list[dict[str, Sequence[Value]]]:
        return [
            relation.values(of_relation, form, world, relation.columns)
            for of_relation, relation in zip(found, self.relations, strict=True)
        ]

    def impossible(self, page: Page) -> Unreadable | None:
        """Return what is wrong with the first value of a page that cannot be, or ``None``."""
        if self._is_possible(page):
            return None
        for found, relation in zip(page.found, self.relations, strict=True):
            for row in found:
                if fault := relation.impossible(row, page.forms[0], page.world):
                    return fault
        return None

    def _is_possible(self, page: Page) -> bool:
        since, until = page.world.since, page.world.until
        try:
            values = self.values(page)
        except ValueError:
            return False
        for columns, relation in zip(values, self.relations, strict=True):
            for name in relation.clocks:
                times = [value for value in columns[name] if isinstance(value, int)]
                if times and not (since <= min(times) and max(times) <= until):
                    return False
        return True

    def span(self, page: Page, place: int, first: int, last: int) -> tuple[int, int]:
        """Return where the first of some rows of a relation begins and the last one ends; rows count from 1."""
        begin, body = page.bodies[place]
        if body is None:
            raise ValueError("a relation without rows")
        rows = self.relations[place].forms[page.forms[0]]
        from_, to = rows.span(body, page.found[place], first, last)
        return begin + from_, begin + to
