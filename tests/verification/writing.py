"""How is a record written that the witness must find right?

Written anew from docs/families.md, so that it shares nothing with either witness: rows, subject and answer come in as
the texts that a reader sees, and go out as a context in one of the three forms, a question, an answer and papers.
"""

import json
from datetime import datetime, timedelta
from hashlib import sha256

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Record

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


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
    """The text of a world in one of the three forms."""
    sections = [f"{family.title}, {day_text(day)}, {since} to {until}"]
    for name, relation in family.shown.items():
        rows = [
            {key: str(row[key]) for key in relation.columns if row[key] is not None} for row in shown[name]
        ]
        body = _body(relation, rows, form) if rows else relation.none
        sections.append(f"{relation.heading}\n{body}")
    return "\n\n".join(sections)


def _body(relation, rows, form):
    if form == "table":
        heads = [column.title or name.replace("_", " ") for name, column in relation.columns.items()]
        lines = [[row.get(name, "-") for name in relation.columns] for row in rows]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in [heads, ["---"] * len(heads), *lines])
    if form == "log":
        return "\n".join(_line(relation.lines.log, row) for row in rows)
    sentences = [_line(relation.lines.prose, row) for row in rows]
    return "\n".join(" ".join(sentences[first : first + 6]) for first in range(0, len(sentences), 6))


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


def record(family: Family, world, form, answer, *, shown, subject=None, also=None, asked=0, told=0, **papers):
    """A record whose ``answer`` is (text, value, unit, tolerance); ``world`` is (day, since, until)."""
    day, since, until = world
    text, value, unit, tolerance = answer
    subject = {name: str(value) for name, value in (subject or {}).items()}
    fields = {"day": day_text(day), "since": since, "until": until, **subject}
    values = {
        "input": wording(family.input[asked], fields),
        "context": context(family, day, since, until, shown, form),
        "output": wording(family.output[told], {**fields, **(also or {}), "answer": text}),
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
        },
    }
    return signed(values | papers)


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
