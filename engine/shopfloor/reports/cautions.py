"""What should anybody who uses synthetic data ask, and which number answers it here?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from shopfloor.contracts.record import Record

__all__ = ["cautions"]

_MAIL_OR_PHONE = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?<![\w.:-])\+[0-9][0-9 /-]{7,}[0-9]")


def cautions(report: Mapping[str, Any], records: Sequence[Record]) -> list[dict[str, str]]:
    """Return the six cautions: what is asked, the number that answers it, and what the number does not say."""
    facts, answers, copies = report["facts"], report["answers"], report["duplicates"]
    right, checked = facts.get("verified", 0), facts.get("verified_of", 0)
    recurring = [of["majority_by_uniform"] for of in answers.values() if of["answers"] > 1]
    personal = sum(bool(_MAIL_OR_PHONE.search(record.context)) for record in records)
    seen = report["overlap"]["13_grams"]
    seconds, size = facts.get("seconds"), facts.get("bytes")
    cost = [
        f"{seconds:.1f} s from log to verified corpus" if seconds else "",
        f"{size / 1e6:.1f} MB" if size else "",
    ]
    source = facts.get("source", "simulated")
    return [
        _one("accuracy", "Are the answers true?",
             f"{right:,} of {checked:,} answers derived again from the record's own text",
             "True of the plant in the log; how well a scenario describes a real plant is for its author to show."),
        _one("bias", "Does one answer, or one kind of question, crowd out the others?",
             f"at most {max(recurring, default=1):.2f} times an even share for any answer of a family; "
             f"{len(report['shares']['role'])} roles, {len(report['shares']['skill'])} skills",
             "Balanced on purpose: shares of answers are not the shares in which things happen, unless weights are used."),
        _one("privacy", "Does it tell anything about real people?",
             f"{personal} of {len(records):,} records looked at hold something like a mail address or a telephone number",
             "People are numbers of a crew; nothing was learnt from people's data." if source == "simulated" else
             "The log was brought by its owner: names of resources in it may be names of people."),
        _one("overfitting", "Is the test already in the training data?",
             f"{seen['not_clean']} held-out records not clean at 13 words, "
             f"{copies['near_across_splits']} near copies in another split",
             "Splits are by replication; families and scenarios are shared by the splits unless they were held out."),
        _one("cost", "What does it cost to make?",
             "; ".join(part for part in cost if part) or "not measured",
             "No model is called; the time is that of the machine it was made on."),
        _one("licence", "May it be used?", str(facts.get("licence", "Apache-2.0")),
             "Of the records; a log that its owner brought keeps the owner's terms."),
    ]  # fmt: skip


def _one(name: str, asks: str, answer: str, says_not: str) -> dict[str, str]:
    return {"caution": name, "asks": asks, "answer": answer, "limits": says_not}
