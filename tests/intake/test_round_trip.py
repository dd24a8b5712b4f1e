"""A simulated log, exported as a table and taken in again, is the same log as far as the table tells it."""

import pytest

import shopfloor as sf
from shopfloor.intake import Intake, fitting, gaps_of, read_log
from tests.intake.logs import broken

WORK = {
    role: role
    for role in (
        "case",
        "activity",
        "machine",
        "person",
        "product",
        "start",
        "end",
        "outcome",
        "arrival",
        "due",
    )
}
STOPS = {role: role for role in ("machine", "from", "repair", "to", "cause", "person")}


@pytest.fixture(scope="module")
def simulated() -> sf.EventLog:
    return sf.simulate(sf.load("assembly_line", overrides={"clock.horizon": "2 d"}), replications=1)


@pytest.fixture(scope="module")
def intake(simulated: sf.EventLog, tmp_path_factory: pytest.TempPathFactory) -> Intake:
    import pandas as pd

    folder = tmp_path_factory.mktemp("export")
    start = pd.Timestamp(simulated.plant.clock_start)

    def clock(times: pd.Series) -> pd.Series:
        return (start + pd.to_timedelta(times.astype("float"), unit="us")).dt.strftime("%Y-%m-%d %H:%M:%S.%f")

    rows, jobs, stops = simulated.operations, simulated.jobs.set_index("job"), simulated.stoppages
    rows = rows[rows["finished_us"].notna()]
    pd.DataFrame(
        {
            "case": rows["job"], "activity": rows["station"], "machine": rows["machine"], "person": rows["person"],
            "product": rows["product"], "start": clock(rows["started_us"]), "end": clock(rows["finished_us"]),
            "outcome": rows["outcome"], "arrival": clock(rows["job"].map(jobs["released_us"])),
            "due": clock(rows["job"].map(jobs["due_us"])),
        }
    ).to_csv(folder / "line.csv", index=False)  # fmt: skip
    stops = stops[stops["repaired_us"].notna()]
    pd.DataFrame(
        {
            "machine": stops["machine"], "from": clock(stops["failed_us"]), "repair": clock(stops["repair_started_us"]),
            "to": clock(stops["repaired_us"]), "cause": stops["mode"], "person": stops["person"],
        }
    ).to_csv(folder / "stops.csv", index=False)  # fmt: skip
    return read_log(folder / "line.csv", WORK, stops=folder / "stops.csv", stop_columns=STOPS)


def test_waits_and_works_are_the_same(simulated, intake):
    """Each visit has the machine, the times and the work it had; its wait is what it was, and the time that the job was
    blocked or moved before, which a table of operations does not tell from waiting."""
    before, after = simulated.operations, intake.log.operations
    both = before.merge(after, on=["job", "station", "visit"], suffixes=("", "_in"), how="inner")
    assert len(both) == len(after) == before["finished_us"].notna().sum()
    aside = {finding.code for finding in intake.report.findings if finding.aside}
    assert aside <= {"overlapping_stops"}  # a second failure in a machine that is down already
    assert (both["machine"] == both["machine_in"]).all()
    assert (both["started_us"] - both["started_us_in"]).nunique() == 1
    if not aside:
        assert (both["worked_us"] == both["worked_us_in"]).all()
    first = before.sort_values("first_event")
    ready = (
        first.groupby("job")["finished_us"]
        .shift(1)
        .fillna(first["job"].map(simulated.jobs.set_index("job")["released_us"]))
    )
    wait = (first["started_us"] - ready).rename("wait")
    told = both.merge(first[["job", "station", "visit"]].assign(wait=wait), on=["job", "station", "visit"])
    assert (told["waiting_us_in"] == told["wait"]).all()
    unblocked = before.groupby("job")["blocked_us"].transform("sum")[both.index] == 0
    assert (both["waiting_us"] == both["waiting_us_in"])[unblocked.to_numpy()].mean() > 0.95


def test_all_laws_hold(intake):
    """A real log is held to the laws of a simulated one."""
    assert broken(intake) == {}


def test_corpus_about_it_verifies(intake, families):
    """Families that the log can answer are asked, the others say what they lack, and every answer is re-derived."""
    some = (
        "mean_time_to_repair",
        "busier_machine",
        "mean_wait_before_work",
        "path_of_job",
        "longest_starvation",
    )
    able, lacking = fitting([families[name] for name in some], gaps_of(intake.log.folder))
    assert [family.family for family in able] == list(some[:-1])
    assert "lacked work" in lacking["longest_starvation"]
    corpus = sf.ask(intake.log, questions=20, families=able)
    verdict = sf.verify(corpus)
    assert verdict.right == verdict.checked == len(corpus.records) == 20
