"""Can the SQL of a family do anything but select from what it is given?"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shopfloor.errors import FamilyError
from shopfloor.questions import read_families
from shopfloor.questions.sqlcheck import (
    LOG_TABLES,
    Dialect,
    SqlCheck,
    SqlFault,
    locked_connection,
    short_reason,
)
from tests.questions.logs import edited, line_of

TABLES = {
    "world": {"record": "BIGINT", "since": "BIGINT", "until": "BIGINT"},
    "stops": {"record": "BIGINT", "machine": "VARCHAR", "lasted": "BIGINT"},
}


@pytest.fixture(scope="module")
def check() -> Iterator[SqlCheck]:
    made = SqlCheck()
    yield made
    made.close()


def reason(check: SqlCheck, sql: str, dialect: Dialect) -> str:
    """Why a statement is refused; nothing if it passes."""
    try:
        check.tables(sql, dialect, {*TABLES, *(LOG_TABLES if dialect == "log" else ())})
        check.columns(sql, TABLES, dialect)
    except SqlFault as fault:
        return fault.reason
    return ""


@pytest.mark.parametrize("dialect", ["portable", "log"])
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_parquet('x.parquet')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM '/etc/passwd'",
        'SELECT * FROM "x.csv"',
        "SELECT record, (SELECT max(content) FROM read_text('/etc/passwd')) AS x FROM world",
        "WITH x AS (SELECT * FROM read_blob('/etc/passwd')) SELECT * FROM x",
        "SELECT getenv('HOME') AS x FROM world",
        "SELECT current_setting('temp_directory') AS x FROM world",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM pragma_database_list()",
        "COPY world TO '/tmp/x'",
        "ATTACH '/tmp/x.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "PRAGMA database_list",
        "SET memory_limit = '1TB'",
        "CREATE TABLE x AS SELECT 1",
        "INSERT INTO world VALUES (1, 2, 3)",
        "DELETE FROM world",
        "CALL pragma_version()",
        "EXPORT DATABASE '/tmp/x'",
        "EXPLAIN ANALYZE SELECT 1",
        "SELECT 1; DROP TABLE world",
        "SELECT 1;",
        "SELECT record FROM world) AS a, read_text('/etc/passwd') AS (b",
        "SELECT random() AS x FROM world",
        "SELECT now() AS x FROM world",
        "SELECT current_date AS x FROM world",
        "SELECT record FROM world USING SAMPLE 1",
        "SELECT record FROM world LIMIT 1",
        "WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM r) SELECT a FROM r",
        "SELECT ? AS x",
    ],
)
def test_nothing_but_a_lasting_select_passes(check: SqlCheck, sql: str, dialect: Dialect) -> None:
    """No files, no network, no settings, no writing, nothing that changes from run to run."""
    assert reason(check, sql, dialect)


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT record, lasted / 2 AS x FROM stops", "numerator and denominator"),
        ("SELECT record, lasted // 2 AS x FROM stops", "numerator and denominator"),
        ("SELECT record, lasted % 2 AS x FROM stops", "not allowed"),
        ("SELECT record, avg(lasted) AS x FROM stops GROUP BY record", "sum(…) AS numerator"),
        ("SELECT record, min(lasted, 2) AS x FROM stops", "one argument"),
        ("SELECT record, round(lasted) AS x FROM stops", "allowed: abs, count, max, min, sum"),
        ("SELECT record, 0.5 AS x FROM stops", "whole numbers"),
        ("SELECT record, CAST(lasted AS BIGINT) AS x FROM stops", "CAST"),
        ("SELECT record FROM stops WHERE machine LIKE 'saw%'", "LIKE"),
        ("SELECT record FROM stops UNION SELECT record FROM world", "UNION ALL"),
        ("SELECT DISTINCT ON (record) record FROM stops", "DISTINCT ON"),
        ("SELECT record, count(*) AS x FROM stops GROUP BY ALL", "GROUP BY ALL"),
        ("SELECT * EXCLUDE (machine) FROM stops", "EXCLUDE"),
        ("SELECT record FROM stops QUALIFY row_number() OVER (PARTITION BY record) = 1", "QUALIFY"),
        ("SELECT record FROM stops NATURAL JOIN world", "natural join"),
        ("SELECT s.record FROM stops AS s FULL JOIN world AS w ON w.record = s.record", "full join"),
        ("SELECT record, ntile(2) OVER (ORDER BY lasted) AS x FROM stops", "ntile"),
        ("SELECT record, lasted AS x, x + 1 AS y FROM stops", "SQLite does not: no such column: x"),
        ("FROM stops", "SQLite does not"),
        ("SELECT record FROM operations", 'reads "operations"'),
        ("SELECT record FROM stop", 'did you mean "stops"'),
        (
            "SELECT recrod FROM stops",
            'has a column "recrod"; there are record, machine, lasted; did you mean "record"?',
        ),
        (
            "SELECT s.record, s.machin FROM stops AS s",
            'stops (s) has no column "machin"; there are record, machine',
        ),
        ("SELECT stops.x FROM stops", 'stops has no column "x"; there are record, machine, lasted'),
        ("SELECT t.record FROM stops AS s", '"t" is not among what is read here; there are s'),
        ("WITH a AS (SELECT record FROM stops) SELECT a.x FROM a", 'a has no column "x"'),
        (
            "SELECT record, machine FROM stops GROUP BY record",
            "stands neither behind GROUP BY nor inside count",
        ),
        ("SELECT record FRM stops", "syntax error"),
    ],
)
def test_steps_hold_what_means_the_same_everywhere(check: SqlCheck, sql: str, says: str) -> None:
    """What DuckDB and SQLite see differently is refused, with what to write instead."""
    assert says in reason(check, sql, "portable")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT record, sum(lasted) AS numerator, count(*) AS denominator FROM stops GROUP BY record",
        "SELECT record FROM stops GROUP BY record HAVING count(*) > 1 AND NOT max(lasted) IN (1, 2)",
        "SELECT record, row_number() OVER (PARTITION BY record ORDER BY lasted DESC) AS n FROM stops",
        "WITH a AS (SELECT record, lag(lasted) OVER (PARTITION BY record ORDER BY lasted) AS b FROM stops) "
        "SELECT record, CASE WHEN b IS NULL THEN -1 ELSE coalesce(b, 0) END AS value FROM a",
        "SELECT DISTINCT w.record FROM world AS w LEFT JOIN stops AS s ON s.record = w.record "
        "WHERE s.lasted BETWEEN 1 AND 2",
        "SELECT record, 1 AS value FROM world UNION ALL SELECT record, abs(lasted) * 2 - 1 FROM stops",
        "SELECT record FROM world WHERE EXISTS (SELECT 1 FROM stops WHERE stops.record = world.record) --",
        "SELECT record, count(*) FILTER (WHERE lasted > 0) AS n, min(machine) AS m FROM stops GROUP BY record",
    ],
)
def test_portable_sql_passes(check: SqlCheck, sql: str) -> None:
    """What the documentation allows is allowed."""
    assert check.tables(sql, "portable", set(TABLES)) <= set(TABLES)
    assert "record" in check.columns(sql, TABLES, "portable")


JOINED = "JOIN stoppages AS t ON t.record = s.record AND t.machine = s.machine"
TOTAL = "SELECT record, sum(lasted) AS value FROM stops GROUP BY record"
FAILED = "s.failed_us AS failed_at"


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        (
            f"{JOINED}\n      WHERE",
            f"{JOINED} + x\n      WHERE",
            "+ x",
            'step stops: nothing that is read here has a column "x"; there are record, ',
        ),
        (
            f"{JOINED}\n    WHERE",
            f"{JOINED.replace('stoppages', repr('/x'))}\n    WHERE",
            "'/x'",
            'reads "/x"',
        ),
        (TOTAL, "SELECT record, sum(lasted) / 2 AS value FROM stops", "/ 2", "step total: / is not allowed"),
        (TOTAL, TOTAL.replace("value", "total"), "AS total", "does not return numerator, denominator"),
        (TOTAL, "SELECT sum(lasted) AS value FROM stops", "SELECT sum(lasted)", "record to be kept"),
        ("JOIN stoppages AS s\n", "JOIN read_csv('x') AS s\n", "read_csv", "the table function read_csv"),
        (FAILED, "s.failed_us / 1e6 AS failed_at", "/ 1e6", "use // for whole numbers"),
        (FAILED, "s.failed_us * 1.5 AS failed_at", "sql: |", "CAST(round(…) AS BIGINT)"),
        (
            "GROUP BY world, machine HAVING",
            "GROUP BY world, machien HAVING",
            "machien",
            'has a column "machien"; there are world, machine, ',
        ),
    ],
)
def test_sql_is_refused_with_file_and_line(tmp_path: Path, old: str, new: str, place: str, says: str) -> None:
    """The line of the file on which the statement goes wrong, the step, and the reason in short."""
    folder = edited(tmp_path, "downtime_of_machine", (old, new))
    with pytest.raises(FamilyError) as error:
        read_families([folder])
    (problem,) = error.value.problems
    assert says in problem.message
    assert "\n" not in problem.message
    assert problem.line == line_of(folder, place)


def test_the_database_of_the_steps_has_no_way_out(tmp_path: Path) -> None:
    """Even SQL that nobody had checked could open no file and change no setting."""
    connection = locked_connection()
    (tmp_path / "x.csv").write_text("a\n1\n")
    for sql in (
        f"FROM '{tmp_path / 'x.csv'}'",
        f"COPY (SELECT 1) TO '{tmp_path / 'y'}'",
        "SET threads = 1",
        "INSTALL httpfs",
    ):
        with pytest.raises(Exception, match=r"disabled|locked|does not exist") as error:
            connection.execute(sql)
        assert short_reason(error.value)
    assert not (tmp_path / "y").exists()


def test_the_tables_of_a_log_are_those_that_families_are_checked_against() -> None:
    """What a family's SQL is prepared against before there is a log has the columns of a real one."""
    from shopfloor.contracts.events import EVENT_SCHEMA
    from shopfloor.eventlog.catalogue import ORDERED, sql_file

    ours, real = SqlCheck(), locked_connection(sql_file("tables.sql"))
    kinds = {"int32": "INTEGER", "int64": "BIGINT", "double": "DOUBLE"}
    columns = ", ".join(f"{f.name} {kinds.get(str(f.type), 'VARCHAR')}" for f in EVENT_SCHEMA)
    real.execute(f"CREATE TABLE events ({columns})")
    real.execute("CREATE TYPE event_kind AS ENUM ('queue_entered', 'loaded')".replace("'loaded'", _kinds()))
    for view in ORDERED:
        real.execute(f"CREATE VIEW {view} AS {sql_file(f'views/{view}.sql')}")
    for table in LOG_TABLES[:-1]:
        expected = {row[0]: _class(row[1]) for row in real.execute(f"DESCRIBE {table}").fetchall()}
        known = {
            name: _class(type_) for name, type_ in ours.columns(f"SELECT * FROM {table}", {}, "log").items()
        }
        assert known == expected, table
    ours.close()


def _kinds() -> str:
    from shopfloor.contracts.events import EventKind

    return ", ".join(f"'{kind}'" for kind in EventKind if kind != "queue_entered")


def _class(type_: str) -> str:
    return "text" if type_ == "VARCHAR" or type_.startswith("ENUM") else "whole" if "INT" in type_ else type_
