"""What is a question family? The model of one ``templates/<role>/<family>.yaml``.

The file is data: SQL, patterns and wordings, no Python. The questions stage asks from it, the second witness
re-derives from it; both read this model and nothing else of each other. ``docs/families.md`` tells it to users.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from shopfloor.units import UnitError, parse_duration

__all__ = [
    "REFUSALS",
    "AnswerKind",
    "AnswerSpec",
    "Case",
    "Column",
    "ColumnKind",
    "Family",
    "Form",
    "PartSpec",
    "Relation",
    "Role",
    "Skill",
    "Step",
    "Subject",
    "WindowSpec",
]

Role = Literal["production", "maintenance", "quality", "planning"]
Skill = Literal[
    "lookup", "count", "aggregate", "compare", "rank", "temporal", "multi_hop", "trace", "decompose", "conflict",
    "unanswerable", "multi_turn", "tool_use",
]  # fmt: skip
Form = Literal["log", "table", "prose", "alarms", "board", "sql"]
"""How a page is written: as lines of an event log, a table, a report in prose, an alarm list with its work orders, a
board of figures, or as SQL statements that build the tables (tool_use only)."""
ColumnKind = Literal["name", "clock", "timestamp", "duration", "count"]
AnswerKind = Literal[
    "name", "names", "clock", "timestamp", "duration", "count", "share", "rate", "yes_no", "parts", "refusal"
]
PartKind = Literal["name", "clock", "timestamp", "duration", "count", "share", "rate"]

REFUSALS = {
    "missing_field": "the report does not record this",
    "outside_window": "the report does not cover this time",
    "unknown_entity": "the report does not mention it",
    "false_premise": "the report says otherwise",
    "ambiguous": "the question fits more than one entry of the report",
}
"""Reason of a refusal -> how it reads in an output."""

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Sql = Annotated[str, Field(min_length=1)]


def _seconds(value: object) -> float:
    try:
        return parse_duration(value)
    except UnitError as error:
        raise ValueError(str(error)) from None


Duration = Annotated[float, BeforeValidator(_seconds, json_schema_input_type=str)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _column_shorthand(value: object) -> object:
    return {"kind": value} if isinstance(value, str) else value


class ColumnSpec(_Part):
    """One column: what kind of value it holds and how it is shown. ``machine: name`` is short for
    ``machine: {kind: name}``.

    kind        SQL gives       inside the steps                     shown
    name        text            text                                 cutting.1
    clock       µs from start   ms from midnight of the world's day  07:10 or 07:10:45 (rounded down)
    timestamp   µs from start   ms from 1970-01-01T00:00             2026-01-05 07:10 (rounded down)
    duration    µs              ms                                   12.5 min (halves up)
    count       whole number    whole number                         12
    """

    kind: ColumnKind
    precision: Literal["1 min", "1 s"] = "1 min"
    """clock and timestamp: the smallest step shown; times are rounded down, as a clock does."""
    unit: Literal["s", "min", "h"] = "min"
    """duration: the unit shown."""
    decimals: Annotated[int, Field(ge=0, le=3)] = 1
    """duration: the decimals shown; halves round up (towards plus infinity)."""
    optional: bool = False
    """May be null: still open, or nobody. A line pattern without the column writes such a row; a table shows "-"."""
    title: str | None = None
    """The head of the column in a table; the column's name with spaces when left out."""


Column = Annotated[ColumnSpec, BeforeValidator(_column_shorthand)]


class WindowSpec(_Part):
    """How long a world is. Windows start on whole multiples of ``every`` after midnight, lie within
    [warm_up, horizon), and never exceed a day."""

    every: Duration


class Lines(_Part):
    """Two-way patterns: the text that they write is the text that they read back.

    A row is written by the first pattern whose ``{column}`` fields are exactly the row's non-null columns, so a
    relation with an optional column has a pattern with it and one without.

    ``alarms`` (an alarm list with its work orders) and ``board`` (a board of figures) are for reports that are really
    written so; a family has such a form when all its relations have it.
    """

    log: Annotated[tuple[str, ...], Field(min_length=1)]
    prose: Annotated[tuple[str, ...], Field(min_length=1)]
    alarms: tuple[str, ...] = ()
    board: tuple[str, ...] = ()


class Relation(_Part):
    """A table that the context shows.

    ``sql`` runs in DuckDB over the views of the log and ``worlds(world, replication, since_us, until_us)``; it
    returns ``world`` and the declared columns, by name. ``order`` sorts the rows of a world before they are written.
    ``heading`` is a line without facts above the rows; ``none`` the line that stands for no rows at all.
    """

    sql: Sql
    columns: Annotated[dict[Identifier, Column], Field(min_length=1)]
    order: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    lines: Lines
    heading: str
    none: str


class Subject(_Part):
    """What can be asked of a world.

    ``sql`` runs in DuckDB over the shown relations (rounded, keyed by ``world``), over ``worlds`` and the views; each row
    (``world`` and the columns) is one possible question. Times are those of the shown rows, in ms as inside the steps. One
    row per world without any column of its own is allowed: the question is then about the whole window.
    """

    sql: Sql
    columns: dict[Identifier, Column] = {}


