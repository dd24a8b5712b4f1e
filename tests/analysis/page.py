"""What do the commands of docs/analysis.md print? They are run as they stand there.

``python -m tests.analysis.page`` writes what they print into the page; it is never written by hand.
"""

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from shopfloor.cli import main

FILE = Path(__file__).parents[2] / "docs" / "analysis.md"
PAGE = FILE.read_text(encoding="utf-8")
_ENGINE = re.compile(r"^engine: .*\n(?:  .*\n)*", re.MULTILINE)
_SHOWN = re.compile(r"(^```sh\n(shopfloor [^\n]*)\n```\n\n```text\n)(.*?)^```", re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[str, str]]:
    """Each command of the page, and what the page says that it prints."""
    return [(found[2], found[3]) for found in _SHOWN.finditer(PAGE)]


def python_example() -> str:
    """The page's Python."""
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return code


@contextlib.contextmanager
def plant_folder() -> Iterator[None]:
    """Work in a folder that holds the page's scenario."""
    (text,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "presses.yaml").write_text(text, encoding="utf-8")
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def printed(command: str) -> str:
    """What a command shows in a terminal, with ``> /dev/null`` and ``| head -N`` as in a shell.

    Which engine runs depends on whether it is compiled already, so what is told of that is left out.
    """
    command, _, most = command.partition(" | head -")
    command, to_nowhere, _ = command.partition(" > /dev/null")
    data, notices = io.StringIO(), io.StringIO()
    arguments, sys.argv = sys.argv, shlex.split(command)
    try:
        with contextlib.redirect_stdout(data), contextlib.redirect_stderr(notices):
            main()
    except SystemExit as leaving:
        if leaving.code:
            raise RuntimeError(notices.getvalue()) from None
    finally:
        sys.argv = arguments
    lines = data.getvalue().splitlines(keepends=True)[: int(most) if most else None]
    return ("" if to_nowhere else "".join(lines)) + _ENGINE.sub("", notices.getvalue())


def renew() -> None:
    """Run every command and write what it prints into the page."""
    with plant_folder():
        page = _SHOWN.sub(lambda found: f"{found[1]}{printed(found[2])}```", PAGE)
    FILE.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    renew()
