"""Which SQL may a family hold, and what does it return?

Statements are parsed, never trusted: DuckDB hands out the syntax tree, and everything in it must be on a
list. There are two dialects. The SQL of ``shown`` and ``subject`` runs in DuckDB over the log. ``steps`` and
``reject`` run in DuckDB and in SQLite and must mean the same in both, so there the list is short. What passes
is prepared against empty tables in a database without files, network and extensions, which finds misspelt
tables and columns."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from difflib import get_close_matches
from functools import cached_property
from importlib.resources import files
from typing import Any, Literal

import duckdb

from shopfloor.questions.unknown_column import unknown_column

__all__ = [
    "AGGREGATES", "LOG_TABLES", "Dialect", "SqlCheck", "SqlFault", "locked_connection", "short_reason", "sql_text",
    "syntax_nodes", "syntax_tree",
]  # fmt: skip

Dialect = Literal["portable", "log"]
Columns = Mapping[str, str]
"""Column -> type, in order."""

LOG_TABLES = (
    "events", "operations", "setups", "batch_runs", "defects", "inspections", "stoppages",
    "maintenances", "machine_states", "deadlocks", "jobs", "job_time", "people", "assignments", "walks",
    "plant", "machines", "stations", "power", "crew_members", "products", "routes", "worlds",
)  # fmt: skip
"""What the SQL of ``shown`` and ``subject`` may read."""

AGGREGATES = {"count", "count_star", "sum", "min", "max"}
_FUNCTIONS = AGGREGATES | {"abs", "+", "-", "*"}
_WINDOWS = AGGREGATES | {"row_number", "rank", "dense_rank", "lag", "lead"}
_LOG_FUNCTIONS = _FUNCTIONS | {
    "//", "%", "||", "~~", "!~~", "row", "if", "ifnull", "nullif", "greatest", "least", "sign", "round",
    "floor", "ceil", "concat", "concat_ws", "lower", "upper", "length", "substr", "substring", "left",
    "right", "replace", "split_part", "string_split", "starts_with", "ends_with", "contains", "strpos",
    "trim", "ltrim", "rtrim", "lpad", "rpad", "regexp_matches", "regexp_replace", "regexp_extract", "md5",
    "bool_and", "bool_or", "count_if", "len", "list_value", "range", "generate_series", "unnest",
    "epoch_us", "epoch_ms", "date_part", "date_trunc", "isodow",
}  # fmt: skip
_LOG_WINDOWS = _WINDOWS | {"first_value", "last_value", "bool_and", "bool_or", "count_if"}
_LOG_TABLE_FUNCTIONS = {"range", "generate_series", "unnest"}

_EXPRESSIONS = {
    "COLUMN_REF", "VALUE_CONSTANT", "FUNCTION", "OPERATOR_NOT", "OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL",
    "OPERATOR_COALESCE", "COMPARE_IN", "COMPARE_NOT_IN", "COMPARE_EQUAL", "COMPARE_NOTEQUAL",
    "COMPARE_LESSTHAN",
    "COMPARE_GREATERTHAN", "COMPARE_LESSTHANOREQUALTO", "COMPARE_GREATERTHANOREQUALTO", "COMPARE_BETWEEN",
    "COMPARE_NOT_BETWEEN", "CONJUNCTION_AND", "CONJUNCTION_OR", "CASE_EXPR", "STAR", "SUBQUERY",
}  # fmt: skip
_LOG_EXPRESSIONS = _EXPRESSIONS | {
    "OPERATOR_CAST", "TYPE", "COMPARE_DISTINCT_FROM", "COMPARE_NOT_DISTINCT_FROM", "ARRAY_EXTRACT",
    "ARRAY_CONSTRUCTOR",
}  # fmt: skip
_WORDS = {
    "OPERATOR_CAST": "CAST", "LAMBDA": "a lambda", "PARAMETER": "a parameter",
    "VALUE_PARAMETER": "a parameter",
    "COMPARE_DISTINCT_FROM": "IS DISTINCT FROM", "COMPARE_NOT_DISTINCT_FROM": "IS NOT DISTINCT FROM",
    "FUNCTION_REF": "a function", "ARRAY_EXTRACT": "[ ]",
}  # fmt: skip
_OF_THE_MOMENT = {
    "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "current_user",
    "current_role",
    "session_user", "user", "current_schema", "current_catalog",
}  # fmt: skip
_REMEDIES = {
    "/": "steps never divide: return numerator and denominator, and the answer's own rule rounds once",
    "//": "steps never divide: return numerator and denominator, and the answer's own rule rounds once",
    "avg": "return sum(…) AS numerator and count(*) AS denominator",
    "~~": "use = or IN; LIKE means different things in DuckDB and SQLite",
    "random": "questions must be the same every time",
}

_Found = tuple[int, str]


class SqlFault(ValueError):
    """A statement that may not stand in a family; ``line`` counts from 0 within it, ``reason`` says what and
    what to do."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def sql_text(name: str) -> str:
    """Return one of the statements that lie beside this module."""
    return (files("shopfloor.questions") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def locked_connection(setup: str = "") -> duckdb.DuckDBPyConnection:
    """Return an empty database in memory without files, network, extensions or Python variables; nulls sort
    as in SQLite. ``setup`` runs before the lock. One thread: what could come out in any order comes in one."""
    connection = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": "1"}
    )
    connection.execute(setup)
    # it would be drawn on stdout, among the data
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET python_enable_replacements = false")
    connection.execute("SET default_null_order = 'nulls_first_on_asc_last_on_desc'")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def short_reason(error: Exception) -> str:
    """Return DuckDB's or SQLite's own reason on one line, with its suggestion and without its drawing."""
    text = str(error).split("\n\nLINE ")[0].strip()
    return " ".join(re.sub(r"^\w+ Error: ", "", text).split())[:300]


