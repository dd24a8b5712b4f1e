"""What do the tests share? A log, its families, and a corpus about it."""

import pytest

from shopfloor.questions import Corpus, ask
from tests.questions.logs import EVEN, TableLog, families, shop


@pytest.fixture(scope="session")
def log() -> TableLog:
    return shop()


@pytest.fixture(scope="session")
def corpus(log: TableLog) -> Corpus:
    return ask(log, questions=60, seed=5, families=families(), **EVEN)
