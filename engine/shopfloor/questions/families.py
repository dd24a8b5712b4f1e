"""Which questions can be asked? Reads family files, checks them, and tells everything that is wrong at
once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import get_args

from shopfloor.builtin import templates_folder
from shopfloor.contracts.family import Family, Role
from shopfloor.errors import FamilyError, Problem, UsageError
from shopfloor.questions.cases import case_problems
from shopfloor.questions.checks import family_problems
from shopfloor.questions.document import document_of, text_of
from shopfloor.questions.source import SourcedFamily, validated
from shopfloor.questions.sqlcheck import SqlCheck
from shopfloor.questions.steps import Bench

__all__ = ["load_families", "name_problems", "read_families"]

ROLES: tuple[str, ...] = get_args(Role)


def load_families(folders: Sequence[Path] | None = None, *, check_cases: bool = False) -> list[Family]:
    """Return the built-in families and those of ``folders``, by role and name.

    The SQL and the worked cases of the user's own families are always checked. Of the built-in ones the tests do so, for it
    takes longer than to read them; ``check_cases`` does so here, too.

    Raises:
        FamilyError: with all problems of all files.
        UsageError: a folder that does not exist, or holds no family.
    """
    return read_families([templates_folder(), *(folders or ())], check_cases=check_cases)


def read_families(folders: Sequence[Path], *, check_cases: bool = False) -> list[Family]:
    """Return the families of these folders (or single files) alone; otherwise as :func:`load_families`."""
    problems: list[Problem] = []
    families: list[SourcedFamily] = []
    built_in = templates_folder()
    files = [
        (*file, check_cases or folder != built_in)
        for folder in folders
        for file in _files(Path(folder), problems)
    ]
    with closing(SqlCheck()) as sql, closing(Bench()) as bench:
        for path, role, checked in files:
            try:
                family = _family(str(path), text_of(path))
            except FamilyError as error:
                problems += error.problems
                continue
            found = _place_problems(family, path, role)
            if checked:
                found += family_problems(family, sql)
            if checked and not found:
                found = case_problems(family, bench)
            problems += found
            families.append(family)
    problems += _doubles(families)
    if problems:
        raise FamilyError(
            sorted(problems, key=lambda problem: (problem.file, problem.line or 0, problem.column or 0))
        )
    return sorted(families, key=lambda family: (ROLES.index(family.role), family.family))


def name_problems(families: Sequence[Family]) -> list[Problem]:
    """Return whose names are taken: by another of these families, or by a built-in one. The same file, or a copy of what
    is built in, is no other."""
    sourced = [family for family in families if isinstance(family, SourcedFamily)]
    own = {Path(family.document.file).resolve(): family for family in sourced}
    built_in = {path.stem: path for path in templates_folder().glob("*/*.yaml")}
    problems = list(_doubles(list(own.values())))
    for family in own.values():
        taken = built_in.get(family.family)
        if taken is not None and taken.read_text(encoding="utf-8") != family.document.text:
            message = f'"{family.family}" is also the name of a built-in family; give yours another'
            problems.append(family.document.problem(("family",), message))
    return problems


@lru_cache(maxsize=1000)
def _family(file: str, text: str) -> SourcedFamily:
    """What a file says, read once: a process that asks several times has the ninety built-in families each time."""
    return validated(document_of(file, text))


def _files(folder: Path, problems: list[Problem]) -> Iterator[tuple[Path, str | None]]:
    """The family files of a folder with the role that their place gives them."""
    if folder.is_file():
        yield folder, None
        return
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder; expected one with families, <role>/<family>.yaml")
    entries = sorted(folder.iterdir())
    found = [(path, None) for path in entries if path.suffix in (".yaml", ".yml")]
    below: list[tuple[Path, str]] = []
    for path in entries:
        if path.is_dir() and not path.name.startswith((".", "_")):
            files = sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml"))
            if files and path.name not in ROLES:
                near = get_close_matches(path.name, ROLES, 1)
                hint = f'; did you mean "{near[0]}"?' if near else ""
                message = f"no role is called so; expected one of {', '.join(ROLES)}{hint}"
                problems.append(Problem(str(path), None, None, "", message))
                continue
            below += [(file, path.name) for file in files]
    if not found and not below and not problems:
        raise UsageError(f"{folder}: no family in it; expected <role>/<family>.yaml")
    yield from found
    yield from below


def _place_problems(family: SourcedFamily, path: Path, role: str | None) -> list[Problem]:
    problems = []
    if role is not None and family.role != role:
        message = (
            f'got "{family.role}", but the file lies in the folder "{role}"; move the file or change the role'
        )
        problems.append(family.document.problem(("role",), message))
    if family.family != path.stem:
        message = f'got "{family.family}", but the file is called {path.name}; give both the same name'
        problems.append(family.document.problem(("family",), message))
    return problems


def _doubles(families: Sequence[SourcedFamily]) -> Iterator[Problem]:
    first: dict[str, SourcedFamily] = {}
    for family in families:
        before = first.setdefault(family.family, family)
        if before is not family:
            message = (
                f'"{family.family}" is also the name of {before.document.file}; give one of them another'
            )
            yield family.document.problem(("family",), message)
