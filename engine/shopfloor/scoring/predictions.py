"""What did a model predict for which record? Read from JSON or JSON lines that anybody may have written.

One object a prediction, with ``id`` and one of ``prediction``, ``output``, ``answer``; or a single object, id -> prediction.
A prediction is a text, or a value that is written as one: a number, a list of names, an object with a value for each part.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from shopfloor.errors import UsageError

__all__ = ["Predictions", "read_predictions"]

KEYS = ("prediction", "output", "answer")

_SHOWN = 10

Predictions = list[tuple[str, str | None]]
"""Id and text of each prediction, in the order of the file; None for a null."""


def read_predictions(path: Path | str) -> Predictions:
    """Return the predictions of a ``.json`` or ``.jsonl``.

    Raises:
        UsageError: no such file, or contents that are no predictions: all that is wrong, with its place.
    """
    path = Path(path)
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "no such file"
        raise UsageError(f"{path}\n  {what}; expected a file of predictions, .json or .jsonl")
    if path.suffix not in (".json", ".jsonl"):
        raise UsageError(f"{path}\n  got the ending {path.suffix or 'none'}; expected .json or .jsonl")
    problems: list[str] = []
    predictions: Predictions = []
    for place, row in _rows(path, problems):
        read = _prediction(row)
        if isinstance(read, str):
            problems.append(f"{place}\n  {read}")
        else:
            predictions.append(read)
    if problems:
        more = len(problems) - _SHOWN
        raise UsageError("\n".join(problems[:_SHOWN]) + (f"\nand {more} more" if more > 0 else ""))
    return predictions


def _rows(path: Path, problems: list[str]) -> Iterable[tuple[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}\n  {error.strerror or error}; expected a file of predictions") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}\n  got the byte {error.object[error.start]:#04x}; expected UTF-8") from None
    if path.suffix == ".jsonl":
        return _lines(path, text, problems)
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}\n  {_fault(error)}; expected JSON") from None
    if isinstance(rows, dict):
        rows = [{"id": name, "prediction": prediction} for name, prediction in rows.items()]
    if not isinstance(rows, list):
        raise UsageError(f"{path}\n  got {rows!r:.60}; expected an array of predictions, or id -> prediction")
    return ((f"{path}: prediction {number}", row) for number, row in enumerate(rows, 1))


def _lines(path: Path, text: str, problems: list[str]) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield f"{path}:{number}", json.loads(line)
            except (ValueError, RecursionError) as error:
                problems.append(f"{path}:{number}\n  {_fault(error)}; expected JSON")


def _fault(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _prediction(row: Any) -> tuple[str, str | None] | str:
    """Return id and text, or what is wrong."""
    example = 'such as {"id": "…", "prediction": "36.4 min"}'
    if not isinstance(row, dict):
        return f"got {row!r:.60}; expected an object, {example}"
    name, given = row.get("id"), [key for key in KEYS if key in row]
    if not isinstance(name, str):
        return f"got {'no id' if name is None else f'the id {name!r:.60}'}; expected the id of a record, {example}"
    if len(given) != 1:
        got = " and ".join(given) or f"none of them ({', '.join(map(str, row))})"
        return f"got {got}; expected one of {', '.join(KEYS)}, {example}"
    return name, _text(row[given[0]])


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(_text(item)) for item in value)
    if isinstance(value, dict):
        # {"value": 36.4, "unit": "min"} is one value, anything else has a value for each part
        if set(value) <= {"value", "unit"} and "value" in value:
            return f"{_text(value['value'])} {value.get('unit') or ''}".strip()
        return ", ".join(f"{key} {_text(item)}" for key, item in value.items())
    return repr(value)
