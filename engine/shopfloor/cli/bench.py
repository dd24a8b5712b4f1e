"""``shopfloor bench``: how fast is it here, beside the same work written by hand?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shopfloor.cli import options, terminal

if TYPE_CHECKING:
    from shopfloor.bench import Report

__all__ = ["command"]

Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME]...",
        help="simulation, kernel, people, eventlog, questions, main_command; all if left out.",
    ),
]
Rounds = Annotated[int, typer.Option(min=1, help="How often to measure each pair; the median is printed.")]
Out = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write the figures as JSON to this file, too.")
]


def command(
    names: Names = None,
    rounds: Rounds = 3,
    out: Out = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Measure speed and memory side by side with plain SimPy, pyarrow and Jinja, ratios first."""
    import json as json_

    from shopfloor.bench import BENCHMARKS, measure
    from shopfloor.staging import staged_file

    report = measure(
        tuple(names or BENCHMARKS),
        rounds=rounds,
        progress=lambda name: terminal.notice(f"measuring {name} ...", quiet=quiet),
    )
    if json:
        terminal.print_json(report)
    else:
        _print(report)
    if out is not None:
        with staged_file(out, replace=True) as file:
            file.write_text(
                json_.dumps(report, indent=2, allow_nan=False) + "\n", encoding="utf-8", newline="\n"
            )


def _print(report: "Report") -> None:
    print(
        f"shopfloor {report['version']}, Python {report['python']}, {report['machine']}, {report['cores']} cores"
    )
    print(f"{'ratio':>7} {'value':>11} {'peer':>11}  measure: subject / peer")
    for figure in report["figures"]:
        print(
            f"{figure['ratio']:7.2f} {_short(figure['value']):>11} {_short(figure['peer_value']):>11}  "
            f"{figure['measure']}: {figure['subject']} / {figure['peer']}"
        )


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
