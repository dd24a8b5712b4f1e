"""What can go wrong, and how is the user told?

    ShopfloorError                 everything this library raises on purpose
    ├── InputError                 something the user gave is wrong             exit code 2
    │   ├── ScenarioError          a scenario file, all its problems at once
    │   ├── FamilyError            a question family file, all its problems at once
    │   └── UsageError             an argument, a flag, a path
    ├── RunError                   it ran, and a part failed                    exit code 1
    │   ├── OutputError            the results could not be written
    │   ├── LogError               an event log is unreadable or breaks a law
    │   └── VerificationError      a record whose answer cannot be re-derived
    └── MissingExtraError          an optional package is not installed         exit code 3

Messages say where, what was given, what was expected and what to try. The command line prints them without a
traceback and leaves with the code of the class.
"""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "FamilyError",
    "InputError",
    "LogError",
    "MissingExtraError",
    "OutputError",
    "Problem",
    "RunError",
    "ScenarioError",
    "ShopfloorError",
    "UsageError",
    "VerificationError",
]


class ShopfloorError(Exception):
    """The root of the tree; ``exit_code`` is what the command line leaves with."""

    exit_code = 1


class InputError(ShopfloorError):
    """Something the user gave is wrong."""

    exit_code = 2


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in a file: where it stands, its path in the document, and what to do."""

    file: str
    line: int | None
    column: int | None
    path: str
    message: str

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f":{self.line}:{self.column or 1}"
        head = f"{place}  {self.path}" if self.path else place
        return f"{head}\n  {self.message}"


class _FileError(InputError):
    """All problems of one or more files at once."""

    noun = "file"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ScenarioError(_FileError):
    """A scenario file that does not say what a plant is; ``problems`` holds all that was found."""

    noun = "scenario"


class FamilyError(_FileError):
    """A question family file that cannot be used; ``problems`` holds all that was found."""

    noun = "question family"


class UsageError(InputError):
    """An argument, a flag or a path that cannot be used."""


class RunError(ShopfloorError):
    """It ran, and a part failed."""

    exit_code = 1


class OutputError(RunError):
    """The results could not be written."""


class LogError(RunError):
    """An event log that is unreadable or breaks a law."""


class VerificationError(RunError):
    """A record whose answer cannot be re-derived from its own text."""


class MissingExtraError(ShopfloorError):
    """An optional package is not installed; the message holds the line that installs it."""

    exit_code = 3
