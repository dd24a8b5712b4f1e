"""Does a corpus folder say which of its logs was simulated, which was brought by its owner, and what became of that one's rows?"""

import json
from pathlib import Path

import pytest

import shopfloor as sf
from shopfloor.contracts.family import Family
from shopfloor.eventlog import EventLog
from shopfloor.pipeline import Made, ask_folder, check, renew_report
from shopfloor.run_folder import dataset_card

SMALL = Path(__file__).parent / "cli" / "small.yaml"
NAMES = ("busier_machine", "machine_state_at", "path_of_job", "jobs_in_process_at")
COUNTS = {"events": 9, "verified": 8}
COLUMNS = {"case": "Order", "activity": "Step", "machine": "Machine", "start": "Begin", "end": "End"}


def log_file(folder: Path) -> Path:
    """A shift of a shop of three machines; the last two rows cannot be used."""
    rows = ["Order,Step,Machine,Begin,End"]
    for order in range(150):
        for step, machine, after, lasts in (
            ("Saw", f"Saw {order % 2 + 1}", 0, 9),
            ("Mill", "Mill A", 10 + order % 5, 1),
        ):
            since, until = order * 7 + after, order * 7 + after + lasts
            begin, end = (f"2026-01-05T{at // 60:02d}:{at % 60:02d}" for at in (since, until))
            rows.append(f"{order},{step},{machine},{begin},{end}")
    rows += ["900,Mill,Mill A,,2026-01-05T12:00", "901,Mill,Mill A,2026-01-05T12:00,2026-01-05T11:00"]
    folder.mkdir()
    path = folder / "shop.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def families() -> list[Family]:
    return [family for family in sf.load_families() if family.family in NAMES]


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> EventLog:
    return sf.simulate(sf.load(SMALL), replications=2, out=tmp_path_factory.mktemp("logs") / "small")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("corpora")


@pytest.fixture(scope="module")
def real(home: Path, families: list[Family]) -> Made:
    log = sf.read_log(log_file(home / "here"), COLUMNS).log
    asked = [family for family in families if family.family != "machine_state_at"]
    return ask_folder([log], home / "real", questions=30, families=asked)


def records_of(made: Made) -> list[dict]:
    return json.loads((made.folder / "corpus.json").read_text(encoding="utf-8"))


def report_of(made: Made) -> dict:
    return json.loads((made.folder / "report.json").read_text(encoding="utf-8"))


def card_of(made: Made) -> str:
    return (made.folder / "README.md").read_text(encoding="utf-8")


def test_a_corpus_of_a_real_log_never_says_that_it_was_simulated(real):
    """Not the card, not the report, not the manifest."""
    card, told = card_of(real), report_of(real)
    assert "simulated" not in card
    assert "or from a real plant" not in card
    assert "logs of real plants" in (real.folder / "report.html").read_text(encoding="utf-8")
    assert real.manifest["source"] == told["facts"]["source"] == "real"
    cautions = {it["caution"]: it for it in told["cautions"]}
    assert "may name people" in cautions["privacy"]["limits"]
    assert "simulated" not in cautions["accuracy"]["limits"]
    assert cautions["licence"]["answer"] == "the terms of the log"


def test_the_card_tells_how_splits_were_made(real, simulated, home, families):
    """Replications are kept apart; a log of one replication, as a real one is, is divided by time."""
    times, apart = "last days are for the test", "replication never stand in two"
    card = card_of(real)
    assert (times in card, apart in card) == (True, False)
    asked = [family for family in families if family.family != "machine_state_at"]
    card = card_of(ask_folder([simulated], home / "apart", questions=20, families=asked))
    assert (times in card, apart in card) == (False, True)
    log = sf.read_log(home / "here" / "shop.csv", COLUMNS).log
    card = card_of(ask_folder([simulated, log], home / "divided", questions=20, families=asked))
    assert "of a log that has several never stand in two" in card
    assert "keeps times apart in a log of one replication: the last days" in card


def test_levels_and_sizes_stand_in_their_order():
    """On the card, however many records each has."""
    tally = {name: {"a": 8} for name in ("role", "skill", "form", "split", "scenario", "family")} | {
        "level": {"4": 5, "2": 1, "3": 2},
        "size": {"32k": 1, "0.5k": 3, "page": 4},
        "answerable": {"yes": 8},
    }
    facts = {"source": "simulated", "scenario": "a", "seed": 1, "replications": 2, "counts": COUNTS}
    card = dataset_card(tally, facts=facts, description="", shortfalls={})
    assert "|---|---|\n| 2 | 1 |\n| 3 | 2 |\n| 4 | 5 |\n" in card
    assert "|---|---|\n| page | 4 |\n| 0.5k | 3 |\n| 32k | 1 |\n" in card


