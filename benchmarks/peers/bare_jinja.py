"""How would one write the same texts with nothing but Jinja? A template per family and form, a loop over the records.

The rows come as dictionaries of finished texts, which is more than a fair start: nothing is looked up or formatted here.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import jinja2

from shopfloor.contracts.family import Family, Form, Relation

_FIELD = re.compile(r"\{(\w+)\}")


class Writer:
    """The compiled templates of one family."""

    def __init__(self, family: Family) -> None:
        env = jinja2.Environment(
            undefined=jinja2.StrictUndefined, autoescape=False, keep_trailing_newline=True
        )
        self._contexts = {form: env.from_string(_context(family, form)) for form in family.forms}
        self._inputs = [env.from_string(text) for text in family.input]
        self._outputs = [env.from_string(text) for text in family.output]

    def write(
        self,
        form: Form,
        rows: Mapping[str, Sequence[Mapping[str, Any]]],
        fields: Mapping[str, str],
        asked: int,
        answered: int,
    ) -> tuple[str, str, str]:
        """Return (input, context, output) of one record."""
        return (
            self._inputs[asked].render(fields),
            self._contexts[form].render(fields, **rows),
            self._outputs[answered].render(fields),
        )


def row_key(row: Mapping[str, Any]) -> str:
    """Which columns of a row are there; the template chooses the pattern by it."""
    return ",".join(sorted(name for name, text in row.items() if text is not None))


def _context(family: Family, form: Form) -> str:
    sections = [family.title + ", {{ day }}, {{ since }} to {{ until }}"]
    for name, relation in family.shown.items():
        body = _table(name, relation) if form == "table" else _lines(name, relation, form)
        sections.append(
            f"{relation.heading}\n{{% if {name} %}}{body}{{% else %}}{relation.none}{{% endif %}}"
        )
    return "\n\n".join(sections)


def _table(name: str, relation: Relation) -> str:
    titles = " | ".join(spec.title or column.replace("_", " ") for column, spec in relation.columns.items())
    cells = " | ".join(
        f"{{{{ row.{column} if row.{column} is not none else '-' }}}}"
        if spec.optional
        else f"{{{{ row.{column} }}}}"
        for column, spec in relation.columns.items()
    )
    dashes = " --- |" * len(relation.columns)
    rows = f"{{% for row in {name} %}}| {cells} |{{% if not loop.last %}}\n{{% endif %}}{{% endfor %}}"
    return f"| {titles} |\n|{dashes}\n{rows}"


def _lines(name: str, relation: Relation, form: Form) -> str:
    patterns = getattr(relation.lines, form)
    choices = ""
    for number, pattern in enumerate(patterns):
        key = ",".join(sorted(_FIELD.findall(pattern)))
        word = "if" if number == 0 else "elif"
        choices += f"{{% {word} row.key == {key!r} %}}" + _FIELD.sub(r"{{ row.\1 }}", pattern)
    choices = choices + "{% endif %}" if len(patterns) > 1 else _FIELD.sub(r"{{ row.\1 }}", patterns[0])
    if form != "prose":
        between = "{% if not loop.last %}\n{% endif %}"
    else:
        between = "{% if not loop.last %}{% if loop.index % 6 == 0 %}\n{% else %} {% endif %}{% endif %}"
    return f"{{% for row in {name} %}}{choices}{between}{{% endfor %}}"
