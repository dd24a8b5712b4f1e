"""How is an answer written in as few words as possible: ``36.4 min``, ``saw.1, mill.2``, ``good 41 pumps``?"""

from shopfloor.contracts.family import REFUSALS
from shopfloor.contracts.record import Record

__all__ = ["answer_text"]


def answer_text(record: Record) -> str:
    """Return the answer alone; a refusal is the sentence of its reason."""
    answer = record.answer
    if isinstance(answer.value, list):
        return ", ".join(answer.value)
    if isinstance(answer.value, dict):
        units = answer.unit if isinstance(answer.unit, dict) else {}
        tolerances = answer.tolerance if isinstance(answer.tolerance, dict) else {}
        return ", ".join(
            f"{part.replace('_', ' ')} {_text(value, units.get(part), tolerances.get(part))}"
            for part, value in answer.value.items()
        )
    if answer.kind == "refusal":
        return REFUSALS.get(str(answer.value), str(answer.value))
    unit = answer.unit if isinstance(answer.unit, str) else None
    return _text(answer.value, unit, answer.tolerance if isinstance(answer.tolerance, float) else None)


def _text(value: float | int | str, unit: str | None, tolerance: float | None) -> str:
    if isinstance(value, str):
        return value
    decimals = 0
    # a tolerance is half of the last digit
    while tolerance and decimals < 3 and round(2 * tolerance * 10**decimals) < 1:
        decimals += 1
    return f"{value:.{decimals}f}" + (f" {unit}" if unit else "")
