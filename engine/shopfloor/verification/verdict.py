"""What did the witness find?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shopfloor.errors import VerificationError

__all__ = ["FAULTS", "Difference", "Fault", "Tally", "Verdict"]

FAULTS = {
    "record": "the record has not the shape of a record",
    "family": "no such question family",
    "role": "the role is not the family's",
    "skill": "the skill is not the family's",
    "answerable": "the record says otherwise whether it can be answered",
    "id": "the id is not the fingerprint of the texts",
    "duplicate_id": "another record has the same id",
    "split": "the replication, or a time of a log that has one only, stands in two splits",
    "context_title": "the first line does not name the report, its day and its window",
    "context_section": "the report has not the sections of the family",
    "context_line": "a line that no pattern wrote",
    "context_value": "a value that cannot be",
    "context_ambiguous": "the context reads differently in two forms",
    "context_pages": "a page beside the one asked about that the corpus did not write, or that is not told apart",
    "form": "the context has not the form that the record names",
    "window": "the window of the record is not that of the context",
    "input_text": "a question that no wording wrote",
    "input_value": "the question names a value that cannot be",
    "input_world": "the question names another day or window than the context",
    "input_page": "the question does not name a page of its context",
    "input_told": "a conversation says that something was answered before that the context does not give",
    "input_ambiguous": "the question reads in several ways, with different answers",
    "derivation": "the steps of the family cannot be run on this record",
    "no_answer": "the context gives no answer",
    "many_answers": "the context gives several answers",
    "rejected": "a question that the family refuses to ask",
    "output_text": "an answer that no wording wrote",
    "output_value": "the output states what the context does not give",
    "answer_value": "the value of the answer is not what the context gives",
    "answer_unit": "the unit of the answer is not the family's",
    "answer_tolerance": "the tolerance is not half of the last digit",
    "answer_kind": "the kind of the answer is not the family's",
    "derivation_step": "a step of the derivation is not what the context gives",
    "gold": "the query that goes with the answer does not give it",
    "evidence": "the rows that the answer needs are others",
    "evidence_alone": "the rows of the evidence alone give another answer",
    "difficulty_rows": "the number of rows to read is another",
    "difficulty_distractors": "the number of the page's other rows is another",
    "difficulty_level": "the level is not what the measures give",
    "difficulty_family": "other records of the family have other hops or operations",
    "size_tokens": "the number of tokens of the context is another",
    "size_pages": "the number of pages is another",
    "size_page": "the question is about another page",
    "size_class": "several pages where there should be one",
    "size_depth": "the middle of the evidence stands elsewhere in the context",
    "weight": "a record stands for no such number of records",
}
"""Code of a fault -> what it says."""

Difference = tuple[str, str, str]
"""A key of :data:`FAULTS`, what was expected, what was given."""

LONGEST = 500
"""Characters of a text that a message shows."""

_SHOWN_FAULTS = 10


@dataclass(frozen=True)
class Fault:
    """One disagreement of one record: ``what`` is a key of :data:`FAULTS`, ``index`` counts from 0."""

    record: str
    index: int
    family: str
    what: str
    expected: str
    got: str

    def __str__(self) -> str:
        head = f"record {self.index} ({self.record}), {self.family}: {FAULTS[self.what]} [{self.what}]"
        return f"{head}\n  expected {_clipped(self.expected)}\n  got {_clipped(self.got)}"


@dataclass(frozen=True)
class Tally:
    """How many records of a family were checked, and how many of them are right."""

    checked: int
    right: int


@dataclass(frozen=True)
class Verdict:
    """All that the witness has to say of a corpus; a record is right when it has no fault."""

    checked: int
    right: int
    faults: tuple[Fault, ...]
    families: Mapping[str, Tally] = field(default_factory=dict)

    def raise_if_wrong(self) -> None:
        """Raise ``VerificationError`` with the first faults, unless every record is right."""
        if not self.faults:
            return
        shown = "\n".join(str(fault) for fault in self.faults[:_SHOWN_FAULTS])
        more = len(self.faults) - _SHOWN_FAULTS
        tail = f"\n… and {more} more faults" if more > 0 else ""
        raise VerificationError(f"{self.right} of {self.checked} records are right\n{shown}{tail}")


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
