"""Do preview, validate, init, list, schema and doctor tell what a user wants to see?"""

import json

import pytest

from shopfloor.cli import doctor
from shopfloor.contracts.record import Record


def test_preview_shows_five_different_questions_in_eighty_columns(shopfloor, made):
    """Question, context and answer of five families, readable in a narrow terminal."""
    out = shopfloor("preview", made).out
    assert max(map(len, out.splitlines())) <= 80
    heads = [line for line in out.splitlines() if " of 5  " in line]
    assert len({head.split(", ")[2] for head in heads}) == 5
    for part in ("context", "input", "output", "answer"):
        assert out.count(f"\n{part} ") == 5


def test_preview_of_a_scenario_needs_no_folder(shopfloor, plant_file, tmp_path, monkeypatch):
    """One replication in memory; nothing is written."""
    monkeypatch.chdir(tmp_path)
    records = json.loads(shopfloor("preview", plant_file, "--questions", 3, "--json").out)
    assert len([Record.model_validate(record) for record in records]) == 3
    assert list(tmp_path.iterdir()) == []


def test_preview_of_a_broken_corpus_is_refused(shopfloor, tmp_path):
    """A corpus.json that is none is a mistake of the input."""
    (tmp_path / "corpus.json").write_text("[{}]")
    assert shopfloor("preview", tmp_path).code == 2


def test_validate_tells_what_each_file_is(shopfloor, plant_file, made):
    """Scenario or family, told apart by what is in them."""
    family = next(iter(sorted((made / "families").rglob("*.yaml"))))
    call = shopfloor("validate", plant_file, family)
    assert call.code == 0, call.err
    assert "scenario small: products frame, panel; stations saw, drill" in call.out
    assert f"question family {family.stem}" in call.out


def test_validate_sees_names_that_are_taken(shopfloor, tmp_path):
    """By another of the files, and by a built-in family; line and remedy as for any problem."""
    shopfloor("init", tmp_path)
    mine = tmp_path / "templates" / "maintenance" / "first_stop.yaml"
    text = mine.read_text("utf-8")
    twin = tmp_path / "templates" / "planning" / "first_stop.yaml"
    twin.parent.mkdir()
    twin.write_text(text.replace("role: maintenance", "role: planning"), "utf-8")
    taken = mine.with_name("which_stop.yaml")
    taken.write_text(text.replace("family: first_stop", "family: which_stop"), "utf-8")
    call = shopfloor("validate", mine, twin, taken, mine)
    assert call.code == 2
    assert call.err == (
        f'{twin}:2:9  $.family\n  "first_stop" is also the name of {mine}; give one of them another\n'
        f'{taken}:2:9  $.family\n  "which_stop" is also the name of a built-in family; give yours another\n'
    )


def test_validate_says_which_column_is_unknown(shopfloor, tmp_path):
    """In words of its own: the line, the name, what is there, and which kinds of values there are."""
    shopfloor("init", tmp_path)
    file = tmp_path / "templates" / "maintenance" / "first_stop.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("s.failed_us AS", "s.failed AS"), "utf-8")
    call = shopfloor("validate", file)
    assert "first_stop.yaml:13:1  $.shown.stops.sql" in call.err
    assert 'stoppages (s) has no column "failed"; there are replication, station' in call.err
    assert 'did you mean "failed_us"?' in call.err
    file.write_text(text.replace("kind: name", "kind: number"), "utf-8")
    assert "expected one of name, names, clock" in shopfloor("validate", file).err
    assert 'did you mean "count" or "duration"' in shopfloor("validate", file).err


def test_validate_reports_the_problems_of_all_files(shopfloor, plant_file, tmp_path):
    """The second file is read although the first is broken."""
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(plant_file.read_text().replace("machines: 1", "machines: none"))
    call = shopfloor("validate", tmp_path / "one.yaml", tmp_path / "two.yaml", plant_file)
    assert call.code == 2
    assert "one.yaml:20:" in call.err
    assert "two.yaml:20:" in call.err
    assert "scenario small" in call.out


