"""What is a record of a corpus? Three texts, and all that is needed to grade and to re-derive them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from shopfloor.contracts.plant import Origin

__all__ = [
    "PAGE_BREAK",
    "REPORT",
    "SIZES",
    "Answer",
    "Derived",
    "Difficulty",
    "Origin",
    "Provenance",
    "Record",
    "Size",
    "SizeClass",
    "Split",
]

Split = Literal["train", "validation", "test"]
SizeClass = Literal["page", "0.5k", "2k", "8k", "32k"]

SIZES: dict[SizeClass, int] = {"page": 0, "0.5k": 500, "2k": 2_000, "8k": 8_000, "32k": 32_000}
"""Class of size -> about how many tokens a context has; a ``page`` is as long as it is, with no other page beside it."""

PAGE_BREAK = "\n\n---\n\n"
"""What stands between two pages of a context."""

REPORT = "Report: "
"""How the line begins that names one page of several: the first of an input."""

Scalar = float | int | str


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(_Part):
    """The value, ready to be graded.

    ``value``: a number for kind duration, count, share and rate, in ``unit``; a text for name, clock, timestamp,
    yes_no and refusal (there: the reason's code); a list of texts for names. ``tolerance``: half of the last digit
    shown, in ``unit``; ``None`` where the value is no number. For kind parts all three hold an entry for each part, by
    its name.
    """

    value: Scalar | list[str] | dict[str, Scalar]
    unit: str | dict[str, str | None] | None
    tolerance: float | dict[str, float | None] | None
    kind: str


class Derived(_Part):
    """One step on the way to the answer: its name, what it does, and what came out, as a text."""

    step: str
    says: str
    result: str


class Difficulty(_Part):
    """How hard a question is, measured on the page that it asks about.

    ``rows`` must be read, ``distractors`` are the page's other rows; ``hops`` is the longest chain of steps that build on
    one another, ``operations`` counts what they do (joins, aggregates, window functions, orders). ``level`` is 1 to 5,
    by ``log2(1 + rows) + log2(1 + distractors) / 2 + hops + operations / 2``: below 6, 8.5, 11, 13.5, or more.
    """

    rows: int
    distractors: int
    hops: int
    operations: int
    level: int


class Size(_Part):
    """How long a context is: the class that was asked for, its tokens (estimated: words, groups of up to three digits,
    and other signs one by one), how many pages it has, which of them the question is about (from 1), and where the middle
    of the evidence stands in the text (0 its beginning, 1 its end)."""

    size: SizeClass
    tokens: int
    pages: int
    page: int
    depth: float


class Provenance(_Part):
    """Where the world of a record comes from: ``window`` is "<since>/<until>" in ISO 8601; ``events`` the first and
    last event of the window in the replication's log; ``form`` the form of the page. ``evidence`` are the rows of each
    relation of the page that the answer needs, counted from 1 ("1-3, 7"). ``focus`` is the rare thing that was looked
    for; ``weight`` is how often such a record stands for one of the plant's own, so that weighted means restore its
    rates (1 without a focus). ``origin`` says whether it happened in a ``real`` plant, whose log somebody brought, or was
    ``simulated`` (``None``: the corpus is older than this word)."""

    scenario: str
    seed: int
    replication: int
    window: str
    events: tuple[int, int]
    form: str
    evidence: dict[str, str] = {}
    focus: str | None = None
    weight: float = 1.0
    origin: Origin | None = None

    @property
    def log(self) -> str:
        """Return what the log is called: a plant and a simulation of it may have the same name."""
        return f"{self.origin or 'unknown'} {self.scenario}"


class Record(_Part):
    """``<input, context, output>`` and its papers.

    ``id`` is the fingerprint of the texts: the first 20 hex digits of the SHA-256 of the UTF-8 JSON array
    ``[family, input, context, output, value, unit]`` written without spaces and without ASCII escapes
    (``separators=(",", ":"), ensure_ascii=False``).

    A context is one page or several, with a line ``---`` between them. Of several, the first line of the input names the
    one that is asked about: ``Report: <first line of the page>``. ``derivation`` is how the answer follows from it, step
    by step; it is empty for a refusal. With ``reasoning`` "output" the output begins with it (``1. <says>: <result>.``
    line by line), with "field" it stands in the record only, with "none" nowhere.
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
    difficulty: Difficulty
    size: Size
    derivation: list[Derived] = []
    reasoning: Literal["none", "field", "output"] = "field"

    @property
    def asked_page(self) -> str:
        """The page of the context that is asked about; the first one if ``size`` names a page that is not there."""
        pages = self.context.split(PAGE_BREAK)
        return pages[self.size.page - 1] if 0 < self.size.page <= len(pages) else pages[0]

    @property
    def question(self) -> str:
        """The input without the line that names the page."""
        named, _, asked = self.input.partition("\n")
        return asked if asked and named.startswith(REPORT) else self.input
