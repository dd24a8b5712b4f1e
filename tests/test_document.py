"""Do the two readers of YAML, the quick one and the one that knows all of it, read the same?"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopfloor.builtin import scenarios_folder, templates_folder
from shopfloor.document.read import read_all
from shopfloor.document.simple import read_simple
from shopfloor.errors import FamilyError

FAMILIES = sorted(templates_folder().glob("*/*.yaml"))
TEXTS = [path.read_text("utf-8") for path in (*FAMILIES[::4], *sorted(scenarios_folder().glob("*.yaml")))]
SNIPPETS = st.sampled_from(
    [" ", "  ", "\n", "\n\n", "- ", ": ", ":", "#", " #", "{", "}", "[", "]", ",", "'", '"', "|", ">-", "|+", "|2",
     "&a", "*a", "!x", "%", "? ", "~", "null", "b: c", "...", "---", "\t", "\\", "''", "0x1f", ".inf", "é", "\u2028",
     "<<: x", "- - a", "key:", "@", "x: |\n", "\r\n", "\x85"]
)  # fmt: skip
CHANGES = st.lists(st.tuples(st.floats(0, 1), SNIPPETS, st.integers(0, 3)), max_size=3)


@pytest.mark.parametrize("path", FAMILIES, ids=lambda path: path.stem)
def test_every_family_is_simple(path: Path) -> None:
    """Each is read by the quick reader, with the same values at the same places; a family that is not takes ten times
    as long to load."""
    text = path.read_text("utf-8")
    assert (read_simple(text, path.name), []) == read_all(text, path.name, FamilyError)


@pytest.mark.parametrize("examples", [400, pytest.param(20_000, marks=pytest.mark.long)])
def test_what_is_simple_is_read_alike(examples: int) -> None:
    """Whatever was put into a text or taken out of it: the quick reader reads it as the other one does, or not at all."""
    taken = 0

    @settings(max_examples=examples, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(TEXTS), st.floats(0, 1), st.integers(2, 14), CHANGES)
    def check(whole: str, begin: float, length: int, changes: list[tuple[float, str, int]]) -> None:
        nonlocal taken
        lines = whole.split("\n")
        first = int(begin * (len(lines) - 1))
        some = lines[first : first + length]
        margin = min((len(line) - len(line.lstrip(" ")) for line in some if line.strip()), default=0)
        text = "\n".join(line[margin:] for line in some) + "\n"
        for place, snippet, gone in changes:
            at = int(place * len(text))
            text = text[:at] + snippet + text[at + gone :]
        simple = read_simple(text, "some.yaml")
        if simple is not None:
            taken += 1
            assert (simple, []) == read_all(text, "some.yaml", FamilyError)

    check()
    assert taken > examples / 10
