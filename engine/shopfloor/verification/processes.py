"""How do several processes share the records of a corpus, and how do they end when one of them does?"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from shopfloor.errors import FamilyError, Problem, RunError

if TYPE_CHECKING:
    from shopfloor.contracts.family import Family
    from shopfloor.verification.judgement import Court

__all__ = ["shared"]

AHEAD = 2
"""Tasks that wait for each process: enough to keep it at work, few enough to be held in memory."""

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_court: Court
"""In a worker: the witnesses that it keeps from task to task."""


def shared(
    work: Callable[[Court, _Task], _Result],
    tasks: Iterable[_Task],
    workers: int,
    papers: tuple[Mapping[str, Family], bool],
) -> Iterator[_Result]:
    """Do every task in one of some processes; give the results in the order of the tasks, as they come.

    Args:
        work: a function of a module; it and the tasks are sent to the processes.
        papers: the families, and whether to derive from the evidence alone, too.

    Raises:
        RunError: a process was killed.
        FamilyError: for families that cannot be used.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=papers) as pool:
        waiting: deque[Future[Any]] = deque()
        try:
            for task in tasks:
                with _ctrl_c_held_back():
                    waiting.append(pool.submit(_do, work, task))
                if len(waiting) > AHEAD * workers:
                    yield _result(waiting.popleft())
            while waiting:
                yield _result(waiting.popleft())
        except BrokenProcessPool as error:
            raise RunError(
                "a worker process ended before its work was done: it was killed (out of memory? try fewer workers), "
                "or it could not start, because the script that calls verify(workers=...) does so outside of "
                '`if __name__ == "__main__":`'
            ) from error
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _result(future: Future[Any]) -> Any:
    problems, result = future.result()
    if problems:
        raise FamilyError(problems)
    return result


def _begin(families: Mapping[str, Family], deep: bool) -> None:
    from shopfloor.verification.judgement import Court

    # a worker ends at once; the process that asked for it tells the user
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    global _court
    _court = Court(families.values(), deep=deep)


def _do(work: Callable[[Court, Any], Any], task: Any) -> tuple[tuple[Problem, ...], Any]:
    """An error with problems does not travel between processes: they are sent as they are."""
    try:
        return (), work(_court, task)
    except FamilyError as error:
        return error.problems, None


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """Processes that are started in here take no Ctrl-C before they are ready for it: it would find them in
    the middle of their imports, and each would print a traceback."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
