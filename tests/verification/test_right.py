"""Are records found right that are?"""

import pytest

from shopfloor.verification import verify_records
from tests.verification.plants import FORMS, family, stop_record


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("told", range(4))
@pytest.mark.parametrize("asked", range(4))
def test_a_right_record_has_no_fault(form, asked, told):
    """A record in any form and wording whose answer follows from its context is right."""
    verdict = verify_records([stop_record(form, asked=asked, told=told)], [family()])
    assert verdict.faults == ()
    assert (verdict.checked, verdict.right) == (1, 1)
