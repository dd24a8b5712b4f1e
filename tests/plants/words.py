"""Which words does a random plant use? A part of the vocabulary, drawn first, so that plants differ in kind and a
failing one shrinks to the words that matter."""

from collections.abc import Set as AbstractSet

from hypothesis import strategies as st

__all__ = ["WORDS", "Words", "words"]

WORDS = (
    "absence", "alternatives", "assembly", "at", "batch", "before_service", "capacity", "choice", "defects",
    "disassembly", "due_in", "experiments", "failures", "floor", "holidays", "initial", "inspection", "maintenance",
    "needs", "order", "pace", "pick", "power", "quality", "rate", "release", "repaired_by", "setup", "shares", "shift",
    "speed", "supply", "time_zone", "travel", "wear", "wip",
)  # fmt: skip

Words = AbstractSet[str]


@st.composite
def words(draw: st.DrawFn) -> Words:
    """Every second word, on average."""
    chosen = draw(st.lists(st.booleans(), min_size=len(WORDS), max_size=len(WORDS)))
    return frozenset(word for word, is_chosen in zip(WORDS, chosen, strict=True) if is_chosen)
