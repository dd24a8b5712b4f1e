"""Which pages has a context, which one is asked about, and are the others pages of the corpus, too?"""

from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from shopfloor.contracts.family import Family
from shopfloor.verification.context import ContextReader, Unreadable
from shopfloor.verification.sizes import tokens_in
from shopfloor.verification.verdict import Difference

__all__ = ["SEPARATOR", "Context", "Library"]

SEPARATOR = "\n\n---\n\n"
ASKED = "Report: "

REMEMBERED_CHARACTERS = 10_000_000
"""Of the contexts, and of the pages, that need not be looked at again."""

_SEPARATOR_TOKENS = tokens_in(SEPARATOR)
_COMMENT = "-- "


class Context(NamedTuple):
    """A context, split into its pages; ``begins`` is where each of them begins, ``headers`` their first lines without
    the sign of a comment."""

    pages: tuple[str, ...]
    headers: tuple[str, ...]
    begins: tuple[int, ...]
    tokens: int
    length: int


class _Remembered:
    """What was made of texts, forgotten all at once when they are too many."""

    def __init__(self) -> None:
        self.room = REMEMBERED_CHARACTERS

    def takes(self, text: str) -> bool:
        """Is there room for one more? If not, there is after everything was forgotten."""
        self.room -= len(text)
        if self.room >= 0:
            return True
        self.room = REMEMBERED_CHARACTERS - len(text)
        return False


class Library:
    """The families of a corpus as readers of pages."""

    def __init__(self, families: Iterable[Family]) -> None:
        self._of_title: dict[str, list[Family]] = {}
        for family in families:
            self._of_title.setdefault(family.title, []).append(family)
        self._readers: dict[str, ContextReader] = {}
        self._contexts: dict[str, Context] = {}
        self._tokens: dict[str, int] = {}
        self._foreign: dict[str, Difference | None] = {}
        self._room = {id(of): _Remembered() for of in (self._contexts, self._tokens, self._foreign)}

    def context(self, text: str) -> Context:
        """Split a context into its pages; of the same text give the same."""
        context = self._contexts.get(text)
        if context is None:
            context = self._context(text)
            self._remember(self._contexts, text, context)
        return context

    def _context(self, text: str) -> Context:
        if SEPARATOR not in text:
            header = text.partition("\n")[0].removeprefix(_COMMENT)
            return Context((text,), (header,), (0,), tokens_in(text), len(text))
        pages = tuple(text.split(SEPARATOR))
        headers = tuple([page.partition("\n")[0].removeprefix(_COMMENT) for page in pages])
        begins = tuple(accumulate([len(page) + len(SEPARATOR) for page in pages], initial=0))
        tokens = sum(map(self._tokens_of, pages)) + _SEPARATOR_TOKENS * (len(pages) - 1)
        return Context(pages, headers, begins, tokens, len(text))

    def _tokens_of(self, page: str) -> int:
        tokens = self._tokens.get(page)
        if tokens is None:
            tokens = tokens_in(page)
            self._remember(self._tokens, page, tokens)
        return tokens

    def _remember(self, known: dict, text: str, what: object) -> None:  # type: ignore[type-arg]
        if not self._room[id(known)].takes(text):
            known.clear()
        known[text] = what

    def asked(self, context: Context, text: str) -> tuple[int, str]:
        """Return the place of the page that an input asks about, and what it asks.

        Raises:
            Unreadable: when it names none of them, or two.
        """
        if len(context.pages) == 1:
            return 0, text
        if len(set(context.headers)) < len(context.headers):
            twice = next(header for header in context.headers if context.headers.count(header) > 1)
            raise Unreadable("context_pages", "a first line of its own for each page", f"{twice!r} twice")
        first, _, question = text.partition("\n")
        header = first.removeprefix(ASKED)
        if header == first or header not in context.headers:
            names = " or ".join(repr(f"{ASKED}{header}") for header in context.headers[:3])
            raise Unreadable("input_page", f"a first line such as {names}", repr(first))
        return context.headers.index(header), question

    def differences(self, context: Context, asked: int) -> list[Difference]:
        """Return what is wrong with the pages beside the one that is asked about."""
        if len(context.pages) == 1:
            return []
        found: list[Difference] = []
        for place, page in enumerate(context.pages):
            fault = None if place == asked else self._foreign_fault(page)
            if fault is not None:
                found.append(fault)
        return found

    def _foreign_fault(self, page: str) -> Difference | None:
        """Tell why no family of the corpus wrote a page; ``None`` when one did."""
        if page in self._foreign:
            return self._foreign[page]
        fault = self._read_by_one(page)
        self._remember(self._foreign, page, fault)
        return fault

    def _read_by_one(self, page: str) -> Difference | None:
        header = page.partition("\n")[0]
        if header.startswith(_COMMENT):
            return "context_pages", "tables in SQL to stand alone", repr(header)
        # the day and the window follow the title after a comma each
        families = self._of_title.get(header.rsplit(", ", 2)[0], ())
        fault: Difference = ("context_pages", "a page of a family of this corpus", repr(header))
        for family in families:
            reader = self._reader(family)
            try:
                impossible = reader.impossible(reader.read_anew(page))
            except Unreadable as unreadable:
                impossible = unreadable
            if impossible is None:
                return None
            what, expected, got = impossible.difference
            fault = ("context_pages", f"{expected} [{what}]", got)
        return fault

    def knows(self, family: Family, reader: ContextReader) -> None:
        """Take over the reader of a family, so that its pages are read by one wherever they stand."""
        self._readers[family.family] = reader

    def _reader(self, family: Family) -> ContextReader:
        reader = self._readers.get(family.family)
        if reader is None:
            reader = self._readers[family.family] = ContextReader(family, [])
        return reader
