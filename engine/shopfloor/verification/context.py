"""What rows does the text of a context hold?

    <title>, <day>, <since> to <until>

    <heading of a relation>
    <its rows, in one of three forms, or its line for no rows>

Every line must be one that the family's patterns write; nothing is skipped. The form is recognised from the
text.
"""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import partial
from itertools import repeat
from operator import add, itemgetter
from typing import NamedTuple, Protocol

from shopfloor.contracts.family import ColumnSpec, Family, Form, Relation
from shopfloor.verification.patterns import Pattern, PatternError, columns_of_groups, line_pattern, one_of
from shopfloor.verification.values import Memory, Value, clock_ms, meaning, shape
from shopfloor.verification.verdict import Difference
from shopfloor.verification.world import DAY, SINCE, UNTIL, World, read_world

__all__ = ["ContextReader", "Page", "Problems", "Unreadable"]

FORMS: tuple[Form, ...] = ("table", "log", "prose")

Found = list[tuple[str, ...]]
"""The texts of the groups of a regular expression, one tuple for each row."""

Problems = list[tuple[str, str]]
"""Path in the family file, and what is wrong there."""

_NO_VALUE: dict[str, Value] = {"": None, "-": None}
"""What stands for a null in lines and in tables; a pattern lets it through only where a null may be."""

_CLOCKS = Memory(clock_ms)
"""The clocks of all families: a day has few enough of them."""
_CLOCKS.update(_NO_VALUE)

_Reader = Callable[[Iterable[str]], Sequence[Value]]
"""Turns the texts of a column into its values."""


class Unreadable(Exception):
    """A text that the family did not write: a code of ``FAULTS``, what was expected, what was given."""

    def __init__(self, what: str, expected: str, got: str) -> None:
        super().__init__(what, expected, got)
        self.difference: Difference = (what, expected, got)


class Page(NamedTuple):
    """A context, split into the texts of its values: for each relation what its rows hold.

    Several ``forms`` fit when no relation has a row, or when the patterns of two forms write the same.
    """

    world: World
    forms: tuple[Form, ...]
    found: tuple[Found, ...]


class _Rows(Protocol):
    """The rows of one relation in one form."""

    groups: tuple[tuple[int, ...], ...]
    """For each column the groups that may hold its text; those of patterns that did not fit are empty."""

    def begins(self, body: str) -> bool:
        """Does the first row stand in this form?"""
        ...

    def find(self, body: str) -> Found | None:
        """Return the rows, or ``None`` when something is no row."""
        ...

    def stray(self, body: str) -> tuple[str, str]:
        """Return what was expected and what was given where the reading of ``body`` stops."""
        ...


def _compiled(regex: str, flags: int = 0) -> re.Pattern[str]:
    """``findall`` gives tuples only when there are two groups or more: an empty one is added where needed."""
    compiled = re.compile(regex, flags)
    return compiled if compiled.groups > 1 else re.compile(f"{regex}()", flags)


class _LogRows:
    groups: tuple[tuple[int, ...], ...]

    def __init__(
        self, patterns: Sequence[Pattern], columns: Mapping[str, ColumnSpec], written: Sequence[str]
    ) -> None:
        regex, groups = one_of(patterns, {name: shape(column) for name, column in columns.items()})
        self.groups = columns_of_groups(groups, tuple(columns))
        self._written = written
        self._lines = _compiled(f"^(?:{regex})$", re.MULTILINE)

    def begins(self, body: str) -> bool:
        return self._lines.match(body) is not None

    def find(self, body: str) -> Found | None:
        # a match is exactly one line, so as many matches as lines means that every line was read
        found = self._lines.findall(body)
        return found if len(found) == body.count("\n") + 1 else None

    def stray(self, body: str) -> tuple[str, str]:
        line = next(line for line in body.split("\n") if self._lines.fullmatch(line) is None)
        return _one_of_the_patterns("a line", self._written), repr(line)


class _TableRows:
    groups: tuple[tuple[int, ...], ...]

    def __init__(self, columns: Mapping[str, ColumnSpec]) -> None:
        cells = [f"({'-|' if column.optional else ''}{shape(column)})" for column in columns.values()]
        self.groups = tuple((place,) for place in range(len(columns)))
        self._rows = _compiled(r"^\| " + r" \| ".join(cells) + r" \|$", re.MULTILINE)
        titles = [column.title or name.replace("_", " ") for name, column in columns.items()]
        self._head = f"| {' | '.join(titles)} |\n|{' --- |' * len(columns)}\n"

    def begins(self, body: str) -> bool:
        return body.startswith(self._head)

    def find(self, body: str) -> Found | None:
        if not self.begins(body):
            return None
        found = self._rows.findall(body, len(self._head))
        return found if len(found) == body.count("\n") - 1 else None

    def stray(self, body: str) -> tuple[str, str]:
        head, lines = self._head.removesuffix("\n"), body.split("\n")
        if lines[:2] != head.split("\n"):
            return repr(head), repr("\n".join(lines[:2]))
        line = next((line for line in lines[2:] if self._rows.fullmatch(line) is None), "")
        return "a row of the table's columns", repr(line)


