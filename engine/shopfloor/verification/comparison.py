"""Where does a record leave what was derived from its text?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Record
from shopfloor.verification.answer import AnswerWriter, NoAnswer, Shown
from shopfloor.verification.context import ContextReader, Page
from shopfloor.verification.evidence import Evidence, EvidenceReader, RowError, depth, is_depth
from shopfloor.verification.gold import GoldRunner
from shopfloor.verification.output import OutputReader
from shopfloor.verification.pages import Context
from shopfloor.verification.question import Reading
from shopfloor.verification.sizes import difficulty_differences, size_differences
from shopfloor.verification.telling import Teller
from shopfloor.verification.values import Value
from shopfloor.verification.verdict import Difference

__all__ = ["Comparison", "Readable", "Results"]

Answers = Mapping[int, Sequence[tuple[Value, ...]]]
"""What the last step gives, by the number of a reading."""


class Readable(NamedTuple):
    """A record that could be read: its place, its context, the page asked about, and the ways to read its question."""

    place: int
    record: Record
    context: Context
    asked: int
    page: Page
    readings: Sequence[Reading]


@dataclass(frozen=True, slots=True)
class Results:
    """What the family's queries gave, by the numbers of the readings.

    ``answers`` are as many columns of the last step as ``width`` says, then those that it tells; ``told`` are the
    results of the steps before it; ``alone`` the answers from the rows of the evidence, where they were wanted.
    """

    answers: Answers
    width: int
    rejected: Mapping[int, str]
    told: Sequence[Mapping[int, str]]
    evidence: Mapping[str, Mapping[int, list[int]]]
    alone: Answers | None


class _Given(NamedTuple):
    """A reading that has an answer."""

    number: int
    reading: Reading
    shown: Shown
    last: tuple[Value, ...] | None
    """What the last step tells beside the answer; ``None`` when it has several rows."""


class Comparison:
    """Compares the records of one family with what was derived."""

    def __init__(
        self,
        family: Family,
        contexts: ContextReader,
        answers: AnswerWriter,
        teller: Teller,
        evidence: EvidenceReader,
        outputs: OutputReader,
        gold: GoldRunner | None,
    ) -> None:
        self._answerable = family.answerable
        self._contexts = contexts
        self._answers = answers
        self._teller = teller
        self._tells_last = bool(teller.told[-1].columns)
        self._evidence = evidence
        self._outputs = outputs
        self._gold = gold

    def differences(self, one: Readable, numbers: range, results: Results) -> list[Difference]:
        """Return where a record leaves what its readings give."""
        given, refused = self._given(one, numbers, results)
        if not given:
            return refused[:1]
        shown = given[0].shown
        if len(given) > 1 and any(other.shown != shown for other in given):
            texts = " or ".join(repr(other.shown.texts["answer"]) for other in given)
            return [("input_ambiguous", "one answer", texts)]
        found = self._answers.differences(one.record.answer, shown)
        number, of_texts = self._best(one, given, results)
        found += of_texts
        found += self._of_evidence(one, number, shown, results)
        return found

    def _given(
        self, one: Readable, numbers: range, results: Results
    ) -> tuple[list[_Given], list[Difference]]:
        given: list[_Given] = []
        refused: list[Difference] = []
        for number, reading in zip(numbers, one.readings, strict=True):
            if number in results.rejected:
                reason = f"the reason {results.rejected[number]}"
                refused.append(("rejected", "a question with one right answer", reason))
                continue
            rows, last = results.answers.get(number, ()), None
            if self._tells_last:
                last = rows[0][results.width :] if len(rows) == 1 else None
                rows = [row[: results.width] for row in rows]
            try:
                given.append(_Given(number, reading, self._answers.shown(rows), last))
            except NoAnswer as fault:
                refused.append(fault.difference)
        return given, refused

    def _best(self, one: Readable, given: Sequence[_Given], results: Results) -> tuple[int, list[Difference]]:
        """Return the reading that the texts of a record leave least, and where they leave it."""
        best: tuple[int, list[Difference]] | None = None
        for reading in given:
            found = self._of_texts(one, reading, results)
            if best is None or len(found) < len(best[1]):
                best = reading.number, found
            if not found:
                break
        assert best is not None
        return best

    def _of_texts(self, one: Readable, given: _Given, results: Results) -> list[Difference]:
        record, reading, shown = one.record, given.reading, given.shown
        texts = {**one.page.world.texts, **reading.texts, **shown.texts}
        found: list[Difference] = []
        if reading.told:
            found += _of_turns(reading.told, texts)
        if self._gold is not None:
            texts["sql"] = self._gold.query(one.page.world, reading)
            tolerance = self._answers.tolerance
            found += self._gold.differences(one.page, texts["sql"], shown.value, tolerance)
        output = record.output
        steps: list[str] = []
        if self._answerable and record.reasoning != "none":
            try:
                steps = self._steps(given, results)
            except ValueError as error:
                return [*found, ("derivation", f"{error} in what the last step tells", f"{given.last}")]
            if record.reasoning == "output":
                told = self._teller.told_in_output(steps)
                if not output.startswith(told):
                    return [*found, *self._teller.differences_of_output(output, steps)]
                output = output[len(told) :]
        found += self._teller.differences(record.derivation, steps)
        if not self._outputs.fits(output, texts):
            found += self._outputs.differences(output, texts)
        return found

    def _steps(self, given: _Given, results: Results) -> list[str]:
        """Return the results of all steps as they are told.

        Raises:
            ValueError: for a value that is not of its column.
        """
        steps = [told.get(given.number, "none") for told in results.told]
        answer = given.shown.texts["answer"]
        if given.last:
            steps.append(f"{self._teller.last(given.last)}; {answer}")
        else:
            steps.append(answer)
        return steps

    def _of_evidence(self, one: Readable, number: int, shown: Shown, results: Results) -> list[Difference]:
        """Return where the papers of a record leave the rows that its answer needs."""
        record, page, context = one.record, one.page, one.context
        try:
            evidence = self._evidence.of(results.evidence, number, page)
        except RowError as error:
            expected, got = error.args
            return [("derivation", f"{expected} as evidence", got)]
        found: list[Difference] = []
        if record.provenance.evidence != evidence.papers:
            found.append(("evidence", repr(dict(evidence.papers)), repr(record.provenance.evidence)))
        others = sum(page.rows) - evidence.needed
        found += difficulty_differences(record.difficulty, evidence.needed, others)
        found += size_differences(record, context.tokens, len(context.pages), one.asked + 1)
        right = self._depth(one, evidence)
        if not is_depth(right, record.size.depth):
            found.append(("size_depth", f"{right:.3f}", f"{record.size.depth}"))
        if results.alone is not None:
            found += self._of_answer_alone(results.alone.get(number, ()), shown)
        return found

    def _depth(self, one: Readable, evidence: Evidence) -> float:
        context = one.context
        length = len(context.pages[one.asked])
        begin = context.begins[one.asked]
        return depth(self._contexts, one.page, length, evidence, begin, context.length)

    def _of_answer_alone(self, rows: Sequence[tuple[Value, ...]], shown: Shown) -> list[Difference]:
        try:
            alone = self._answers.shown(rows)
        except NoAnswer as fault:
            return [("evidence_alone", shown.texts["answer"], fault.difference[2])]
        if alone.value == shown.value:
            return []
        return [("evidence_alone", shown.texts["answer"], alone.texts["answer"])]


def _of_turns(told: Mapping[str, str], texts: Mapping[str, str]) -> list[Difference]:
    """Return where a conversation leaves what is derived."""
    return [
        ("input_told", f"{texts[name]!r} as {name}", repr(got))
        for name, got in told.items()
        if got != texts[name]
    ]
