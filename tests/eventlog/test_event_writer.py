"""What does a writer promise? The same bytes for the same rows, little memory, and all or nothing."""

import resource
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from shopfloor.contracts.events import EVENT_SCHEMA
from shopfloor.errors import OutputError, UsageError
from shopfloor.eventlog import EventWriter, Row
from shopfloor.eventlog.write import ROWS_PER_GROUP
from tests.eventlog.logs import event
from tests.eventlog.story import STORY


def many(count: int) -> list[Row]:
    """Rows that take room: hardly one like the other."""
    return [event(i * 0.000123, "queue_entered", f"pump-{i}", "saw", value=i / 7) for i in range(count)]


def write(path: Path, rows: list[Row], step: int) -> bytes:
    with EventWriter(path, 3) as writer:
        for first in range(0, len(rows), step):
            writer.write(rows[first : first + step])
    return path.read_bytes()


@pytest.mark.parametrize("step", [1, 700, 70_000])
def test_the_bytes_do_not_depend_on_how_the_rows_are_cut_into_calls(tmp_path, step):
    """What is written together and what alone is the engine's business."""
    rows = many(ROWS_PER_GROUP + 300) if step > 1 else many(1000)
    assert write(tmp_path / "a.parquet", rows, len(rows)) == write(tmp_path / "b.parquet", rows, step)


def test_what_is_written_is_read_again(tmp_path):
    """Every field comes back, under the schema of the contract; events are numbered from 0."""
    write(tmp_path / "log.parquet", STORY, 10)
    table = pq.read_table(tmp_path / "log.parquet")
    assert table.schema.equals(EVENT_SCHEMA)
    found = [tuple(row.values()) for row in table.to_pylist()]
    assert found == [(3, i, row[0] / 1e6, *row[1:]) for i, row in enumerate(STORY)]


def test_a_microsecond_survives_twenty_years(tmp_path):
    """Seconds as float64 give the whole microseconds back."""
    times_us = [0, 1, 299_999, 300_000, 20 * 365 * 86_400 * 10**6 + 1]
    write(tmp_path / "log.parquet", [(time, "failed", *[None] * 8) for time in times_us], 5)
    times_s = pq.read_table(tmp_path / "log.parquet")["time_s"].to_pylist()
    assert [round(time_s * 1e6) for time_s in times_s] == times_us


def test_row_groups_reach_the_disk_before_the_end(tmp_path):
    """Memory holds one row group at most, however long the run."""
    rows = many(2 * ROWS_PER_GROUP + 5)
    with EventWriter(tmp_path / "log.parquet", 0) as writer:
        writer.write(rows)
        (partial,) = tmp_path.iterdir()
        assert partial.name != "log.parquet"
        assert partial.stat().st_size > 100_000
    metadata = pq.read_metadata(tmp_path / "log.parquet")
    sizes = [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]
    assert sizes == [ROWS_PER_GROUP, ROWS_PER_GROUP, 5]


def test_a_log_without_events_is_a_log(tmp_path):
    """Nothing happened, and the file says so."""
    write(tmp_path / "log.parquet", [], 1)
    assert pq.read_table(tmp_path / "log.parquet").num_rows == 0


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_exception_leaves_nothing(tmp_path, error):
    """Neither a half-written log nor its temporary file; Ctrl-C is no exception to this."""

    def engine(writer: EventWriter) -> None:
        writer.write(many(ROWS_PER_GROUP + 1))
        raise error

    with pytest.raises(error), EventWriter(tmp_path / "log.parquet", 0) as writer:
        engine(writer)
    assert list(tmp_path.iterdir()) == []


def test_an_exception_leaves_the_log_that_was_there(tmp_path):
    """The old file goes when the new one is whole."""
    before = write(tmp_path / "log.parquet", STORY, 10)
    with pytest.raises(ValueError, match="stop"), EventWriter(tmp_path / "log.parquet", 0):
        raise ValueError("stop")
    assert (tmp_path / "log.parquet").read_bytes() == before


@pytest.fixture
def full_disk():
    """No file may grow beyond a hundred thousand bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("count", [40_000, 300_000], ids=["at the end", "on the way"])
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path, full_disk, count):
    """The message has the place and what to do."""
    path = tmp_path / "log.parquet"
    with pytest.raises(OutputError, match=r"log\.parquet: cannot write .*free some space"):
        write(path, many(count), 50_000)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_takes_no_file_is_told(tmp_path):
    """Here: below a file."""
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"file/events/log\.parquet: cannot write"):
        write(tmp_path / "file" / "events" / "log.parquet", STORY, 10)


GOOD = event(1, "loaded", "pump-1", "saw.1")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (GOOD[:9], "expected tuples of 10: time_us, kind"),
        ((*GOOD, None), "expected tuples of 10"),
        (7, "expected tuples of 10"),
        (("noon", *GOOD[1:]), "column time_us .*expected int64"),
        ((1.5, *GOOD[1:]), "column time_us .*1.5"),
        ((None, *GOOD[1:]), "column time_us .*got None"),
        ((1, None, *GOOD[2:]), "column kind .*got None"),
        ((1, 7, *GOOD[2:]), "column kind"),
        ((*GOOD[:8], "many", None), "column value"),
        ((*GOOD[:9], 2**70), "column cause"),
    ],
)
def test_a_row_of_another_shape_is_refused(tmp_path, row, message):
    """It is said which column it is, and nothing is left."""
    with pytest.raises(UsageError, match=message):
        write(tmp_path / "log.parquet", [GOOD, row], 2)
    assert list(tmp_path.iterdir()) == []


def outside(path: Path) -> None:
    EventWriter(path, 0).write(STORY)


def afterwards(path: Path) -> None:
    with EventWriter(path, 0) as writer:
        pass
    writer.write(STORY)


@pytest.mark.parametrize("misuse", [outside, afterwards])
def test_rows_are_written_inside_of_the_block(tmp_path, misuse: Callable[[Path], None]):
    """Before and after it there is no file to write to."""
    with pytest.raises(UsageError, match="outside of its block"):
        misuse(tmp_path / "log.parquet")
