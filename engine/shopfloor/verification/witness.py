"""Is a record of this family what its own text says?

Nothing is taken over from the side that asked: rows, subject, answer and papers all come out of the three
texts and the family file.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import NamedTuple

from shopfloor.contracts.family import Family, Form
from shopfloor.contracts.record import Record
from shopfloor.errors import FamilyError, Problem
from shopfloor.verification.answer import AnswerWriter, NoAnswer, Shown
from shopfloor.verification.context import ContextReader, Page, Problems, Unreadable
from shopfloor.verification.derivation import Derivation, DerivationError
from shopfloor.verification.output import OutputReader
from shopfloor.verification.papers import family_differences, world_differences
from shopfloor.verification.question import QuestionReader, Reading
from shopfloor.verification.values import Value
from shopfloor.verification.verdict import Difference

__all__ = ["Finding", "Witness", "place_of"]

Finding = tuple[int, Difference]
"""The place of a record among those that were given, and what is wrong with it."""

Answers = Mapping[int, Sequence[tuple[Value, ...]]]
"""What the last step gives, by the number of a reading."""


class _Asked(NamedTuple):
    """A record that could be read: its place, its context, and the ways to read its question."""

    place: int
    page: Page
    readings: Sequence[Reading]


class _Sheet(NamedTuple):
    """Records whose contexts share form and window, and the columns of each relation over all their rows."""

    asked: Sequence[_Asked]
    columns: Sequence[Sequence[Iterable[Value]]]


def place_of(family: Family) -> str:
    """Return where a family belongs, as messages name it."""
    return f"{family.role}/{family.family}.yaml"


class Witness:
    """Re-derives the records of one family.

    Raises:
        FamilyError: when the family's patterns, wordings or queries cannot be used.
    """

    def __init__(self, family: Family) -> None:
        problems: Problems = []
        self.family = family
        self._contexts = ContextReader(family, problems)
        self._questions = QuestionReader(family, problems)
        self._outputs = OutputReader(family, problems)
        self._derivation = Derivation(family, problems)
        self._answers = AnswerWriter(family.answer, self._derivation.results, problems)
        if problems:
            self.close()
            raise FamilyError([Problem(place_of(family), None, None, *problem) for problem in problems])

    def close(self) -> None:
        """Give the memory back."""
        self._derivation.close()

    def findings(self, records: Sequence[Record]) -> list[Finding]:
        """Return all that is wrong with some records of the family; their rows share the memory."""
        findings: list[Finding] = []
        asked: list[_Asked] = []
        for place, record in enumerate(records):
            findings += [(place, difference) for difference in family_differences(record, self.family)]
            try:
                page = self._contexts.read(record.context)
                findings += [(place, difference) for difference in world_differences(record, page)]
                asked.append(_Asked(place, page, self._questions.read(record.input, page.world)))
            except Unreadable as fault:
                findings.append((place, fault.difference))
        self._judge(asked, records, findings)
        return findings

    def _judge(self, asked: Sequence[_Asked], records: Sequence[Record], findings: list[Finding]) -> None:
        """Run the steps on the rows of all records at once, and compare.

        When a query fails, the records are halved until the one is found on which it does.
        """
        readable = self._fill(asked, findings)
        if not readable:
            return
        try:
            self._derivation.run()
            answers = self._derivation.answers((*self._answers.columns, *self.family.answer.also))
            rejected = self._derivation.rejected()
        except DerivationError as error:
            if len(readable) == 1:
                failed: Difference = ("derivation", f"a result of {error.path}", error.reason)
                findings.append((readable[0].place, failed))
                return
            middle = len(readable) // 2
            self._judge(readable[:middle], records, findings)
            self._judge(readable[middle:], records, findings)
            return
        number = 0
        for one in readable:
            numbers = range(number, number + len(one.readings))
            number = numbers.stop
            differences = self._compare(one, records[one.place], numbers, answers, rejected)
            findings += [(one.place, difference) for difference in differences]

    def _fill(self, asked: Sequence[_Asked], findings: list[Finding]) -> list[_Asked]:
        """Put the rows into the tables, under the numbers of the readings in the order of what is returned.

        Records with a value that cannot be are left out.
        """
        sheets = [self._sheet(group, findings) for group in _by_form_and_window(asked)]
        readable = [one for sheet in sheets for one in sheet.asked]
        pages = [one.page for one in readable for _ in one.readings]
        subjects = [reading.values for one in readable for reading in one.readings]
        numbers = range(len(pages))
        self._derivation.clear()
        since, until = [page.world.since for page in pages], [page.world.until for page in pages]
        self._derivation.fill("world", [numbers, since, until])
        self._derivation.fill("subject", [numbers, *zip(*subjects, strict=True)])
        for place, relation in enumerate(self._contexts.relations):
            rows = [len(page.found[place]) for page in pages]
            of_sheets = [sheet.columns[place] for sheet in sheets]
            columns = map(chain.from_iterable, zip(*of_sheets, strict=True))
            self._derivation.fill(relation.name, [chain.from_iterable(map(repeat, numbers, rows)), *columns])
        return readable

    def _sheet(self, asked: Sequence[_Asked], findings: list[Finding]) -> _Sheet:
        try:
            return _Sheet(asked, self._columns(asked))
        except ValueError:
            possible = []
            for one in asked:
                fault = self._contexts.impossible(one.page)
                if fault is None:
                    possible.append(one)
                else:
                    findings.append((one.place, fault.difference))
            return _Sheet(possible, self._columns(possible))

    def _columns(self, asked: Sequence[_Asked]) -> list[list[Iterable[Value]]]:
        """Return the values of records that share form and window.

        Raises:
            ValueError: for one that cannot be.
        """
        pages = [one.page for one in asked for _ in one.readings]
        columns = []
        for place, relation in enumerate(self._contexts.relations):
            found = list(chain.from_iterable([page.found[place] for page in pages]))
            columns.append(relation.values(found, pages[0]) if found else relation.empty)
        return columns

    def _compare(
        self, asked: _Asked, record: Record, numbers: range, answers: Answers, rejected: Mapping[int, str]
    ) -> list[Difference]:
        """Return where the output and the answer of a record leave what its readings give."""
        given: list[tuple[Reading, Shown]] = []
        refused: list[Difference] = []
        for number, reading in zip(numbers, asked.readings, strict=True):
            if number in rejected:
                refused.append(
                    ("rejected", "a question with one right answer", f"the reason {rejected[number]}")
                )
                continue
            try:
                given.append((reading, self._answers.shown(answers.get(number, ()))))
            except NoAnswer as fault:
                refused.append(fault.difference)
        if not given:
            return refused[:1]
        shown = given[0][1]
        if len(given) > 1 and any(other != shown for _, other in given):
            shown_answers = " or ".join(repr(other.texts["answer"]) for _, other in given)
            return [("input_ambiguous", "one answer", shown_answers)]
        differences = self._answers.differences(record.answer, shown)
        for reading, _ in given:
            texts = {**asked.page.world.texts, **reading.texts, **shown.texts}
            if self._outputs.fits(record.output, texts):
                return differences
        return differences + self._outputs.differences(record.output, texts)


def _by_form_and_window(asked: Iterable[_Asked]) -> Iterable[Sequence[_Asked]]:
    groups: dict[tuple[Form, int, int], list[_Asked]] = {}
    for one in asked:
        world = one.page.world
        groups.setdefault((one.page.forms[0], world.since, world.until), []).append(one)
    return groups.values()
