"""What does ``shopfloor VERB`` do? One module a verb, each a thin call of the library.

Only typer is imported before a command runs; what a command needs, it imports itself.
"""

import os
import sys
from typing import Annotated

import typer

from shopfloor._version import __version__
from shopfloor.cli import (
    ask,
    bench,
    calibrate,
    doctor,
    export,
    init,
    preview,
    report,
    run,
    schema,
    score,
    simulate,
    validate,
    verify,
)
from shopfloor.cli import list as list_
from shopfloor.errors import FamilyError, ScenarioError, ShopfloorError

__all__ = ["app", "main"]

_INTERRUPTED = "interrupted: nothing was kept of the unfinished part"

app = typer.Typer(
    name="shopfloor",
    help="Simulate factories, and turn what happened in them into questions whose answers are provably true.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    # a default that is a bool is taken as it is; without it typer imports pydantic to convert "no --help given"
    context_settings={"help_option_names": ["-h", "--help"], "default_map": {"help": False}},
)

for _verb, _module in {
    "run": run,
    "simulate": simulate,
    "ask": ask,
    "calibrate": calibrate,
    "verify": verify,
    "export": export,
    "score": score,
    "report": report,
    "preview": preview,
    "validate": validate,
    "init": init,
    "list": list_,
    "schema": schema,
    "doctor": doctor,
    "bench": bench,
}.items():
    app.command(_verb)(_module.command)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"shopfloor {__version__}")
        raise typer.Exit


@app.callback()
def _shopfloor(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Simulate factories, and turn what happened in them into questions whose answers are provably true."""


def main() -> None:
    """Run the command line: 0 fine, 1 a part failed, 2 wrong input, 3 a missing extra, 130 interrupted.

    A mistake of the user gets a message and no traceback; ``SHOPFLOOR_DEBUG=1`` shows it all the same.
    """
    try:
        app(prog_name="shopfloor")
    except SystemExit as leaving:
        _flush()
        if leaving.code == 130:
            print(_INTERRUPTED, file=sys.stderr)
        raise
    except Exception as error:
        if os.environ.get("SHOPFLOOR_DEBUG") == "1":
            raise
        message, code = _what_happened(error)
        print(message, file=sys.stderr)
        raise SystemExit(code) from None


def _what_happened(error: Exception) -> tuple[str, int]:
    """Return what the user is told, and the exit code."""
    if _is_interruption(error):
        return _INTERRUPTED, 130
    if isinstance(error, ShopfloorError):
        return f"error: {_told(error)}", error.exit_code
    if isinstance(error, OSError):
        return f"error: the system refused: {error}", 1
    return (
        f"internal error: {type(error).__name__}: {error}\n"
        "This is a fault of shopfloor. Please report it, with what the same command prints after\n"
        "`export SHOPFLOOR_DEBUG=1` and what `shopfloor doctor` prints.",
        1,
    )


def _flush() -> None:
    """Write out what is still held, while it can be told that stdout takes no more."""
    try:
        sys.stdout.flush()
    except OSError as error:
        # or Python would try once more at its end, and complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            print(f"error: stdout could not be written: {error.strerror}", file=sys.stderr)
        raise SystemExit(1) from None


def _is_interruption(error: BaseException | None) -> bool:
    """DuckDB answers Ctrl-C with an error of its own, which others may have wrapped."""
    while error is not None:
        if type(error).__name__ == "InterruptException" or "Query interrupted" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _told(error: ShopfloorError) -> str:
    if isinstance(error, ScenarioError | FamilyError):
        count = len(error.problems)
        return f"{count} {'problem' if count == 1 else 'problems'} in the {error.noun}\n{error}"
    return str(error)
