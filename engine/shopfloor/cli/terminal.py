"""How does a command talk? Data to stdout; progress and notices to stderr."""

import json
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shopfloor.scenario import Scenario

__all__ = [
    "WIDTH",
    "counted",
    "folded",
    "notice",
    "print_json",
    "progress",
    "tell_engine",
    "tell_precision",
    "warn",
]

WIDTH = 80


def print_json(value: Any) -> None:
    """Write one JSON value to stdout."""
    print(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


def folded(text: str) -> str:
    """Fold a notice to the width of a terminal."""
    return textwrap.fill(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def notice(text: str, *, quiet: bool) -> None:
    """Tell something that is no data."""
    if not quiet:
        print(text, file=sys.stderr)


def warn(findings: Iterable[Mapping[str, Any]], *, quiet: bool, where: str = "") -> None:
    """Tell what was found wrong with a run, each folded to the width of a terminal; ``where`` it was, if not
    everywhere."""
    for finding in findings:
        head = "note" if finding["kind"] == "short_run" else "warning"
        notice(folded(f"{head}: {where}{finding['sentence']}"), quiet=quiet)


def tell_engine(scenario: "Scenario", engine: str, replications: int | None, *, quiet: bool) -> None:
    """Tell which engine runs, unless it is the one that always ran and nothing is lost by that."""
    from shopfloor.simulation import choose_engine

    chosen = choose_engine(scenario, engine, replications or scenario.replications)
    if chosen.name == "kernel" or chosen.reason:
        why = f"; {chosen.reason}" if chosen.reason else ""
        notice(textwrap.fill(f"engine: {chosen.name}{why}", 80, subsequent_indent="  "), quiet=quiet)


def tell_counting(*, quiet: bool) -> None:
    """Tell that the first run without a log takes longer than those to come."""
    from shopfloor.simulation.unlogged import counting_fault, counting_is_compiled

    if not counting_fault() and not counting_is_compiled():
        notice("counting without a log is compiled now, once, which takes some seconds", quiet=quiet)


def tell_precision(report: Mapping[str, Any], *, quiet: bool) -> None:
    """Tell whether ``--precision`` was reached, and what it took."""
    asked = report.get("precision")
    if asked is None:
        return
    missed = [it for it in asked if not it["reached"]]
    count = counted(report["replications"], "replication")
    if missed:
        text = (
            f"warning: {count} were not enough: {_precisions(missed)}; raise --max-replications, or ask for "
            "less; a longer clock.horizon helps, too"
        )
    else:
        text = f"precision: {_precisions(asked)} after {count}"
    notice(folded(text), quiet=quiet)


def _precisions(asked: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(
        f"{it['kpi']} of {it['subject']} "
        + ("has no interval" if it["share"] is None else f"± {100 * it['share']:.2g} %")
        + f" ({100 * it['wanted']:g} % wanted)"
        for it in asked
    )


def counted(count: int, noun: str, nouns: str | None = None) -> str:
    """Return "1 file", "2 files"."""
    return f"{count} {noun}" if count == 1 else f"{count} {nouns or noun + 's'}"


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """Give a watcher of stages that draws bars on stderr; ``None`` if it is no terminal or wants quiet."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<10}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def watch(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield watch
