"""Which KPI of whom is meant by ``product:pump/lead_time``?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shopfloor.contracts.kpi import KpiRow
from shopfloor.errors import UsageError
from shopfloor.eventlog.kpis import UNITS

__all__ = ["chosen", "kpi_named", "nothing_there"]


def kpi_named(name: str) -> tuple[str, str]:
    """Return (subject, KPI); a bare KPI is the plant's.

    Raises:
        UsageError: no KPI is called so.
    """
    subject, slash, kpi = (part.strip() for part in name.rpartition("/"))
    if kpi not in UNITS:
        raise UsageError(f'no KPI is called "{kpi}" (in "{name}"); `shopfloor list kpis` tells all')
    return (subject if slash else "plant"), kpi


def chosen(rows: Sequence[KpiRow], names: Iterable[str]) -> list[KpiRow]:
    """Return the rows that are meant, in the order of the names.

    Raises:
        UsageError: no row is called so.
    """
    known = {(row["subject"], row["kpi"]): row for row in rows}
    found = []
    for name in names:
        subject, kpi = kpi_named(name)
        if (subject, kpi) not in known:
            raise nothing_there(subject, kpi, rows)
        found.append(known[subject, kpi])
    return found


def nothing_there(subject: str, kpi: str, rows: Sequence[KpiRow]) -> UsageError:
    """Return what is to be said where no row has this KPI of this subject."""
    of_subject = dict.fromkeys(row["kpi"] for row in rows if row["subject"] == subject and row["kpi"] != kpi)
    if of_subject:
        return UsageError(
            f"no replication has {kpi} of {subject}; expected one of its own: {', '.join(of_subject)}"
        )
    subjects = ", ".join(dict.fromkeys(row["subject"] for row in rows))
    return UsageError(f'the plant has no "{subject}"; expected one of {subjects}')
