"""What is between the braces? Line patterns and wordings as literal text with fields, compiled for writing.

A line pattern is ``{machine} stopped at {failed_at}.``; a wording is Jinja and says ``{{ machine }}``. Both
hold nothing but text and fields, so both become a ``%`` format, the fastest way that Python has to put texts
together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

__all__ = ["Pattern", "PatternError", "line_pattern", "wording"]


class PatternError(ValueError):
    """A pattern or wording that holds more than text and fields; the message says what and what to write."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Text around fields: ``literals[0] fields[0] literals[1] fields[1] … literals[n]``."""

    literals: tuple[str, ...]
    fields: tuple[str, ...]

    @property
    def format(self) -> str:
        """The same as a ``%`` format."""
        return "%s".join(literal.replace("%", "%%") for literal in self.literals)

    def writer(self, columns: Sequence[str]) -> Callable[[Sequence[str]], str]:
        """Return what writes a row of texts that stand in the order of ``columns``."""
        places, text = [columns.index(field) for field in self.fields], self.format
        if not places:
            constant = text % ()
            return lambda row: constant
        pick = itemgetter(*places)
        return lambda row: text % pick(row)


_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_JINJA_FIELD = re.compile(r"\{\{ *([A-Za-z_][A-Za-z0-9_]*) *\}\}")


@lru_cache(maxsize=4096)
def line_pattern(text: str) -> Pattern:
    """Compile ``{machine} stopped at {failed_at}.``.

    Raises:
        PatternError: a brace that is no field, a field twice, or two fields without text between them.
    """
    _printable(text, lines=False)
    parts = _FIELD.split(text)
    if any(brace in literal for literal in parts[::2] for brace in "{}"):
        raise PatternError("got a brace that belongs to no field; expected text and {column} only")
    pattern = _pattern(parts)
    twice = [field for i, field in enumerate(pattern.fields) if field in pattern.fields[:i]]
    if not pattern.fields:
        raise PatternError("holds no {column}; a row without any value says nothing")
    if twice:
        raise PatternError(f"the field {twice[0]} stands here twice; keep one")
    return pattern


@lru_cache(maxsize=4096)
def wording(text: str, *, lines: bool = False) -> Pattern:
    """Compile ``How long was {{ machine }} down?``; with ``lines`` it may have several.

    Raises:
        PatternError: it does not parse, or holds anything but text and ``{{ field }}``.
    """
    _printable(text, lines=lines)
    try:
        template = _ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        raise PatternError(
            f"does not parse as Jinja: {error.message}; expected text and {{{{ field }}}} only"
        ) from None
    for node in template.body:
        _refuse(node)
    parts = _JINJA_FIELD.split(text)
    if any(mark in literal for literal in parts[::2] for mark in ("{{", "}}", "{%", "{#")):
        raise PatternError("expected text and {{ field }} only: no comments, no whitespace control")
    return _pattern(parts)


_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True
)

_FORBIDDEN: dict[type[nodes.Node], str] = {
    nodes.Getattr: "an attribute", nodes.Getitem: "an item", nodes.Filter: "a filter", nodes.Call: "a call",
    nodes.Test: "a test", nodes.For: "a loop", nodes.If: "a condition", nodes.Include: "an include",
    nodes.Import: "an import", nodes.FromImport: "an import", nodes.Extends: "an inheritance",
    nodes.Macro: "a macro", nodes.Assign: "an assignment", nodes.Block: "a block",
}  # fmt: skip


def _refuse(node: nodes.Node) -> None:
    if isinstance(node, nodes.Output):
        for part in node.nodes:
            if not isinstance(part, nodes.TemplateData | nodes.Name):
                raise PatternError(f"got {_named(part)}; expected text and {{{{ field }}}} only")
        return
    raise PatternError(f"got {_named(node)}; expected text and {{{{ field }}}} only")


def _named(node: nodes.Node) -> str:
    what = _FORBIDDEN.get(type(node), f"an expression ({type(node).__name__.lower()})")
    named = getattr(node, "attr", None) or getattr(node, "name", None)
    return f'{what} ("{named}")' if isinstance(named, str) else what


def _printable(text: str, *, lines: bool) -> None:
    signs = text.replace("\n", "") if lines else text
    if not text or text != text.strip() or not signs.isprintable():
        if lines:
            raise PatternError(
                "expected a text without spaces at its ends (in YAML, a text of several lines begins with |-)"
            )
        raise PatternError(
            "expected one line without spaces at its ends (in YAML, a folded text begins with >-)"
        )


def _pattern(parts: Sequence[str]) -> Pattern:
    literals, fields = tuple(parts[::2]), tuple(parts[1::2])
    if "" in literals[1:-1]:
        place = literals.index("", 1)
        raise PatternError(
            f"no text between {fields[place - 1]} and {fields[place]}, so nobody can tell them apart"
        )
    return Pattern(literals, fields)
