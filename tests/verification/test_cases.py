"""Do the built-in families say what their hand-worked cases say, read back from all three forms?"""

import pytest

from shopfloor.builtin import templates_folder
from shopfloor.contracts.family import REFUSALS
from shopfloor.verification import read_families, verify_records
from tests.verification.deriving import value_of
from tests.verification.writing import record

FAMILIES = read_families(templates_folder())
CASES = [(family, case) for family in FAMILIES for case in family.cases]


def papers(spec, text):
    """The value, unit and tolerance that belong to a shown answer, by the table of docs/families.md."""
    number = text.partition(" ")[0]
    match spec.kind:
        case "duration" | "share" | "rate":
            unit = "%" if spec.kind == "share" else spec.unit
            return text, float(number), unit, 0.5 / 10**spec.decimals
        case "count":
            return text, int(number), spec.unit, 0
        case "names":
            return text, text.split(", "), None, None
        case "parts":
            return text, *parts_papers(spec, text)
        case "refusal":
            return text, next(code for code, reads in REFUSALS.items() if reads == text), None, None
        case _:
            return text, text, None, None


def parts_papers(spec, text):
    """The values, units and tolerances of "good 41 pumps, scrapped 3 pumps", by part."""
    values, units, tolerances = {}, {}, {}
    for written, (name, part) in zip(text.split(", "), spec.parts.items(), strict=True):
        written = written.removeprefix(f"{part.title or name.replace('_', ' ')} ")
        _, values[name], units[name], tolerances[name] = papers(part, written)
    return values, units, tolerances


def of_case(family, case, form, answer, **how):
    world = (case.day, case.since, case.until)
    shown = {name: in_order(relation, case.shown[name]) for name, relation in family.shown.items()}
    return record(family, world, form, answer, shown=shown, subject=case.subject, **how)


def in_order(relation, rows):
    """The rows of a case as a page has them: by the columns of ``order``, what is null last."""

    def key(row):
        values = [
            value_of(relation.columns[name], row[name] and str(row[name]), 0) for name in relation.order
        ]
        return [(value is None, 0 if value is None else value) for value in values]

    return sorted(rows, key=key)


def some_text(column):
    """A text of a column's kind, where it does not matter which."""
    texts = {"name": "saw.1", "count": "1", "clock": "07:00", "timestamp": "2026-01-05 07:00"}
    seconds = ":00" if column.precision == "1 s" and column.kind in ("clock", "timestamp") else ""
    return texts.get(column.kind, f"{1:.{column.decimals}f} {column.unit}") + seconds


def named(value):
    return getattr(value, "family", getattr(value, "name", value))


@pytest.mark.parametrize(("family", "case"), CASES, ids=named)
def test_a_case_is_derived_as_it_was_worked_by_hand(family, case):
    """The witness derives the answer of a case from its text in every form, and refuses what must not be asked."""
    for form in family.forms:
        _try_case(family, case, form)


def _try_case(family, case, form):
    if isinstance(case.answer, str):
        faults = verify_records(
            [of_case(family, case, form, papers(family.answer, case.answer))], [family], deep=True
        ).faults
        assert faults == ()
    else:
        reason = case.answer["rejected"]
        if reason not in ("empty", *family.reject):
            return  # a tie that no statement tells of is found by asking twice, which is not the witness's part
        also = {name: some_text(column) for name, column in family.answer.also.items()}
        refused = of_case(family, case, form, ("-", "-", None, None), also=also)
        faults = verify_records([refused], [family]).faults
        assert [fault.what for fault in faults] == ["no_answer" if reason == "empty" else "rejected"]
        assert reason == "empty" or faults[0].got == f"the reason {reason}"
