"""What can be opened, what is refused, and what can SQL on a log do? Nothing but read it."""

import gc
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shopfloor.contracts.plant import PlantFacts
from shopfloor.errors import LogError, OutputError, UsageError
from shopfloor.eventlog import VIEWS, EventLog, EventWriter
from tests.eventlog.logs import event, plant, write_log
from tests.eventlog.story import STORY

FIRST = "events/replication-00000.parquet"
SECOND = "events/replication-00001.parquet"


def remove(path: str):
    return lambda folder: (folder / path).unlink()


def rewrite_plant(**changes: int):
    def edit(folder: Path) -> None:
        facts = PlantFacts.from_json((folder / "plant.json").read_bytes())
        (folder / "plant.json").write_text(facts.model_copy(update=changes).to_json())

    return edit


def text(path: str, content: str):
    return lambda folder: (folder / path).write_text(content)


def truncated(folder: Path) -> None:
    content = (folder / FIRST).read_bytes()
    (folder / FIRST).write_bytes(content[: len(content) // 2])


def foreign(folder: Path) -> None:
    pq.write_table(pa.table({"activity": ["sawing"]}), folder / FIRST)


def misplaced(folder: Path) -> None:
    (folder / FIRST).write_bytes((folder / SECOND).read_bytes())


def no_events(folder: Path) -> None:
    for file in (folder / "events").iterdir():
        file.unlink()
    (folder / "events").rmdir()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (remove("plant.json"), r"plant\.json: missing; expected a folder with plant\.json and events/"),
        (text("plant.json", "{"), r"plant\.json: \$: Invalid JSON"),
        (text("plant.json", '{"name": "workshop"}'), r"plant\.json: \$\.\w+: Field required"),
        (
            rewrite_plant(warm_up_us=10**9),
            r"plant\.json: got .* expected .* a warm-up shorter than the horizon",
        ),
        (rewrite_plant(replications=0), r"plant\.json: got 0 replications"),
        (
            rewrite_plant(replications=4),
            r"replication-00002\.parquet and 1 more: missing; plant\.json speaks of 4",
        ),
        (
            rewrite_plant(replications=1),
            r"replication-00001\.parquet: not of this log; plant\.json speaks of 1",
        ),
        (remove(FIRST), r"replication-00000\.parquet: missing"),
        (no_events, r"replication-00000\.parquet and 1 more: missing"),
        (truncated, r"replication-00000\.parquet: no readable Parquet file"),
        (text(FIRST, "time,kind\n"), r"replication-00000\.parquet: no readable Parquet file"),
        (
            foreign,
            r"replication-00000\.parquet: got the columns activity; expected .*replication int32, event int",
        ),
        (misplaced, r"replication-00000\.parquet: holds events of replication 1; expected 0"),
    ],
)
def test_a_broken_folder_is_refused(tmp_path, damage, message):
    """It is said which file, what it is, and what was expected."""
    write_log(tmp_path, STORY, STORY)
    damage(tmp_path)
    with pytest.raises(LogError, match=message):
        EventLog.open(tmp_path)


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_what_is_no_folder_is_refused(tmp_path, name):
    """Missing, or a file."""
    (tmp_path / "file").write_text("")
    with pytest.raises(LogError, match=f"{name}: no such folder; expected"):
        EventLog.open(tmp_path / name)


@pytest.mark.parametrize(
    "ask", [EventLog.kpi_rows, EventLog.audit, lambda log: log.events, lambda log: log.jobs]
)
def test_a_log_that_is_damaged_later_says_so(tmp_path, ask):
    """The beginning of the file is overwritten after it was opened."""
    log = write_log(tmp_path, STORY)
    content = (tmp_path / FIRST).read_bytes()
    (tmp_path / FIRST).write_bytes(b"\0" * 3000 + content[3000:])
    with pytest.raises(
        LogError, match=r"the event log cannot be read: .*; expected the files as they were written"
    ):
        ask(log)


