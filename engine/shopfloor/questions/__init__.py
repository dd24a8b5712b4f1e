"""How does a log become questions whose answers can be derived from what is shown?"""

from shopfloor.questions.ask import SMALL, ask, ask_into, check_promises
from shopfloor.questions.corpus import Asked, Corpus, Told, tally
from shopfloor.questions.families import load_families, name_problems, read_families
from shopfloor.questions.focus import FOCI, focus_about
from shopfloor.questions.lack import Lack, Shortfall

__all__ = [
    "FOCI",
    "SMALL",
    "Asked",
    "Corpus",
    "Lack",
    "Shortfall",
    "Told",
    "ask",
    "ask_into",
    "check_promises",
    "focus_about",
    "load_families",
    "name_problems",
    "read_families",
    "tally",
]
