"""How does the command line tell what went wrong? One message, the right exit code, no traceback."""

import pytest

from shopfloor.cli import app
from shopfloor.errors import MissingExtraError
from shopfloor.pipeline import kpis


def test_every_verb_has_help(shopfloor):
    """--help of each command ends well and shows its own flags."""
    listing = shopfloor("--help")
    assert listing.code == 0
    for verb in (command.name for command in app.registered_commands):
        assert f"  {verb} " in listing.out
        assert "--help" in shopfloor(verb, "--help").out


def test_version(shopfloor):
    """--version prints the one version."""
    from shopfloor import __version__

    assert shopfloor("--version").out == f"shopfloor {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["simulat"],
        ["run"],
        ["run", "small.yaml", "--questons", "3"],
        ["run", "small.yaml", "--seed", "minus one"],
        ["run", "small.yaml", "--replications", "0"],
        ["run", "small.yaml", "--questions", "0"],
        ["run", "no_such_file.yaml"],
        ["run", "."],
        ["simulate", "assembly_line", "--set", "seed"],
        ["simulate", "assembly_line", "--set", "stations.nowhere.machines=2"],
        ["simulate", "assembly_line", "--set", "stations.cutting.machines=0"],
        ["simulate", "assembly_line", "--what-if", "no_such_change"],
        ["simulate", "assembly_line", "--engine", "steam"],
        ["ask", "no_such_folder"],
        ["verify", "no_such_folder"],
        ["report", "no_such_folder"],
        ["report", "."],
        ["simulate", "assembly_line", "--explain", "cutting"],
        ["simulate", "assembly_line", "--explain", "lead_time"],
        ["preview", "no_such_thing"],
        ["preview", "."],
        ["validate", "no_such_file.yaml"],
        ["list", "nothing"],
        ["schema", "--family", "--record"],
        ["run", "assembly_line", "--templates", "no_such_folder"],
    ],
    ids=" ".join,
)
def test_wrong_usage_leaves_with_2_and_says_why(shopfloor, tmp_path, monkeypatch, arguments):
    """A mistake in the arguments: a message on stderr, nothing on stdout, nothing on disk."""
    monkeypatch.chdir(tmp_path)
    call = shopfloor(*arguments)
    assert call.code == 2, call.err
    assert call.err.strip()
    assert "Traceback" not in call.err
    assert call.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_broken_scenario_tells_place_and_remedy(shopfloor, tmp_path, plant_file):
    """File, line, column and path; all problems at once."""
    broken = tmp_path / "broken.yaml"
    text = plant_file.read_text().replace("machines: 1", "machines: 0").replace("capacity: 6", "capcity: 6")
    broken.write_text(text)
    call = shopfloor("run", broken)
    assert call.code == 2
    assert f"{broken}:20:15  $.stations.drill.machines" in call.err
    assert f"{broken}:21:13  $.stations.drill.queue.capcity" in call.err
    assert 'did you mean "capacity"?' in call.err


def test_a_fault_of_the_program_is_owned(shopfloor, plant_file, monkeypatch):
    """One line of what happened and how to report it; the traceback on request only."""
    monkeypatch.setattr(kpis, "kpi_report", lambda log: 1 // 0)
    call = shopfloor("simulate", plant_file, "--replications", 1)
    assert call.code == 1
    assert "ZeroDivisionError" in call.err
    assert "SHOPFLOOR_DEBUG=1" in call.err
    assert "Traceback" not in call.err


def test_debug_shows_the_traceback(shopfloor, plant_file, monkeypatch):
    """SHOPFLOOR_DEBUG=1 lets the exception through."""
    monkeypatch.setenv("SHOPFLOOR_DEBUG", "1")
    monkeypatch.setattr(kpis, "kpi_report", lambda log: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        shopfloor("simulate", plant_file, "--replications", 1)


def test_a_missing_extra_leaves_with_3(shopfloor, plant_file, monkeypatch):
    """The message, which holds the line that installs it, is printed as it is."""

    def missing(log: object) -> None:
        raise MissingExtraError('a chart needs an extra; install it with: pip install "shopfloor[view]"')

    monkeypatch.setattr(kpis, "kpi_report", missing)
    call = shopfloor("simulate", plant_file, "--replications", 1)
    assert call.code == 3
    assert "pip install" in call.err


def test_an_interrupted_command_leaves_with_130(shopfloor, plant_file, monkeypatch, tmp_path):
    """Ctrl-C: no traceback, nothing half-written."""

    def interrupted(log: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(kpis, "kpi_report", interrupted)
    call = shopfloor("run", plant_file, "--out", tmp_path / "out")
    assert call.code == 130
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_query_is_an_interruption():
    """DuckDB turns Ctrl-C into an error of its own; the user interrupted, and nothing is at fault."""
    from shopfloor.cli import _what_happened

    wrapped = RuntimeError("asking")
    wrapped.__cause__ = RuntimeError("Query interrupted")
    assert _what_happened(wrapped)[1] == 130
