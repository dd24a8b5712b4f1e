"""How do the tests call the command line? In this process, with stdout and stderr apart."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import shopfloor as sf
from shopfloor.cli import main

MIX = {
    f"family.{name}": 0.125
    for name in (
        *("machine_state_at", "output_between", "busier_machine", "unknown_machine"),
        *("downtime_ranked", "lead_time_split", "waiting_share", "time_to_spare"),
    )
}
"""Eight families of all roles: a command that asks with all of them is several seconds slower, and no better tested."""


@dataclass(frozen=True)
class Call:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def shopfloor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Call]:
    """Run ``shopfloor ARGUMENTS`` and return its exit code, stdout and stderr."""

    def call(*arguments: object) -> Call:
        monkeypatch.setattr(sys, "argv", ["shopfloor", *map(str, arguments)])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        out, err = capsys.readouterr()
        return Call(code, out, err)

    return call


@pytest.fixture(scope="session")
def plant_file() -> Path:
    """A scenario small enough to be run again and again."""
    return Path(__file__).with_name("small.yaml")


@pytest.fixture(scope="session")
def few() -> tuple[str, str]:
    """The flags that ask with few families, as ``made`` was asked."""
    return "--mix", ",".join(f"{name}={share}" for name, share in MIX.items())


@pytest.fixture(scope="session")
def quick() -> tuple[str, ...]:
    """The flags that ask next to nothing, where it does not matter what."""
    return "--questions", "5", "--mix", "family.machine_state_at=1"


@pytest.fixture(scope="session")
def made(plant_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder; tests that change it copy it first."""
    out = tmp_path_factory.mktemp("runs") / "small"
    sf.run(sf.load(plant_file), out, questions=40, mix=MIX)
    return out
