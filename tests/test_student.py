"""How many standard errors make an interval?"""

import subprocess
import sys
from math import sqrt

import pytest
from scipy.special import stdtrit

from shopfloor.student import student_t


def test_the_quantiles_are_those_of_scipy_to_the_last_digit() -> None:
    """On both sides of a hundred degrees of freedom, where the way to compute them changes."""
    for share_below in (0.6, 0.9, 0.95, 0.975, 0.995, 0.9995):
        for n in range(1, 130):
            assert student_t(n, share_below) == float(f"{stdtrit(n, share_below):.12g}"), (n, share_below)


def test_one_and_two_degrees_of_freedom_are_known_exactly() -> None:
    """With one, t is the tangent of a uniform angle; with two, a ratio of square roots."""
    assert student_t(1, 0.75) == pytest.approx(1, abs=1e-12)
    assert student_t(2, 0.975) == pytest.approx(0.95 * sqrt(2 / (1 - 0.95**2)), abs=1e-11)


def test_scipy_is_not_imported_for_few_degrees_of_freedom() -> None:
    """It takes longer than a short simulation."""
    code = (
        "import sys; from shopfloor.student import student_t; student_t(19); sys.exit('scipy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