def test_what_was_set_aside_is_told(real):
    """How many rows on the card, which ones in the manifest, and where the file lay nowhere."""
    (log,) = real.manifest["logs"]
    assert (log["file"], log["rows"], log["set_aside"]) == ("shop.csv", 302, 2)
    aside = {it["code"]: (it["count"], it["rows"]) for it in log["findings"] if it["set_aside"]}
    assert aside == {"missing_start": (1, "302"), "end_before_start": (1, "303")}
    card = card_of(real)
    assert "302 rows, of which 2 set aside" in card
    assert "- no start time: 1 line set aside\n" in card
    assert "- assumed: a job arrives when its first work begins" in card
    for path in real.folder.rglob("*.*"):
        assert str(real.folder.parent).encode() not in path.read_bytes()


def test_the_same_log_in_another_place_gives_the_same_bytes(real, home, families):
    """Of every file; what differs from machine to machine stands in the manifest alone."""
    log = sf.read_log(log_file(home / "there"), COLUMNS).log
    asked = [family for family in families if family.family != "machine_state_at"]
    again = ask_folder([log], home / "again", questions=30, families=asked)
    assert again.manifest["files"] == real.manifest["files"]
    assert again.manifest["logs"] == real.manifest["logs"]


def test_a_corpus_of_both_tells_them_apart(real, simulated, home, families):
    """Log by log; the families are those that both can answer."""
    log = sf.read_log(home / "here" / "shop.csv", COLUMNS).log
    asked = [family for family in families if family.family != "machine_state_at"]
    both = ask_folder([simulated, log], home / "both", questions=30, families=asked)
    assert [log["source"] for log in both.manifest["logs"]] == ["simulated", "real"]
    told = {(it["provenance"]["scenario"], it["provenance"]["origin"]) for it in records_of(both)}
    assert told == {("small", "simulated"), ("shop", "real")}
    assert report_of(both)["shares"]["origin"] == {
        of: sum(it["provenance"]["origin"] == of for it in records_of(both)) for of in ("simulated", "real")
    }
    assert both.manifest["source"] == report_of(both)["facts"]["source"] == "both"
    card = card_of(both)
    assert "about simulated plants and real ones" in card
    assert "`origin` tells records of a real plant from those of a simulated one" in card
    assert "| log | small, simulated: seed 7, 2 replications |" in card
    assert "| log | shop, a real one: shop.csv" in card
    assert "A simulated plant is simpler" in card
    assert "A real log says what was written down" in card


def test_a_plant_and_its_simulation_may_have_one_name(home, families, tmp_path):
    """Then its records are told apart by their origin: no replication of the one stands in the splits of the other."""
    log = sf.read_log(home / "here" / "shop.csv", COLUMNS).log
    twin = sf.load(SMALL).model_copy(update={"scenario": "shop"})
    simulated = sf.simulate(twin, replications=4, seed=0, out=tmp_path / "twin")
    asked = [family for family in families if family.family != "machine_state_at"]
    made = ask_folder([log, simulated], home / "twins", questions=40, families=asked)
    assert made.verdict.right == made.verdict.checked
    origins = {it["provenance"]["origin"]: it["provenance"]["scenario"] for it in records_of(made)}
    assert origins == {"real": "shop", "simulated": "shop"}


def test_a_corpus_of_simulated_logs_says_so(simulated, home, families):
    made = ask_folder([simulated], home / "simulated", questions=20, families=families)
    assert made.manifest["source"] == report_of(made)["facts"]["source"] == "simulated"
    assert "about a simulated plant" in card_of(made)
    assert "real log" not in card_of(made)
    assert "numbers of a crew" in report_of(made)["cautions"][2]["limits"]


def test_the_cost_is_what_the_corpus_takes(real):
    """In bytes, which are the same on every machine; a report that is measured again is the same."""
    size = (real.folder / "corpus.json").stat().st_size
    before = (real.folder / "report.json").read_bytes()
    told = report_of(real)
    assert told["facts"]["bytes"] == size
    assert told["cautions"][4]["answer"] == f"{size / 1e6:.1f} MB, {size / 30 / 1e3:.1f} kB a record"
    assert b"timings" not in before
    renew_report(real.folder)
    assert (real.folder / "report.json").read_bytes() == before
    assert check(real.folder).fine
