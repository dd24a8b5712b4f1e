"""How is XML of strangers read? As a stream, without a document type, so that no entity can be declared.

Without declarations there is nothing to expand and nothing to fetch: the known bombs need them. What an archive
unpacks to is counted while it is unpacked, and refused beyond a limit.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, cast
from xml.parsers import expat

from shopfloor.errors import UsageError
from shopfloor.intake.source import LARGEST_BYTES

__all__ = ["blocks", "is_packed", "opened", "parse"]

_BLOCK = 1 << 20
_DEEPEST = 64
_RATIO = 400  # a log of repeated tags packs 20 to 60 times; a bomb 1000 times
_SMALL = 64 * 2**20


def is_packed(path: Path) -> bool:
    """Does the file begin as gzip does?"""
    with path.open("rb") as stream:
        return stream.read(2) == b"\x1f\x8b"


def opened(path: Path) -> BinaryIO:
    """Open a file, unpacked if it is packed."""
    return cast(BinaryIO, gzip.open(path, "rb")) if is_packed(path) else path.open("rb")


def blocks(path: Path, file: str) -> Iterator[bytes]:
    """Give the unpacked bytes of a file, block by block.

    Raises:
        UsageError: more than a log has, in all or for the size of its archive; or a broken archive.
    """
    most = max(_SMALL, path.stat().st_size * _RATIO) if is_packed(path) else LARGEST_BYTES
    read = 0
    try:
        with opened(path) as stream:
            while block := stream.read(_BLOCK):
                read += len(block)
                if read > min(most, LARGEST_BYTES):
                    raise UsageError(
                        f"{file}: unpacks to more than {most:,} bytes; is it a log? unpack it yourself"
                    )
                yield block
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UsageError(f"{file}: the archive is damaged: {error}; try to pack it again") from None


def parse(
    path: Path,
    file: str,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None] | None = None,
) -> None:
    """Call ``start`` and ``end`` for every element, by its name without prefix.

    Raises:
        UsageError: no well-formed XML, a document type, more levels or bytes than a log has, or a broken archive.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def opened_element(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise UsageError(
                f"{file}:{parser.CurrentLineNumber}  elements nest deeper than {_DEEPEST}; is it a log?"
            )
        start(name.rpartition(":")[2], attributes)

    def closed_element(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name.rpartition(":")[2])

    def refused(*_: object) -> None:
        raise UsageError(
            f"{file}:{parser.CurrentLineNumber}  has a document type (<!DOCTYPE …>), which no log needs and an attack "
            "uses; take it out of the file if you trust it"
        )

    parser.StartElementHandler = opened_element
    parser.EndElementHandler = closed_element
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refused
    parser.EntityDeclHandler = refused
    try:
        for block in blocks(path, file):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UsageError(
            f"{file}:{error.lineno}:{error.offset + 1}  is no well-formed XML: {expat.ErrorString(error.code)}; "
            "try to export the log again"
        ) from None
