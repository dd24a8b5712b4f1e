"""How is a CSV file read? Its encoding and its delimiter are found out, and rows of another length set aside."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

import numpy as np
import pyarrow as pa

from shopfloor.errors import UsageError
from shopfloor.intake.findings import Finding
from shopfloor.intake.reading import Reading
from shopfloor.intake.source import Choose, Source

__all__ = ["read"]

_DELIMITERS = ",;\t|"
_NAMES = {"\t": "tab", ",": '","', ";": '";"', "|": '"|"'}
_ROWS_AT_ONCE = 65_536
_LOOKED_AT = 1 << 20
_WESTERN = ("cp1252", "latin-1")
_GUESSED = "is not UTF-8, and is read as {encoding}, which is a guess"
_OTHERS = "where letters look wrong, say --encoding, such as cp1250 or iso-8859-2 (Central Europe), cp1251 (Cyrillic)"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(path: Path, file: str, reading: Reading, choose: Choose) -> Source:
    """Read a CSV file; rows are counted in lines, the header is line 1.

    Raises:
        UsageError: empty, not a text, not in the encoding given, or without the columns asked for.
    """
    encoding = reading.encoding or _encoding(path, file)
    try:
        header, delimiter = _header(path, file, encoding, reading.delimiter)
        hint = _other_delimiter(path, encoding, delimiter, len(header))
        guessed = not reading.encoding and encoding in _WESTERN
        if guessed:
            hint += f"\n  {_GUESSED.format(encoding=encoding)}: {_OTHERS}"
        columns = choose(header, {}, hint)
        with path.open(encoding=encoding, newline="") as stream:
            taken = _taken(stream, delimiter, [header.index(name) for name in columns.values()], len(header))
    except (UnicodeError, LookupError) as error:
        raise UsageError(
            f"{file}: cannot be read as {encoding}: {error}; try another --encoding, such as cp1252 or utf-16"
        ) from None
    except csv.Error as error:
        raise UsageError(f"{file}: is no CSV: {error}; expected text with one row a line") from None
    texts, numbers, ragged = taken
    if not numbers and not ragged:
        raise UsageError(f"{file}: has a header and no rows; expected a log with at least one row")
    findings = []
    if guessed:
        sentence = _GUESSED.format(encoding=encoding)
        findings.append(Finding("guessed_encoding", sentence, file, "line", aside=False, remedy=_OTHERS))
    if ragged:
        findings.append(
            Finding(
                "other_length", f"not {len(header)} fields as the header has", file, "line", tuple(ragged),
                remedy="look for a delimiter inside of a text that is not in quotes",
            )
        )  # fmt: skip
    return Source(
        file=file,
        columns={
            role: pa.chunked_array(chunks, pa.string()) for role, chunks in zip(columns, texts, strict=True)
        },
        numbers=np.array(numbers, dtype=np.int64),
        rows=len(numbers) + len(ragged),
        noun="line",
        read_as={"format": "CSV", "encoding": encoding, "delimiter": _NAMES.get(delimiter, delimiter)},
        findings=tuple(findings),
    )


def _taken(
    stream: TextIO, delimiter: str, places: Sequence[int], width: int
) -> tuple[list[list[pa.Array]], list[int], list[int]]:
    """Return the wanted columns in chunks, the line numbers of their rows, and those of rows of another length."""
    rows = csv.reader(stream, delimiter=delimiter)
    chunks: list[list[pa.Array]] = [[] for _ in places]
    waiting: list[list[str]] = [[] for _ in places]
    numbers, ragged, before = list[int](), list[int](), 0
    for row in rows:
        number, before = before + 1, rows.line_num  # a text in quotes may span lines: told is the first
        if number == 1 or not row:
            continue
        if len(row) != width:
            ragged.append(number)
            continue
        numbers.append(number)
        for column, place in zip(waiting, places, strict=True):
            column.append(row[place])
        if len(numbers) % _ROWS_AT_ONCE == 0:
            _pack(chunks, waiting)
    _pack(chunks, waiting)
    return chunks, numbers, ragged


def _pack(chunks: list[list[pa.Array]], waiting: list[list[str]]) -> None:
    for packed, column in zip(chunks, waiting, strict=True):
        packed.append(pa.array(column, pa.string()))
        column.clear()


def _encoding(path: Path, file: str) -> str:
    """Return the encoding: its mark tells it, or UTF-8 if all of the file is, or cp1252 (said in the report)."""
    with path.open("rb") as stream:
        head = stream.read(4)
        if not head:
            raise UsageError(f"{file}: is empty; expected a log with a header and rows")
        for mark, name in _MARKS:
            if head.startswith(mark):
                return name
        stream.seek(0)
        decoder, has_nul = codecs.getincrementaldecoder("utf-8")(), False
        try:
            while block := stream.read(_LOOKED_AT):
                has_nul = has_nul or b"\0" in block
                decoder.decode(block)
            decoder.decode(b"", final=True)
            guess = "utf-8"
        except UnicodeDecodeError:
            guess = "cp1252"
        if has_nul:
            guess = _without_mark(path, file)
    if guess == "cp1252":
        with path.open("rb") as stream:
            try:
                for block in iter(lambda: stream.read(_LOOKED_AT), b""):
                    block.decode("cp1252")
            except UnicodeDecodeError:
                return "latin-1"
    return guess


def _without_mark(path: Path, file: str) -> str:
    """UTF-16 without its mark has a zero beside every Latin letter; anything else with zeros is no text."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    for name, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if zeros.count(0) > 0.6 * len(zeros):
            return name
    raise UsageError(
        f"{file}: holds zero bytes, so it is no text in UTF-8; expected CSV; if it is one, name its --encoding, "
        "and if it is Parquet, XES or OCEL, give it the ending .parquet, .xes, .jsonocel, .xmlocel or .sqlite"
    )


def _header(path: Path, file: str, encoding: str, given: str | None) -> tuple[list[str], str]:
    """Return the names of the columns, and the delimiter: the one that parts the first rows most evenly."""
    sample = _sample(path, encoding)
    if not sample.strip():
        raise UsageError(f"{file}: is empty; expected a log with a header and rows")
    delimiter = given or max(_DELIMITERS, key=lambda mark: _evenness(sample, mark))
    header = [name.strip() for name in next(_rows(sample, delimiter), [])]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise UsageError(f'{file}:1  two columns are called "{twice[0]}"; rename one of them')
    return header, delimiter


def _sample(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as stream:
        return "".join(line for line, _ in zip(stream, range(50), strict=False))[: 1 << 20]


def _rows(sample: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    widths = [len(row) for row in _rows(sample, delimiter) if row]
    if not widths or widths[0] < 2:
        return (0.0, 0)
    return (widths.count(widths[0]) / len(widths), widths[0])


def _other_delimiter(path: Path, encoding: str, delimiter: str, width: int) -> str:
    """Say how many columns another delimiter would give, if it gives more."""
    sample = _sample(path, encoding)
    others = {mark: len(next(_rows(sample, mark), [])) for mark in _DELIMITERS if mark != delimiter}
    best = max(others, key=others.__getitem__)
    if others[best] <= width:
        return ""
    return (
        f"\n  read with the delimiter {_NAMES.get(delimiter, delimiter)}, which gives {width} columns; "
        f"{_NAMES[best]} would give {others[best]}: try --delimiter {'tab' if best == chr(9) else repr(best)}"
    )
