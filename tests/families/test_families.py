"""Do the built-in question families cover what people ask, for any plant, in words that read well?"""

import re
from typing import get_args

import pytest

from shopfloor.builtin import scenarios_folder
from shopfloor.contracts.family import Role, Skill
from shopfloor.questions import load_families
from shopfloor.scenario import load

FAMILIES = load_families()
UNANSWERABLE = [family for family in FAMILIES if not family.answerable]
FIELD = re.compile(r"\{\{? *\w+ *\}?\}")


def named(family):
    return family.family


def texts_of(family):
    """Everything of a family that stands in a record, without its fields."""
    texts = [family.title, *family.input, *family.output]
    for relation in family.shown.values():
        texts += [*relation.lines.log, *relation.lines.prose, relation.heading, relation.none]
    return [FIELD.sub("", text) for text in texts]


def sql_of(family):
    shown = [relation.sql for relation in family.shown.values()]
    return [*shown, family.subject.sql, *(step.sql for step in family.steps), *family.reject.values()]


@pytest.mark.parametrize("role", get_args(Role))
def test_every_role_has_families_of_its_own(role):
    """At least five families a role, one of them unanswerable, so that nobody's refusals stand out."""
    of_role = [family for family in FAMILIES if family.role == role]
    assert len(of_role) >= 5
    assert any(not family.answerable for family in of_role)


def test_every_skill_is_trained():
    """From looking something up to conversations and queries."""
    assert {family.skill for family in FAMILIES} == set(get_args(Skill))


def test_between_a_tenth_and_a_seventh_is_unanswerable():
    """Families get equal shares, so their numbers decide how much of a corpus is a refusal: 10 to 15 %."""
    assert 0.10 <= len(UNANSWERABLE) / len(FAMILIES) <= 0.15


@pytest.mark.parametrize("family", UNANSWERABLE, ids=named)
def test_a_question_without_answer_sounds_like_one_with_an_answer(family):
    """Some answerable family asks in the very same words, so only the report can tell them apart."""
    assert any(other.answerable and other.input == family.input for other in FAMILIES)


def page_of(family):
    """What a page shows before its facts, and how it tells rows of the columns given."""
    texts = [(name, relation.heading, relation.none) for name, relation in family.shown.items()]
    lines = {(name, *relation.columns): relation.lines for name, relation in family.shown.items()}
    return (family.title, family.window, texts), lines


@pytest.mark.parametrize("family", UNANSWERABLE, ids=named)
def test_a_page_without_answer_looks_like_one_with_an_answer(family):
    """Some answerable family asks of a page with the same title and headings, and tells the same columns in the same
    words, so only the facts can tell the two apart."""
    texts, lines = page_of(family)
    others = [page_of(other) for other in FAMILIES if other.answerable and other.input == family.input]
    assert any(
        texts == their_texts
        and all(their_lines[columns] == lines[columns] for columns in lines if columns in their_lines)
        for their_texts, their_lines in others
    )


@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_there_are_five_wordings_each_way(family):
    """At least five different inputs and outputs, so that none is more than a fifth of a family."""
    assert len(set(family.input)) >= 5
    assert len(set(family.output)) >= 5


@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_the_unit_of_an_amount_is_in_the_question(family):
    """Whoever asks for an amount says in what unit, in every wording."""
    words = {"min": r"\bminutes\b", "h": r"\bhours\b", None: r"percent|%"}
    if family.answer.kind in ("duration", "share"):
        unit = re.compile(words[family.answer.unit], re.IGNORECASE)
        assert [text for text in family.input if not unit.search(text)] == []


@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_the_rounding_of_an_amount_is_in_the_question(family):
    """Every wording says how many decimals, where there are any."""
    if family.answer.kind in ("duration", "share", "rate") and family.answer.decimals:
        assert [text for text in family.input if "decimal" not in text] == []


@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_prose_is_made_of_sentences(family):
    """A sentence of a shift report ends in a full stop."""
    prose = [text for relation in family.shown.values() for text in relation.lines.prose]
    assert all(text.endswith(".") for text in prose)


@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_a_count_stands_before_no_noun(family):
    """Any number reads well: no wording puts a noun behind a count, which would be wrong for one."""
    counts = {name for name, spec in family.answer.also.items() if spec.kind == "count"}
    counts |= {"answer"} if family.answer.kind == "count" and family.answer.unit is None else set()
    noun = re.compile(rf"{{{{ ({'|'.join(counts) or '-'}) }}}} (?!as |in |for |of |out of |before |went )\w")
    assert [text for text in family.output if noun.search(text)] == []


@pytest.fixture(scope="module")
def of_one_plant():
    """Finds what some plant of the gallery calls its own: in quotes, or with the number of a machine or a job."""
    plants = [load(path) for path in scenarios_folder().glob("*.yaml")]
    names = {
        name for plant in plants for part in (plant.stations, plant.products, plant.people) for name in part
    }
    names |= {mode for plant in plants for station in plant.stations.values() for mode in station.failures}
    either = "|".join(sorted(names))
    return re.compile(rf"'(?:{either})'|\b(?:{either})(?:\.\d|-\d)")


@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_a_family_names_nothing_of_one_plant(family, of_one_plant):
    """No station, machine, product, crew or failure of the gallery stands in SQL or wording."""
    assert [text for text in (*texts_of(family), *sql_of(family)) if of_one_plant.search(text)] == []


@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_an_ordinary_and_an_edge_case_were_worked_by_hand(family):
    """Two cases at least, and one of them has an answer."""
    assert len(family.cases) >= 2
    assert any(isinstance(case.answer, str) for case in family.cases)
