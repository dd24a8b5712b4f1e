"""What do the rows of one relation say, in whatever form they stand?"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import partial
from itertools import repeat
from operator import add, itemgetter

from shopfloor.contracts.family import ColumnSpec, Form, Relation
from shopfloor.verification.patterns import Pattern, PatternError, line_pattern
from shopfloor.verification.rows import Found, Rows, line_rows, prose_rows, sql_head, sql_rows, table_rows
from shopfloor.verification.values import Memory, Value, clock_ms, meaning
from shopfloor.verification.verdict import Difference
from shopfloor.verification.world import World

__all__ = ["Problems", "RelationReader", "Unreadable"]

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


class RelationReader:
    """Reads the rows of one relation in the forms of its family, and what their values mean."""

    def __init__(self, name: str, relation: Relation, forms: Sequence[Form], problems: Problems) -> None:
        path = f"$.shown.{name}"
        self.name = name
        self.columns = relation.columns
        self.clocks = tuple(name for name, column in relation.columns.items() if column.kind == "clock")
        self._in_sql = "sql" in forms
        comment = "-- " if self._in_sql else ""
        self.heading = f"{comment}{relation.heading}\n"
        if self._in_sql:
            self.heading += sql_head(name, self.columns)
        self.none = f"{comment}{relation.none}"
        for place, text in (("heading", relation.heading), ("none", relation.none)):
            if not text or "\n" in text:
                problems.append((f"{path}.{place}", f"got {text!r}; expected one line of text"))
        lines = relation.lines
        patterns = {
            form: self._patterns(texts, f"{path}.lines.{form}", problems)
            for form, texts in (
                ("log", lines.log),
                ("prose", lines.prose),
                ("alarms", lines.alarms),
                ("board", lines.board),
            )
        }
        possible: dict[Form, Callable[[], Rows]] = {
            "table": lambda: table_rows(self.columns),
            "log": lambda: line_rows(patterns["log"], self.columns, lines.log),
            "prose": lambda: prose_rows(patterns["prose"], self.columns, lines.prose),
            "alarms": lambda: line_rows(patterns["alarms"], self.columns, lines.alarms),
            "board": lambda: line_rows(patterns["board"], self.columns, lines.board),
            "sql": lambda: sql_rows(name, self.columns),
        }
        self.forms: Mapping[Form, Rows] = {form: possible[form]() for form in forms}
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

    def texts(self, found: Found, form: Form, place: int) -> Iterable[str]:
        """Return what stands in one column; "" or "-" for nothing."""
        groups = self.forms[form].groups[place]
        texts: Iterable[str] = map(itemgetter(groups[0]), found) if groups else repeat("", len(found))
        for group in groups[1:]:
            texts = map(add, texts, map(itemgetter(group), found))
        return texts

    def values(
        self, found: Found, form: Form, world: World, wanted: Container[str]
    ) -> dict[str, Sequence[Value]]:
        """Return the columns of rows as values inside the steps.

        All rows are of one form, and of worlds that pass midnight like ``world``. Columns that are not wanted are
        left out when their shape alone makes them right.

        Raises:
            ValueError: with what was expected, for a text that means no value.
        """
        readers = self._readers_of(world)
        return {
            name: readers[place](self.texts(found, form, place))
            for place, (name, column) in enumerate(self.columns.items())
            if name in wanted or column.kind not in ("name", "count")
        }

    def typed(self, found: Found, form: Form) -> Iterable[tuple[str | float | int | None, ...]]:
        """Return the rows as the tables of SQL hold them: numbers as numbers, all else as it is shown."""
        columns = [
            [_typed(column, text) for text in self.texts(found, form, place)]
            for place, column in enumerate(self.columns.values())
        ]
        return zip(*columns, strict=True)

    def impossible(self, row: Sequence[str], form: Form, world: World) -> Unreadable | None:
        """Return what is wrong with the first value of a row that cannot be, or ``None``."""
        for place, (name, column) in enumerate(self.columns.items()):
            (text,) = self.texts([tuple(row)], form, place)
            try:
                (value,) = self._readers_of(world)[place]([text])
            except ValueError as error:
                return Unreadable("context_value", f"{error} as {name}", repr(text))
            if column.kind == "clock" and isinstance(value, int) and not world.since <= value <= world.until:
                window = f"a time from {world.since_text} to {world.until_text}"
                return Unreadable("context_value", f"{window} as {name}", repr(text))
        return None

    def _readers_of(self, world: World) -> tuple[_Reader, ...]:
        readers = self._readers.get(world.next_day_before)
        if readers is None:
            readers = tuple(_reader(column, world, self._in_sql) for column in self.columns.values())
            self._readers[world.next_day_before] = readers
        return readers


def _reader(column: ColumnSpec, world: World, in_sql: bool) -> _Reader:
    if column.kind == "name":
        # a name means itself and needs no looking up
        return _names_or_nothing if column.optional else list
    if column.kind == "clock" and world.next_day_before == 0:
        return partial(_looked_up, _CLOCKS)
    read = meaning(column, world.next_day_before)
    if in_sql and column.kind == "duration":
        memory = Memory(lambda written: read(f"{written} {column.unit}"))
    else:
        memory = Memory(read)
    memory.update(_NO_VALUE)
    return partial(_looked_up, memory)


def _names_or_nothing(texts: Iterable[str]) -> Sequence[Value]:
    written = list(texts)
    return list(map(_NO_VALUE.get, written, written))


def _looked_up(memory: Memory, texts: Iterable[str]) -> Sequence[Value]:
    return list(map(memory.__getitem__, texts))


def _typed(column: ColumnSpec, text: str) -> str | float | int | None:
    if not text:
        return None
    match column.kind:
        case "duration":
            return float(text)
        case "count":
            return int(text)
        case _:
            return text
