"""Which column of the log says what?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches

from shopfloor.errors import UsageError

__all__ = ["ROLES", "STOP_ROLES", "TIMES", "chosen", "parse_columns", "with_roles"]

ROLES: Mapping[str, str] = {
    "case": "the job: an order, a lot, a unit (also: job, order)",
    "activity": "what was done; becomes the station (also: station)",
    "machine": "which machine of the station (also: resource)",
    "person": "who did it",
    "start": "when work began",
    "end": "when work ended",
    "time": "when the row happened, where start and end are rows of their own",
    "lifecycle": "whether the row is a start or an end: start, complete",
    "instance": "which start belongs to which end",
    "arrival": "when the job arrived",
    "product": "what is made",
    "due": "when the job is due",
    "outcome": "good, scrap or rework",
    "quantity": "how many pieces the job has; calibrate reads it",
}
"""Role -> what its column says; ``docs/real_logs.md`` tells them to users."""

STOP_ROLES: Mapping[str, str] = {
    "machine": "which machine stopped",
    "from": "when it stopped",
    "repair": "when its repair began",
    "to": "when it ran again",
    "cause": "why it stopped (also: mode)",
    "person": "who repaired it",
    "planned": "whether it was planned: yes or no",
}

TIMES = ("start", "end", "time", "arrival", "due", "from", "repair", "to")
"""The roles whose columns hold times."""

_APART = (("start", "end"), ("from", "to"), ("case", "activity"))
"""Roles of which no column can have both."""

_SAME = {"resource": "machine", "station": "activity", "job": "case", "order": "case", "mode": "cause"}
"""Other words for roles, where there is the role."""

_ROLE_INSIDE = re.compile(r",\s*(\w+)\s*=")
"""What looks like a further role, and is none; so it was taken for a part of the name before it."""


def parse_columns(given: Iterable[str], flag: str, roles: Mapping[str, str]) -> dict[str, str]:
    """Return role -> name of a column, for texts such as ``case=Order,activity=Step``.

    A comma parts two roles only where a role and ``=`` follow, so the name of a column may hold one.

    Raises:
        UsageError: no such role, a role twice, one column for two roles that exclude each other, or no name.
    """
    same = {word: role for word, role in _SAME.items() if role in roles}
    known = "|".join([*roles, *same])
    found: dict[str, str] = {}
    for text in given:
        parts = re.split(rf",\s*(?=(?:{known})\s*=)", text.strip())
        for part in parts:
            role, equals, column = (piece.strip() for piece in part.partition("="))
            role = same.get(role, role)
            if not equals or not column or role not in roles:
                near = get_close_matches(role, [*roles, *same], 1)
                hint = f'; did you mean "{near[0]}="?' if near and role not in roles else ""
                raise UsageError(
                    f'{flag}: got "{part}"; expected ROLE=COLUMN with a role of {", ".join(roles)}{hint}'
                )
            if role in found:
                words = " and ".join(word for word, of in same.items() if of == role)
                told = f" ({words} {'are' if ' ' in words else 'is'} {role})" if words else ""
                raise UsageError(f"{flag}: got {role}= twice; expected each role once{told}")
            found[role] = column
    for one, other in _APART:
        if one in found and found[one] == found.get(other):
            raise UsageError(
                f'{flag}: got "{found[one]}" for {one}= and for {other}=; expected a column for each'
            )
    return found


def with_roles(given: Mapping[str, str], roles: Mapping[str, str], flag: str) -> dict[str, str]:
    """Return the columns of a caller in Python by their proper roles, checked as those of the command line."""
    return parse_columns((f"{role}={column}" for role, column in given.items()), flag, roles)


def chosen(
    wanted: Mapping[str, str], defaults: Mapping[str, str], required: Callable[[Mapping[str, str]], str | None],
    header: Sequence[str], file: str, flag: str, hint: str = "",
) -> dict[str, str]:  # fmt: skip
    """Return role -> column of ``header``: what was asked for, and what the format always has.

    Args:
        required: says what is missing among the roles, or ``None``.
        hint: what the reader of the format knows about a header that does not fit.

    Raises:
        UsageError: all columns that are not there at once, with the nearest names; or a role that is needed.
    """
    own = ("time", "lifecycle", "instance") if {"start", "end"} & set(wanted) else ()
    columns = {role: column for role, column in defaults.items() if column in header and role not in own}
    columns |= wanted
    missing = {role: column for role, column in columns.items() if column not in header}
    if missing:
        lines = [f"  {role}={column}{_nearest(column, header)}" for role, column in missing.items()]
        listed = ", ".join(f'"{name}"' for name in header[:40]) + (", …" if len(header) > 40 else "")
        raise UsageError(
            f"{file}: {flag} names {'a column' if len(lines) == 1 else 'columns'} that the log does not have:\n"
            + "\n".join(lines)
            + f"\n  the columns are: {listed}{hint}"
        )
    lacking = required(columns)
    if lacking:
        listed = ", ".join(f'"{name}"' for name in header[:40])
        raise UsageError(f"{file}: {flag}: {lacking}\n  the columns are: {listed}{hint}")
    return columns


def _nearest(column: str, header: Sequence[str]) -> str:
    role = _ROLE_INSIDE.search(column)
    if role is not None:
        near = get_close_matches(role[1], [*ROLES, *STOP_ROLES, *_SAME], 1)
        hint = f'; did you mean "{near[0]}="?' if near else f"; the roles are {', '.join(ROLES)}"
        return f'; no role is called "{role[1]}"{hint}'
    folded = {name.casefold(): name for name in header}
    near = get_close_matches(column.casefold(), folded, 1, 0.5)
    return f'; did you mean "{folded[near[0]]}"?' if near else ""