class SqlCheck:
    """Parses and prepares statements; one for many families."""

    @cached_property
    def _duckdb(self) -> duckdb.DuckDBPyConnection:
        """Opened for the first statement: mostly all families are built in, and none is parsed."""
        return locked_connection(sql_text("log_tables"))

    def close(self) -> None:
        """Let go of the database."""
        if "_duckdb" in vars(self):
            self._duckdb.close()

    def tables(self, sql: str, dialect: Dialect, known: set[str]) -> set[str]:
        """Return the tables that a statement reads.

        Raises: SqlFault: it is no single SELECT, holds what its dialect does not, or reads a table that is
            not known."""
        tree = syntax_tree(self._duckdb, sql)
        found = next(_faults(tree, dialect, -1), None)
        if found is not None:
            raise SqlFault(_line(sql, found[0]), found[1])
        ctes = {
            entry["key"].lower()
            for node in syntax_nodes(tree)
            for entry in node.get("cte_map", {}).get("map", ())
        }
        read = set[str]()
        for node in syntax_nodes(tree):
            name = str(node.get("table_name", "")).lower()
            if node.get("type") != "BASE_TABLE" or name in ctes:
                continue
            if name not in known:
                near = get_close_matches(name, known, 1)
                hint = (
                    f'; did you mean "{near[0]}"?'
                    if near
                    else f"; expected one of {', '.join(sorted(known))}"
                )
                raise SqlFault(
                    _line(sql, node.get("query_location", -1)),
                    f'reads "{name}", which is no table here{hint}',
                )
            read.add(name)
        return read

    def columns(self, sql: str, tables: Mapping[str, Columns], dialect: Dialect) -> dict[str, str]:
        """Return the columns and types of a statement over ``tables`` (and, in the dialect "log", the log's).

        Raises:
            SqlFault: DuckDB, or for a portable statement SQLite, cannot prepare it.
        """
        try:
            described = self._duckdb.execute(f"DESCRIBE {_over(sql, tables)}").fetchall()
        except duckdb.Error as error:
            told = unknown_column(error, self._read(sql), lambda table: self._columns_of(table, tables))
            raise SqlFault(_reported_line(error), told or short_reason(error)) from None
        if dialect == "portable":
            _prepare_in_sqlite(sql, tables)
        return {row[0]: row[1].strip('"').replace("NULL", "INTEGER") for row in described}

    def _read(self, sql: str) -> list[tuple[str, str]]:
        """What a statement reads: the names that tables go by, and the tables."""
        nodes = syntax_nodes(syntax_tree(self._duckdb, sql))
        tables = [node for node in nodes if node.get("type") == "BASE_TABLE"]
        return [(str(node.get("alias") or node["table_name"]), str(node["table_name"])) for node in tables]

    def _columns_of(self, table: str, tables: Mapping[str, Columns]) -> list[str]:
        """The columns of a table of the family or of the log; of a subquery nobody knows them."""
        if table in tables:
            return list(tables[table])
        if table not in LOG_TABLES:
            return []
        return [row[0] for row in self._duckdb.execute(f'DESCRIBE "{table}"').fetchall()]


