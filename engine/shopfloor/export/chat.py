"""How does a corpus become chat messages, as most trainers read them?"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from shopfloor.contracts.record import Record
from shopfloor.export.conversation import turns
from shopfloor.export.plain import write_values
from shopfloor.export.wishes import Wishes

__all__ = ["write"]


def write(records: Iterable[Record], out: Path, wishes: Wishes) -> Counter[str]:
    """Write ``{"messages": [{"role", "content"}, …]}``: lines (``.jsonl``) or an array (``.json``)."""
    return write_values(
        (
            {"messages": [{"role": it.role, "content": it.text} for it in turns(record, wishes.context_in)]}
            for record in records
        ),
        out,
    )
