"""Which number has a word of the log?"""

from __future__ import annotations

from shopfloor.simulation.kernel import words

__all__ = ["Details"]


class Details:
    """The details that a log may have: those of every log first, then those of this scenario, as they are asked for."""

    def __init__(self) -> None:
        self.texts = list(words.DETAILS)
        self._numbers = {text: number for number, text in enumerate(self.texts)}

    def number(self, text: str) -> int:
        """Return the number of a word, which is a new one if nobody has asked for the word before."""
        if text not in self._numbers:
            self._numbers[text] = len(self.texts)
            self.texts.append(text)
        return self._numbers[text]
