"""Which logs do these tests look at? The two stories, written once."""

import pytest

from shopfloor.eventlog import EventLog
from tests.eventlog.factory import FACTORY, FACTS
from tests.eventlog.logs import write_log
from tests.eventlog.story import STORY


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> EventLog:
    return write_log(tmp_path_factory.mktemp("story"), STORY)


@pytest.fixture(scope="session")
def factory(tmp_path_factory: pytest.TempPathFactory) -> EventLog:
    return write_log(tmp_path_factory.mktemp("factory"), FACTORY, facts=FACTS)


@pytest.fixture
def log(tmp_path):
    """Write a log of one replication by hand, and open it."""

    def open_log(*events, facts=None):
        return write_log(tmp_path, events, facts=facts)

    return open_log
