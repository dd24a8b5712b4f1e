"""Do patterns and wordings hold text and fields, and nothing that runs?"""

import re

import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from shopfloor.contracts.family import ColumnSpec
from shopfloor.questions.patterns import PatternError, line_pattern, wording
from shopfloor.questions.reading import confusions


@pytest.mark.parametrize(
    "text",
    [
        "{{ machine.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ machine['x'] }}",
        "{{ machine | upper }}",
        "{{ machine() }}",
        "{{ cycler('a') }}",
        "{% for x in machine %}{{ x }}{% endfor %}",
        "{% if machine %}a{% endif %}",
        "{% set x = 1 %}{{ x }}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% macro m() %}{% endmacro %}",
        "{# a comment #} {{ machine }}",
        "{{- machine }}",
        "{{ 1 }}",
        "{{ machine ~ day }}",
        "{{ machine",
        "{{ machine }}{{ day }}",
        "two\nlines {{ machine }}",
        "",
    ],
)
def test_a_wording_is_text_and_fields(text: str) -> None:
    """Attributes, filters, calls, blocks, comments and loose ends are refused."""
    with pytest.raises(PatternError):
        wording(text)


@pytest.mark.parametrize(
    "text", ["{a}{b}", "{a} and {a}", "{A}", "{", "}", "{{a}}", "no field", "{a:clock}", "{a} "]
)
def test_a_line_is_text_and_fields(text: str) -> None:
    """A brace that is no field, a field twice and fields that touch are refused."""
    with pytest.raises(PatternError):
        line_pattern(text)


def test_a_wording_is_written_as_jinja_writes_it() -> None:
    """What becomes a format says the same as the template, percent signs too."""
    text, values = "{{ machine }} had 100 % of {{day}}, {{ machine }}!", {"machine": "saw.1", "day": "Monday"}
    written = wording(text).writer(list(values))(list(values.values()))
    assert written == ImmutableSandboxedEnvironment().from_string(text).render(values)


def test_a_line_is_read_back_by_its_own_pattern() -> None:
    """The tiniest of readers finds the fields again."""
    pattern = line_pattern("{machine} stopped at {failed_at}.")
    line = pattern.writer(["failed_at", "machine"])(["07:10", "saw.1"])
    regex = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[\\w.:-]*[\\w])", re.escape("{machine} stopped at {failed_at}."))
    match = re.fullmatch(regex, line)
    assert match is not None
    assert match.groupdict() == {"machine": "saw.1", "failed_at": "07:10"}


COLUMNS = {"a": ColumnSpec(kind="name"), "b": ColumnSpec(kind="name"), "n": ColumnSpec(kind="count")}


@pytest.mark.parametrize(
    "patterns",
    [
        ["{a}-{b}"],
        ["{a} and {b}", "{a} and nothing"],
        ["{a} took {n}", "{a} took {b}", "{b} took pump-17"],
    ],
)
def test_patterns_that_deceive_a_reader_are_found(patterns: list[str]) -> None:
    """Sample rows that come back as other rows show that a pattern cannot be told apart."""
    assert list(confusions([line_pattern(text) for text in patterns], COLUMNS, running_text=False))


def test_sentences_that_run_into_each_other_are_found() -> None:
    """The beginning of a longer sentence must not read like a whole one."""
    patterns = [line_pattern("{a} stopped"), line_pattern("{a} stopped {n} times")]
    assert not list(confusions(patterns, COLUMNS, running_text=False))
    assert list(confusions(patterns, COLUMNS, running_text=True))
