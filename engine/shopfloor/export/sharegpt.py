"""How does a corpus become conversations in the shape of ShareGPT?"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from shopfloor.contracts.record import Record
from shopfloor.export.conversation import turns
from shopfloor.export.plain import write_values
from shopfloor.export.wishes import Wishes

__all__ = ["write"]

_NAMES = {"system": "system", "user": "human", "assistant": "gpt"}


def write(records: Iterable[Record], out: Path, wishes: Wishes) -> Counter[str]:
    """Write ``{"id", "conversations": [{"from", "value"}, …]}``: an array (``.json``) or lines (``.jsonl``)."""
    return write_values(
        (
            {
                "id": record.id,
                "conversations": [
                    {"from": _NAMES[it.role], "value": it.text} for it in turns(record, wishes.context_in)
                ],
            }
            for record in records
        ),
        out,
    )
