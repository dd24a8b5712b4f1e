"""Where does a family come from, and where in its file is what is wrong with it?"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from io import StringIO
from typing import Any

from pydantic import BaseModel, PrivateAttr, ValidationError
from ruamel.yaml import YAML

from shopfloor.contracts.family import (
    AnswerSpec,
    Case,
    ColumnSpec,
    Family,
    Lines,
    PartSpec,
    Relation,
    Step,
    Subject,
    WindowSpec,
)
from shopfloor.errors import FamilyError, Problem
from shopfloor.questions.document import Document, DocumentPath, path_text, shown
from shopfloor.units import duration_text

__all__ = ["SourcedFamily", "family_error", "family_name", "family_problem", "family_text", "validated"]


class SourcedFamily(Family):
    """A family that knows its file."""

    _document: Document = PrivateAttr()

    @classmethod
    def of(cls, document: Document) -> SourcedFamily:
        """Return the family of a document.

        Raises:
            FamilyError: the document is no family; all problems at once.
        """
        try:
            family = cls.model_validate(document.data)
        except ValidationError as error:
            raise FamilyError(_translated(error, document)) from None
        family._document = document
        return family

    @property
    def document(self) -> Document:
        """The file as it was read."""
        return self._document


def validated(document: Document) -> SourcedFamily:
    """Return the family of a document, or raise FamilyError with all that keeps it from being one."""
    return SourcedFamily.of(document)


def family_name(family: Family) -> str:
    """Return ``role/family.yaml``, the family's place in a folder of families."""
    return f"{family.role}/{family.family}.yaml"


def family_problem(
    family: Family, path: DocumentPath, message: str, *, at_key: bool = False, text_line: int | None = None
) -> Problem:
    """Return a problem at its place in the family's file, as far as the family has one."""
    if isinstance(family, SourcedFamily):
        return family.document.problem(path, message, at_key=at_key, text_line=text_line)
    return Problem(family_name(family), None, None, path_text(path), message)


def family_error(
    family: Family, path: DocumentPath, message: str, *, text_line: int | None = None
) -> FamilyError:
    """Return one problem as an error."""
    return FamilyError([family_problem(family, path, message, text_line=text_line)])


def family_text(family: Family) -> str:
    """Return the family's file, byte by byte as it was read; of a family made in Python, a file that says the
    same."""
    if isinstance(family, SourcedFamily):
        return family.document.text
    data = family.model_dump(mode="json")
    data["window"]["every"] = duration_text(family.window.every)
    stream = StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(data, stream)
    return stream.getvalue()


# --- what pydantic found, in the words of the file ------------------------------------------------

_MODELS: tuple[tuple[tuple[str, ...], type[BaseModel]], ...] = (
    ((), Family),
    (("window",), WindowSpec),
    (("shown", "*"), Relation),
    (("shown", "*", "columns", "*"), ColumnSpec),
    (("shown", "*", "lines"), Lines),
    (("subject",), Subject),
    (("subject", "columns", "*"), ColumnSpec),
    (("steps", "*"), Step),
    (("steps", "*", "shows", "*"), ColumnSpec),
    (("answer",), AnswerSpec),
    (("answer", "also", "*"), ColumnSpec),
    (("answer", "parts", "*"), PartSpec),
    (("cases", "*"), Case),
)


def _translated(error: ValidationError, document: Document) -> list[Problem]:
    problems: dict[DocumentPath, Problem] = {}
    for found in error.errors(include_url=False):
        path = _path(found["loc"], document)
        if path not in problems:
            problems[path] = _problem(dict(found), path, document)
    return list(problems.values())


def _path(loc: Sequence[str | int], document: Document) -> DocumentPath:
    """pydantic's location without the parts that name a branch of a union, which no file has."""
    path: DocumentPath = ()
    for i, part in enumerate(loc):
        if (*path, part) in document.values or i == len(loc) - 1:
            path = (*path, part)
    parent = path[:-1]
    is_branch = path not in document.values and not isinstance(_at(document.data, parent), dict)
    return parent if is_branch and path else path


def _at(data: Any, path: DocumentPath) -> Any:
    for part in path:
        data = data[part]
    return data


def _problem(found: dict[str, Any], path: DocumentPath, document: Document) -> Problem:
    kind, given = found["type"], shown(found.get("input"))
    context = found.get("ctx", {})
    if kind == "extra_forbidden":
        return document.problem(path, _unknown_key(path), at_key=True)
    if kind == "missing":
        return document.problem(path, f'the key "{path[-1]}" is missing')
    if kind == "literal_error":
        return document.problem(path, f"got {given}; {_expected(found)}")
    if kind in ("string_type", "string_pattern_mismatch"):
        expected = (
            "a text; put it in quotes" if kind == "string_type" else f"a text like {context['pattern']}"
        )
        return document.problem(path, f"got {given}; expected {expected}", at_key="[key]" in found["loc"])
    if kind == "value_error":
        return document.problem(path, f"got {given}; {context['error']}")
    if kind in ("too_short", "string_too_short"):
        message = f"got {_size(found.get('input'))}; expected {context['min_length']} at least"
        return document.problem(path, message, at_key=True)
    if kind in ("model_type", "dict_type"):
        return document.problem(path, f"got {given}; expected a mapping of keys and values")
    reason = str(found["msg"]).replace("Input should be", "expected")
    return document.problem(path, f"got {given}; {reason[:1].lower() + reason[1:]}")


def _size(value: object) -> str:
    return str(len(value)) if isinstance(value, list | tuple | dict) else shown(value)


_MEANT = {
    **dict.fromkeys(("number", "integer", "int", "float", "amount"), ("count", "duration", "share", "rate")),
    **dict.fromkeys(("text", "string", "str", "word"), ("name",)),
    **dict.fromkeys(("bool", "boolean"), ("yes_no",)),
    **dict.fromkeys(("percent", "percentage", "ratio"), ("share",)),
    **dict.fromkeys(("time", "datetime", "date"), ("clock", "timestamp")),
    **dict.fromkeys(("list", "array"), ("names",)),
}
"""What other programs call a kind of value."""


def _expected(found: dict[str, Any]) -> str:
    """The values that there are, and the one that was meant."""
    given = str(found["input"])
    options = [option.strip("' ") for option in str(found["ctx"]["expected"]).replace(" or ", ",").split(",")]
    near = [option for option in _MEANT.get(given.lower(), ()) if option in options]
    near = near or get_close_matches(given, options, 1)
    hint = "; did you mean " + " or ".join(f'"{option}"' for option in near) + "?" if near else ""
    return f"expected one of {', '.join(options)}{hint}" if len(options) > 1 else f"expected {options[0]}"


def _unknown_key(path: DocumentPath) -> str:
    around = path[:-1]
    for pattern, model in _MODELS:
        if len(pattern) == len(around) and all(p in ("*", a) for p, a in zip(pattern, around, strict=True)):
            known = list(model.model_fields)
            near = get_close_matches(str(path[-1]), known, 1)
            hint = f'; did you mean "{near[0]}"?' if near else ""
            return f'unknown key "{path[-1]}"; expected one of {", ".join(known)}{hint}'
    return f'unknown key "{path[-1]}"'