def syntax_tree(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any]:
    """Return DuckDB's syntax tree of one SELECT statement.

    Raises:
        SqlFault: it does not parse, or is something else.
    """
    serialize = "SELECT json_serialize_sql(?, skip_null := true, skip_empty := true)"
    ((text,),) = connection.execute(serialize, [sql]).fetchall()
    tree: dict[str, Any] = json.loads(text)
    if tree.get("error"):
        reason = tree.get("error_message", "")
        if tree.get("error_type") == "not implemented":
            reason = "expected one SELECT statement (or WITH … SELECT) and nothing else"
        raise SqlFault(_line(sql, int(tree.get("position", 0))), reason)
    if len(tree["statements"]) != 1 or ";" in sql.rstrip()[-1:]:
        raise SqlFault(0, "expected one SELECT statement, without a semicolon")
    return tree


def _over(sql: str, tables: Mapping[str, Columns]) -> str:
    """The statement as a subquery that begins on the second line, over empty tables of the right types."""
    parts = []
    for table, columns in tables.items():
        nulls = ", ".join(f'CAST(NULL AS {type_}) AS "{column}"' for column, type_ in columns.items())
        parts.append(f'"{table}" AS (SELECT {nulls} WHERE false)')
    head = f"WITH {', '.join(parts)} " if parts else ""
    return f"{head}SELECT * FROM (\n{sql}\n)"


def _prepare_in_sqlite(sql: str, tables: Mapping[str, Columns]) -> None:
    parts = []
    for table, columns in tables.items():
        nulls = ", ".join(f'NULL AS "{column}"' for column in columns)
        parts.append(f'"{table}" AS (SELECT {nulls} WHERE 0)')
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute(f"EXPLAIN WITH {', '.join(parts)} SELECT * FROM (\n{sql}\n)")
        except sqlite3.Error as error:
            raise SqlFault(0, f"DuckDB takes it, but SQLite does not: {short_reason(error)}") from None


def _reported_line(error: Exception) -> int:
    match = re.search(r"\nLINE (\d+):", str(error))
    return max(int(match[1]) - 2, 0) if match else 0


def _line(sql: str, location: int) -> int:
    return sql.count("\n", 0, location) if 0 <= location <= len(sql) else 0


