"""What happened? An event log as tables: the events, views over them, KPIs, and the rows that break a law."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pyarrow as pa
from pydantic import ValidationError

from shopfloor.contracts.events import EVENT_SCHEMA
from shopfloor.contracts.kpi import KpiRow
from shopfloor.contracts.plant import PlantFacts
from shopfloor.errors import LogError, UsageError
from shopfloor.eventlog.catalogue import ORDERED, VIEWS

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

__all__ = ["EventLog"]

_ROWS_AT_ONCE = 200_000
"""Ten replications of a week's run; so ten weeks, one replication at a time, need no more memory."""

_EXPECTED = "a folder with plant.json and events/, as `shopfloor simulate --out` makes it"

_ORDER = {
    "operations": "replication, first_event",
    "setups": "replication, started_us, machine",
    "batch_runs": "replication, event",
    "defects": "replication, event",
    "inspections": "replication, event",
    "stoppages": "replication, event",
    "maintenances": "replication, event",
    "machine_states": "replication, machine, from_us",
    "deadlocks": "replication, event",
    "jobs": "replication, released_us, job",
    "job_time": "replication, job, from_us",
    "people": "replication, person, from_us",
    "assignments": "replication, event",
    "walks": "replication, event",
}


class EventLog:
    """A log on disk: ``plant.json`` and ``events/replication-00000.parquet``, ...

    Tables are computed when they are asked for, and not kept. Columns that end in ``_us`` are whole
    microseconds.

    >>> log = EventLog.open(Path("runs/assembly_line"))
    >>> log.stoppages.groupby("machine").size()
    >>> log.connect().sql("SELECT kind, count(*) FROM events GROUP BY kind ORDER BY kind").df()
    """

    def __init__(
        self, folder: Path, plant: PlantFacts, rows: Sequence[int], owns: object | None = None
    ) -> None:
        self.folder = folder
        self.plant = plant
        self._rows = tuple(rows)
        self._owns = owns

    @classmethod
    def open(cls, folder: Path, *, owns: object | None = None) -> Self:
        """Open the log in ``folder``.

        Args:
            owns: kept as long as the log and its connections, such as the temporary folder it lies in.

        Raises:
            LogError: there is no log in ``folder``, or it is incomplete, or it is not one of this library.
        """
        folder = Path(folder).resolve()
        plant = _plant(folder)
        files = _files(folder, range(plant.replications))
        _check_names(folder / "events", {file.name for file in files})
        return cls(folder, plant, [_check_file(file, number) for number, file in enumerate(files)], owns)

    def __repr__(self) -> str:
        return (
            f"<EventLog of {self.plant.name}: {self.plant.replications} replications, "
            f"{self.event_count} events, in {self.folder}>"
        )

    @property
    def event_count(self) -> int:
        """How many events all replications have together."""
        return sum(self._rows)

    # ---------------------------------------------------------------- tables

    @property
    def events(self) -> pd.DataFrame:
        """One row per event, in order; ``contracts.events`` tells the columns."""
        import pyarrow.parquet as pq

        with self._readable():
            tables = [pq.read_table(file) for file in _files(self.folder, range(self.plant.replications))]
            return _frame(pa.concat_tables(tables))

    @property
    def operations(self) -> pd.DataFrame:
        """One row per visit of a job to a station."""
        return self._view("operations")

    @property
    def setups(self) -> pd.DataFrame:
        """One row per changeover of a machine."""
        return self._view("setups")

    @property
    def batch_runs(self) -> pd.DataFrame:
        """One row per batch that went into a machine."""
        return self._view("batch_runs")

    @property
    def defects(self) -> pd.DataFrame:
        """One row per hidden fault of a job."""
        return self._view("defects")

    @property
    def inspections(self) -> pd.DataFrame:
        """One row per inspection of a job, with its verdict."""
        return self._view("inspections")

    @property
    def stoppages(self) -> pd.DataFrame:
        """One row per failure of a machine."""
        return self._view("stoppages")

    @property
    def maintenances(self) -> pd.DataFrame:
        """One row per maintenance of a machine."""
        return self._view("maintenances")

    @property
    def machine_states(self) -> pd.DataFrame:
        """One row per interval in which a machine keeps its state; together they tile [0, horizon)."""
        return self._view("machine_states")

    @property
    def deadlocks(self) -> pd.DataFrame:
        """One row per cycle of stations that wait for each other for ever."""
        return self._view("deadlocks")

    @property
    def jobs(self) -> pd.DataFrame:
        """One row per job."""
        return self._view("jobs")

    @property
    def job_time(self) -> pd.DataFrame:
        """One row per interval of a job's life, with its reason; together they tile the job's time in the plant.

        A job that waits in a queue has a row for each job that the machine works on meanwhile, so a queue of
        thousands makes millions of rows: ask :meth:`connect` for a part of them, or ``operations`` for the sums.
        """
        return self._view("job_time")

    @property
    def people(self) -> pd.DataFrame:
        """One row per interval in which a person keeps a state; together they tile [0, horizon)."""
        return self._view("people")

    @property
    def assignments(self) -> pd.DataFrame:
        """One row per task that a person was given, and why."""
        return self._view("assignments")

    @property
    def walks(self) -> pd.DataFrame:
        """One row per walk of a person."""
        return self._view("walks")

    # ---------------------------------------------------------------- sums and laws

    @property
    def kpis(self) -> pd.DataFrame:
        """The rows of :meth:`kpi_rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.kpi_rows(), columns=list(KpiRow.__annotations__)).astype(
            {"ci_low": "float64", "ci_high": "float64"}
        )

    def kpi_rows(self) -> list[KpiRow]:
        """Return every KPI of every subject, with its mean and 95 % confidence interval over replications.

        The order is fixed: the plant, its products, its stations, their machines, the groups of people, each
        as in ``plant.json``, and for each of them the KPIs as in ``docs/eventlog.md``.
        """
        from shopfloor.eventlog.kpis import figures_of, summarise

        with self._readable():
            return summarise(self.plant, figures_of(self, self.batches()))

    def audit(self) -> dict[str, pd.DataFrame]:
        """Return for each law the rows that break it, by name: an empty table where it holds.

        Where a law is broken all over, a thousand rows of each batch of replications are enough.
        """
        from shopfloor.eventlog.laws import STORED, views_audited, violations

        read = views_audited()
        with self._readable():
            found = [violations(self.connect(batch, stored=STORED, only=read)) for batch in self.batches()]
        return {law: _frame(pa.concat_tables([part[law] for part in found])) for law in found[0]}

    # ---------------------------------------------------------------- SQL

    def connect(
        self,
        replications: Sequence[int] | None = None,
        *,
        stored: Sequence[str] = (),
        kept: Path | None = None,
        only: Collection[str] | None = None,
    ) -> duckdb.DuckDBPyConnection:
        """Return a new DuckDB connection with ``events``, the views and the plant's tables, to be closed.

        It opens the files of this log and nothing else, works under a memory limit, and its configuration is
        locked. Whoever runs SQL of others on it should let queries through only.

        Args:
            replications: look at these only (all if left out).
            stored: views to be computed now, once, and kept as tables, because many queries will read them.
            kept: a file for those tables, which the next connection to the same replications only opens.
            only: the views that will be read, all if left out; the fewer, the sooner a small log is open.

        Raises:
            UsageError: there is no such replication, or no such view.
            LogError: the files are damaged, or gone.
        """
        from shopfloor.eventlog.database import connect

        there = range(self.plant.replications)
        chosen = there if replications is None else replications
        for number in chosen:
            if number not in there:
                raise UsageError(f"got replication {number}; expected one of 0 to {there[-1]}")
        for name in (*stored, *(only or ())):
            if name not in ORDERED:
                raise UsageError(f'got the view "{name}"; expected one of {", ".join(VIEWS)}')
        with self._readable():
            connection = connect(self.plant, _files(self.folder, chosen), chosen, stored, kept, only)
        weakref.finalize(connection, _keep, self).atexit = False
        return connection

    def batches(self) -> list[range]:
        """Return the replications in groups of about the same number of events.

        Whoever works through them group by group needs no more memory for a few long replications than for
        many short ones.
        """
        groups, first, rows = [], 0, 0
        for number, more in enumerate(self._rows):
            if number > first and rows + more > _ROWS_AT_ONCE:
                groups.append(range(first, number))
                first, rows = number, 0
            rows += more
        return [*groups, range(first, len(self._rows))]

    def _view(self, name: str) -> pd.DataFrame:
        from shopfloor.eventlog.database import connect

        parts = []
        with self._readable():
            for batch in self.batches():
                files = _files(self.folder, batch)
                with closing(connect(self.plant, files, batch, only=(name,))) as connection:
                    parts.append(connection.sql(f"FROM {name}").to_arrow_table())
        # sorted out here, because sorting millions of rows needs more than the memory that DuckDB is given
        order = [(column, "ascending") for column in _ORDER[name].split(", ")]
        return _frame(pa.concat_tables(parts).sort_by(order))

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Say which log it is when a file turns out to be damaged, or gone."""
        import duckdb

        try:
            yield
        except duckdb.OutOfMemoryException as error:
            raise LogError(
                f"{self.folder}: no room to work on the event log: {_first_line(error)}; "
                f"expected free space in {tempfile.gettempdir()}; try another TMPDIR, or a shorter horizon"
            ) from error
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            raise LogError(
                f"{self.folder}: the event log cannot be read: {_first_line(error)}; "
                "expected the files as they were written; try to simulate again"
            ) from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _keep(log: EventLog) -> None:
    """Does nothing; as a finalizer's argument a log lives as long as the connection that reads its files."""


