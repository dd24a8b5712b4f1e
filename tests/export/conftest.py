"""A small corpus, and the mark of the tests that need other people's tools.

``consumers``: these tests load an export with the tool that it is made for. The tools are heavy, so they run in an environment
of their own (docs/export.md has the command) and only when they are asked for.
"""

from pathlib import Path

import pytest

from shopfloor.contracts.record import Record
from tests.scoring.records import ANSWERS, record

CONVERSATION = "Report: Stoppages, Wednesday\nUser: How many stops?\nAssistant: 3.\nUser: And of saw.1?"


def pytest_configure(config):
    config.addinivalue_line("markers", "consumers: loads an export with the tool that it is made for")


def pytest_collection_modifyitems(config, items):
    if "consumers" not in config.getoption("markexpr"):
        for item in items:
            if item.get_closest_marker("consumers"):
                item.add_marker(pytest.mark.skip(reason="needs the tools of docs/export.md: -m consumers"))


@pytest.fixture
def records() -> list[Record]:
    """One record of each kind of answer, in three splits, a conversation among them."""
    splits = ("train", "train", "validation", "test")
    made = [
        record(
            kind,
            split=splits[number % 4],
            replication=number % 4,
            context=f"{record(kind).context}\n\n{number} ä",
        )
        for number, kind in enumerate(ANSWERS)
    ]
    return [*made, record("count", value=1, output="Only 1 pump.", skill="multi_turn", input=CONVERSATION)]


@pytest.fixture
def corpus(records: list[Record], tmp_path: Path) -> Path:
    """The same as a file."""
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(it.model_dump_json() + "\n" for it in records), encoding="utf-8")
    return path