def syntax_nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every node of a syntax tree."""
    if isinstance(tree, dict):
        yield tree
        for below in tree.values():
            yield from syntax_nodes(below)
    elif isinstance(tree, list):
        for below in tree:
            yield from syntax_nodes(below)


def _faults(tree: Any, dialect: Dialect, location: int) -> Iterator[_Found]:
    """Walk the tree in the order of the text; what is not listed is a fault."""
    if isinstance(tree, list):
        for below in tree:
            yield from _faults(below, dialect, location)
    if not isinstance(tree, dict):
        return
    here = tree.get("query_location", location)
    location = here if here < 2**32 else location
    reason = _refusal(tree, dialect == "portable")
    if reason is not None:
        yield location, reason
    for below in tree.values():
        yield from _faults(below, dialect, location)


def _refusal(node: dict[str, Any], portable: bool) -> str | None:
    kind = str(node.get("type", ""))
    if "class" in node:
        return _expression_refusal(node, kind, portable)
    if kind.endswith("_NODE"):
        return _query_refusal(node, kind, portable)
    if kind.endswith("_MODIFIER"):
        return _modifier_refusal(node, kind, portable)
    if kind == "TABLE_FUNCTION":
        name = node["function"]["function_name"]
        if portable or name not in _LOG_TABLE_FUNCTIONS:
            return f"the table function {name} is not allowed; read the tables by name"
    if kind == "BASE_TABLE" and len(node.get("qualified_name", {}).get("path", [0])) != 1:
        return f'"{".".join(node["qualified_name"]["path"])}": expected a table by its bare name'
    if kind == "JOIN":
        return _join_refusal(node, portable)
    if kind in ("PIVOT", "SHOW_REF", "COLUMN_DATA", "BOX_RENDERER") or (
        portable and kind == "EXPRESSION_LIST"
    ):
        return "expected SELECT … FROM tables or subqueries"
    if portable and "column_name_alias" in node:
        return "aliases of columns behind a table are not portable; name the columns inside the subquery"
    return None


def _expression_refusal(node: dict[str, Any], kind: str, portable: bool) -> str | None:
    if node["class"] == "WINDOW":
        return _window_refusal(node, portable)
    if kind not in (_EXPRESSIONS if portable else _LOG_EXPRESSIONS):
        return f"{_WORDS.get(kind, kind.lower())} is not allowed here"
    if kind == "FUNCTION":
        return _function_refusal(node, portable)
    if kind == "COLUMN_REF" and node["column_names"][-1].lower() in _OF_THE_MOMENT:
        return f"{node['column_names'][-1]} is not allowed: questions must be the same every time"
    if portable and kind == "VALUE_CONSTANT" and _constant_kind(node) not in _CONSTANTS:
        return "steps use whole numbers and texts only: ms instead of seconds, parts instead of fractions"
    if (
        portable
        and kind == "STAR"
        and any(key in node for key in ("exclude_list", "replace_list", "expr", "rename_list"))
    ):
        return "* with EXCLUDE, REPLACE or COLUMNS is not portable; name the columns"
    return None


_CONSTANTS = {"INTEGER", "BIGINT", "STRING", "VARCHAR", "BOOLEAN", "NULL_LITERAL", "NULL"}


def _constant_kind(node: dict[str, Any]) -> str:
    if "literal" in node:
        return str(node["literal"].get("kind"))
    return str(node.get("value", {}).get("type", {}).get("id"))


def _function_refusal(node: dict[str, Any], portable: bool) -> str | None:
    name = node["function_name"]
    if name not in (_FUNCTIONS if portable else _LOG_FUNCTIONS):
        remedy = _REMEDIES.get(name) if portable or name in ("/", "random") else None
        if name == "/" and not portable:
            remedy = "use // for whole numbers"
        listed = ", ".join(sorted(_FUNCTIONS - {"count_star", "+", "-", "*"}))
        return (
            f"{name} is not allowed; {remedy or (f'allowed: {listed}' if portable else 'it is on no list')}"
        )
    if (
        portable
        and name in ("min", "max", "sum", "abs")
        and len(node.get("arguments", node.get("children", ()))) != 1
    ):
        return f"{name} takes one argument here; with more it means different things in DuckDB and SQLite"
    if portable and (node.get("order_bys") or {}).get("orders"):
        return f"{name} with ORDER BY inside is not portable"
    return None


def _window_refusal(node: dict[str, Any], portable: bool) -> str | None:
    name = node["function_name"]
    allowed = _WINDOWS if portable else _LOG_WINDOWS
    if name not in allowed:
        listed = ", ".join(sorted(allowed - {"count_star"}))
        return f"the window function {name} is not allowed; allowed: {listed}"
    if portable and (node.get("ignore_nulls") or node.get("exclude_clause", "NO_OTHER") != "NO_OTHER"):
        return f"{name} with IGNORE NULLS or EXCLUDE is not portable"
    return None


def _query_refusal(node: dict[str, Any], kind: str, portable: bool) -> str | None:
    if kind == "SET_OPERATION_NODE":
        if portable and (node.get("setop_type") != "UNION" or not node.get("setop_all")):
            return f"{str(node.get('setop_type', '')).lower()} is not allowed; expected UNION ALL"
        return None
    if kind not in ("SELECT_NODE", "CTE_NODE"):
        return "recursion is not allowed" if "RECURSIVE" in kind else "expected SELECT"
    if "sample" in node:
        return "samples are not allowed: questions must be the same every time"
    if portable and "qualify" in node:
        return "QUALIFY is not portable; filter in a further step"
    if portable and node.get("aggregate_handling", "STANDARD_HANDLING") != "STANDARD_HANDLING":
        return "GROUP BY ALL is not portable; name the columns"
    return None


def _modifier_refusal(node: dict[str, Any], kind: str, portable: bool) -> str | None:
    if "LIMIT" in kind:
        by = "record" if portable else "world"
        rank = f"row_number() OVER (PARTITION BY {by} …)"
        return f"LIMIT is not allowed, for many {by}s are worked out at once; use {rank}"
    if kind == "DISTINCT_MODIFIER" and "distinct_on_targets" in node and portable:
        return "DISTINCT ON is not portable; use row_number() OVER (PARTITION BY record …)"
    return None


def _join_refusal(node: dict[str, Any], portable: bool) -> str | None:
    if node.get("ref_type") not in ("REGULAR", "CROSS") and (
        portable or node.get("ref_type") == "POSITIONAL"
    ):
        return f"a {str(node.get('ref_type')).lower()} join is not allowed; join ON or USING"
    if portable and node.get("join_type") not in ("INNER", "LEFT"):
        return f"a {str(node.get('join_type')).lower()} join is not portable; use JOIN or LEFT JOIN"
    return None
