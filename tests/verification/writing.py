"""How is a record written that the witness must find right?

Written anew from docs/families.md, so that it shares nothing with either witness: rows, subject and answer come in as
the texts that a reader sees, and go out as a context in one of the forms, a question, an answer and papers.
"""

import json
import sqlite3
from datetime import datetime, timedelta
from hashlib import sha256

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Record
from tests.verification.deriving import Facts, level, ranges, tokens

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SEPARATOR = "\n\n---\n\n"
SQL_TYPES = {"duration": "REAL", "count": "INTEGER"}


def day_text(day):
    """2026-01-05 -> Monday 5 January 2026"""
    date = datetime.fromisoformat(day)
    return f"{DAYS[date.weekday()]} {date.day} {date:%B} {date.year}"


def window_text(day, since, until):
    """The window on the calendar: an end that is not after the begin is of the next day."""
    begin = datetime.fromisoformat(f"{day}T{since}")
    if until == "24:00" or until <= since:
        end = datetime.fromisoformat(f"{day}T{'00:00' if until == '24:00' else until}") + timedelta(days=1)
    else:
        end = datetime.fromisoformat(f"{day}T{until}")
    return f"{begin:%Y-%m-%dT%H:%M}/{end:%Y-%m-%dT%H:%M}"


def context(family: Family, day, since, until, shown, form):
    """The text of a world in one of the forms."""
    return _page(family, day, since, until, shown, form)[0]


def _page(family, day, since, until, shown, form):
    """The text of a page, and of each relation where the text of each row begins and ends."""
    mark = "-- " if form == "sql" else ""
    text = f"{mark}{family.title}, {day_text(day)}, {since} to {until}"
    spans = {}
    for name, relation in family.shown.items():
        rows = [
            {key: str(row[key]) for key in relation.columns if row[key] is not None} for row in shown[name]
        ]
        text += f"\n\n{mark}{relation.heading}\n"
        if form == "sql":
            text += f"CREATE TABLE {name} ({', '.join(_declared(relation.columns))});\n"
        if not rows:
            text += f"{mark}{relation.none}"
            continue
        before, between, written, after = _body(name, relation, rows, form)
        text += before
        spans[name] = []
        for number, row in enumerate(written):
            text += between(number) if number else ""
            spans[name].append((len(text), len(text) + len(row)))
            text += row
        text += after
    return text, spans


def _body(name, relation, rows, form):
    """What stands before the rows, between two of them, the rows, and what stands after."""
    match form:
        case "table":
            heads = [column.title or key.replace("_", " ") for key, column in relation.columns.items()]
            head = "".join(f"| {' | '.join(cells)} |\n" for cells in (heads, ["---"] * len(heads)))
            lines = [" | ".join(row.get(key, "-") for key in relation.columns) for row in rows]
            return head, lambda _: "\n", [f"| {line} |" for line in lines], ""
        case "prose":
            sentences = [_line(relation.lines.prose, row) for row in rows]
            return "", lambda number: " " if number % 6 else "\n", sentences, ""
        case "sql":
            lines = [
                ", ".join(_literal(column, row.get(key)) for key, column in relation.columns.items())
                for row in rows
            ]
            return f"INSERT INTO {name} VALUES\n  ", lambda _: ",\n  ", [f"({line})" for line in lines], ";"
        case _:
            patterns = getattr(relation.lines, form)
            return "", lambda _: "\n", [_line(patterns, row) for row in rows], ""


def _declared(columns):
    for name, column in columns.items():
        unit = f"_{column.unit}" if column.kind == "duration" else ""
        yield f"{name}{unit} {SQL_TYPES.get(column.kind, 'TEXT')}"


def _literal(column, text):
    if text is None:
        return "NULL"
    return text.split(" ")[0] if column.kind in SQL_TYPES else f"'{text}'"


def _line(patterns, row):
    for pattern in patterns:
        if {name for name in row if f"{{{name}}}" in pattern} == set(row) and pattern.count("{") == len(row):
            return pattern.format(**row)
    raise AssertionError(f"no pattern writes {row}")


def wording(text, fields):
    """A wording with its fields filled in."""
    for name, value in fields.items():
        text = text.replace(f"{{{{ {name} }}}}", value)
    assert "{{" not in text, f"a field without a text: {text}"
    return text.removesuffix("\n")


