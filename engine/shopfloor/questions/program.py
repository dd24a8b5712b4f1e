"""What do a family's steps read, and how much do they do? Found in the syntax trees of their SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from shopfloor.contracts.family import Family
from shopfloor.questions.sqlcheck import AGGREGATES, syntax_nodes

__all__ = ["Program", "program_of"]


@dataclass(frozen=True, slots=True)
class Program:
    """The relations that steps read directly; the longest chain of steps that build on one another; and how many joins,
    aggregates, window functions, orders, HAVINGs, DISTINCTs and CASEs there are."""

    reads: frozenset[str]
    hops: int
    operations: int


def program_of(family: Family, parse: Callable[[str], Any]) -> Program:
    """Return what the steps of a family do; ``parse`` gives the syntax tree of a statement."""
    reads = set[str]()
    operations, depth = 0, dict[str, int]()
    for step in family.steps:
        nodes = list(syntax_nodes(parse(step.sql)))
        read = {str(node["table_name"]).lower() for node in nodes if node.get("type") == "BASE_TABLE"}
        reads |= read
        operations += sum(_operations(nodes))
        depth[step.name] = 1 + max((depth[name] for name in read if name in depth), default=0)
    return Program(frozenset(reads & set(family.shown)), max(depth.values()), operations)


_CLAUSES = ("DISTINCT_MODIFIER", "CASE_EXPR", "JOIN")


def _operations(nodes: list[dict[str, Any]]) -> Iterator[int]:
    for node in nodes:
        kind = node.get("type")
        yield kind in _CLAUSES
        # an aggregate has one, too, that orders by nothing
        yield kind == "ORDER_MODIFIER" and "orders" in node
        yield "having" in node
        yield node.get("class") == "WINDOW"
        if kind == "FUNCTION":
            yield node["function_name"] in AGGREGATES
            yield bool(node.get("distinct"))
