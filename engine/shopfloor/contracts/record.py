"""What is a record of a corpus? Three texts, and all that is needed to grade and to re-derive them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

__all__ = ["Answer", "Provenance", "Record", "Split"]

Split = Literal["train", "validation", "test"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(_Part):
    """The value, ready to be graded.

    ``value``: a number for kind duration, count, share and rate, in ``unit``; a text for name, clock, timestamp,
    yes_no and refusal (there: the reason's code); a list of texts for names. ``tolerance``: half of the last digit
    shown, in ``unit``; ``None`` where the value is no number.
    """

    value: float | int | str | list[str]
    unit: str | None
    tolerance: float | None
    kind: str


class Provenance(_Part):
    """Where the world of a record comes from: ``window`` is "<since>/<until>" in ISO 8601; ``events`` the first and
    last event of the window in the replication's log; ``form`` the form of the context (log, table, prose)."""

    scenario: str
    seed: int
    replication: int
    window: str
    events: tuple[int, int]
    form: str


class Record(_Part):
    """``<input, context, output>`` and its papers.

    ``id`` is the fingerprint of the texts: the first 20 hex digits of the SHA-256 of the UTF-8 JSON array
    ``[family, input, context, output, value, unit]`` written without spaces and without ASCII escapes
    (``separators=(",", ":"), ensure_ascii=False``).
    """

    input: str
    context: str
    output: str
    id: str
    role: str
    skill: str
    family: str
    answerable: bool
    split: Split
    answer: Answer
    provenance: Provenance