def _files(folder: Path, replications: Sequence[int]) -> list[Path]:
    return [folder / "events" / f"replication-{replication:05d}.parquet" for replication in replications]


def _plant(folder: Path) -> PlantFacts:
    path = folder / "plant.json"
    if not folder.is_dir():
        raise LogError(f"{folder}: no such folder; expected {_EXPECTED}")
    try:
        plant = PlantFacts.from_json(path.read_bytes())
    except FileNotFoundError:
        raise LogError(f"{path}: missing; expected {_EXPECTED}") from None
    except OSError as error:
        raise LogError(f"{path}: cannot be read: {error.strerror}; mind the permissions") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in ("$", *first["loc"]))
        raise LogError(f"{path}: {place}: {first['msg']}; expected the file as it was written") from None
    if plant.replications < 1 or not 0 <= plant.warm_up_us < plant.horizon_us:
        raise LogError(
            f"{path}: got {plant.replications} replications of {plant.horizon_us} µs with a warm-up of "
            f"{plant.warm_up_us} µs; expected 1 or more, and a warm-up shorter than the horizon"
        )
    return plant


def _check_names(folder: Path, expected: set[str]) -> None:
    """As many replications as the plant says; what else lies in the folder is not for this module to say."""
    found = {path.name for path in folder.glob("replication-*.parquet")} if folder.is_dir() else set()
    for names, trouble in ((expected - found, "missing"), (found - expected, "not of this log")):
        if names:
            first, more = min(names), f" and {len(names) - 1} more" if len(names) > 1 else ""
            raise LogError(
                f"{folder / first}{more}: {trouble}; plant.json speaks of {len(expected)} replications; "
                "try to simulate again"
            )


