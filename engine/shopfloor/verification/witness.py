"""Is a record of this family what its own text says?

Nothing is taken over from the side that asked: rows, subject, answer and papers all come out of the three
texts and the family file.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain, repeat
from typing import NamedTuple

from shopfloor.contracts.family import Family, Form
from shopfloor.contracts.record import Record
from shopfloor.errors import FamilyError, Problem
from shopfloor.verification.answer import AnswerWriter, NoAnswer, Shown
from shopfloor.verification.context import ContextReader, Page, Problems, Unreadable
from shopfloor.verification.derivation import Derivation, DerivationError, UnboundedError
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
    """Pages that are alike, as the records that have each of them; and each relation's columns over all rows."""

    members: Sequence[Sequence[_Asked]]
    columns: Sequence[Mapping[str, Sequence[Value]]]


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
        """Return all that is wrong with some records of the family; their rows share the memory.

        Raises:
            FamilyError: for a query that takes too long or too much room.
        """
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
        sheets = [self._sheet(group, findings) for group in _alike(asked)]
        readable = [one for sheet in sheets for of_one in sheet.members for one in of_one]
        if not readable:
            return
        try:
            self._fill(sheets, readable)
            outside = self._derivation.outside_of_window()
            self._derivation.run()
            answers = self._derivation.answers((*self._answers.columns, *self.family.answer.also))
            rejected = self._derivation.rejected()
        except UnboundedError as error:
            problem = Problem(place_of(self.family), None, None, error.path, error.reason)
            raise FamilyError([problem]) from None
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
            if numbers.start in outside:
                self._report_impossible([one], findings)
                continue
            differences = self._compare(one, records[one.place], numbers, answers, rejected)
            findings += [(one.place, difference) for difference in differences]

    def _fill(self, sheets: Sequence[_Sheet], readable: Sequence[_Asked]) -> None:
        """Put the rows into the tables, under the numbers of the readings in their order.

        The rows of a page go in once, and are copied for its other readings.

        Raises:
            DerivationError: for rows that the database does not take.
        """
        self._derivation.clear()
        worlds = [one.page.world for one in readable for _ in one.readings]
        numbers = range(len(worlds))
        since, until = [world.since for world in worlds], [world.until for world in worlds]
        self._derivation.fill("world", len(numbers), {"record": numbers, "since": since, "until": until})
        subjects = zip(*[reading.values for one in readable for reading in one.readings], strict=True)
        of_subject = dict(zip(self._questions.columns, subjects, strict=True))
        self._derivation.fill("subject", len(numbers), {"record": numbers, **of_subject})
        first = 0
        twins: list[tuple[int, int]] = []
        for sheet in sheets:
            spans = [sum([len(one.readings) for one in of_one]) for of_one in sheet.members]
            *firsts, after = accumulate(spans, initial=first)
            for place, relation in enumerate(self._contexts.relations):
                rows = [len(of_one[0].page.found[place]) for of_one in sheet.members]
                of_rows = list(chain.from_iterable(map(repeat, firsts, rows)))
                self._derivation.fill(
                    relation.name, len(of_rows), {"record": of_rows, **sheet.columns[place]}
                )
            pairs = zip(firsts, spans, strict=True)
            twins += [(number, begin) for begin, span in pairs for number in range(begin + 1, begin + span)]
            first = after
        self._derivation.copy(twins)

    def _sheet(self, members: Sequence[Sequence[_Asked]], findings: list[Finding]) -> _Sheet:
        try:
            return _Sheet(members, self._columns(members))
        except ValueError:
            possible = [of_one for of_one in members if not self._report_impossible(of_one, findings)]
            return _Sheet(possible, self._columns(possible))

    def _report_impossible(self, asked: Sequence[_Asked], findings: list[Finding]) -> bool:
        """Tell what cannot be in the page of some records, and whether there is such a thing."""
        fault = self._contexts.impossible(asked[0].page)
        if fault is not None:
            findings += [(one.place, fault.difference) for one in asked]
        return fault is not None

    def _columns(self, members: Sequence[Sequence[_Asked]]) -> list[Mapping[str, Sequence[Value]]]:
        """Return the values of pages that are alike.

        Raises:
            ValueError: for a text that means no value.
        """
        pages = [of_one[0].page for of_one in members]
        columns: list[Mapping[str, Sequence[Value]]] = []
        for place, relation in enumerate(self._contexts.relations):
            found = list(chain.from_iterable([page.found[place] for page in pages]))
            wanted = self._derivation.reads(relation.name)
            columns.append(relation.values(found, pages[0], wanted) if pages else {})
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


def _alike(asked: Iterable[_Asked]) -> Iterable[list[list[_Asked]]]:
    """Group the records by page, and the pages whose texts mean the same: those of one form, and of windows that pass
    midnight alike."""
    of_page: dict[int, list[_Asked]] = {}
    groups: dict[tuple[Form, int], list[list[_Asked]]] = {}
    for one in asked:
        members = of_page.get(id(one.page))
        if members is None:
            members = of_page[id(one.page)] = []
            groups.setdefault((one.page.forms[0], one.page.world.next_day_before), []).append(members)
        members.append(one)
    return groups.values()
