"""How do several processes share work, and how do they end when one of them does?"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from shopfloor.errors import RunError

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

__all__ = ["shared"]

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_BREAKS_WITHOUT_PROGRESS = 3
"""So often in a row may processes be lost before anything new is done."""
_LOADED = {
    "shopfloor.simulation.run": "shopfloor.simulation.run",
    "shopfloor.simulation.kernel.run": "shopfloor.simulation.kernel.ready",
    "shopfloor.simulation.reference": "shopfloor.simulation.reference",
}
"""What others load that are to do as this process does, if it has loaded a module."""


def shared(
    work: Callable[[_Task], _Result],
    tasks: Sequence[_Task],
    workers: int,
    progress: Callable[[int], None] | None = None,
) -> list[_Result]:
    """Do every task, in as many processes as there are workers, and return the results in the order of the tasks.

    Where a process is killed, others take its place and do again what it had not done.

    Args:
        work: a function of a module, which may be called again for a task that was not done; it and the tasks are sent to
            the processes.
        progress: called with the number of tasks done.

    Raises:
        RunError: processes are killed again and again.
    """
    if min(workers, len(tasks)) <= 1:
        results = []
        for done, task in enumerate(tasks, 1):
            results.append(work(task))
            if progress is not None:
                progress(done)
        return results
    from concurrent.futures.process import BrokenProcessPool

    done_tasks: dict[int, _Result] = {}
    breaks = 0
    while len(done_tasks) < len(tasks):
        before = len(done_tasks)
        try:
            _go_on(work, tasks, workers, done_tasks, progress)
        except BrokenProcessPool as error:
            breaks = 1 if len(done_tasks) > before else breaks + 1
            if breaks == _BREAKS_WITHOUT_PROGRESS:
                raise RunError(
                    "worker processes ended before their work was done, again and again: they were killed (out of memory? "
                    "try fewer workers or a shorter horizon), or could not start, because the script that calls "
                    'simulate(workers=...) does so outside of `if __name__ == "__main__":`'
                ) from error
    return [done_tasks[number] for number in range(len(tasks))]


def _go_on(
    work: Callable[[_Task], _Result],
    tasks: Sequence[_Task],
    workers: int,
    done: dict[int, _Result],
    progress: Callable[[int], None] | None,
) -> None:
    """Do what is not done yet, in new processes, as far as they live."""
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

    left = [number for number in range(len(tasks)) if number not in done]
    with ProcessPoolExecutor(
        min(workers, len(left)), mp_context=_context(), initializer=_end_quietly_on_ctrl_c
    ) as pool:
        try:
            with _ctrl_c_held_back():
                futures = {pool.submit(work, tasks[number]): number for number in left}
            broken: BrokenProcessPool | None = None
            for future, number in futures.items():
                try:
                    done[number] = future.result()
                except BrokenProcessPool as error:
                    # what others have finished meanwhile is kept
                    broken = error
                    continue
                if progress is not None:
                    progress(len(done))
            if broken is not None:
                raise broken
        except BaseException:
            # waits for what runs, or it would write into a folder that is gone
            pool.shutdown(cancel_futures=True)
            raise


@cache
def _context() -> BaseContext:
    """How processes begin: as copies of one that has loaded what this one has, where the system copies processes. A process
    begun from nothing takes a second and more to load it, each time."""
    import multiprocessing

    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    from multiprocessing import resource_tracker

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_LOADED[name] for name in _LOADED if name in sys.modules])
    # it lets Ctrl-C through when it begins, so it begins before that is held back
    resource_tracker.ensure_running()
    with _ctrl_c_held_back():
        # the first copy is there when all is loaded
        first = context.Process(target=_do_nothing)
        first.start()
        first.join()
    return context


def _do_nothing() -> None:
    pass


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
