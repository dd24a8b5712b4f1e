"""How much are two records alike? Near copies, and what of a test record stands in the training split.

The questions ask before they let a record go, the report measures what came out.
"""

from shopfloor.likeness.copies import JACCARD, near_copies
from shopfloor.likeness.seen import DIRTY, shares_seen
from shopfloor.likeness.texts import Paper, words

__all__ = ["DIRTY", "JACCARD", "Paper", "near_copies", "shares_seen", "words"]
