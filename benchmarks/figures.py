"""How is a figure told? As one JSON object in a line of its own, with the median of the ratios of its rounds."""

import json
import statistics
from collections.abc import Sequence

__all__ = ["tell_pairs"]


def tell_pairs(
    measure: str, subject: str, peer: str, pairs: Sequence[tuple[float, float]], **more: object
) -> None:
    """Print a figure; of each round the subject's number and the peer's, measured one after the other."""
    told = {
        "measure": measure,
        "subject": subject,
        "peer": peer,
        "value": statistics.median(ours for ours, _ in pairs),
        "peer_value": statistics.median(theirs for _, theirs in pairs),
        "ratio": statistics.median(ours / theirs for ours, theirs in pairs),
        "rounds": len(pairs),
    }
    print(json.dumps(told | more), flush=True)
