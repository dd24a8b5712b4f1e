"""What should anybody who uses synthetic data ask, and which number answers it here?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from shopfloor.contracts.record import Record

__all__ = ["cautions"]

_MAIL_OR_PHONE = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?<![\w.:-])\+[0-9][0-9 /-]{7,}[0-9]")


_LIMITS = {
    "accuracy": {
        "simulated": "True of a simulated plant; how well its scenario describes a real one is for the author to show.",
        "real": "True of the log of a real plant; whether it says what happened is for its owner to know.",
    },
    "privacy": {
        "simulated": "People of a simulated plant are numbers of a crew; nothing was learnt from people's data.",
        "real": "A log that its owner brought may name people, where it names who did it, and elsewhere: names of people, "
        "machines and orders stand in the records as the log has them. Nothing here replaces them: where they may "
        "not be told, replace them in the log before it is asked about.",
    },
}
"""Caution -> where a log comes from -> what the number does not say."""
_LICENCES = {"simulated": "Apache-2.0", "real": "the terms of the log"}


def cautions(report: Mapping[str, Any], records: Sequence[Record]) -> list[dict[str, str]]:
    """Return the six cautions: what is asked, the number that answers it, and what the number does not say."""
    facts, answers, copies = report["facts"], report["answers"], report["duplicates"]
    right, checked = facts.get("verified", 0), facts.get("verified_of", 0)
    recurring = [of["majority_by_uniform"] for of in answers.values() if of["answers"] > 1]
    personal = sum(bool(_MAIL_OR_PHONE.search(record.context)) for record in records)
    seen, held_out = report["overlap"]["13_grams"], report["overlap"]["held_out"]
    size = facts.get("bytes")
    # of a corpus that does not say, both may be true
    sources = [facts["source"]] if facts.get("source") in _LICENCES else list(_LICENCES)
    accuracy, privacy = (" ".join(_LIMITS[name][of] for of in sources) for name in ("accuracy", "privacy"))
    return [
        _one("accuracy", "Are the answers true?",
             f"{right:,} of {checked:,} answers derived again from the record's own text", accuracy),
        _one("bias", "Does one answer, or one kind of question, crowd out the others?",
             f"at most {max(recurring, default=1):.2f} times an even share for any answer of a family; "
             f"{len(report['shares']['role'])} roles, {len(report['shares']['skill'])} skills",
             "Balanced on purpose: shares of answers are not the shares in which things happen, unless weights are used."),
        _one("privacy", "Does it tell anything about real people?",
             f"{personal} of {len(records):,} records looked at hold something like a mail address or a telephone number",
             privacy),
        _one("overfitting", "Is the test already in the training data?",
             f"{seen['not_clean']} of {held_out:,} held-out records not clean at 13 words, "
             f"{copies['near_across_splits']} near copies in another split" if held_out else
             "no record is held out",
             "Splits are by replication or, where a log has only one (as a real one has), by time; they share families and "
             "scenarios, which can be held out."),
        _one("cost", "What does it cost to make and to keep?",
             f"{size / 1e6:.1f} MB, {size / report['records'] / 1e3:.1f} kB a record" if size else "not measured",
             "No model is called. How long it took stands in manifest.json, so this page is the same on every machine."),
        _one("licence", "May it be used?", " and ".join(_LICENCES[of] for of in sources),
             "Of the records, if the built-in wordings asked; families of your own, and a log that its owner brought, keep "
             "their terms."),
    ]  # fmt: skip


def _one(name: str, asks: str, answer: str, says_not: str) -> dict[str, str]:
    return {"caution": name, "asks": asks, "answer": answer, "limits": says_not}
