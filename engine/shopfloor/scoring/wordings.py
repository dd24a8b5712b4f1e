"""Where does the answer stand in a sentence that is worded as the corpus words its own?

"Of saw.1 and mill.1, mill.1 worked longer." names two machines. The outputs of a family show where the answer stands
in such a sentence; a prediction worded so, whatever it names, is read there and nowhere else.
"""

import re
from collections.abc import Iterable, Sequence

from shopfloor.scoring.names import Names
from shopfloor.scoring.times import clocks, dates
from shopfloor.scoring.values import Found

__all__ = ["Wordings", "frame"]

_NUMBER = re.compile(r"(?<![\w.,])-?\d+(?:\.\d+)?(?![\w:])")
_YES_NO = re.compile(r"\b(?:yes|no)\b", re.IGNORECASE)


def frame(text: str, names: Names) -> tuple[str, list[Found]]:
    """Return the text with every date, time, name, number and yes or no blotted out, and where they stood."""
    slots: list[Found] = []
    for sort, found in (
        ("date", dates(text)),
        ("clock", clocks(text)),
        ("name", names.find(text)),
        ("number", _matches(_NUMBER, text)),
        ("yes_no", _matches(_YES_NO, text)),
    ):
        free = [it for it in found if not any(it.start < o.end and o.start < it.end for o in slots)]
        slots += [Found(it.start, it.end, sort) for it in free]
    slots.sort(key=lambda it: it.start)
    pieces, at = [], 0
    for slot in slots:
        pieces += [text[at : slot.start], f"\x00{slot.value}\x00"]
        at = slot.end
    wording = "".join([*pieces, text[at:]])
    return " ".join(wording.rstrip(" .").lower().split()), slots


def _matches(pattern: re.Pattern[str], text: str) -> list[Found]:
    return [Found(it.start(), it.end(), None) for it in pattern.finditer(text)]


class Wordings:
    """The sentences of the corpus' outputs, by family and part of the answer ("" where it has none): which of the
    blotted-out places hold it."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str, str], set[int]] = {}

    def learn(self, of: tuple[str, str], text: str, names: Names, answers: Iterable[Found]) -> None:
        """Learn from an output and where its answer can stand; what all outputs of a wording share remains."""
        wording, slots = frame(text, names)
        places = {
            place
            for place, slot in enumerate(slots)
            if any(slot.start < it.end and it.start < slot.end for it in answers)
        }
        known = self._places.get((*of, wording))
        self._places[(*of, wording)] = places if known is None else known & places

    def read(self, of: tuple[str, str], text: str, names: Names) -> Sequence[Found] | None:
        """Return where the answer stands in a text that is worded so; None for any other wording."""
        wording, slots = frame(text, names)
        places = self._places.get((*of, wording))
        return [slots[place] for place in sorted(places)] if places else None
