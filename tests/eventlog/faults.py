"""How is one fault planted into a story?"""

from collections.abc import Sequence

from shopfloor.eventlog import Row

FIELDS = ("time_us", "kind", "job", "product", "station", "machine", "person", "detail", "value", "cause")


def find(story: Sequence[Row], kind: str, job: str | None) -> int:
    """The number of the first such event of the story."""
    return next(i for i, row in enumerate(story) if row[1] == kind and row[2] == job)


def changed(story: Sequence[Row], of: str, job: str | None = None, /, **fields: object) -> list[Row]:
    """The story, with other values in one event."""
    i = find(story, of, job)
    row = dict(zip(FIELDS, story[i], strict=True)) | fields
    return [*story[:i], tuple(row.values()), *story[i + 1 :]]  # type: ignore[list-item]


def without(story: Sequence[Row], kind: str, job: str | None = None) -> list[Row]:
    """The story without one event; what follows is numbered anew."""
    i = find(story, kind, job)
    return [*story[:i], *story[i + 1 :]]


def inserted(story: Sequence[Row], *events: Row) -> list[Row]:
    """The story with more events, each behind the last that is not later."""
    longer = list(story)
    for new in events:
        longer.insert(max(i for i, row in enumerate(longer) if row[0] <= new[0]) + 1, new)
    return longer