class _ProseRows:
    groups: tuple[tuple[int, ...], ...]

    def __init__(
        self, patterns: Sequence[Pattern], columns: Mapping[str, ColumnSpec], written: Sequence[str]
    ) -> None:
        # the first group is the whole sentence with what parts it from the next one: it is no column's
        shapes = {name: shape(column) for name, column in columns.items()}
        regex, groups = one_of(patterns, shapes, before=[""])
        self.groups = columns_of_groups(groups, tuple(columns))
        self._written = written
        self._sentence = _compiled(rf"((?:{regex})(?:[ \n](?=.)|\Z))")

    def begins(self, body: str) -> bool:
        return self._sentence.match(body) is not None

    def find(self, body: str) -> Found | None:
        found = self._sentence.findall(body)
        # sentences that are together as long as the text leave no gap between them
        return found if sum([len(row[0]) for row in found]) == len(body) else None

    def stray(self, body: str) -> tuple[str, str]:
        place = 0
        while (found := self._sentence.match(body, place)) is not None:
            place = found.end()
        return _one_of_the_patterns("a sentence", self._written), repr(body[place:].partition("\n")[0])


def _one_of_the_patterns(what: str, written: Sequence[str]) -> str:
    return f"{what} such as {' or '.join(repr(pattern) for pattern in written)}"


class _RelationReader:
    """Reads the rows of one relation, and what its values mean."""

    def __init__(self, name: str, relation: Relation, problems: Problems) -> None:
        path = f"$.shown.{name}"
        self.name = name
        self.columns = relation.columns
        self.heading = f"{relation.heading}\n"
        self.none = relation.none
        for place, text in (("heading", relation.heading), ("none", relation.none)):
            if not text or "\n" in text:
                problems.append((f"{path}.{place}", f"got {text!r}; expected one line of text"))
        log = self._patterns(relation.lines.log, f"{path}.lines.log", problems)
        prose = self._patterns(relation.lines.prose, f"{path}.lines.prose", problems)
        self.forms: Mapping[Form, _Rows] = {
            "table": _TableRows(self.columns),
            "log": _LogRows(log, self.columns, relation.lines.log),
            "prose": _ProseRows(prose, self.columns, relation.lines.prose),
        }
        self._readers: dict[int, tuple[_Reader, ...]] = {}

    def _patterns(self, texts: Sequence[str], path: str, problems: Problems) -> list[Pattern]:
        """Read the patterns that can write; of two with the same fields the first one writes."""
        needed = {name for name, column in self.columns.items() if not column.optional}
        writing: dict[frozenset[str], Pattern] = {}
        for number, text in enumerate(texts):
            try:
                pattern = line_pattern(text)
                pattern.check(tuple(self.columns))
                pattern.check_ends(self.columns)
                if missing := needed - set(pattern.fields):
                    raise PatternError(
                        f"expected a field for {', '.join(sorted(missing))}, which is never null"
                    )
            except PatternError as error:
                problems.append((f"{path}[{number}]", str(error)))
            else:
                writing.setdefault(frozenset(pattern.fields), pattern)
        return list(writing.values())

    def values(
        self, found: Sequence[tuple[str, ...]], page: Page, wanted: Container[str]
    ) -> dict[str, Sequence[Value]]:
        """Return the columns of rows as values inside the steps.

        All rows are of the form of ``page``, and of worlds that pass midnight like its world. Columns that are not
        wanted are left out when their shape alone makes them right.

        Raises:
            ValueError: with what was expected, for a text that means no value.
        """
        columns: dict[str, Sequence[Value]] = {}
        readers = self._readers_of(page.world)
        for name, places, read in zip(self.columns, self.forms[page.forms[0]].groups, readers, strict=True):
            if name not in wanted and self.columns[name].kind in ("name", "count"):
                continue
            texts: Iterable[str] = map(itemgetter(places[0]), found) if places else repeat("", len(found))
            for place in places[1:]:
                texts = map(add, texts, map(itemgetter(place), found))
            columns[name] = read(texts)
        return columns

    def impossible(self, row: Sequence[str], page: Page) -> Unreadable | None:
        """Return what is wrong with the first value of a row that cannot be, or ``None``."""
        world = page.world
        for (name, column), places, read in zip(
            self.columns.items(), self.forms[page.forms[0]].groups, self._readers_of(world), strict=True
        ):
            text = "".join(row[place] for place in places)
            try:
                (value,) = read([text])
            except ValueError as error:
                return Unreadable("context_value", f"{error} as {name}", repr(text))
            if column.kind == "clock" and isinstance(value, int) and not world.since <= value <= world.until:
                window = f"a time from {world.since_text} to {world.until_text}"
                return Unreadable("context_value", f"{window} as {name}", repr(text))
        return None

    def _readers_of(self, world: World) -> tuple[_Reader, ...]:
        readers = self._readers.get(world.next_day_before)
        if readers is None:
            readers = tuple(_reader(column, world) for column in self.columns.values())
            self._readers[world.next_day_before] = readers
        return readers


