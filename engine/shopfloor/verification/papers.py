"""Do a record's papers agree with its family, its texts and its window?"""

from hashlib import sha256
from json import JSONEncoder
from json.encoder import encode_basestring as quoted
from math import inf

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Answer, Record
from shopfloor.verification.context import Page
from shopfloor.verification.verdict import Difference
from shopfloor.verification.world import window_of

__all__ = ["family_differences", "fingerprint", "world_differences"]

_encode = JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def fingerprint(record: Record) -> str:
    """Return the id that the texts of a record give; the formula stands in ``contracts.record``."""
    texts = ",".join(map(quoted, (record.family, record.input, record.context, record.output)))
    written = f"[{texts},{_value_and_unit(record.answer)}]"
    # a lone surrogate has no UTF-8; it must still end in a fault and not in an exception
    return sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _value_and_unit(answer: Answer) -> str:
    value, unit = answer.value, answer.unit
    # a finite number is written in JSON as in Python, and faster so than by an encoder
    written = repr(value) if isinstance(value, int | float) else _encode(value)
    return f"{written},{'null' if unit is None else quoted(unit) if isinstance(unit, str) else _encode(unit)}"


def family_differences(record: Record, family: Family) -> list[Difference]:
    """Return where the record leaves its family and its own texts."""
    weight, focus = record.provenance.weight, record.provenance.focus
    right = fingerprint(record)
    if (right, family.role, family.skill, family.answerable) == (
        record.id,
        record.role,
        record.skill,
        record.answerable,
    ) and weight == 1:
        return []
    checks = (
        ("id", right, record.id),
        ("role", family.role, record.role),
        ("skill", family.skill, record.skill),
        ("answerable", family.answerable, record.answerable),
    )
    found: list[Difference] = [(what, repr(right), repr(got)) for what, right, got in checks if got != right]
    if weight != 1 and (focus is None or not 0 < weight < inf):
        right = "1 without a focus" if focus is None else "a finite number above 0"
        found.append(("weight", right, repr(weight)))
    return found


def world_differences(record: Record, page: Page) -> list[Difference]:
    """Return where the record names another form or window than its context has."""
    paper, differences = record.provenance, []
    if paper.form not in page.forms:
        differences.append(("form", f"{' or '.join(page.forms)}, as the context is", repr(paper.form)))
    if window_of(paper.window) != page.world.window:
        since, until = page.world.window
        right = f"{since.isoformat(timespec='minutes')}/{until.isoformat(timespec='minutes')}"
        differences.append(("window", repr(right), repr(paper.window)))
    return differences
