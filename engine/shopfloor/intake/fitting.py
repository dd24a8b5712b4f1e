"""Which question families can be asked of a real log, and what do the others lack?

Every view of a log can be computed; what it says need not be known. A machine that does no work, say, is "starved" in a
log of work alone, though nobody knows why it stood. So a log that was taken in keeps a list of gaps, and a family that
reads into one is not asked.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shopfloor.contracts.family import Family

if TYPE_CHECKING:
    import duckdb

__all__ = ["Gap", "facts_of", "fitting", "gaps_of", "gaps_without"]

FACTS = "intake.json"
"""What is known of a log that was taken in, beside its events."""


@dataclass(frozen=True)
class Gap:
    """Something that a view seems to say and the log does not know.

    column   ``None``: the whole view
    known    words of the column that are known all the same: a family may choose rows by them
    never    words that nothing in such a log has: a family may leave them out
    missing  what is not recorded; ``remedy`` says what to give, if anything helps
    """

    view: str
    column: str | None
    known: tuple[str, ...]
    never: tuple[str, ...]
    missing: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.missing}{f' ({self.remedy})' if self.remedy else ''}"


def gaps_without(given: Collection[str]) -> tuple[Gap, ...]:
    """Return the gaps of a log with these parts: roles of its columns, ``stops``, ``stops.cause``, …"""
    text = files("shopfloor.intake").joinpath("gaps.toml").read_text(encoding="utf-8")
    found = list[Gap]()
    for entry in tomllib.loads(text)["gap"]:
        if set(entry.get("unless", ())) & set(given) or not set(entry.get("needs", ())) <= set(given):
            continue
        known, never = tuple(entry.get("known", ())), tuple(entry.get("never", ()))
        missing, remedy = entry["missing"], entry.get("remedy", "")
        for view in entry["views"]:
            columns = entry.get("columns", (None,))
            found += [Gap(view, column, known, never, missing, remedy) for column in columns]
    return tuple(found)


def facts_of(folder: Path) -> dict[str, Any] | None:
    """Return what is known of the log in a folder if it was taken in: the parts of a ``Report``, and ``gaps``."""
    path = folder / FACTS
    if not path.is_file():
        return None
    facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return facts


def gaps_of(folder: Path) -> tuple[Gap, ...]:
    """Return the gaps of the log in a folder; a simulated one has none."""
    facts = facts_of(folder)
    if facts is None:
        return ()
    return tuple(Gap(**(gap | {key: tuple(gap[key]) for key in ("known", "never")})) for gap in facts["gaps"])


def fitting(families: Sequence[Family], gaps: Sequence[Gap]) -> tuple[list[Family], dict[str, str]]:
    """Return the families that a log with these gaps can answer, and for each of the others what is missing."""
    fits, lacking = list[Family](), dict[str, str]()
    if not gaps:
        return list(families), lacking
    for family in families:
        own = frozenset(family.shown)
        uses = [_use(relation.sql, frozenset()) for relation in family.shown.values()]
        uses.append(_use(family.subject.sql, own))
        found = [gap for use in uses for gap in gaps if _reads(use, gap)]
        if found:
            whole = {
                gap.view for gap in found if gap.column is None
            }  # what a view lacks beside itself is no news
            told = [str(gap) for gap in found if gap.column is None or gap.view not in whole]
            lacking[family.family] = "; ".join(dict.fromkeys(told))
        else:
            fits.append(family)
    return fits, lacking


def _reads(use: _Use, gap: Gap) -> bool:
    """Does the statement read what nobody knows?"""
    if gap.view not in use.views:
        return False
    if gap.column is None:
        return True
    if (gap.view, gap.column) not in use.columns and (None, gap.column) not in use.columns:
        return False
    chosen, excluded = use.chosen.get(gap.column, set()), use.excluded.get(gap.column, set())
    return not ((chosen or excluded) and chosen <= set(gap.known) and excluded <= set(gap.never))


@dataclass(frozen=True)
class _Use:
    """What a statement reads.

    columns   (view or ``None`` where it is not said, column)
    chosen    column -> the words that rows are chosen by
    excluded  column -> words that it is compared with in another way
    """

    views: frozenset[str]
    columns: frozenset[tuple[str | None, str]]
    chosen: dict[str, set[str]]
    excluded: dict[str, set[str]]


@cache
def _use(sql: str, own: frozenset[str]) -> _Use:
    """``own``: names of other tables, which are no views whatever they are called."""
    tree = _tree(sql)
    nodes = list(_nodes(tree))
    common = own | {
        entry["key"].lower() for node in nodes for entry in (node.get("cte_map") or {}).get("map", ())
    }
    alias: dict[str, set[str]] = {}
    views = set[str]()
    for node in nodes:
        name = str(node.get("table_name", "")).lower()
        if node.get("type") == "BASE_TABLE" and name:
            alias.setdefault(str(node.get("alias") or name).lower(), set()).add(name)
            if name not in common:
                views.add(name)
    columns = set[tuple[str | None, str]]()
    for node in nodes:
        if node.get("type") == "COLUMN_REF":
            *table, column = (str(part).lower() for part in node["column_names"])
            for view in alias.get(table[-1], ()) if table else (None,):
                columns.add((view, column))
    chosen: dict[str, set[str]] = {}
    excluded: dict[str, set[str]] = {}
    denied = {id(below) for node in nodes if node.get("type") == "OPERATOR_NOT" for below in _nodes(node)}
    for node in nodes:
        _compare(node, chosen, excluded, denied=id(node) in denied)
    return _Use(frozenset(views), frozenset(columns), chosen, excluded)


def _compare(
    node: dict[str, Any], chosen: dict[str, set[str]], excluded: dict[str, set[str]], *, denied: bool
) -> None:
    kind = str(node.get("type", ""))
    if not kind.startswith("COMPARE"):
        return
    sides = [node[key] for key in ("left", "right", "input") if isinstance(node.get(key), dict)]
    sides += [side for side in node.get("children", ()) if isinstance(side, dict)]
    names = [str(side["column_names"][-1]).lower() for side in sides if side.get("type") == "COLUMN_REF"]
    words = {word for side in sides if (word := _word(side)) is not None}
    for name in names:
        if kind in ("COMPARE_EQUAL", "COMPARE_IN") and not denied:
            chosen.setdefault(name, set()).update(words)
        elif words:
            excluded.setdefault(name, set()).update(words)


def _word(node: dict[str, Any]) -> str | None:
    if node.get("type") != "VALUE_CONSTANT":
        return None
    value = node.get("value") or {}
    if isinstance(value.get("value"), str):
        return str(value["value"])
    literal = node.get("literal") or {}
    text = literal.get("value", literal.get("text"))
    return text if isinstance(text, str) else None


def _tree(sql: str) -> dict[str, Any]:
    row = (
        _parser()
        .execute("SELECT json_serialize_sql(?, skip_null := true, skip_empty := true)", [sql])
        .fetchone()
    )
    tree: dict[str, Any] = json.loads(row[0]) if row else {}
    return tree


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """One for all statements: to open a database takes ten times as long as to parse."""
    import duckdb

    return duckdb.connect(":memory:", config={"threads": 1})


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        for below in tree.values():
            yield from _nodes(below)
    elif isinstance(tree, list):
        for below in tree:
            yield from _nodes(below)
