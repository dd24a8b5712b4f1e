"""Do wordings ask for the quantity that is answered, and are conversations conversations?"""

import pytest

from shopfloor.contracts.family import AnswerSpec
from shopfloor.questions.quantities import unit_after_answer, wrong_quantity
from shopfloor.questions.turns import conversation_faults


@pytest.mark.parametrize(
    ("kind", "question", "asks"),
    [
        ("count", "How long did saw.1 stop?", "how long"),
        ("count", "How many minutes did saw.1 stop?", "how many minutes"),
        ("count", "What share of the stops was short?", "share"),
        ("count", "How many stops were there, no matter how long?", None),
        ("duration", "How many stops did saw.1 have?", "how many"),
        ("duration", "How often did saw.1 stop?", "how often"),
        ("duration", "saw.1, percent of the shift down?", "percent"),
        ("duration", "How many minutes did saw.1 stop?", None),
        ("share", "How many jobs were late?", "how many"),
        ("share", "How long was saw.1 down?", "how long"),
        ("share", "How many percent of the jobs were late?", None),
        ("rate", "How long does a pump take?", "how long"),
        ("rate", "How many pumps per hour?", None),
        ("clock", "How long did it last?", "how long"),
        ("clock", "When did it last stop?", None),
        ("name", "How many machines stopped?", "how many"),
        ("name", "Which machine stopped, and for how long?", None),
        ("names", "How often did they stop?", "how often"),
        ("yes_no", "How many machines stopped?", "how many"),
        ("yes_no", "Did saw.1 stop more often, however many there were?", None),
    ],
)
def test_a_wording_asks_for_its_quantity(kind: str, question: str, asks: str | None) -> None:
    """Words that ask for something else are told, unless the right ones stand there, too."""
    told = wrong_quantity(AnswerSpec.model_construct(kind=kind), question)
    assert (told is None) == (asks is None)
    if told is not None:
        assert told.startswith(f'asks "{asks}", but the answer is a {kind.replace("_", "/")}; ask')


@pytest.mark.parametrize(
    ("following", "unit"),
    [
        (" minutes.", "minutes"),
        (" %.", "%"),
        (" h", "h"),
        (" was it.", None),
        (" honestly", None),
        (".", None),
    ],
)
def test_an_answer_is_not_given_a_second_unit(following: str, unit: str | None) -> None:
    """The answer is written with its own."""
    assert unit_after_answer(following) == unit


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("User: One?\nAssistant: 1.\nUser: Two?", None),
        ("How many?", 'line 1 is "How many?"; expected "User: …"'),
        ("User: One?", "the user has 1 turns; expected 2 to 4"),
        ("User: One?\nAssistant: 1.", "the last turn is the assistant's"),
        ("User: One?\nUser: Two?", 'line 2 is "User: Two?"; expected "Assistant: …"'),
        ("User: One?\nAssistant: \nUser: Two?", "line 2"),
        ("\n".join(["User: a\nAssistant: b"] * 4 + ["User: c"]), "the user has 5 turns"),
    ],
)
def test_a_conversation_takes_turns(text: str, says: str | None) -> None:
    """User and assistant alternate, one line each; the user asks two to four times, and at last."""
    told = list(conversation_faults(text))
    assert (told == []) if says is None else says in told[0]
