"""Which families does docs/families.md show, and what comes of a family's own cases?"""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

from ruamel.yaml import YAML

from shopfloor.contracts.family import Family
from shopfloor.questions.cases import case_tables
from shopfloor.questions.derivation import results
from shopfloor.questions.evidence import Evidence, evidence_of
from shopfloor.questions.laid import laid
from shopfloor.questions.steps import Bench

PAGE = (Path(__file__).parents[2] / "docs" / "families.md").read_text(encoding="utf-8")


def page_text(name: str = "long_stoppages") -> str:
    """The text of an example's file: the blocks of the first one, with the keys of another in place of its own."""
    text = "\n".join(re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
    if name != "long_stoppages":
        others = re.findall(r"^```yaml \w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
        (other,) = (block for block in others if f"family: {name}\n" in block)
        for key in YAML(typ="safe").load(other):
            text = re.sub(rf"^{key}:.*\n(?: .*\n|\n)*", "", text, flags=re.MULTILINE)
        text = f"{other}\n{text}"
    return text


def page_family(folder: Path, name: str = "long_stoppages", *changes: tuple[str, str]) -> Path:
    """Write an example into a folder, with changes; return the folder."""
    text = page_text(name)
    for old, new in changes:
        assert old in text, f"{name} does not hold {old!r}"
        text = text.replace(old, new, 1)
    file = folder / "maintenance" / f"{name}.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return folder


def loaded(folder: Path, name: str = "long_stoppages", *changes: tuple[str, str]) -> Family:
    """The family that :func:`page_family` writes, whatever its cases give."""
    from shopfloor.questions.document import read_document
    from shopfloor.questions.source import validated

    (file,) = page_family(folder, name, *changes).glob("*/*.yaml")
    return validated(read_document(file))


def told_of_cases(family: Family) -> tuple[list[list[str]], Evidence]:
    """What the steps tell of each case, and its evidence; answers are left as in the file."""
    records, shown = case_tables(family)
    table = laid(records, shown)
    answers = [case.answer if isinstance(case.answer, str) else "" for case in family.cases]
    with closing(Bench()) as bench, bench.tables(family, table):
        told = results(bench, family, answers)
        return [list(of) for of in zip(*told, strict=True)], evidence_of(bench, family, table)
