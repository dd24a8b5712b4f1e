"""How is a fitted number written? With the digits that the sample can tell, and times in the unit that suits them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

__all__ = ["Seconds", "Share", "duration", "rounded", "scaled", "written"]

_UNITS = (("d", 86_400.0), ("h", 3_600.0), ("min", 60.0), ("s", 1.0), ("ms", 1e-3), ("us", 1e-6))


class Seconds(float):
    """A number of a document that is a time."""


class Share(float):
    """A number that is written as it is, because it sums to 1 with others."""


def rounded(value: float, digits: int) -> float:
    """Return a number with so many digits that count."""
    return float(f"{value:.{digits - 1}e}")


def duration(seconds: float, digits: int) -> str:
    """Return a time in the largest unit that it holds once: ``4.02 min``; what is below the clock's step is ``0 s``."""
    size = abs(rounded(seconds, digits))
    if size < 0.5e-6:
        return "0 s"
    unit, scale = next((of for of in _UNITS if size >= of[1]), _UNITS[-1])
    return f"{_plain(rounded(seconds / scale, digits))} {unit}"


def written(document: Any, digits: int) -> Any:
    """Return a document as plain data: times as texts, numbers rounded, whole numbers as they are."""
    if isinstance(document, dict):
        return {name: written(value, digits) for name, value in document.items()}
    if isinstance(document, list | tuple):
        return [written(value, digits) for value in document]
    if isinstance(document, Seconds):
        return duration(document, digits)
    if isinstance(document, Share):
        return float(document)
    if isinstance(document, float):
        return rounded(document, digits)
    return document


def scaled(document: Any, factor: float) -> Any:
    """Return a document with all its times multiplied."""
    if isinstance(document, dict):
        return {name: scaled(value, factor) for name, value in document.items()}
    if isinstance(document, list | tuple):
        return [scaled(value, factor) for value in document]
    return Seconds(document * factor) if isinstance(document, Seconds) else document


def _plain(value: float) -> str:
    """Without an exponent, and without zeros at the end."""
    text = f"{Decimal(repr(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