def _check_file(path: Path, replication: int) -> int:
    """Return the number of events, after a look at the columns and at the replication that they are of."""
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            schema, metadata = file.schema_arrow, file.metadata
    except (OSError, pa.ArrowException) as error:
        raise LogError(f"{path}: no readable Parquet file: {error}; try to simulate again") from error
    if not schema.equals(EVENT_SCHEMA):
        raise LogError(
            f"{path}: got the columns {', '.join(schema.names)}; expected those of an event log: "
            f"{', '.join(f'{field.name} {field.type}' for field in EVENT_SCHEMA)}"
        )
    for group in range(metadata.num_row_groups):
        statistics = metadata.row_group(group).column(0).statistics
        if statistics is not None and {statistics.min, statistics.max} != {replication}:
            raise LogError(
                f"{path}: holds events of replication {statistics.min}; expected {replication}; "
                "try to simulate again"
            )
    return int(metadata.num_rows)


def _frame(table: pa.Table) -> pd.DataFrame:
    """Texts are plain texts, and whole numbers stay whole numbers where some are missing."""
    import pandas as pd

    plain = [
        field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
        for field in table.schema
    ]
    whole = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int32Dtype()}
    frame: pd.DataFrame = table.cast(pa.schema(plain)).to_pandas(types_mapper=whole.get)
    return frame
