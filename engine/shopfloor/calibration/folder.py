"""What does a calibration leave on disk? A folder with the scenario, and all figures behind it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shopfloor._version import __version__
from shopfloor.calibration.evidence import at_least
from shopfloor.calibration.page import html_page
from shopfloor.calibration.writing import figures, written
from shopfloor.staging import staged

if TYPE_CHECKING:
    from shopfloor.calibration.calibrating import Calibration

__all__ = ["FIGURES", "PAGE", "SCENARIO", "save"]

SCENARIO, FIGURES, PAGE = "scenario.yaml", "calibration.json", "calibration.html"


def save(calibration: Calibration, folder: Path, *, replace: bool = False) -> None:
    """Write ``scenario.yaml``, ``calibration.json`` and ``calibration.html``.

    Raises:
        UsageError: the folder exists and is not empty; with ``replace``: and is not of a calibration either.
        OutputError: it cannot be written.
    """
    told: dict[str, Any] = {"shopfloor": __version__, "warnings": list(calibration.doubts)}
    told |= {"taken_in": calibration.taken_in, **figures(calibration.draft)}
    told["validation"] = calibration.validation.to_json() if calibration.validation is not None else None
    told["tuning"] = calibration.tuning.to_json() if calibration.tuning is not None else None
    told["privacy"] = calibration.privacy
    with at_least(calibration.least), staged(folder, replace=replace, paper=FIGURES) as place:
        (place / SCENARIO).write_text(written(calibration.draft), encoding="utf-8", newline="\n")
        text = json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        (place / PAGE).write_text(html_page(calibration), encoding="utf-8", newline="\n")
        (place / FIGURES).write_text(text, encoding="utf-8", newline="\n")
