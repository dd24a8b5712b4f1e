"""How is a corpus written as JSON: an array, or a record a line? ``input``, ``context``, ``output`` and nothing else."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shopfloor.contracts.record import Record
from shopfloor.export.columns import TEXTS, json_text
from shopfloor.export.wishes import Wishes

__all__ = ["write", "write_values"]


def write(records: Iterable[Record], out: Path, wishes: Wishes) -> Counter[str]:
    """Write ``out`` as an array (``.json``) or as lines (``.jsonl``)."""
    kept = None if wishes.papers else set(TEXTS)
    return write_values((record.model_dump(include=kept) for record in records), out)


def write_values(values: Iterable[Any], out: Path) -> Counter[str]:
    """Write an array to a ``.json``, one value a line to anything else. Nothing is left out."""
    with out.open("w", encoding="utf-8", newline="\n") as file:
        if out.suffix == ".json":
            file.write("[")
            for number, value in enumerate(values):
                text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1)
                file.write((",\n" if number else "\n") + text)
            file.write("\n]\n")
        else:
            file.writelines(json_text(value) + "\n" for value in values)
    return Counter()
