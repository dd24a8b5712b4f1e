"""How does a corpus become a task of the lm-evaluation-harness? A folder with its YAML and a file for each split.

The model is graded twice: ``exact_match`` with the answer's text, and ``right`` by the record's own unit and tolerance
(``shopfloor.scoring``, which the harness imports).
"""

import re
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shopfloor._version import __version__
from shopfloor.contracts.record import Record
from shopfloor.export.answer_text import answer_text
from shopfloor.export.columns import TEXTS, json_text
from shopfloor.export.tally import Tally
from shopfloor.export.wishes import Wishes

__all__ = ["write"]

_HERE = Path(__file__).parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE),
    undefined=StrictUndefined,
    trim_blocks=True,
    keep_trailing_newline=True,
    # the task holds templates of its own
    variable_start_string="<<",
    variable_end_string=">>",
)


def write(records: Iterable[Record], out: Path, wishes: Wishes) -> Counter[str]:
    """Write the folder ``out``, which is there and empty."""
    tally, files = Tally(), dict[str, TextIO]()
    with ExitStack() as stack:
        for record in tally.counting(records):
            if record.split not in files:
                path = out / f"{record.split}.jsonl"
                files[record.split] = stack.enter_context(path.open("w", encoding="utf-8", newline="\n"))
            files[record.split].write(json_text(_document(record)) + "\n")
    task = re.sub(r"\W+", "_", tally.name(wishes)).strip("_").lower()
    asked = next(split for split in ("test", "validation", "train") if split in files)
    text = _TEMPLATES.get_template("harness_task.yaml.jinja").render(
        task=task, asked=asked, shown="train" if {"train"} < set(files) else None, version=__version__
    )
    (out / f"{task}.yaml").write_text(text, encoding="utf-8", newline="\n")
    (out / "documents.py").write_bytes((_HERE / "harness_documents.py").read_bytes())
    return Counter()


def _document(record: Record) -> dict[str, Any]:
    """The papers are one text: the harness' reader wants each column of one type."""
    papers = record.model_dump(exclude={*TEXTS, "id", "family", "skill", "derivation"})
    return {
        "id": record.id,
        "input": record.input,
        "context": record.context,
        "output": record.output,
        "target": answer_text(record),
        "family": record.family,
        "skill": record.skill,
        "papers": json_text(papers),
    }
