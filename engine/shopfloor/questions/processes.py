"""How do several processes share the work of asking? Each does whole units, or whole families
of one, so their number changes nothing."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Protocol, TypeVar

from shopfloor.errors import RunError

__all__ = ["Share", "sharing"]

T = TypeVar("T")
R = TypeVar("R")


class Share(Protocol):
    """Does every task and returns the results in the order of the tasks."""

    def __call__(self, work: Callable[[T], R], tasks: Sequence[T]) -> list[R]: ...


@contextmanager
def sharing(workers: int) -> Iterator[Share]:
    """Give a function that shares tasks among so many processes; they start when they are first needed.

    Raises:
        RunError: a process was killed.
    """
    if workers == 1:
        yield _alone
        return
    # not forked: a copy of a process with open databases would hang
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context)

    def share(work: Callable[[T], R], tasks: Sequence[T]) -> list[R]:
        if len(tasks) <= 1:
            return _alone(work, tasks)
        try:
            return list(pool.map(work, tasks))
        except BrokenProcessPool as error:
            raise RunError(
                "a worker process ended before its work was done: it was killed (out of memory? try fewer "
                "workers), or it could not start, because the script that calls ask(workers=...) does so outside "
                'of `if __name__ == "__main__":`'
            ) from error

    try:
        yield share
    finally:
        pool.shutdown(cancel_futures=True)


def _alone(work: Callable[[T], R], tasks: Sequence[T]) -> list[R]:
    return [work(task) for task in tasks]
