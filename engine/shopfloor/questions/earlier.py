"""What did a search find, and where did it stop? It waits on the shelf, so that the next one goes on from there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

import pyarrow as pa

from shopfloor.questions.pool import Batch, Kind, Mark, Pool
from shopfloor.questions.shelf import Shelf

__all__ = ["continued", "put_by", "shelved"]


def shelved(unit: int, family: str, what: str) -> str:
    """Return the name under which something waits on the shelf."""
    return f"{unit:05d}/{family}/{what}"


def put_by(shelf: Shelf, unit: int, pool: Pool) -> None:
    """Put a pool's candidates on the shelf, the rows of their worlds, each world once, and where the search stopped.
    What an earlier search put there is kept."""
    name = partial(shelved, unit, pool.family.family)
    if not pool.looked and shelf.has(name("candidates")):
        return
    _put_worlds(shelf, name, pool)
    shelf.put(name("candidates"), _with_earlier(shelf, name("candidates"), candidates_table(pool)))
    shelf.put(name("mark"), pa.table({"mark": [_text(_plain(pool.mark()))]}))


def continued(shelf: Shelf, unit: int, pool: Pool) -> None:
    """Let a pool go on where an earlier search stopped, if there was one."""
    name = partial(shelved, unit, pool.family.family)
    if shelf.has(name("mark")):
        candidates = shelf.get(name("candidates"))
        pool.go_on(_read_mark(shelf.get(name("mark"))["mark"][0].as_py()), candidates)


def _put_worlds(shelf: Shelf, name: partial[str], pool: Pool) -> None:
    seen: set[int] = set()
    if shelf.has(name("worlds")):
        seen.update(shelf.get(name("worlds"))["world"].to_pylist())
    batches: list[Batch] = []
    for batch in pool.batches:
        new = [i for i, world in enumerate(batch.worlds) if world.id not in seen]
        seen.update(batch.worlds[i].id for i in new)
        if new:
            batches.append(batch.only(new))
    worlds = _worlds_table(batches)
    shelf.put(name("worlds"), _with_earlier(shelf, name("worlds"), worlds).sort_by("world"))
    for relation in pool.family.shown if batches else ():
        rows = pa.concat_tables([batch.shown[relation] for batch in batches])
        rows = _with_earlier(shelf, name(f"rows.{relation}"), rows)
        # stable: the rows of a world keep their order
        order = pa.array(rows["world"].to_numpy().argsort(kind="stable"))
        shelf.put(name(f"rows.{relation}"), rows.take(order).combine_chunks())


def _with_earlier(shelf: Shelf, name: str, table: pa.Table) -> pa.Table:
    return pa.concat_tables([shelf.get(name), table]) if shelf.has(name) else table


def _worlds_table(batches: Sequence[Batch]) -> pa.Table:
    rows = [
        (world.id, world.number, world.replication, *events)
        for batch in batches
        for world, events in zip(batch.worlds, batch.events, strict=True)
    ]
    names = ("world", "number", "replication", "first_event", "last_event")
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return pa.table({key: pa.array(values, pa.int64()) for key, values in zip(names, columns, strict=True)})


def candidates_table(pool: Pool) -> pa.Table:
    """Return the candidates, a row each; subjects and values as JSON, for they differ from family to family."""
    found = pool.candidates
    return pa.table(
        {
            "world": pa.array([pool.batches[one.batch].worlds[one.world].id for one in found], pa.int64()),
            "split": pa.array([one.kind[0] for one in found], pa.string()),
            "focus": pa.array([one.kind[1] for one in found], pa.string()),
            "naive": pa.array([one.naive for one in found], pa.int64()),
            "nth": pa.array([one.turn[0] for one in found], pa.int64()),
            "lot": pa.array([one.turn[1] for one in found], pa.int64()),
            "mark": pa.array([one.mark for one in found], pa.binary(16)),
            "answer": pa.array([one.answered.text for one in found], pa.string()),
            "subject": pa.array([_text(one.subject) for one in found], pa.string()),
            "value": pa.array([_text(one.answered.value) for one in found], pa.string()),
            "also": pa.array([_text(one.answered.also) for one in found], pa.string()),
        }
    )


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _plain(mark: Mark) -> dict[str, Any]:
    """JSON has no keys but texts: a mapping becomes a list of pairs."""
    return {
        "taken": [list(of.items()) for of in mark.taken],
        "more": [list(of.items()) for of in mark.more],
        "looked_at": mark.looked_at,
        "rejected": dict(mark.rejected),
    }


def _read_mark(text: str) -> Mark:
    plain = json.loads(text)

    def read(groups: Sequence[Sequence[Any]]) -> list[dict[Kind, Any]]:
        return [{(split, focus): of for (split, focus), of in pairs} for pairs in groups]

    return Mark(read(plain["taken"]), read(plain["more"]), plain["looked_at"], Counter(plain["rejected"]))
