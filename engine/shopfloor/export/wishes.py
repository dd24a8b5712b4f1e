"""What may a user wish about an export, beside its format?"""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Wishes"]


@dataclass(frozen=True)
class Wishes:
    """papers      keep everything that is known of a record, not its three texts alone
    context_in  whose message of a conversation holds the context: the ``user``'s first one, or one of the ``system``
    name        what the data set is called; ``shopfloor-<scenario>`` if left out
    licence     the licence of the data, by its SPDX name
    published   the day of its publication, as 2026-01-31
    source      where the logs come from, as the manifest of a corpus says: ``simulated`` plants, ``real`` ones, or ``both``;
                no card says so if left out
    """

    papers: bool = False
    context_in: Literal["user", "system"] = "user"
    name: str | None = None
    licence: str = "Apache-2.0"
    published: str | None = None
    source: Literal["simulated", "real", "both"] | None = None

    @property
    def about(self) -> str:
        """Return what the records are about."""
        called = {
            "simulated": "simulated plants",
            "real": "real plants",
            "both": "simulated plants and real ones",
        }
        return called.get(self.source or "", "plants")