def test_validate_prints_problems_as_json(shopfloor, tmp_path):
    """For editors: place, path and message of each problem."""
    (tmp_path / "one.yaml").write_text("scenario: one\n")
    found = json.loads(shopfloor("validate", tmp_path / "one.yaml", "--json").out)
    assert not found["fine"]
    assert {"file", "line", "column", "path", "message"} <= set(found["problems"][0])


def test_init_writes_what_validate_accepts_and_preview_shows(shopfloor, tmp_path):
    """The starter is whole: its scenario runs, and its own question family is asked."""
    folder = tmp_path / "plant"
    assert shopfloor("init", folder).code == 0
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert [path.name for path in files] == ["scenario.yaml", "first_stop.yaml"]
    assert shopfloor("validate", *files).code == 0
    call = shopfloor(
        "run",
        folder / "scenario.yaml",
        "--templates",
        folder / "templates",
        "--questions",
        6,
        "--mix",
        "family.first_stop=0.5,family.machine_state_at=0.5",
        "--out",
        folder / "out",
    )
    assert call.code == 0, call.err
    corpus = json.loads((folder / "out" / "corpus.json").read_text())
    assert "first_stop" in {record["family"] for record in corpus}
    assert shopfloor("verify", folder / "out").code == 0


def test_init_overwrites_nothing(shopfloor, tmp_path):
    """One file in the way, and none is written."""
    (tmp_path / "scenario.yaml").write_text("mine")
    assert shopfloor("init", tmp_path).code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["scenario.yaml"]


@pytest.mark.parametrize(
    ("things", "one_of_them"),
    [
        ("scenarios", "assembly_line"),
        ("families", "finished_count"),
        ("distributions", "weibull"),
        ("kpis", "throughput_rate"),
        ("events", "job_released"),
    ],
)
def test_list_names_what_there_is(shopfloor, things, one_of_them):
    """As lines for people and as JSON for programs, the same names."""
    entries = json.loads(shopfloor("list", things, "--json").out)
    lines = shopfloor("list", things).out.splitlines()
    assert one_of_them in {entry["name"] for entry in entries}
    assert {entry["name"] for entry in entries} <= {line.split()[0] for line in lines if line.strip()}
    assert max(map(len, lines)) <= 80


def test_the_schemas_are_json_schemas(shopfloor):
    """Of a scenario, a family and a record."""
    for flags in ([], ["--family"], ["--record"]):
        assert "properties" in json.loads(shopfloor("schema", *flags).out)


def test_the_columns_of_the_log(shopfloor):
    """Name, type and whether a value may be missing."""
    columns = json.loads(shopfloor("schema", "--events").out)["events"]
    assert columns[0] == {"column": "replication", "type": "int32", "nullable": False}


def test_doctor_finds_this_installation_healthy(shopfloor):
    """Nothing wrong, and the self-test re-derived every answer."""
    call = shopfloor("doctor", "--json")
    findings = json.loads(call.out)
    assert call.code == 0, findings
    assert {"python", "self-test"} <= {finding["what"] for finding in findings}
    assert "wrong" not in {finding["verdict"] for finding in findings}


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ModuleNotFoundError("No module named 'numba'", name="numba"), "numba is missing: "),
        (ImportError("libLLVM.so: too short"), "numba is broken (ImportError: libLLVM.so: too short): "),
    ],
)
def test_doctor_says_what_becomes_of_runs_without_numba(monkeypatch, error, says):
    """What is the matter, what follows, what to do; nothing is hindered by it."""

    def fail(name):
        raise error

    monkeypatch.setattr(doctor, "import_module", fail)
    (found,) = doctor._kernel()
    assert found.verdict == "note"
    assert found.says.startswith(says)
    assert "reference engine" in found.says
    assert "install numba again" in found.says
