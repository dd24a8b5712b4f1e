"""Does the output state what the context gives, and nothing else?

The expected outputs are written out, one for each wording, and compared as a whole: whatever stands in an
output that is not derived, be it a digit, a name or a unit, makes it another text.
"""

import re
from collections.abc import Mapping

from shopfloor.contracts.family import Family
from shopfloor.verification.patterns import Pattern, PatternError, wording
from shopfloor.verification.question import WORLD_FIELDS
from shopfloor.verification.relations import Problems
from shopfloor.verification.verdict import Difference

__all__ = ["OutputReader"]


LONGEST = 2_000
"""Characters of an output whose wrong fields are looked for: on a longer one that could take very long."""


class OutputReader:
    """Judges the outputs of one family. ``problems`` takes what is wrong with its wordings."""

    def __init__(self, family: Family, problems: Problems) -> None:
        subject, also = family.subject.columns, family.answer.also
        needed = ("answer", "sql") if family.skill == "tool_use" else ("answer",)
        for name in sorted({*WORLD_FIELDS, *subject, *needed, "record"} & set(also)):
            problems.append(
                (f"$.answer.also.{name}", "expected a name that does not mean something else already")
            )
        known = (*needed, *WORLD_FIELDS, *subject, *also)
        self._patterns: list[Pattern] = []
        for number, text in enumerate(family.output):
            try:
                pattern = wording(text)
                pattern.check(known, lines=family.skill == "tool_use")
                for name in needed:
                    if name not in pattern.fields:
                        raise PatternError(f"expected {{{{ {name} }}}} somewhere")
                self._patterns.append(pattern)
            except PatternError as error:
                problems.append((f"$.output[{number}]", str(error)))
        self._templates = [(pattern.begin, pattern.end, pattern.template()) for pattern in self._patterns]

    def fits(self, output: str, texts: Mapping[str, str]) -> bool:
        """Is the output one of the wordings, with just these texts in its fields?"""
        return output in [
            template % texts
            for begin, end, template in self._templates
            if output.startswith(begin) and output.endswith(end)
        ]

    def differences(self, output: str, texts: Mapping[str, str]) -> list[Difference]:
        """Return where an output that does not fit leaves what is right.

        It is told against the wording that comes nearest: the one with the fewest wrong fields.
        """
        nearest: list[Difference] | None = None
        for pattern in self._patterns if len(output) <= LONGEST else ():
            found = re.fullmatch(pattern.regex(dict.fromkeys(pattern.fields, ".*?")), output, re.DOTALL)
            if found is None:
                continue
            wrong = [
                ("output_value", f"{texts[name]!r} as {name}", repr(got))
                for name, got in found.groupdict().items()
                if got != texts[name]
            ]
            if nearest is None or len(wrong) < len(nearest):
                nearest = wrong
        such_as = f"an answer such as {self._templates[0][2] % texts!r}"
        return nearest or [("output_text", such_as, repr(output))]
