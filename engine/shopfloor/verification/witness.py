"""Is a record of this family what its own text says?

Nothing is taken over from the side that asked: rows, subject, answer, derivation and papers all come out of the three
texts and the family file.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain, repeat
from typing import NamedTuple

from shopfloor.contracts.family import Family, Form
from shopfloor.contracts.record import Record
from shopfloor.errors import FamilyError, Problem
from shopfloor.verification.answer import AnswerWriter
from shopfloor.verification.comparison import Comparison, Readable, Results
from shopfloor.verification.context import ContextReader, Page, Unreadable
from shopfloor.verification.derivation import Derivation, DerivationError, UnboundedError
from shopfloor.verification.evidence import EvidenceReader
from shopfloor.verification.gold import GoldRunner
from shopfloor.verification.output import OutputReader
from shopfloor.verification.pages import Library
from shopfloor.verification.papers import family_differences, world_differences
from shopfloor.verification.question import QuestionReader
from shopfloor.verification.relations import Problems
from shopfloor.verification.telling import Teller
from shopfloor.verification.values import Value
from shopfloor.verification.verdict import Difference

__all__ = ["Finding", "Witness", "place_of"]

Finding = tuple[int, Difference]
"""The place of a record among those that were given, and what is wrong with it."""


class _Sheet(NamedTuple):
    """Pages that are alike, as the records that have each of them; and each relation's columns over all rows."""

    members: Sequence[Sequence[Readable]]
    columns: Sequence[Mapping[str, Sequence[Value]]]


def place_of(family: Family) -> str:
    """Return where a family belongs, as messages name it."""
    return f"{family.role}/{family.family}.yaml"


