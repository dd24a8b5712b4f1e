"""How does a corpus become Alpaca's instructions? The context is kept, as the ``input`` of the instruction."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from shopfloor.contracts.record import Record
from shopfloor.export.plain import write_values
from shopfloor.export.wishes import Wishes

__all__ = ["write"]


def write(records: Iterable[Record], out: Path, wishes: Wishes) -> Counter[str]:
    """Write an array (``.json``, as Alpaca's own) or lines (``.jsonl``)."""
    return write_values(
        ({"instruction": it.input, "input": it.context, "output": it.output} for it in records), out
    )
