"""How does a corpus become a dataset of Inspect? Input, target, id and metadata, as its ``json_dataset`` reads them."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shopfloor.contracts.record import Record
from shopfloor.export.answer_text import answer_text
from shopfloor.export.columns import TEXTS, flat
from shopfloor.export.conversation import question
from shopfloor.export.plain import write_values
from shopfloor.export.wishes import Wishes

__all__ = ["write"]


def write(records: Iterable[Record], out: Path, wishes: Wishes) -> Counter[str]:
    """Write lines (``.jsonl``) or an array (``.json``); the target is the answer in as few words as possible."""
    return write_values((_sample(record, wishes) for record in records), out)


def _sample(record: Record, wishes: Wishes) -> dict[str, Any]:
    turns = question(record, wishes.context_in)
    return {
        "id": record.id,
        "input": [{"role": it.role, "content": it.text} for it in turns],
        "target": answer_text(record),
        "metadata": {
            name: value for name, value in flat(record).items() if name not in (*TEXTS, "id", "derivation")
        },
    }