def _reader(column: ColumnSpec, world: World) -> _Reader:
    if column.kind == "name":
        # a name means itself and needs no looking up
        return _names_or_nothing if column.optional else list
    if column.kind == "clock" and world.next_day_before == 0:
        return partial(_looked_up, _CLOCKS)
    memory = Memory(meaning(column, world.next_day_before))
    memory.update(_NO_VALUE)
    return partial(_looked_up, memory)


def _names_or_nothing(texts: Iterable[str]) -> Sequence[Value]:
    written = list(texts)
    return list(map(_NO_VALUE.get, written, written))


def _looked_up(memory: Memory, texts: Iterable[str]) -> Sequence[Value]:
    return list(map(memory.__getitem__, texts))


class ContextReader:
    """Reads the contexts of one family. ``problems`` takes what is wrong with its patterns."""

    def __init__(self, family: Family, problems: Problems) -> None:
        if "\n" in family.title:
            problems.append(("$.title", "expected one line of text"))
        self._title = re.compile(rf"{re.escape(family.title)}, ({DAY}), ({SINCE}) to ({UNTIL})")
        self._written_title = f"{family.title}, <day>, <since> to <until>"
        self._worlds: dict[str, World] = {}
        self._last: tuple[str, Page | None] = ("", None)
        self.relations = tuple(
            _RelationReader(name, relation, problems) for name, relation in family.shown.items()
        )

    def read(self, context: str) -> Page:
        """Split a context into the texts of its values; of the same text twice in turn, give the same page.

        Raises:
            Unreadable: for anything that the family does not write.
        """
        last, page = self._last
        if page is not None and context == last:
            return page
        title, *sections = context.split("\n\n")
        world = self._worlds.get(title) or self._world(title)
        bodies = self._bodies(sections)
        readings = [(form, self._found(bodies, form)) for form in self._begun(bodies)]
        fitting = [(form, found) for form, found in readings if found is not None]
        if not fitting:
            raise self._stray(bodies)
        page = Page(world, tuple([form for form, _ in fitting]), fitting[0][1])
        if len(fitting) > 1:
            self._refuse_two_readings(page, [found for _, found in fitting])
        self._last = context, page
        return page

    def _begun(self, bodies: Sequence[str | None]) -> Sequence[Form]:
        """Return the forms in which the first row can be read: all of them when there is none."""
        for body, relation in zip(bodies, self.relations, strict=True):
            if body is not None:
                return [form for form, rows in relation.forms.items() if rows.begins(body)]
        return FORMS

    def _world(self, title: str) -> World:
        found = self._title.fullmatch(title)
        if found is None:
            raise Unreadable("context_title", repr(self._written_title), repr(title.partition("\n")[0]))
        try:
            world = self._worlds[title] = read_world(*found.groups())
        except ValueError as error:
            raise Unreadable("context_title", str(error), repr(title)) from None
        return world

    def _bodies(self, sections: Sequence[str]) -> list[str | None]:
        """Return what stands below each heading; ``None`` for the line that stands for no rows."""
        if len(sections) != len(self.relations):
            raise Unreadable("context_section", f"{len(self.relations)} sections", f"{len(sections)}")
        bodies: list[str | None] = []
        for section, relation in zip(sections, self.relations, strict=True):
            if not section.startswith(relation.heading):
                raise Unreadable("context_section", repr(relation.heading), repr(section.partition("\n")[0]))
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
        form: Form = next((form for form in FORMS if relation.forms[form].begins(first)), "log")
        body, relation = next((b, r) for b, r in written if r.forms[form].find(b) is None)
        return Unreadable("context_line", *relation.forms[form].stray(body))

    def _refuse_two_readings(self, page: Page, readings: Sequence[tuple[Found, ...]]) -> None:
        if not any(page.found):
            return
        try:
            values = [
                self.values(Page(page.world, (form,), found))
                for form, found in zip(page.forms, readings, strict=True)
            ]
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
        return [
            relation.values(found, page, relation.columns)
            for found, relation in zip(page.found, self.relations, strict=True)
        ]

    def impossible(self, page: Page) -> Unreadable | None:
        """Return what is wrong with the first value of a page that cannot be, or ``None``."""
        for found, relation in zip(page.found, self.relations, strict=True):
            for row in found:
                if fault := relation.impossible(row, page):
                    return fault
        return None
