"""Which engine runs, and is it said why?"""

from pathlib import Path

import pytest

from shopfloor.errors import UsageError
from shopfloor.scenario import loads
from shopfloor.simulation import choose_engine
from shopfloor.simulation.kernel import compiled, unknown

PLANT = """
scenario: small
clock: {start: 2026-01-05T00:00, horizon: HORIZON}
products: {one: {orders: {every: 1 s}, route: [a]}}
stations: {a: {processing: 1 s}}
"""


def test_what_the_kernel_does_not_know_is_named() -> None:
    """With its place in the file. Policies that are plugged in are Python, and stay with the reference engine."""
    scenario = loads(PLANT.replace("HORIZON", "1 h")).model_copy(update={"dispatch": "of_my_own"})
    assert unknown(scenario) == ["$.dispatch: the policy of_my_own, which is plugged in"]
    with pytest.raises(UsageError, match=r"\$\.dispatch: the policy of_my_own"):
        choose_engine(scenario, "kernel")


def test_short_runs_are_the_reference_engines() -> None:
    """Nothing is lost, so nothing is said."""
    chosen = choose_engine(loads(PLANT.replace("HORIZON", "1 h")))
    assert (chosen.name, chosen.reason) == ("reference", "")


def test_a_long_run_says_why_it_is_not_the_kernels() -> None:
    """The first word that the kernel does not know."""
    chosen = choose_engine(
        loads(PLANT.replace("HORIZON", "500 h")).model_copy(update={"dispatch": "of_my_own"})
    )
    assert chosen.name == "reference"
    assert "$.dispatch" in chosen.reason


def test_very_long_runs_are_the_kernels() -> None:
    """Even where it must be compiled first."""
    assert choose_engine(loads(PLANT.replace("HORIZON", "5000 h"))).name == "kernel"


def test_unknown_engines_are_refused() -> None:
    with pytest.raises(UsageError, match='unknown engine "steam"'):
        choose_engine(loads(PLANT.replace("HORIZON", "1 h")), "steam")


def _twice(number: int) -> int:
    return 2 * number


def test_without_a_cache_it_is_compiled_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the user's cache folder cannot be written, nothing is kept, and everything runs."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "file"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "file")
    assert compiled.cache_folder() is None
    assert not compiled.is_compiled()
    assert compiled.entrance(_twice)(21) == 42


def test_compiled_code_is_kept_in_the_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Under the version, and nowhere else."""
    monkeypatch.setattr(compiled, "cache_folder", lambda: tmp_path)
    assert compiled.entrance(_twice)(21) == 42
    assert list(tmp_path.rglob("*.nbc"))
    assert compiled.is_compiled()