def test_other_files_in_the_folder_do_not_matter(tmp_path):
    """A run folder holds more than a log."""
    write_log(tmp_path, STORY)
    (tmp_path / "corpus.json").write_text("[]")
    (tmp_path / "events" / ".replication-00001.parquet.17.partial").write_text("")
    assert len(EventLog.open(tmp_path).events) == len(STORY)


@pytest.mark.parametrize("name", ["it's here", "a[1]*b", "two words", "größer"])
def test_any_folder_name_will_do(tmp_path, name):
    """Names are names, not patterns and not SQL."""
    assert len(write_log(tmp_path / name, STORY).jobs) == 6


def test_events_come_back_as_they_were_written(story):
    """Numbers stay whole numbers where some are missing."""
    table = story.events
    assert list(table["event"]) == list(range(len(STORY)))
    assert list(table["kind"]) == [row[1] for row in STORY]
    assert table["cause"].dtype == "Int64"
    assert [
        None if cause is None else int(cause) for cause in table["cause"].replace({float("nan"): None})
    ] == [row[9] for row in STORY]


def test_a_connection_may_look_at_some_replications(tmp_path):
    """Machines and people of the others are not in its views."""
    log = write_log(tmp_path, STORY, [event(7, "job_released", "pump-1")], STORY)
    with log.connect([1]) as connection:
        assert connection.sql("SELECT DISTINCT replication FROM machine_states").fetchall() == [(1,)]
        assert connection.sql("SELECT released_us FROM jobs").fetchall() == [(7_000_000,)]
    assert set(log.people["replication"]) == {0, 1, 2}


def test_stored_views_are_the_views(story):
    """Computed once or each time, the rows are the same."""
    with story.connect() as fresh, story.connect(stored=VIEWS) as stored:
        for view in VIEWS:
            query = f"SELECT * FROM {view} ORDER BY ALL"
            assert fresh.sql(query).fetchall() == stored.sql(query).fetchall()


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_needs_no_other_than_it_is_made_of(story, view):
    """Alone, and beside a stored one, its rows are the same."""
    query = f"SELECT * FROM {view} ORDER BY ALL"
    with (
        story.connect() as all_,
        story.connect(only=[view]) as alone,
        story.connect(only=[view], stored=["walks"]) as beside,
    ):
        assert all_.sql(query).fetchall() == alone.sql(query).fetchall() == beside.sql(query).fetchall()
        assert set(alone.sql("SHOW TABLES").fetchall()) < set(all_.sql("SHOW TABLES").fetchall())
        assert beside.sql("SELECT count(*) FROM walks").fetchall()


def test_a_log_counts_its_events(tmp_path):
    """Of all replications together."""
    log = write_log(tmp_path, STORY, [event(7, "job_released", "pump-1")], STORY)
    assert log.event_count == len(log.events) == 2 * len(STORY) + 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"replications": [0, 1]}, "got replication 1; expected one of 0 to 0"),
        ({"replications": [-1]}, "got replication -1"),
        ({"stored": ["machine_state"]}, 'got the view "machine_state"; expected one of operations, setups'),
        ({"only": ["machine_state"]}, 'got the view "machine_state"; expected one of operations, setups'),
    ],
)
def test_a_connection_to_what_is_not_there_is_refused(story, arguments, message):
    """And what is there is told."""
    with pytest.raises(UsageError, match=message):
        story.connect(**arguments)


