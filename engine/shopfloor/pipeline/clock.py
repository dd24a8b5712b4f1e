"""Which stage is it, how far has it come, and how long did each take?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

__all__ = ["Clock", "Progress"]

Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, what is done of it, and of how much."""


@dataclass
class Clock:
    """Tells the stages to whoever watches, and how long each took."""

    watcher: Progress | None
    timings_s: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[int, int], None]]:
        """Time the block; it is given what to call with what is done, and of how much."""

        def tick(done: int, total: int) -> None:
            if self.watcher is not None:
                self.watcher(name, done, total)

        tick(0, 1)
        begin = perf_counter()
        yield tick
        self.timings_s[name] = round(perf_counter() - begin, 3)
        tick(1, 1)
