"""What may a user wish about an export, beside its format?"""

from dataclasses import dataclass
from typing import Literal

__all__ = ["BUILT_IN", "OWNERS_TERMS", "Wishes"]

BUILT_IN = "Apache-2.0"
"""The licence of the built-in wordings."""
OWNERS_TERMS = "the terms of the log decide; ask its owner"
"""What is said in place of a licence where nobody named one."""


@dataclass(frozen=True)
class Wishes:
    """papers      keep everything that is known of a record, not its three texts alone
    context_in  whose message of a conversation holds the context: the ``user``'s first one, or one of the ``system``
    name        what the data set is called; ``shopfloor-<scenario>`` if left out
    licence     the licence of the data, by its SPDX name; if left out that of the built-in wordings, and none where a log
                is a real one
    published   the day of its publication, as 2026-01-31
    source      where the logs come from, as the manifest of a corpus says: ``simulated`` plants, ``real`` ones, or ``both``;
                no card says so if left out
    """

    papers: bool = False
    context_in: Literal["user", "system"] = "user"
    name: str | None = None
    licence: str | None = None
    published: str | None = None
    source: Literal["simulated", "real", "both"] | None = None

    @property
    def simulated(self) -> bool:
        """Whether some of the logs are known to be simulated."""
        return self.source in ("simulated", "both")

    @property
    def real(self) -> bool:
        """Whether some of the logs are known to be real ones."""
        return self.source in ("real", "both")

    @property
    def claimed(self) -> str | None:
        """Return the licence that is claimed; none of a real log, as its owner's terms hold."""
        return self.licence or (None if self.real else BUILT_IN)

    @property
    def about(self) -> str:
        """Return what the records are about."""
        called = {
            "simulated": "simulated plants",
            "real": "real plants",
            "both": "simulated plants and real ones",
        }
        return called.get(self.source or "", "plants")
