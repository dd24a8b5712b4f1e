"""Which engine runs, and is it said why?"""

import os
from pathlib import Path

import pytest

from shopfloor.errors import RunError, UsageError
from shopfloor.scenario import loads
from shopfloor.simulation import engines
from shopfloor.simulation.engines import choose_engine, engine_made_ready, refuse_endless_log
from shopfloor.simulation.kernel import cache, compiled, run, unknown

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


@pytest.fixture(params=[True, False], ids=["compiled", "not compiled"])
def is_compiled(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the kernel has been compiled on this machine before."""
    monkeypatch.setattr(engines, "is_compiled", lambda: request.param)
    return bool(request.param)


def test_short_runs_are_the_reference_engines(is_compiled: bool) -> None:
    """Nothing is lost, so nothing is said."""
    chosen = choose_engine(loads(PLANT.replace("HORIZON", "1 h")))
    assert (chosen.name, chosen.reason) == ("reference", "")


def test_longer_runs_are_the_kernels_where_it_is_compiled(is_compiled: bool) -> None:
    """From 60,000 events on; as long as less than a second is lost, nothing is said."""
    chosen = choose_engine(loads(PLANT.replace("HORIZON", "10 h")))
    assert (chosen.name, chosen.reason) == ("kernel" if is_compiled else "reference", "")


def test_with_people_the_kernel_is_sooner_there(is_compiled: bool) -> None:
    """The reference engine waits for Mesa, if only to write an hour."""
    plant = PLANT.replace("processing: 1 s", "processing: 1 s, needs: {skill: fitting, during: [processing]}")
    people = "people: {fitter: {count: 1, skills: {fitting: 1.0}}}"
    chosen = choose_engine(loads(plant.replace("HORIZON", "1 h") + people))
    assert (chosen.name, chosen.reason) == ("kernel" if is_compiled else "reference", "")


def test_what_is_lost_where_nothing_is_compiled_is_said(is_compiled: bool) -> None:
    """With more than half a million events, and with what would mend it."""
    chosen = choose_engine(loads(PLANT.replace("HORIZON", "100 h")))
    assert (chosen.name == "kernel") == is_compiled
    assert is_compiled or "--engine kernel does that, once" in chosen.reason


def test_nobody_waits_for_a_kernel_that_runs_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """With NUMBA_DISABLE_JIT it is a hundred times as slow."""
    monkeypatch.setattr(engines, "is_compiled", lambda: True)
    monkeypatch.setattr(compiled, "IS_INTERPRETED", True)
    chosen = choose_engine(loads(PLANT.replace("HORIZON", "500 h")))
    assert chosen.name == "reference"
    assert "NUMBA_DISABLE_JIT" in chosen.reason


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
    assert cache.cache_folder() is None
    assert not cache.is_compiled()
    assert compiled.entrance(_twice)(21) == 42


def test_compiled_code_is_kept_in_the_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Under the version, and nowhere else."""
    monkeypatch.setattr(compiled, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(cache, "cache_folder", lambda: tmp_path)
    assert compiled.entrance(_twice)(21) == 42
    assert list(tmp_path.rglob("*.nbc"))
    assert not cache.is_compiled()  # that is the loop, not any function


def test_old_code_of_other_versions_is_removed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What somebody may still use stays."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    folder = cache.cache_folder()
    assert folder is not None
    folder.rmdir()
    old, young = folder.with_name("kernel-0.0.1-old"), folder.with_name("kernel-0.0.2-young")
    for other in (old, young):
        other.mkdir()
    os.utime(old, (0, 0))
    assert cache.cache_folder() == folder
    assert young.exists()
    assert not old.exists()


def test_a_compiler_that_fails_is_told_of(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The reference engine runs instead, unless somebody asked for the kernel."""

    def fail() -> None:
        raise OSError("no such target\nand more")

    monkeypatch.setattr(run, "prepare", fail)
    scenario = loads(PLANT.replace("HORIZON", "5000 h"))
    assert engine_made_ready(scenario, "auto", 1) == "reference"
    with pytest.raises(
        RunError, match="cannot be compiled: OSError: no such target; run it with --engine ref"
    ):
        engine_made_ready(scenario, "kernel", 1)


def test_logs_that_nobody_can_read_are_refused() -> None:
    """More than 2,147 million events of one replication; the words say what to try."""
    refuse_endless_log(loads(PLANT.replace("HORIZON", "5000 h")))
    with pytest.raises(UsageError, match=r"million events, more than the 2,147 million .* --no-log"):
        refuse_endless_log(loads(PLANT.replace("HORIZON", "870000 h")))
