"""``shopfloor bench``: how fast is it here, beside the same work written by hand and beside other simulators?"""

from pathlib import Path
from typing import Annotated

import typer

from shopfloor.cli import options, terminal

__all__ = ["command"]

_DRAWN = {"peers", "scaling"}

Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME]...",
        help="peers (the line in SimPy, salabim, Ciw, Simantha, C), scaling (horizon, machines, people, workers), "
        "scenarios (of the gallery), simulation, people, eventlog, questions, main_command; all if left out, "
        "which takes a quarter of an hour.",
    ),
]
Rounds = Annotated[int, typer.Option(min=1, help="How often to measure each pair; the median is printed.")]
Quick = Annotated[
    bool,
    typer.Option("--quick", help="One round; of peers, scaling and scenarios a tenth of the events."),
]
Out = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write the figures as JSON to this file, too.")
]
From = Annotated[
    Path | None,
    typer.Option("--from", metavar="FILE", help="Measure nothing: take the figures that --out wrote."),
]
Plot = Annotated[
    Path | None,
    typer.Option(metavar="FILE.svg", help="Draw the figures of peers and scaling to this file."),
]
Results = Annotated[
    Path | None,
    typer.Option(metavar="FILE.md", help="Write a page: machine, versions, targets, all figures."),
]


def command(
    names: Names = None,
    rounds: Rounds = 3,
    quick: Quick = False,
    out: Out = None,
    from_: From = None,
    plot: Plot = None,
    results: Results = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Measure speed and memory side by side with others, ratios first.

    Where a benchmark fails, the figures of the others are kept, and the exit code is 1.

    `peers` installs other simulators, each in an environment of its own in your cache folder; without a network they
    are left out.
    """
    import json as json_

    from shopfloor.bench import BENCHMARKS, measure, read_report, save_plot, save_results, table
    from shopfloor.errors import RunError, UsageError
    from shopfloor.staging import staged_file

    for flag, file in {"--out": out, "--plot": plot, "--results": results}.items():
        if file is not None:
            options.check_place(file, force=not file.is_dir(), flag=flag)
    if from_ is not None:
        if names or out is not None or quick:
            beside = "names" if names else "--out" if out is not None else "--quick"
            raise UsageError(f"--from: got {beside} beside it; it measures nothing: leave one of them out")
        report = read_report(from_)
    else:
        chosen = tuple(names or BENCHMARKS)
        if plot is not None and not _DRAWN & set(chosen):
            raise UsageError(f"--plot: got {', '.join(chosen)}; expected peers or scaling among the names")
        report = measure(
            chosen,
            rounds=rounds,
            quick=quick,
            progress=lambda name: terminal.notice(f"measuring {name} ...", quiet=quiet),
        )
    if json:
        terminal.print_json(report)
    else:
        print(table(report))
    if out is not None:
        with staged_file(out, replace=True) as file:
            file.write_text(
                json_.dumps(report, indent=2, allow_nan=False) + "\n", encoding="utf-8", newline="\n"
            )
    if results is not None:
        save_results(results, report)
    failed = report.get("failed", [])
    drawn = any(figure.get("benchmark") in _DRAWN for figure in report["figures"])
    if plot is not None and (drawn or not failed):
        save_plot(plot, report)
    if failed and from_ is None:
        raise RunError(f"{'; '.join(failed)}: what was said of it stands above; the others were measured")
