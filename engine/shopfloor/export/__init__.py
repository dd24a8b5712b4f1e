"""How does a corpus leave the house? One target format a file; records go by one after the other, however many.

json, jsonl    input, context, output and nothing else    chat, sharegpt   conversations
parquet        the same columns, or all of them           squad2           spans of the context, or impossible
datasets       a folder for ``datasets.load_dataset``     lm-eval          a task of the lm-evaluation-harness
alpaca         instruction, input, output                 inspect          a dataset of Inspect
croissant      a folder with Croissant metadata           card             a dataset card
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from itertools import chain
from pathlib import Path

from shopfloor._version import __version__
from shopfloor.contracts.record import Record
from shopfloor.errors import UsageError
from shopfloor.export.read import corpus_files, read_records
from shopfloor.export.wishes import Wishes
from shopfloor.staging import staged, staged_file

__all__ = ["FORMATS", "Exported", "Wishes", "corpus_files", "export", "read_records"]


@dataclass(frozen=True)
class _Format:
    """The file that writes it, the endings of what it writes (none: a folder), and the wishes that it grants."""

    module: str
    endings: tuple[str, ...]
    wishes: tuple[str, ...] = ()


_PAPER = "export.json"
"""What a folder holds that is an export: only such a folder is ever replaced."""
_JSON = (".json", ".jsonl")

FORMATS: Mapping[str, _Format] = {
    "json": _Format("plain", (".json",), ("papers",)),
    "jsonl": _Format("plain", (".jsonl",), ("papers",)),
    "parquet": _Format("parquet", (".parquet",), ("papers",)),
    "datasets": _Format("hugging_face", (), ("name", "licence")),
    "alpaca": _Format("alpaca", _JSON),
    "chat": _Format("chat", _JSON, ("context_in",)),
    "sharegpt": _Format("sharegpt", _JSON, ("context_in",)),
    "squad2": _Format("squad", (".json",)),
    "lm-eval": _Format("harness", (), ("name",)),
    "inspect": _Format("inspect_dataset", _JSON, ("context_in",)),
    "croissant": _Format("croissant", (), ("name", "licence", "published")),
    "card": _Format("card", (".md",), ("name", "licence")),
}


@dataclass(frozen=True)
class Exported:
    """What was written: where, how many records, and why others were left out (reason -> how many)."""

    path: Path
    records: int
    left_out: Mapping[str, int]


def export(
    records: Iterable[Record],
    to: str,
    out: Path | str,
    wishes: Wishes = Wishes(),  # noqa: B008 - a frozen value
    *,
    replace: bool = False,
) -> Exported:
    """Write records in a format of ``FORMATS`` to a file or a folder, which appears when it is complete.

    Raises:
        UsageError: an unknown format, another ending, a wish that the format does not grant, no records, or
            something that is in the way.
        OutputError: the file could not be written; nothing is left there.
    """
    out = Path(out)
    form = _checked(to, out, wishes)
    count = Counter[str]()
    write = import_module(f"shopfloor.export.{form.module}").write
    place = staged_file(out, replace=replace) if form.endings else _folder(out, to, replace=replace)
    with place as partial:
        left_out = write(_counted(records, count), partial, wishes)
    return Exported(out, count["records"] - left_out.total(), dict(sorted(left_out.items())))


@contextmanager
def _folder(out: Path, to: str, *, replace: bool) -> Iterator[Path]:
    with staged(out, replace=replace, paper=_PAPER) as folder:
        yield folder
        paper = {"shopfloor": __version__, "format": to}
        (folder / _PAPER).write_text(json.dumps(paper, indent=2) + "\n", encoding="utf-8", newline="\n")


def _checked(to: str, out: Path, wishes: Wishes) -> _Format:
    form = FORMATS.get(to)
    if form is None:
        raise UsageError(f"--to: got {to!r}; expected one of {', '.join(FORMATS)}")
    problems = []
    if form.endings and out.suffix not in form.endings:
        problems.append(
            f"--out: got {out}; expected a file ending in {' or '.join(form.endings)}, as {to} is written"
        )
    for name in vars(wishes):
        if name not in (*form.wishes, "source") and getattr(wishes, name) != getattr(Wishes(), name):
            able = ", ".join(other for other, it in FORMATS.items() if name in it.wishes)
            problems.append(f"--{name.replace('_', '-')}: {to} has no use for it; it goes with {able}")
    if wishes.context_in not in ("user", "system"):
        problems.append(f"--context-in: got {wishes.context_in!r}; expected user or system")
    if wishes.published is not None and not _is_day(wishes.published):
        problems.append(f"--published: got {wishes.published!r}; expected a day such as 2026-01-31")
    if problems:
        raise UsageError("\n".join(problems))
    return form


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _counted(records: Iterable[Record], count: Counter[str]) -> Iterator[Record]:
    stream = iter(records)
    first = next(stream, None)
    if first is None:
        raise UsageError("got a corpus without records; expected one or more to export")
    for record in chain([first], stream):
        count["records"] += 1
        yield record
