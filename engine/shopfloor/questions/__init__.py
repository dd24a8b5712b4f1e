"""How does a log become questions whose answers can be derived from what is shown?"""

from shopfloor.questions.ask import ask
from shopfloor.questions.corpus import Corpus
from shopfloor.questions.families import load_families, read_families

__all__ = ["Corpus", "ask", "load_families", "read_families"]