class Step(_Part):
    """One named query of portable SQL (the same in DuckDB and SQLite: no ``/``, no functions beyond count, sum, min,
    max, abs, coalesce, row_number, rank, lag, lead), set-based: it keeps the column ``record``.

    It reads ``world(record, since, until)`` (ms from midnight of the world's day), ``subject(record, …)``, the shown
    relations ``<name>(record, row_no, …)``, and earlier steps by name. ``row_no`` counts the rows of a relation from 1, as
    they stand in the context.
    """

    name: Identifier
    says: str
    """One sentence that tells a reader what the step does."""
    sql: Sql
    shows: dict[Identifier, Column] | None = None
    """The columns of the result that the derivation tells, with their kinds. Left out: those that are called as a column
    of a shown relation, of the subject or of ``also`` and are of its kind; ``{}``: none."""


class PartSpec(_Part):
    """One of several values that are asked for together, such as the factors of an OEE: kinds, units and decimals as in
    ``AnswerSpec``."""

    kind: PartKind
    unit: str | None = None
    decimals: Annotated[int, Field(ge=0, le=3)] = 1
    precision: Literal["1 min", "1 s"] = "1 min"
    title: str | None = None
    """How the part is called in the answer; its name with spaces when left out."""


class AnswerSpec(_Part):
    """What the last step gives, and how it is shown as ``{{ answer }}``.

    The last step returns ``record`` and
      ``value``                      for name, clock, timestamp, count, yes_no (1 or 0), refusal (the reason's code);
      ``value`` and ``position``     for names: one row per place, written "A, B, C";
      ``numerator``, ``denominator`` for duration (ms / a number), share (a / b, shown in %), rate (a number / ms, shown
                                     per hour); or ``value`` for a duration in ms;
      for parts: one row; for each part a column of its name, or ``<name>_numerator`` and ``<name>_denominator`` (share
                                     and rate always, duration if it has no column of its name). Written "good 41 pumps,
                                     scrapped 3 pumps": title, space, text, in the order of ``parts``.
    Numbers are rounded once, here, halves up. No row, or a null, means that the question cannot be asked.
    """

    kind: AnswerKind
    unit: str | None = None
    """duration: s, min or h (required); count: the noun after the number, such as "jobs" (optional); share: always
    "%"; rate: the text after the number, such as "pumps/h"; others: none."""
    decimals: Annotated[int, Field(ge=0, le=3)] = 1
    """duration, share, rate: decimals shown."""
    precision: Literal["1 min", "1 s"] = "1 min"
    """clock, timestamp: the step shown."""
    also: dict[Identifier, Column] = {}
    """Further columns of the last step that the output may name; the witness checks them like the answer. In a family
    of skill multi_turn an input may name them too: what was answered before."""
    parts: dict[Identifier, PartSpec] = {}
    """parts: the values, in the order in which they are told; two or more."""


class Case(_Part):
    """A world of a few rows and its answer, worked by hand; a test runs every case in both witnesses.

    Values are written as they are shown ("07:10", "12.5 min", 3, null). ``answer`` is the shown answer, or a
    ``{rejected: reason}`` with a reason of ``reject`` or "empty".
    """

    name: str
    day: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    since: str
    until: str
    shown: dict[str, list[dict[str, Any]]]
    subject: dict[str, Any] = {}
    answer: str | dict[Literal["rejected"], str]


class Family(_Part):
    """One question family. See ``docs/families.md`` for an example from beginning to end."""

    family: Identifier
    role: Role
    skill: Skill
    about: str
    window: WindowSpec
    title: str
    """What the report is called in the heading of a context, such as "Stoppages"."""
    shown: Annotated[dict[Identifier, Relation], Field(min_length=1)]
    subject: Subject
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    reject: dict[Identifier, Sql] = {}
    """Reason -> SQL that returns the ``record``s that must not be asked (a tie, say). Sees what the last step sees, and
    the steps."""
    evidence: dict[Identifier, Sql] = {}
    """Relation -> portable SQL that returns ``record, row_no``: the rows that a reader needs, and which alone give the
    same answer. Sees what ``reject`` sees. Of a relation that is left out all rows are needed if a step reads it, else
    none."""
    answer: AnswerSpec
    input: Annotated[tuple[str, ...], Field(min_length=4)]
    output: Annotated[tuple[str, ...], Field(min_length=4)]
    """Wordings in Jinja. They are read back, so they hold text and ``{{ field }}`` only. Fields of an input: ``day``,
    ``since``, ``until`` and the subject's columns (all of the subject's columns must occur); of an output: those,
    ``answer`` (must occur) and the columns under ``also``.

    multi_turn: an input is a conversation, each line one turn, ``User: …`` and ``Assistant: …`` in turns, with two to four
    of the user's, whose last line is the question that the output answers. tool_use: an output must name ``sql``, too."""
    gold: Sql | None = None
    """tool_use: the query in SQLite's SQL that gives the answer from the tables of the context, in Jinja with the fields
    of an input; in it a duration is its bare number, anything else its text without quotes. It returns one row with the
    answer in its unit (rounded or not), for names one row for each place, in order."""
    cases: Annotated[tuple[Case, ...], Field(min_length=1)]

    @property
    def answerable(self) -> bool:
        """False for families whose right answer is a refusal."""
        return self.answer.kind != "refusal"

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms in which the report may be written."""
        if self.skill == "tool_use":
            return ("sql",)
        lines = [relation.lines for relation in self.shown.values()]
        further: list[Form] = []
        if all(of.alarms for of in lines):
            further.append("alarms")
        if all(of.board for of in lines):
            further.append("board")
        return ("log", "table", "prose", *further)
