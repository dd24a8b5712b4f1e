"""What does ``calibration.json`` hold? Every value with its evidence, and what was left out."""

from __future__ import annotations

from typing import Any

from shopfloor.calibration.draft import Draft

__all__ = ["figures"]


def figures(draft: Draft) -> dict[str, Any]:
    """Return plain JSON: ``values`` (path -> value and evidence), ``left_out`` (path -> reason), ``notes``."""
    return {
        "values": {
            ".".join(path): {"value": draft.get(path), **evidence.to_json()}
            for path, evidence in draft.told()
        },
        "left_out": {".".join(path): reason for path, reason in sorted(draft.left_out.items())},
        "notes": list(draft.notes),
    }
