"""Does a prediction refuse to answer, and for which reason? The phrases stand in ``refusals.toml``."""

import re
import tomllib
from functools import cache
from pathlib import Path

from shopfloor.contracts.family import REFUSALS
from shopfloor.scoring.saying import Said

__all__ = ["has_refusal", "reasons", "refuses"]


@cache
def _phrases() -> dict[str, re.Pattern[str]]:
    listed = tomllib.loads(Path(__file__).with_name("refusals.toml").read_text(encoding="utf-8"))
    for code, sentence in REFUSALS.items():
        listed[code] += [re.escape(sentence), code.replace("_", "[ _-]")]
    return {
        name: re.compile("|".join(rf"(?<!\w)(?:{phrase})(?!\w)" for phrase in phrases), re.IGNORECASE)
        for name, phrases in listed.items()
    }


def refuses(said: Said) -> bool:
    """Is it a refusal: in what is marked as the answer, or else in the last line, or in a first line that says at once
    that there is no answer?"""
    if has_refusal(said.last):
        return True
    return said.marked is None and bool(said.lines) and bool(_phrases()["no_answer"].search(said.lines[0]))


def has_refusal(text: str) -> bool:
    """Does a text hold a phrase that refuses?"""
    return any(pattern.search(text) for pattern in _phrases().values())


def reasons(said: Said) -> set[str]:
    """Return the codes of the reasons that a refusal gives, wherever in the prediction. The corpus' own sentences and
    codes are plain; without them every phrase counts that people use."""
    texts = said.lines if said.marked is None else (*said.lines, said.marked)
    told = " ".join(texts).lower()
    plain = {code for code, sentence in REFUSALS.items() if sentence in told or code in told}
    phrases = _phrases()
    return plain or {code for code in REFUSALS if any(phrases[code].search(text) for text in texts)}