def test_the_plant_is_there_as_tables(story):
    """What plant.json says can be joined."""
    with story.connect() as connection:
        tables = {
            name: connection.sql(f"FROM {name} ORDER BY ALL").fetchall()
            for name in ("stations", "machines", "routes")
        }
        assert tables == {
            "stations": [("mill", 1, None, 1), ("saw", 2, 1, 1)],
            "machines": [("mill", "mill.1"), ("saw", "saw.1"), ("saw", "saw.2")],
            "routes": [("pump", 1, "saw"), ("pump", 2, "mill"), ("valve", 1, "mill")],
        }
        assert connection.sql("FROM products ORDER BY ALL").fetchall() == [
            ("pump", 1, None),
            ("valve", 0, None),
        ]
        assert connection.sql("FROM crew_members").fetchall() == [("crew", "crew.1"), ("crew", "crew.2")]
        (facts,) = connection.sql("FROM plant").fetchall()
        assert facts == (100_000_000, 0, plant().clock_start)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_text('{other}')",
        "SELECT * FROM '{other}'",
        "SELECT * FROM glob('{folder}/*')",
        "COPY (SELECT 1) TO '{folder}/events/replication-00001.parquet'",
        "COPY (SELECT 1) TO '{folder}/events/replication-00000.parquet'",
        "ATTACH '{folder}/other.db'",
        "EXPORT DATABASE '{folder}/export'",
        "INSTALL httpfs",
        "SELECT * FROM 'http://localhost/x.parquet'",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "SET allowed_directories = ['/']",
        "RESET lock_configuration",
        "SELECT getenv('HOME')",
    ],
)
def test_a_connection_reaches_nothing_else(tmp_path, statement):
    """No other file, no network, no extension, no setting."""
    log = write_log(tmp_path, STORY)
    (tmp_path / "other.txt").write_text("secret")
    before = sorted(tmp_path.rglob("*"))
    with log.connect() as connection, pytest.raises(duckdb.Error):
        connection.execute(statement.format(other=tmp_path / "other.txt", folder=tmp_path)).fetchall()
    assert sorted(tmp_path.rglob("*")) == before
    assert len(log.events) == len(STORY)


def test_a_connection_does_not_see_variables(story):
    """A table called like a variable of the caller is unknown, not read."""
    secret = pa.table({"a": [1]})
    with story.connect() as connection, pytest.raises(duckdb.CatalogException):
        connection.sql("SELECT * FROM secret")
    assert len(secret) == 1


class Folder:
    """A folder that goes with its last owner."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.path = Path(self._folder.name)

    def __del__(self) -> None:
        self._folder.cleanup()


def test_a_log_keeps_the_folder_that_it_owns():
    """As long as the log or one of its connections is there, and no longer."""
    owned = Folder()
    path = owned.path
    write_log(path, STORY)
    connection = EventLog.open(path, owns=owned).connect()
    del owned
    gc.collect()
    assert connection.sql("SELECT count(*) FROM events").fetchall() == [(len(STORY),)]
    connection.close()
    del connection
    gc.collect()
    assert not path.exists()


def test_replications_are_worked_on_in_batches(tmp_path, monkeypatch):
    """Short ones together, long ones alone, all of them once and in order."""
    monkeypatch.setattr("shopfloor.eventlog.read._ROWS_AT_ONCE", 2 * len(STORY))
    log = write_log(tmp_path, STORY, STORY, STORY * 3, STORY, [])
    assert log.batches() == [range(2), range(2, 3), range(3, 5)]
    assert list(log.jobs["replication"].unique()) == [0, 1, 2, 3]


def test_batches_change_no_figure(tmp_path, monkeypatch):
    """KPIs of all replications at once are those of one after the other."""
    log = write_log(tmp_path, STORY, STORY[:30], [], STORY[:50])
    together = log.kpi_rows()
    monkeypatch.setattr("shopfloor.eventlog.read._ROWS_AT_ONCE", 1)
    assert log.kpi_rows() == together


def test_the_log_says_what_it_is(story):
    """In a notebook."""
    assert repr(story) == f"<EventLog of workshop: 1 replications, {len(STORY)} events, in {story.folder}>"


def test_a_log_in_a_folder_that_cannot_be_made(tmp_path):
    """The writer makes the folder; where that is impossible it says so."""
    (tmp_path / "events").write_text("")
    with pytest.raises(OutputError, match="cannot write"), EventWriter(tmp_path / FIRST, 0):
        pass
