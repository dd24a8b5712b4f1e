"""Does ``shopfloor calibrate`` turn a log in any language and order of columns into a folder that runs?"""

import contextlib
import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import shopfloor as sf
from shopfloor.cli import main
from tests.cli.conftest import Call

COLUMNS = "case=Bon,activity=Opération,resource=Poste,start=Début,end=Fin,person=Opérateur,product=Pièce"
NAMES = ("Anaïs Lefèvre", "Bruno Nguyên")


@dataclass(frozen=True)
class Made:
    """A folder that the command made, and what it said."""

    log: Path
    folder: Path
    code: int
    out: str
    err: str


def _log(path: Path) -> Path:
    """Write sixty orders of two parts, end before beginning and case last, as a French plant may export them."""
    draw = np.random.default_rng(3)
    lines, at, free = (
        ["Fin;Pièce;Poste;Opérateur;Opération;Début;Bon"],
        datetime(2026, 1, 13, 6),
        dict[str, datetime](),
    )
    for number in range(60):
        at += timedelta(minutes=round(draw.exponential(40)))
        there, part = at, "bride" if number % 3 else "axe"
        for place, (step, mean) in enumerate((("sciage", 20), ("perçage", 25))):
            begin = max(there, free.get(step, there))
            there = free[step] = begin + timedelta(minutes=round(draw.gamma(9, mean / 9)))
            moments = (moment.strftime("%d/%m/%Y %H:%M") for moment in (there, begin))
            end, begun = moments
            lines.append(f"{end};{part};{step} 1;{NAMES[place]};{step};{begun};OF-{number}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The command, run once on that log."""
    place = tmp_path_factory.mktemp("calibrate")
    log, folder = _log(place / "suivi.csv"), place / "made"
    out, err = io.StringIO(), io.StringIO()
    told = ("calibrate", log, "--out", folder, "--columns", COLUMNS, "--test-share", 0, "--budget", 0)
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.setattr(sys, "argv", ["shopfloor", *map(str, told)])
        try:
            main()
            code = 0
        except SystemExit as leaving:
            code = int(leaving.code or 0)
    return Made(log, folder, code, out.getvalue(), err.getvalue())


def test_the_folder_holds_a_scenario_the_figures_and_a_page(made: Made) -> None:
    assert made.code == 0, made.err
    assert {path.name for path in made.folder.iterdir()} == {
        "scenario.yaml",
        "calibration.json",
        "calibration.html",
    }
    figures = json.loads((made.folder / "calibration.json").read_text(encoding="utf-8"))
    assert figures["values"]
    assert figures["taken_in"]["counts"]["rows"] == 120
    assert "2 products, 2 stations" in made.out
    assert str(made.folder / "scenario.yaml") in made.out


def test_the_scenario_runs_and_tells_the_steps_in_the_words_of_the_plant(made: Made) -> None:
    scenario = sf.load(made.folder / "scenario.yaml")
    assert set(scenario.products) == {"axe", "bride"}
    assert set(scenario.stations) == {"sciage", "percage"}
    assert not sf.simulate(scenario, replications=1).jobs.empty


def test_nobody_is_named(made: Made) -> None:
    texts = [path.read_text(encoding="utf-8") for path in made.folder.iterdir()]
    for text in (*texts, made.out):
        assert not any(part in text for name in NAMES for part in name.split())


def test_a_folder_that_is_there_is_kept(made: Made, shopfloor: Callable[..., Call]) -> None:
    before = (made.folder / "scenario.yaml").read_bytes()
    call = shopfloor("calibrate", made.log, "--out", made.folder, "--columns", COLUMNS)
    assert (call.code, call.out) == (2, "")
    assert "--force" in call.err
    assert (made.folder / "scenario.yaml").read_bytes() == before


def test_a_column_that_is_not_there_is_told_beside_those_that_are(
    made: Made, shopfloor: Callable[..., Call], tmp_path: Path
) -> None:
    columns = COLUMNS.replace("Opération", "Operation")
    call = shopfloor("calibrate", made.log, "--out", tmp_path / "none", "--columns", columns)
    assert (call.code, call.out) == (2, "")
    assert "Operation" in call.err
    assert "Opération" in call.err
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("epsilon", ["0", "-1", "inf", "nan"])
def test_an_epsilon_that_protects_nobody_is_refused_before_the_log_is_read(
    shopfloor: Callable[..., Call], tmp_path: Path, epsilon: str
) -> None:
    log = tmp_path / "log.csv"
    log.write_text("this is no log\n")
    call = shopfloor(
        *("calibrate", log, "--out", tmp_path / "none", "--columns", COLUMNS),
        f"--epsilon={epsilon}",
    )
    assert (call.code, call.out) == (2, "")
    assert "epsilon" in call.err
    assert "above 0" in call.err
    assert not (tmp_path / "none").exists()
