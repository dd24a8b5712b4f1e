"""What should somebody know who finds this data set on a hub? The card, ``README.md`` with its YAML head."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shopfloor._version import __version__
from shopfloor.contracts.record import Record
from shopfloor.export.columns import COLUMNS
from shopfloor.export.tally import Tally
from shopfloor.export.wishes import Wishes

__all__ = ["card", "write"]

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_TEMPLATES.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)


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
        licence=wishes.licence,
        about=wishes.about,
        simulated=wishes.source in ("simulated", "both"),
        real=wishes.source in ("real", "both"),
        files=files or {},
        columns=COLUMNS,
        version=__version__,
        mean_tokens=round(tally.tokens / max(1, tally.records)),
        shares={
            title: sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            for title, counts in tally.shares.items()
            if title not in ("scenario", "seed")
        },
    )
