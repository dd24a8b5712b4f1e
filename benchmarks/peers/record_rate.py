"""How is a peer's rate told? As one JSON object: records per second, and how long a record is."""

import json
import re
import time
from collections.abc import Callable, Sequence

__all__ = ["TOKEN", "told"]

TOKEN = re.compile(r"[A-Za-z]+|[0-9]{1,3}|[^\sA-Za-z0-9]")
"""What shopfloor counts as a token, see ``Size`` in ``engine/shopfloor/contracts/record.py``."""


def told(name: str, make: Callable[[int], Sequence[str]], number: int) -> None:
    """Time ``make(number)``, after a small call that loads what is loaded once."""
    make(max(number // 100, 10))
    began = time.perf_counter()
    texts = make(number)
    seconds = time.perf_counter() - began
    tokens = sum(len(TOKEN.findall(text)) for text in texts) / len(texts)
    print(
        json.dumps(
            {
                "peer": name,
                "records": len(texts),
                "records_per_s": len(texts) / seconds,
                "tokens": round(tokens),
            }
        )
    )
