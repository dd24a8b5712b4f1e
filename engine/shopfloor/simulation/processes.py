"""How do several processes share work, and how do they end when one of them does?"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVar

from shopfloor.errors import RunError

__all__ = ["shared"]

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


def shared(
    work: Callable[[_Task], _Result],
    tasks: Sequence[_Task],
    workers: int,
    progress: Callable[[int], None] | None = None,
) -> list[_Result]:
    """Do every task, in as many processes as there are workers, and return the results in the order of the tasks.

    Args:
        work: a function of a module; it and the tasks are sent to the processes.
        progress: called with the number of tasks done.

    Raises:
        RunError: a process was killed.
    """
    results = []
    if min(workers, len(tasks)) <= 1:
        for done, task in enumerate(tasks, 1):
            results.append(work(task))
            if progress is not None:
                progress(done)
        return results
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        min(workers, len(tasks)), mp_context=context, initializer=_end_quietly_on_ctrl_c
    ) as pool:
        try:
            with _ctrl_c_held_back():
                futures = [pool.submit(work, task) for task in tasks]
            for done, future in enumerate(futures, 1):
                results.append(future.result())
                if progress is not None:
                    progress(done)
        except BrokenProcessPool as error:
            raise RunError(
                "a worker process ended before its work was done: it was killed (out of memory? try fewer workers or a "
                "shorter horizon), or it could not start, because the script that calls simulate(workers=...) does so "
                'outside of `if __name__ == "__main__":`'
            ) from error
        except BaseException:
            # waits for what runs, or it would write into a folder that is gone
            pool.shutdown(cancel_futures=True)
            raise
    return results


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


def _end_quietly_on_ctrl_c() -> None:
    """A worker ends at once; the process that asked for it tells the user and clears up."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
