"""What should somebody know who finds this corpus? The dataset card, ``README.md`` of a run folder."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shopfloor._version import __version__
from shopfloor.contracts.record import Record

__all__ = ["dataset_card"]

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def dataset_card(
    records: Sequence[Record], *, facts: Mapping[str, Any], description: str, shortfalls: Mapping[str, str]
) -> str:
    """Return the card as Markdown: what was made, from what, how it is distributed, how it is checked."""
    return _TEMPLATES.get_template("card.md.jinja").render(
        facts=facts,
        description=description,
        version=__version__,
        records=len(records),
        refusals=sum(not record.answerable for record in records),
        shares=[
            ("role", _counted(record.role for record in records)),
            ("skill", _counted(record.skill for record in records)),
            ("form of context", _counted(record.provenance.form for record in records)),
            ("split", _counted(record.split for record in records)),
            ("family", _counted(record.family for record in records)),
        ],
        shortfalls=sorted(shortfalls.items()),
    )


def _counted(values: Iterable[str]) -> list[tuple[str, int]]:
    return sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