class Witness:
    """Re-derives the records of one family.

    ``library``: the families of the corpus, one of which must have written every page of a context; the family alone
    if left out. With ``deep`` the answer is derived once more, from the rows of the evidence alone.

    Raises:
        FamilyError: when the family's patterns, wordings or queries cannot be used.
    """

    def __init__(self, family: Family, library: Library | None = None, *, deep: bool = False) -> None:
        problems: Problems = []
        self.family = family
        self._library = library if library is not None else Library([family])
        self._deep = deep
        self._contexts = ContextReader(family, problems)
        self._library.knows(family, self._contexts)
        self._questions = QuestionReader(family, problems)
        self._derivation = Derivation(family, problems)
        results = self._derivation.results
        self._answers = AnswerWriter(family.answer, results.get(family.steps[-1].name, ()), problems)
        self._teller = Teller(family, results, problems)
        self._evidence = EvidenceReader(family, self._derivation.read_by_steps)
        gold = GoldRunner(family, self._contexts, problems) if family.skill == "tool_use" else None
        self._gold = gold
        outputs = OutputReader(family, problems)
        self._comparison = Comparison(
            family, self._contexts, self._answers, self._teller, self._evidence, outputs, gold
        )
        self._told_last = tuple(self._teller.told[-1].columns)
        if problems:
            self.close()
            raise FamilyError([Problem(place_of(family), None, None, *problem) for problem in problems])

    def close(self) -> None:
        """Give the memory back."""
        self._derivation.close()
        if self._gold is not None:
            self._gold.close()

    def findings(self, records: Sequence[Record]) -> list[Finding]:
        """Return all that is wrong with some records of the family; their rows share the memory.

        Raises:
            FamilyError: for a query that takes too long or too much room.
        """
        findings: list[Finding] = []
        readable: list[Readable] = []
        for place, record in enumerate(records):
            differences = family_differences(record, self.family)
            try:
                readable.append(self._read(place, record, differences))
            except Unreadable as fault:
                differences.append(fault.difference)
            if differences:
                findings += [(place, difference) for difference in differences]
        self._judge(readable, findings)
        return findings

    def _read(self, place: int, record: Record, differences: list[Difference]) -> Readable:
        context = self._library.context(record.context)
        asked, question = self._library.asked(context, record.input)
        page = self._contexts.read(context.pages[asked])
        differences += world_differences(record, page)
        if len(context.pages) > 1:
            differences += self._library.differences(context, asked)
        readings = self._questions.read(question, page.world)
        return Readable(place, record, context, asked, page, readings)

    def _judge(self, readable: Sequence[Readable], findings: list[Finding]) -> None:
        """Run the steps on the rows of all records at once, and compare.

        When a query fails, the records are halved until the one is found on which it does.
        """
        sheets = [self._sheet(group, findings) for group in _alike(readable)]
        possible = [one for sheet in sheets for of_one in sheet.members for one in of_one]
        if not possible:
            return
        try:
            self._fill(sheets, possible)
            results = self._results(possible)
        except UnboundedError as error:
            problem = Problem(place_of(self.family), None, None, error.path, error.reason)
            raise FamilyError([problem]) from None
        except DerivationError as error:
            if len(possible) == 1:
                failed: Difference = ("derivation", f"a result of {error.path}", error.reason)
                findings.append((possible[0].place, failed))
                return
            middle = len(possible) // 2
            self._judge(possible[:middle], findings)
            self._judge(possible[middle:], findings)
            return
        number = 0
        for one in possible:
            numbers = range(number, number + len(one.readings))
            number = numbers.stop
            differences = self._comparison.differences(one, numbers, results)
            if differences:
                findings += [(one.place, difference) for difference in differences]

    def _results(self, readable: Sequence[Readable]) -> Results:
        """Run the steps, and ask for all that is to be compared.

        Raises:
            DerivationError: for a query that fails on these rows, or gives what cannot be.
        """
        derivation, also = self._derivation, self.family.answer.also
        derivation.run()
        wanted = (*self._answers.columns, *also)
        # what the last step tells comes with the answer, for it is the same row
        answers = derivation.answers((*wanted, *self._told_last))
        rejected = derivation.rejected()
        told: list[Mapping[int, str]] = []
        if self.family.answerable and any(one.record.reasoning != "none" for one in readable):
            for number, step in enumerate(self._teller.told[:-1]):
                rows = derivation.rows(step.step, tuple(step.columns), step.order if step.columns else ())
                try:
                    told.append(self._teller.results(step, rows))
                except ValueError as error:
                    raise DerivationError(f"$.steps[{number}]", f"expected {error}") from None
        evidence = self._evidence.by_record(derivation.evidence())
        alone = None
        if self._deep:
            kept = {
                relation: [(record, row) for record, rows in of.items() for row in rows]
                for relation, of in evidence.items()
            }
            derivation.keep(kept)
            derivation.run()
            alone = derivation.answers(wanted)
        return Results(answers, len(wanted), rejected, told, evidence, alone)

    def _fill(self, sheets: Sequence[_Sheet], readable: Sequence[Readable]) -> None:
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
                rows = [of_one[0].page.rows[place] for of_one in sheet.members]
                columns = {
                    "record": list(chain.from_iterable(map(repeat, firsts, rows))),
                    "row_no": chain.from_iterable([range(1, there + 1) for there in rows]),
                    **sheet.columns[place],
                }
                self._derivation.fill(relation.name, sum(rows), columns)
            pairs = zip(firsts, spans, strict=True)
            twins += [(number, begin) for begin, span in pairs for number in range(begin + 1, begin + span)]
            first = after
        self._derivation.copy(twins)

    def _sheet(self, members: Sequence[Sequence[Readable]], findings: list[Finding]) -> _Sheet:
        try:
            return _Sheet(members, self._columns(members))
        except ValueError:
            possible = [of_one for of_one in members if not self._report_impossible(of_one, findings)]
            return _Sheet(possible, self._columns(possible))

    def _report_impossible(self, readable: Sequence[Readable], findings: list[Finding]) -> bool:
        """Tell what cannot be in the page of some records, and whether there is such a thing."""
        fault = self._contexts.impossible(readable[0].page)
        if fault is not None:
            findings += [(one.place, fault.difference) for one in readable]
        return fault is not None

    def _columns(self, members: Sequence[Sequence[Readable]]) -> list[Mapping[str, Sequence[Value]]]:
        """Return the values of pages that are alike.

        Raises:
            ValueError: for a text that means no value, and for a time outside of its window.
        """
        pages = [of_one[0].page for of_one in members]
        if not pages:
            return [{} for _ in self._contexts.relations]
        form, world = pages[0].forms[0], pages[0].world
        columns: list[Mapping[str, Sequence[Value]]] = []
        for place, relation in enumerate(self._contexts.relations):
            found = list(chain.from_iterable([page.found[place] for page in pages]))
            values = relation.values(found, form, world, self._derivation.reads(relation.name))
            for name in relation.clocks:
                if not _in_their_windows(values[name], place, pages):
                    raise ValueError("a time inside of the window")
            columns.append(values)
        return columns


def _in_their_windows(times: Sequence[Value], place: int, pages: Sequence[Page]) -> bool:
    """Do the clocks of a column lie in the windows of their pages?"""
    begin = 0
    for page in pages:
        of_page = times[begin : begin + page.rows[place]]
        begin += len(of_page)
        if None in of_page:
            of_page = [time for time in of_page if time is not None]
        # a clock is a whole number, or it could not have been read
        if of_page and (min(of_page) < page.world.since or max(of_page) > page.world.until):  # type: ignore[type-var, operator]
            return False
    return True


def _alike(readable: Iterable[Readable]) -> Iterable[list[list[Readable]]]:
    """Group the records by page, and the pages whose texts mean the same: those of one form, and of windows that pass
    midnight alike."""
    of_page: dict[int, list[Readable]] = {}
    groups: dict[tuple[Form, int], list[list[Readable]]] = {}
    for one in readable:
        members = of_page.get(id(one.page))
        if members is None:
            members = of_page[id(one.page)] = []
            groups.setdefault((one.page.forms[0], one.page.world.next_day_before), []).append(members)
        members.append(one)
    return groups.values()
