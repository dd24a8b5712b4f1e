"""Which arguments and flags do the commands share, and what do they mean to the library?"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shopfloor.contracts.family import Family
    from shopfloor.scenario import Scenario

__all__ = [
    "Answers",
    "Engine",
    "Focus",
    "Folder",
    "Force",
    "HoldOut",
    "Json",
    "Level",
    "MaxReplications",
    "Mix",
    "PerFamily",
    "Precision",
    "Questions",
    "Quiet",
    "Reasoning",
    "Replications",
    "ScenarioFile",
    "Seed",
    "Set",
    "Sizes",
    "Strict",
    "Templates",
    "WhatIf",
    "Workers",
    "check_place",
    "check_promises",
    "families",
    "overrides",
    "precision",
    "promises",
    "scenario",
]

_PROMISES = (
    "questions",
    "per_family",
    "mix",
    "answers",
    "level",
    "sizes",
    "focus",
    "hold_out",
    "reasoning",
)

ScenarioFile = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A scenario file, or a name of `list scenarios`.")
]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A run folder.")]
Seed = Annotated[
    int | None, typer.Option(min=0, help="Where randomness starts; the scenario's own if left out.")
]
Replications = Annotated[
    int | None, typer.Option(min=1, help="How many independent runs; the scenario's own number if left out.")
]
Workers = Annotated[int, typer.Option(min=1, help="Processes to share the work.")]
Engine = Annotated[
    str, typer.Option(help="The engine that simulates: auto, reference or kernel; the log is the same.")
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change the scenario, as in stations.cutting.machines=3; may be given several times.",
    ),
]
WhatIf = Annotated[
    str | None, typer.Option(metavar="NAME", help="Apply this what_if change of the scenario.")
]
Precision = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KPI=SHARE",
        help="Run replications until the 95 % interval is so tight, as in throughput_rate=2% or "
        "product:pump/lead_time=5%; may be given several times.",
    ),
]
MaxReplications = Annotated[
    int | None, typer.Option(min=2, help="Where --precision stops in any case; 200 if left out.")
]
Questions = Annotated[int | None, typer.Option(min=1, help="How many questions to ask; 500 if left out.")]
PerFamily = Annotated[
    int | None, typer.Option(min=1, help="So many questions of each family, in place of --questions.")
]
Mix = Annotated[
    list[str] | None,
    typer.Option(
        metavar="WHAT=SHARE,…",
        help="Shares of the questions, as in skill.rank=0.2,role.quality=0.3,family.latest_jobs=0.05,unanswerable=0.15; "
        "the rest is even.",
    ),
]
Answers = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ANSWER=WEIGHT,…", help="How often the answers of yes/no families come, as in no=2,yes=8."
    ),
]
Level = Annotated[
    str | None, typer.Option(metavar="LEVEL", help="How hard questions are: 1 to 5, or as in 2-4.")
]
Sizes = Annotated[
    list[str] | None,
    typer.Option(
        metavar="SIZE=SHARE,…",
        help="How long contexts are, as in 0.5k=0.5,2k=0.35,8k=0.12,32k=0.03; page: as long as the report is.",
    ),
]
Focus = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME[=SHARE],…",
        help="Only windows in which something rare happened (`list foci`), for a share of the records; without one: "
        "all that can be had.",
    ),
]
HoldOut = Annotated[
    list[str] | None,
    typer.Option(
        "--hold-out",
        metavar="KIND=NAME,…",
        help="Only for the split test: family=NAME or scenario=NAME; repeatable.",
    ),
]
Reasoning = Annotated[
    str, typer.Option(metavar="WHERE", help="Where the way to the answer stands: field, output or none.")
]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict",
        help="Exit with 1 if anything that was asked for is missing: the number, a share, a size, a named family.",
    ),
]
Templates = Annotated[
    list[Path] | None,
    typer.Option(metavar="DIR", help="A folder of question families beside the built-in ones; repeatable."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace what --out names if it is there already.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no notices on stderr.")]


def scenario(given: str, changes: list[str] | None, what_if: str | None) -> "Scenario":
    """Return the scenario that is meant, with the changes of ``--set`` and ``--what-if``."""
    from shopfloor.scenario import load

    return load(given, overrides=overrides(changes), what_if=what_if)


def overrides(changes: list[str] | None) -> dict[str, str]:
    """Return what ``--set`` changes: path -> value."""
    from shopfloor.errors import UsageError

    changed = {}
    for change in changes or ():
        path, equals, value = change.partition("=")
        if not equals or not path.strip():
            raise UsageError(
                f'--set: got "{change}"; expected PATH=VALUE, such as stations.cutting.machines=3'
            )
        changed[path.strip()] = value.strip()
    return changed


def precision(given: list[str] | None, most: int | None) -> "tuple[dict[str, float] | None, int]":
    """Return what ``--precision`` asks for (``None``: nothing), and how many replications it may take."""
    from shopfloor.analysis import MAX_REPLICATIONS, parse_precision
    from shopfloor.errors import UsageError

    if not given and most is not None:
        raise UsageError("--max-replications goes with --precision; give that too, or --replications")
    return (parse_precision(given) if given else None), (MAX_REPLICATIONS if most is None else most)


def promises(
    *,
    questions: int | None,
    per_family: int | None,
    mix: list[str] | None,
    answers: list[str] | None,
    level: str | None,
    sizes: list[str] | None,
    focus: list[str] | None,
    hold_out: list[str] | None,
    reasoning: str,
) -> dict[str, Any]:
    """Return what is asked for, as the library takes it."""
    from shopfloor.errors import UsageError

    if per_family is not None and (questions is not None or mix):
        beside = "--questions" if questions is not None else "--mix"
        raise UsageError(f"--per-family: got {beside} beside it; expected one or the other")
    held: dict[str, list[str]] = {}
    for part in _parts("--hold-out", hold_out, "family=latest_jobs"):
        kind, equals, name = part.partition("=")
        if not equals or not name:
            raise UsageError(f'--hold-out: got "{part}"; expected family=NAME or scenario=NAME')
        held.setdefault(kind.strip(), []).append(name.strip())
    rare: dict[str, float | None] = {}
    for part in _parts("--focus", focus, "double_breakdown=0.5"):
        rare |= _numbers("--focus", [part], "double_breakdown=0.5") if "=" in part else {part: None}
    return {
        "questions": questions,
        "per_family": per_family,
        "mix": _numbers("--mix", mix, "skill.rank=0.2") or None,
        "answers": _numbers("--answers", answers, "no=2,yes=8") or None,
        "level": _level(level),
        "sizes": _numbers("--sizes", sizes, "0.5k=0.6,2k=0.4") or None,
        "focus": rare or None,
        "hold_out": held or None,
        "reasoning": reasoning,
    }


def check_promises(
    families: "Sequence[Family]", scenarios: "Sequence[str]", how: "Mapping[str, Any]"
) -> None:
    """Say what is wrong with what is asked for, before anything is done, in the words of the command line."""
    from shopfloor import questions
    from shopfloor.errors import UsageError

    try:
        questions.check_promises(families, scenarios, **{name: how[name] for name in _PROMISES})
    except UsageError as error:
        names = "|".join(_PROMISES)
        told = re.sub(
            rf"^({names})\b", lambda it: f"--{it[1].replace('_', '-')}", str(error), flags=re.MULTILINE
        )
        raise UsageError(told) from None


def check_place(out: Path, *, force: bool, flag: str = "--out") -> None:
    """Refuse a place that could not be written to, before the work that would be lost."""
    import tempfile

    from shopfloor.errors import OutputError, UsageError

    if not force and (any(out.iterdir()) if out.is_dir() else out.exists()):
        raise UsageError(f"{out}: exists already; add --force to replace it, or choose another {flag}")
    above = next(folder for folder in out.absolute().parents if folder.exists())
    try:
        with tempfile.TemporaryFile(dir=above):
            pass
    except OSError as error:
        raise OutputError(
            f"{out}: could not be written: {above}: {error.strerror}\n"
            f"  nothing was done yet; look at the permissions, or choose another {flag}"
        ) from error


def _parts(flag: str, given: list[str] | None, example: str) -> list[str]:
    from shopfloor.errors import UsageError

    parts = [part.strip() for text in given or () for part in text.split(",") if part.strip()]
    if given and not parts:
        raise UsageError(f"{flag}: got nothing; expected something such as {example}, or leave it out")
    return parts


def _numbers(flag: str, given: list[str] | None, example: str) -> dict[str, float]:
    from shopfloor.errors import UsageError

    numbers: dict[str, float] = {}
    for part in _parts(flag, given, example):
        name, equals, value = part.partition("=")
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if not equals or not number < float("inf"):
            raise UsageError(f'{flag}: got "{part}"; expected a name and a number, such as {example}')
        if name.strip() in numbers:
            raise UsageError(f"{flag}: got {name.strip()} twice; expected it once")
        numbers[name.strip()] = number
    return numbers


def _level(given: str | None) -> int | tuple[int, int] | None:
    from shopfloor.errors import UsageError

    if given is None:
        return None
    first, dash, last = given.partition("-")
    if not first.strip().isdecimal() or (dash and not last.strip().isdecimal()):
        raise UsageError(f'--level: got "{given}"; expected a level from 1 to 5, or two such as 2-4')
    return (int(first), int(last)) if dash else int(first)


def families(folders: list[Path] | None) -> "list[Family]":
    """Return the question families to ask: the built-in ones and those of ``--templates``."""
    from shopfloor.questions import load_families

    return load_families(folders or None)
