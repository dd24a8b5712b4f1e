"""How is a question family read from its file?

YAML as data, its plain values by the rules of YAML 1.2: no tags, each key once, and no more nodes than a family can have,
however aliases multiply them. The reader is another than that of the questions.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from yaml.error import MarkedYAMLError, YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from shopfloor.contracts.family import Family
from shopfloor.errors import FamilyError, Problem, UsageError

__all__ = ["read_families", "read_family"]

BYTES = 1_000_000
NODES = 20_000
DEPTH = 20

_TAG = "tag:yaml.org,2002:"
_KINDS = ("map", "seq", "str", "int", "float", "bool", "null", "timestamp")
_WHOLE = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_TRUE, _FALSE, _NULL = (
    ("true", "True", "TRUE"),
    ("false", "False", "FALSE"),
    ("", "~", "null", "Null", "NULL"),
)

Place = tuple[int, int]
"""Line and column, from 1."""


class _Untagged:
    def resolve(self, _kind: object, _value: object, _implicit: object) -> str:
        return ""


_Loader = type("_Loader", (_Untagged, getattr(yaml, "CBaseLoader", yaml.BaseLoader)), {})
"""Makes nodes with the tags that were written, and none where none was; compiled, where it can be."""


def read_families(folder: Path) -> list[Family]:
    """Read every ``*.yaml`` below a folder, in order of their paths.

    Raises:
        UsageError: when there is no such folder.
        FamilyError: with all that is wrong in all files.
    """
    if not folder.is_dir():
        raise UsageError(
            f"{folder}\n  no such folder; expected the question families that lie beside a corpus"
        )
    families: list[Family] = []
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.yaml")):
        try:
            families.append(read_family(path))
        except FamilyError as error:
            problems += error.problems
    if problems:
        raise FamilyError(problems)
    return families


def read_family(path: Path) -> Family:
    """Read one file.

    Raises:
        FamilyError: with all that is wrong in it.
    """
    try:
        content = path.read_bytes() if path.stat().st_size <= BYTES else None
    except OSError as error:
        raise FamilyError([Problem(str(path), None, None, "", error.strerror or str(error))]) from None
    if content is None:
        raise FamilyError([Problem(str(path), None, None, "", f"expected a family of at most {BYTES} bytes")])
    try:
        return _family(content)
    except FamilyError as error:
        raise FamilyError([replace(problem, file=str(path)) for problem in error.problems]) from None


@lru_cache(maxsize=1000)
def _family(content: bytes) -> Family:
    """What such a file says, read once: every corpus has the same families beside it. Its problems name no file."""
    document = _Document()
    root = document.compose(content)
    data = document.value(root, ("$",))
    if document.problems:
        raise FamilyError(document.problems)
    try:
        return Family.model_validate(data)
    except ValidationError as error:
        raise FamilyError(document.of_model(error)) from None


class _Document:
    """The nodes of one file as values, with the place of each."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._places: dict[tuple[str | int, ...], Place] = {}
        self._nodes = 0

    def compose(self, content: bytes) -> Node:
        """Read the nodes.

        Raises:
            FamilyError: when it is no YAML.
        """
        try:
            root: Node | None = yaml.compose(content.decode("utf-8"), _Loader)
        except UnicodeDecodeError as error:
            raise self._error(
                None, f"got the byte {content[error.start]:#04x}; expected UTF-8 text"
            ) from None
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = (mark.line + 1, mark.column + 1) if mark else None
            raise self._error(place, f"{error.problem or error.context}; expected YAML") from None
        except (YAMLError, RecursionError) as error:
            raise self._error(
                None, f"{str(error).partition(chr(10))[0] or 'nested too deeply'}; expected YAML"
            ) from None
        if root is None:
            raise self._error(None, "got an empty file; expected a question family")
        return root

    def _error(self, place: Place | None, message: str) -> FamilyError:
        line, column = place or (None, None)
        return FamilyError([Problem("", line, column, "", message)])

    def value(self, node: Node, path: tuple[str | int, ...]) -> Any:
        """Return the value of a node; what is wrong with it is added to the problems."""
        place = self._places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        self._nodes += 1
        if node.tag and str(node.tag).removeprefix(_TAG) not in _KINDS:
            self._problem(node, path, f"got the tag {node.tag}; expected a plain value")
        if self._nodes > NODES or len(path) > DEPTH:
            raise self._error(
                place, f"expected at most {NODES} values in {DEPTH} levels, aliases counted as often as used"
            )
        match node:
            case ScalarNode():
                return self._scalar(node, path)
            case SequenceNode():
                return [self.value(item, (*path, number)) for number, item in enumerate(node.value)]
            case MappingNode():
                return self._mapping(node.value, path)
        raise AssertionError(f"a node of YAML is one of three, not {type(node)}")

    def _mapping(self, pairs: Iterable[tuple[Node, Node]], path: tuple[str | int, ...]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in pairs:
            key = str(key_node.value)
            inner = (*path, key)
            if not isinstance(key_node, ScalarNode):
                self._problem(key_node, path, "got a key that is no text")
            elif key in result:
                self._problem(key_node, inner, "the key stands here twice; keep one")
            else:
                result[key] = self.value(value_node, inner)
        return result

    def _scalar(self, node: ScalarNode, path: tuple[str | int, ...]) -> Any:
        text: str = node.value
        # Only what JSON knows is more than a text: a plain 07:10 or 2026-01-05 is none of that.
        if node.style or str(node.tag) == f"{_TAG}str":
            return text
        if text in _NULL:
            return None
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        if _WHOLE.fullmatch(text) and len(text) <= 18:
            return int(text)
        return float(text) if _NUMBER.fullmatch(text) else text

    def _problem(self, node: Node, path: tuple[str | int, ...], message: str) -> None:
        mark = node.start_mark
        self.problems.append(Problem("", mark.line + 1, mark.column + 1, _path_text(path), message))

    def of_model(self, error: ValidationError) -> list[Problem]:
        """Return the problems that the model has with the values, each at its place."""
        problems = []
        for found in error.errors(include_url=False):
            path: tuple[str | int, ...] = ("$", *found["loc"])
            known = path
            while known not in self._places:
                known = known[:-1]
            message = f"{found['msg'][:1].lower()}{found['msg'][1:]}"
            problems.append(Problem("", *self._places[known], _path_text(path), message))
        return problems


def _path_text(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
