"""Which columns does a record have in a table, each of one type?

The texts come first; what has several types, such as an answer, stands as JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from shopfloor.contracts.record import Record

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["COLUMNS", "TEXTS", "Column", "chunks", "flat", "json_text", "schema", "table"]

TEXTS = ("input", "context", "output")

_ROWS = 1_000
"""Rows that are held at once; a context of 32k tokens has some 100 kB."""


@dataclass(frozen=True)
class Column:
    """One column: its type, what it says, and where it comes from."""

    type: Literal["text", "number", "whole", "truth"]
    about: str
    of: Callable[[Record], Any]


def json_text(value: Any) -> str:
    """Return a value as JSON on one line; NaN and the infinities are refused."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


COLUMNS: dict[str, Column] = {
    "input": Column("text", "the question", lambda it: it.input),
    "context": Column("text", "what may be used to answer it", lambda it: it.context),
    "output": Column("text", "the answer in words", lambda it: it.output),
    "id": Column("text", "the fingerprint of the record", lambda it: it.id),
    "split": Column(
        "text",
        "train, validation or test, by replication or, where a log has only one, by time",
        lambda it: it.split,
    ),
    "role": Column("text", "who asks", lambda it: it.role),
    "skill": Column("text", "what is asked of the reader", lambda it: it.skill),
    "family": Column("text", "the kind of question", lambda it: it.family),
    "answerable": Column("truth", "false where the right answer is a refusal", lambda it: it.answerable),
    "answer": Column(
        "text",
        "value, unit, tolerance and kind of the answer, as JSON",
        lambda it: json_text(it.answer.model_dump()),
    ),
    "kind": Column("text", "the kind of the answer", lambda it: it.answer.kind),
    "level": Column("whole", "difficulty, 1 to 5", lambda it: it.difficulty.level),
    "rows": Column("whole", "rows of the page that must be read", lambda it: it.difficulty.rows),
    "distractors": Column("whole", "other rows of the page", lambda it: it.difficulty.distractors),
    "hops": Column("whole", "longest chain of steps", lambda it: it.difficulty.hops),
    "operations": Column(
        "whole", "joins, aggregates, orders of the steps", lambda it: it.difficulty.operations
    ),
    "size": Column("text", "class of the length of the context", lambda it: it.size.size),
    "tokens": Column("whole", "tokens of the context, estimated", lambda it: it.size.tokens),
    "pages": Column("whole", "pages of the context", lambda it: it.size.pages),
    "page": Column("whole", "the page that is asked about, from 1", lambda it: it.size.page),
    "depth": Column("number", "where the evidence stands: 0 begin, 1 end", lambda it: it.size.depth),
    "form": Column("text", "how the page is written", lambda it: it.provenance.form),
    "scenario": Column("text", "the plant", lambda it: it.provenance.scenario),
    "origin": Column("text", "real, or simulated; nothing of older corpora", lambda it: it.provenance.origin),
    "seed": Column("whole", "the seed of the simulation; 0 of a real log", lambda it: it.provenance.seed),
    "replication": Column("whole", "the replication of the world", lambda it: it.provenance.replication),
    "window": Column("text", "since/until of the page, ISO 8601", lambda it: it.provenance.window),
    "evidence": Column(
        "text", "rows needed, by relation, as JSON", lambda it: json_text(it.provenance.evidence)
    ),
    "focus": Column("text", "the rare thing that was looked for", lambda it: it.provenance.focus),
    "weight": Column(
        "number", "how many of the plant's own records it stands for", lambda it: it.provenance.weight
    ),
    "derivation": Column(
        "text",
        "the answer step by step, as JSON",
        lambda it: json_text([step.model_dump() for step in it.derivation]),
    ),
}


def flat(record: Record, *, papers: bool = True) -> dict[str, Any]:
    """Return the columns of a record, or its texts alone."""
    return {name: column.of(record) for name, column in COLUMNS.items() if papers or name in TEXTS}


def schema(*, papers: bool = True) -> pa.Schema:
    """Return the columns and their types in Arrow."""
    import pyarrow as pa

    types = {"text": pa.string(), "number": pa.float64(), "whole": pa.int64(), "truth": pa.bool_()}
    return pa.schema([(name, types[it.type]) for name, it in COLUMNS.items() if papers or name in TEXTS])


def table(records: Iterable[Record], *, papers: bool = True) -> pa.Table:
    """Return records as a table."""
    import pyarrow as pa

    return pa.Table.from_pylist(
        [flat(record, papers=papers) for record in records], schema=schema(papers=papers)
    )


def chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Yield the records in lists that memory holds."""
    records = iter(records)
    while chunk := list(islice(records, _ROWS)):
        yield chunk
