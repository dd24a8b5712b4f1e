"""What should somebody know who finds this corpus? The dataset card, ``README.md`` of a run folder."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shopfloor._version import __version__
from shopfloor.contracts.record import SIZES

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["dataset_card"]

Tally = Mapping[str, Mapping[str, int]]
"""What is counted (``role``, ``skill``, ``form``, ``size``, ``level``, ``split``, ``origin``, ``scenario``, ``family``,
``answerable``) -> its values -> how many records have each."""

_ABOUT = {
    "simulated": ("a simulated plant", "simulated plants"),
    "real": ("a real plant", "real plants"),
    "both": ("simulated plants and real ones", "simulated plants and real ones"),
}
"""Where the logs come from -> how one plant, or several, are called."""

_TITLES = {
    "role": "role",
    "skill": "skill",
    "form": "form of the page",
    "size": "size of the context",
    "level": "difficulty",
    "split": "split",
    "origin": "origin",
    "scenario": "scenario",
    "family": "family",
}
_IN_ORDER: Mapping[str, Sequence[str]] = {"level": "12345", "size": list(SIZES)}
"""What has an order of its own; the others stand by their counts."""


def dataset_card(
    tally: Tally,
    *,
    facts: Mapping[str, Any],
    description: str,
    shortfalls: Mapping[str, str],
    has_log: bool = True,
) -> str:
    """Return the card as Markdown: what was made, from what, how it is distributed, how it is checked.

    Args:
        facts: what the manifest will say; ``source`` (``simulated``, ``real`` or ``both``) and, of a folder without a log,
            ``logs`` say where the facts come from, and ``replications`` how the splits were made.
        has_log: whether the folder holds the event log, too, as that of a run does.
    """
    one, several = _ABOUT[facts["source"]]
    replications = [log["replications"] for log in facts.get("logs", (facts,))]
    return _template().render(
        facts={"logs": (), **facts},
        about=several if len(tally["scenario"]) > 1 else one,
        description=description,
        version=__version__,
        has_log=has_log,
        records=sum(tally["answerable"].values()),
        refusals=tally["answerable"].get("no", 0),
        apart=any(number > 1 for number in replications),
        divided=1 in replications,
        shares=[
            (title, _in_order(tally[name], _IN_ORDER.get(name, ())))
            for name, title in _TITLES.items()
            if name in tally
        ],
        shortfalls=sorted(shortfalls.items()),
    )


@cache
def _template() -> "Template":
    # a folder without a corpus has no card, and need not wait for this
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters["cell"] = lambda text: " ".join(text.split()).replace("|", "\\|")
    return templates.get_template("card.md.jinja")


def _in_order(counts: Mapping[str, int], order: Sequence[str]) -> list[tuple[str, int]]:
    if order:
        return [(name, counts[name]) for name in order if name in counts]
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
