"""Are records found that must not go out together?"""

from __future__ import annotations

from datasketch import MinHashLSH

from shopfloor.contracts.record import Record
from shopfloor.likeness import JACCARD, copies
from shopfloor.questions import ask
from shopfloor.questions.alike import too_much_alike
from tests.questions.logs import families, shop

RECORDS = ask(shop(10, 4), questions=40, families=families("downtime_of_machine"), sizes={"page": 1}).records


def shown(record: Record, lines: list[str], **changes: object) -> Record:
    """The record with other lines below its heading, in another replication."""
    head, *_ = record.context.split("\n")
    other = record.provenance.model_copy(update={"replication": 99})
    return record.model_copy(update={"context": "\n".join([head, *lines]), "provenance": other, **changes})


def test_what_has_nothing_in_common_stays() -> None:
    """Forty questions about forty days."""
    assert too_much_alike(RECORDS, families()) == {}


def test_a_copy_with_another_day_is_a_near_copy() -> None:
    """In whatever split: the later of the two is named."""
    assert too_much_alike([*RECORDS, RECORDS[3]], families()) == {40: "near_copy"}


def test_the_bands_are_the_best() -> None:
    """For a Jaccard similarity a little below that of near copies: those that datasketch computes."""
    index = MinHashLSH(threshold=JACCARD - 0.05, num_perm=copies.PERMUTATIONS)
    assert (index.b, index.r) == copies.BANDS


def test_a_test_record_that_shows_a_third_of_a_training_page_is_found() -> None:
    """The same in training is no leak: there it is only a page that is partly known."""
    trained = max(
        (record for record in RECORDS if record.split == "train"), key=lambda record: len(record.context)
    )
    lines = trained.context.split("\n")[1:]
    known = lines[: len(lines) // 2]
    new = [f"7{i}:1{i} something else took {i}{i}.{i} min of {i * 37}" for i in range(2 * len(known))]
    for split, found in (("test", {40: "seen_in_training"}), ("train", {})):
        assert too_much_alike([*RECORDS, shown(trained, [*known, *new], split=split)], families()) == found