def record(
    family: Family,
    world,
    form,
    answer,
    *,
    shown,
    subject=None,
    also=None,
    asked=0,
    told=0,
    before=(),
    after=(),
    reasoning="field",
    **papers,
):
    """A record whose ``answer`` is (text, value, unit, tolerance); ``world`` is (day, since, until); ``before`` and
    ``after`` are other pages of the context."""
    day, since, until = world
    text, value, unit, tolerance = answer
    subject = {name: str(value) for name, value in (subject or {}).items()}
    fields = {"day": day_text(day), "since": since, "until": until, **subject}
    page, spans = _page(family, day, since, until, shown, form)
    pages = [*before, page, *after]
    try:
        facts = Facts(family, since, until, shown, subject)
        evidence, derivation = facts.evidence(), facts.derivation(text)
        also = facts.also() if also is None else also
    except sqlite3.Error:  # a family that is wrong on purpose
        evidence, derivation, reasoning = {}, [], "none"
    fields |= also or {}
    question = wording(family.input[asked], fields)
    if len(pages) > 1:
        question = f"Report: {page.partition(chr(10))[0]}\n{question}"
    if family.skill == "tool_use":
        fields["sql"] = wording(family.gold, _bare(family, fields))
    output = wording(family.output[told], {**fields, "answer": text})
    if reasoning == "none" or family.answer.kind == "refusal":
        derivation = []
    if reasoning == "output":
        lines = [
            f"{number}. {step['says'].removesuffix('.')}: {step['result']}.\n"
            for number, step in enumerate(derivation, 1)
        ]
        output = "".join(lines) + output
    values = {
        "input": question,
        "context": SEPARATOR.join(pages),
        "output": output,
        "role": family.role,
        "skill": family.skill,
        "family": family.family,
        "answerable": family.answer.kind != "refusal",
        "split": "train",
        "answer": {"value": value, "unit": unit, "tolerance": tolerance, "kind": family.answer.kind},
        "provenance": {
            "scenario": "plant",
            "seed": 1,
            "replication": 0,
            "window": window_text(day, since, until),
            "events": (0, 10),
            "form": form,
            "evidence": {name: ranges(rows) for name, rows in evidence.items()},
        },
        "derivation": derivation,
        "reasoning": reasoning,
    }
    values |= measures(page, before, after, spans, evidence, sum(map(len, shown.values())))
    return signed(values | papers)


def _bare(family, fields):
    """The fields of a question as a query has them: a duration is its number alone."""
    columns = family.subject.columns
    return {
        name: text.split(" ")[0] if name in columns and columns[name].kind == "duration" else text
        for name, text in fields.items()
    }


def measures(page, before, after, spans, evidence, there, hops=2, operations=3):
    """The papers that are counted: difficulty and size."""
    whole = SEPARATOR.join([*before, page, *after])
    begin = len(SEPARATOR.join([*before, ""]))
    found = [spans[name][number - 1] for name, rows in evidence.items() for number in rows]
    middle = (min(found)[0] + max(end for _, end in found)) / 2 if found else len(page) / 2
    rows = len(found)
    return {
        "difficulty": {
            "rows": rows,
            "distractors": there - rows,
            "hops": hops,
            "operations": operations,
            "level": level(rows, there - rows, hops, operations),
        },
        "size": {
            "size": "0.5k" if before or after else "page",
            "tokens": tokens(whole),
            "pages": len(before) + len(after) + 1,
            "page": len(before) + 1,
            "depth": round((begin + middle) / len(whole), 3),
        },
    }


def signed(values):
    """The record of these values, with the id that they give."""
    answer = values["answer"]
    texts = [
        values["family"],
        values["input"],
        values["context"],
        values["output"],
        answer["value"],
        answer["unit"],
    ]
    written = json.dumps(texts, separators=(",", ":"), ensure_ascii=False)
    return Record(**values, id=sha256(written.encode()).hexdigest()[:20])


def changed(right: Record, **changes):
    """A record with other texts or papers, and the id that belongs to them: the fault is in what it says."""
    values = right.model_dump() | changes
    del values["id"]
    return signed(values)
