"""Is the house in order? Floors, public names, pinned versions, README and licence."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

import shopfloor as sf
from shopfloor.cli import app
from tests.readme import README, ROOT, readme_block

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def normal(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def pins() -> list[str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def files() -> list[Path]:
    """What git tracks or would track."""
    git = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def test_a_floor_imports_only_from_the_floors_below(monkeypatch):
    """The contracts of pyproject.toml: floors without cycles, strangers that never meet."""
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == EXIT_STATUS_SUCCESS


def test_the_public_names():
    """One namespace, and nothing comes in or goes by accident."""
    functions = {"ask", "check", "load", "load_families", "load_sweep", "run", "simulate", "verify"}
    functions |= {"compare", "explain", "findings", "kpis", "offered_loads", "precision_of", "warm_up"}
    functions |= {"quality", "read_log", "score"}
    functions |= {"calibrate", "measure", "simulate_to_precision", "sweep"}
    things = {"Corpus", "EventLog", "Family", "Measured", "Record", "Scenario", "Verdict", "__version__"}
    things |= {
        "Calibration",
        "Comparison",
        "Explanation",
        "Finding",
        "OfferedLoad",
        "Precision",
        "Sweep",
        "WarmUp",
    }
    errors = {name for name in sf.__all__ if name.endswith("Error")}
    assert set(sf.__all__) == functions | things | errors
    assert {"FamilyError", "ScenarioError", "ShopfloorError", "UsageError", "VerificationError"} <= errors
    assert sf.__all__ == sorted(sf.__all__)


@pytest.mark.parametrize("name", sf.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name):
    """Names that are imported late must not be imported in vain."""
    assert getattr(sf, name) is getattr(sf, name)
    assert name == "__version__" or getattr(sf, name).__doc__


def test_a_name_that_is_not_public_is_an_attribute_error():
    """As of any module."""
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        _ = sf.simulat


def test_ci_calls_the_commands_of_the_readme():
    """The commands stand in the README only; .ci/run reads them there, the tests before the main command."""
    assert readme_block("main command").strip() == "uv run shopfloor run scenarios/assembly_line.yaml"
    assert readme_block("tests").strip() == "uv run pytest"
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.findall(r'^run_block "([^"]+)"', script, re.MULTILINE) == ["tests", "main command"]
    assert "pytest" not in re.findall(r"^uv run (\w+)", script, re.MULTILINE)


def test_every_command_is_in_the_readme():
    """What the command line can do, the table of commands says."""
    for command in app.registered_commands:
        assert re.search(rf"^\| `shopfloor {command.name}\b", README, re.MULTILINE), command.name


def test_uv_and_pip_get_the_same_versions():
    """One list of tested versions, written down twice."""
    assert PROJECT["tool"]["uv"]["constraint-dependencies"] == pins()


def test_everything_that_is_required_is_pinned_and_justified():
    """A dependency has a tested version and a line in CONTRIBUTING.md that says why it is there."""
    why = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    extras = PROJECT["project"]["optional-dependencies"]
    needed = [*PROJECT["project"]["dependencies"], *(need for needs in extras.values() for need in needs)]
    for name in map(normal, needed):
        assert name in {normal(pin) for pin in pins()}, f"{name} has no tested version in constraints.txt"
        assert f"| {name} |" in why, f"CONTRIBUTING.md does not say why {name} is needed"


def test_the_dev_group_is_the_dev_extra():
    """pip and uv set up the same workshop."""
    assert PROJECT["dependency-groups"]["dev"] == ["shopfloor[dev]"]


def test_every_runtime_dependency_is_imported_somewhere():
    """What nothing uses, nobody should have to install; zoneinfo reads tzdata without a word."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "engine").rglob("*.py"))
    for name in map(normal, PROJECT["project"]["dependencies"]):
        module = {"ruamel-yaml": "ruamel", "pyyaml": "yaml", "scikit-learn": "sklearn"}.get(name, name)
        assert re.search(rf"^\s*(from|import) {module}\b", code, re.MULTILINE) or name == "tzdata", name


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine():
    """Where packages come from, and where a checkout lies, is the user's business."""
    hosts = "|".join(
        ["pypi" + r"\.org", "python" + "hosted", "anaconda" + r"\.(org|com)", "npmjs" + r"\.com"]
    )
    wrong = re.compile(rf"({hosts})|(?<![\w./-])/(work|farm|root|home|Users)/\w".encode())
    found = [
        f"{path.relative_to(ROOT)}: {hit[0]!r}"
        for path in files()
        if (hit := wrong.search(path.read_bytes()))
    ]
    assert found == []


def test_no_lock_file_is_tracked():
    """It would name registry hosts."""
    assert [path.name for path in files() if path.name in ("uv.lock", "poetry.lock")] == []


def test_licence_and_types_are_shipped():
    """Apache-2.0, and a package that type checkers may read."""
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert (ROOT / "engine" / "shopfloor" / "py.typed").is_file()


def test_the_changelog_knows_this_version():
    """A version that nobody described is not released."""
    assert f"## {sf.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
