"""How good are a model's answers? Graded by each record's own kind, unit and tolerance; chance-corrected, with intervals."""

from shopfloor.scoring.grade import OUTCOMES, Grade, Knowledge, grade
from shopfloor.scoring.predictions import Predictions, read_predictions
from shopfloor.scoring.score import CLASSES, Figures, Refusals, Score, score

__all__ = [
    "CLASSES",
    "OUTCOMES",
    "Figures",
    "Grade",
    "Knowledge",
    "Predictions",
    "Refusals",
    "Score",
    "grade",
    "read_predictions",
    "score",
]
