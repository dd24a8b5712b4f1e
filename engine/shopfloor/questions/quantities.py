"""Does a wording ask for the quantity that the answer is? "How many" wants a count, "how long" a time."""

from __future__ import annotations

import re

from shopfloor.contracts.family import AnswerSpec

__all__ = ["unit_after_answer", "wrong_quantity"]

_TIMES = r"(?:milli)?seconds|minutes|hours|min\b|percent\b|per cent|%"
_SHARE = r"percent|per cent|%|\bshares?\b|proportion|fraction|what part|which part|how much of"
_LONG = r"how long|how much time|how much later|how much earlier"
_MANY = rf"how many (?!{_TIMES})"
_WHEN = r"(?:^|[.?!:;,-] )when |(?:what|which) time"

_VERBS = "did|does|do|was|were|is|are|has|had|have|can|could|will|would"

_ASKS: dict[str, tuple[str, str]] = {
    "count": (
        rf"{_MANY}|how often|number|count|times|quantity|how full|total|sum",
        rf"{_LONG}|how many (?:{_TIMES})|{_SHARE}|{_WHEN}",
    ),
    "duration": (
        rf"{_LONG}|how many (?:{_TIMES})|minutes|hours|seconds|\btime\b|length|duration|late\b|mtbf|mttr|by how much",
        rf"{_MANY}|how often|{_SHARE}|{_WHEN}",
    ),
    "share": (_SHARE, rf"{_MANY}|how often|{_LONG}|{_WHEN}"),
    "rate": (r"per hour|/h|rate\b|average|mean\b|hourly", rf"{_LONG}|{_SHARE}|{_WHEN}|how many (?:{_TIMES})"),
    "clock": (rf"{_WHEN}|when\b|clock|moment|minute", rf"{_MANY}|how often|{_LONG}|{_SHARE}"),
    "timestamp": (rf"{_WHEN}|when\b|what day|which day|date|moment", rf"{_MANY}|how often|{_LONG}|{_SHARE}"),
    "name": (r"which|who|whom|whose|where|what|name\b", rf"{_MANY}|how often|{_LONG}"),
    "names": (r"which|who|whom|whose|where|what|name\b|order|rank|list", rf"{_MANY}|how often|{_LONG}"),
    "yes_no": (
        rf"yes or no|whether|(?:^|[.?!:;,-] ?)(?:\w+ ){{0,3}}?(?:{_VERBS})\b",
        rf"(?:^|[.?!:;] )(?:{_MANY}|how often|{_LONG}|what {_SHARE})",
    ),
}
"""Kind of answer -> words that ask for it, and words that ask for something else. Only those without these are
wrong: "of how many, no matter how long?" is a fair question."""

_HINTS = {
    "count": 'ask "how many"', "duration": 'ask "how long", or for minutes or hours',
    "share": "ask for a share, or in percent", "rate": "ask for a rate, such as so many per hour",
    "clock": 'ask "when", or "at what time"', "timestamp": 'ask "when"', "name": 'ask "which" or "who"',
    "names": 'ask "which", or in which order', "yes_no": 'ask "did", "was" or "whether"',
}  # fmt: skip


def wrong_quantity(answer: AnswerSpec, question: str) -> str | None:
    """Return what is wrong with a question for this kind of answer: the words that ask for something else, and what to
    ask instead."""
    if answer.kind not in _ASKS:
        return None
    right, wrong = _ASKS[answer.kind]
    text = " ".join(question.lower().split())
    found = re.search(wrong, text)
    if found is None or re.search(right, text):
        return None
    return f'asks "{found[0].strip(" .?!:;,-")}", but the answer is a {answer.kind.replace("_", "/")}; {_HINTS[answer.kind]}'


_UNIT = re.compile(r"^ ?(%|percent|per cent|h|hours?|min|minutes?|s|seconds?)(?!\w)", re.IGNORECASE)


def unit_after_answer(following: str) -> str | None:
    """Return the unit that a wording writes behind the answer, which has one already."""
    found = _UNIT.match(following)
    return found[1] if found else None
