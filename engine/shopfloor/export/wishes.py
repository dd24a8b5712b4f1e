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
    """

    papers: bool = False
    context_in: Literal["user", "system"] = "user"
    name: str | None = None
    licence: str = "Apache-2.0"
    published: str | None = None
