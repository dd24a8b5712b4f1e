"""Do the built-in families say what their hand-worked cases say, read back from all three forms?"""

import pytest

from shopfloor.builtin import templates_folder
from shopfloor.contracts.family import REFUSALS
from shopfloor.verification import read_families, verify_records
from tests.verification.plants import FORMS
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
        case "refusal":
            return text, next(code for code, reads in REFUSALS.items() if reads == text), None, None
        case _:
            return text, text, None, None


def of_case(family, case, form, answer):
    told = next(
        number
        for number, text in enumerate(family.output)
        if not any(f"{{{{ {name} }}}}" in text for name in family.answer.also)
    )
    world = (case.day, case.since, case.until)
    return record(family, world, form, answer, shown=case.shown, subject=case.subject, told=told)


def named(value):
    return getattr(value, "family", getattr(value, "name", value))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("family", "case"), CASES, ids=named)
def test_a_case_is_derived_as_it_was_worked_by_hand(family, case, form):
    """The witness derives the answer of a case from its text, and refuses what must not be asked."""
    if isinstance(case.answer, str):
        faults = verify_records(
            [of_case(family, case, form, papers(family.answer, case.answer))], [family]
        ).faults
        assert faults == ()
    else:
        reason = case.answer["rejected"]
        faults = verify_records([of_case(family, case, form, ("-", "-", None, None))], [family]).faults
        assert [fault.what for fault in faults] == ["no_answer" if reason == "empty" else "rejected"]
        assert reason == "empty" or faults[0].got == f"the reason {reason}"
