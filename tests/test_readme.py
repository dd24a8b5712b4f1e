"""Does the README tell the truth? Its examples run, and its record is right."""

import json
from types import SimpleNamespace

import shopfloor as sf
from shopfloor.builtin import starter_family, templates_folder
from shopfloor.scenario import starter
from tests.readme import FAMILY, ROOT, readme_block, shown_speed, speed, steps_of


def test_the_scenario_is_the_one_that_init_writes():
    """Tried by the tests of `shopfloor init` from there on."""
    assert readme_block("scenario") == starter()


def test_the_family_is_the_one_that_init_writes():
    """Tried by the tests of `shopfloor init` from there on."""
    assert readme_block("family") == starter_family().read_text(encoding="utf-8")


def test_the_record_is_true():
    """The second witness derives its answer from the lines that the README shows."""
    shown = json.loads(readme_block("record")) | {"context": readme_block("context").removesuffix("\n")}
    record = sf.Record.model_validate(shown)
    verdict = sf.verify(SimpleNamespace(records=[record], families=sf.load_families()))
    verdict.raise_if_wrong()
    assert verdict.right == verdict.checked == 1


def test_the_evidence_is_what_the_family_says():
    """The steps that the README shows are those that run."""
    family = templates_folder() / "maintenance" / f"{FAMILY}.yaml"
    assert readme_block("steps") == steps_of(family.read_text(encoding="utf-8"))


def test_the_speed_is_that_of_the_results():
    """After new results: ``python -m tests.readme``."""
    results = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    assert shown_speed() == speed(results)


def test_the_python_example_runs(monkeypatch):
    """Line by line, in the folder of the checkout; with fewer questions."""
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    example = readme_block("python")
    assert example.count("questions=100") == 1
    exec(example.replace("questions=100", "questions=20"), names)
    assert len(names["corpus"].records) == 20
