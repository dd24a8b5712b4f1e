"""What stands on the gallery's page, and what is to be computed for it? Its marked blocks."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shopfloor.scenario import gallery
from tests.gallery.claims import check
from tests.gallery.figures import Figures
from tests.gallery.grid import Grid
from tests.gallery.picture import picture

__all__ = ["FOLDER", "PAGE", "Block", "blocks", "hash_of", "renew", "renewed", "section"]

PAGE = Path(__file__).parents[2] / "docs" / "gallery.md"
FOLDER = PAGE.parent / "gallery"

_BLOCK = re.compile(r"^<!-- (\w+): (\w+)\s+(.*?)\s*-->\n(.*?)^<!-- end -->$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A computed part of the page: of which plant, what, by which words, and what stands there now."""

    plant: str
    what: str
    words: str
    text: str


def blocks(page: str) -> Iterator[Block]:
    """Yield the computed parts, in order."""
    for found in _BLOCK.finditer(page):
        yield Block(*found.groups())


def section(page: str, name: str) -> str:
    """The part of the page about one plant, from its heading to the next one."""
    parts = re.split(r"^(?=## )", page, flags=re.MULTILINE)
    of_plant = [part for part in parts if f"shopfloor simulate {name}\n" in part]
    assert len(of_plant) == 1, (
        f"docs/gallery.md has {len(of_plant)} sections with `shopfloor simulate {name}`"
    )
    return of_plant[0]


def hash_of(name: str) -> str:
    """What the scenario was when its tables and its picture were made; line ends do not count."""
    text = gallery()[name].read_text(encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def renewed(page: str, name: str, only: tuple[str, ...] = ()) -> tuple[str, str]:
    """Return the page with all blocks of one plant computed anew (or those of certain kinds), and the plant's picture."""
    figures = Figures(name)
    drawn = ""

    def block(found: re.Match[str]) -> str:
        nonlocal drawn
        plant, what, words, text = found.groups()
        if plant == name and (not only or what in only):
            match what:
                case "kpis":
                    text = figures.of_plant(words.split())
                case "what_if":
                    text = figures.of_changes(words.split())
                case "sweep":
                    text = figures.of_sweep(*_swept(words))
                case "picture":
                    drawn = picture(figures.plant, figures.shares(), Grid.of(words))
                    text = f"![{figures.plant.description}](gallery/{name}.svg)\n"
                case "because":
                    check(words, figures)
                case "made_of":
                    words = hash_of(name)
                case _:
                    raise AssertionError(f"docs/gallery.md: nothing computes {what} of {plant}")
        return f"<!-- {plant}: {what}{_separated(words)}-->\n{text}<!-- end -->"

    return _BLOCK.sub(block, page), drawn


def renew(name: str) -> None:
    """Compute everything about one plant, and write the page and the picture."""
    page, drawn = renewed(PAGE.read_text(encoding="utf-8"), name)
    PAGE.write_text(page, encoding="utf-8", newline="\n")
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.svg").write_text(drawn, encoding="utf-8", newline="\n")


def _swept(words: str) -> tuple[str, list[str]]:
    sweep, *kpis = words.split()
    return sweep, kpis


def _separated(words: str) -> str:
    return f"\n{words}\n" if "\n" in words else f" {words} "
