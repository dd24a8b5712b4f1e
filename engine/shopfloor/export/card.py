"""What should somebody know who finds this data set on a hub? The card, ``README.md`` with its YAML head."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shopfloor._version import __version__
from shopfloor.contracts.record import SIZES, Record
from shopfloor.export.columns import COLUMNS
from shopfloor.export.tally import Tally
from shopfloor.export.wishes import OWNERS_TERMS, Wishes

__all__ = ["card", "write"]

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_TEMPLATES.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)

_IN_ORDER: Mapping[str, Sequence[str]] = {"level of difficulty": "12345", "size of context": list(SIZES)}
"""What has an order of its own; the others stand by their counts."""


def write(records: Iterable[Record], out: Path, wishes: Wishes) -> Counter[str]:
    """Write the card alone; it describes the corpus and names no files."""
    tally = Tally()
    for _ in tally.counting(records):
        pass
    out.write_text(card(tally, wishes), encoding="utf-8", newline="\n")
    return Counter()


def card(tally: Tally, wishes: Wishes, files: Mapping[str, str] | None = None) -> str:
    """Return the card as Markdown; ``files``: split -> the pattern of its files beside the card."""
    return _TEMPLATES.get_template("card.md.jinja").render(
        tally=tally,
        name=tally.name(wishes),
        licence=wishes.claimed,
        owners_terms=OWNERS_TERMS,
        about=wishes.about,
        simulated=wishes.simulated,
        real=wishes.real,
        files=files or {},
        columns=COLUMNS,
        version=__version__,
        mean_tokens=round(tally.tokens / max(1, tally.records)),
        shares={
            title: _in_order(counts, _IN_ORDER.get(title, ()))
            for title, counts in tally.shares.items()
            if title not in ("scenario", "seed")
        },
    )


def _in_order(counts: Mapping[str, int], order: Sequence[str]) -> list[tuple[str, int]]:
    if order:
        return [(value, counts[value]) for value in order if value in counts]
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
