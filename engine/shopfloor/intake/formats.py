"""What format is a file of? Its first bytes say it where they can, its ending where they cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from shopfloor.errors import UsageError
from shopfloor.intake import columnar, delimited, ocel, xes
from shopfloor.intake.markup import is_packed, opened
from shopfloor.intake.reading import Reading
from shopfloor.intake.source import Source

__all__ = ["is_log_file", "opened_source"]

_ENDINGS = (
    ".csv",
    ".tsv",
    ".txt",
    ".parquet",
    ".pq",
    ".xes",
    ".xml",
    ".json",
    ".jsonocel",
    ".xmlocel",
    ".sqlite",
    ".gz",
)
_SQLITE = b"SQLite format 3\0"


def is_log_file(path: Path) -> bool:
    """Is this a file that a log could be taken from (and not a folder)?"""
    return path.is_file() or (not path.exists() and path.suffix.lower() in _ENDINGS)


def opened_source(path: Path, reading: Reading, chosen: Callable[..., dict[str, str]], flag: str) -> Source:
    """Read the columns that ``chosen`` picks.

    Raises:
        UsageError: no such file, or one that cannot be read.
    """
    file = str(path)

    def choose(header: Sequence[str], defaults: Mapping[str, str], hint: str) -> dict[str, str]:
        return chosen(defaults=defaults, header=header, file=file, flag=flag, hint=hint)

    try:
        return _read(path, file, reading, choose)
    except FileNotFoundError:
        raise UsageError(f"{file}: no such file; expected a log as CSV, Parquet, XES or OCEL 2.0") from None
    except IsADirectoryError:
        raise UsageError(f"{file}: is a folder; expected a file") from None
    except PermissionError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}; mind the permissions") from None


def _read(path: Path, file: str, reading: Reading, choose: Callable[..., dict[str, str]]) -> Source:
    with path.open("rb") as stream:
        head = stream.read(16)
    if head.startswith(b"PAR1"):
        return columnar.read(path, file, choose)
    if head == _SQLITE:
        return ocel.read_sqlite(path, file, choose)
    if head.startswith(b"PK\x03\x04"):
        raise UsageError(
            f"{file}: is a ZIP archive or an Excel workbook; expected CSV, Parquet, XES or OCEL 2.0; unpack it, or "
            "save the sheet as CSV"
        )
    start = _beginning(path, file)
    if start.startswith("<"):
        is_ocel = "<object-types" in start or ("<objects" in start and "<trace" not in start)
        return ocel.read_xml(path, file, choose) if is_ocel else xes.read(path, file, choose)
    if start.startswith("{"):
        return ocel.read_json(path, file, choose)
    if is_packed(path):
        raise UsageError(f"{file}: is packed, and no XES or OCEL; expected CSV as plain text; unpack it")
    return delimited.read(path, file, reading, choose)


def _beginning(path: Path, file: str) -> str:
    """Return the first letters, unpacked, without a mark and spaces in front."""
    import gzip
    import zlib

    try:
        with opened(path) as stream:
            return stream.read(1 << 16).lstrip(b"\xef\xbb\xbf \t\r\n").decode("latin-1")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UsageError(f"{file}: the archive is damaged: {error}; try to pack it again") from None
