"""Does a file or a folder appear whole or not at all, and is nothing lost that was there before?"""

import errno
from pathlib import Path

import pytest

from shopfloor.errors import OutputError, UsageError
from shopfloor.staging import free_name, staged, staged_file

FAILURES = [OSError(errno.ENOSPC, "No space left on device"), UsageError("no"), KeyboardInterrupt()]


def ours(folder: Path, text: str = "{}") -> Path:
    folder.mkdir()
    (folder / "paper.json").write_text('{"shopfloor": "1.0.0"}')
    (folder / "old.txt").write_text(text)
    return folder


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder, and what stands in it."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def test_a_file_appears_when_it_is_whole(tmp_path):
    """Its folders are made; while it is written it has another name with the same ending, and then nothing is beside it."""
    path = tmp_path / "a" / "b.json"
    with staged_file(path) as file:
        file.write_text("half")
        assert not path.exists()
        assert (file.parent, file.suffix) == (path.parent, path.suffix)
        file.write_text("whole")
    assert tree(tmp_path) == {"a/b.json": "whole"}


@pytest.mark.parametrize("failure", FAILURES, ids=lambda it: type(it).__name__)
def test_a_failure_leaves_the_file_that_was_there(tmp_path, failure):
    """Whatever goes wrong, Ctrl-C included."""

    def half() -> None:
        with staged_file(tmp_path / "a.txt", replace=True) as file:
            file.write_text("half")
            raise failure

    (tmp_path / "a.txt").write_text("old")
    with pytest.raises((OutputError, UsageError, KeyboardInterrupt)):
        half()
    assert tree(tmp_path) == {"a.txt": "old"}


@pytest.mark.parametrize("failure", FAILURES, ids=lambda it: type(it).__name__)
def test_a_failure_leaves_the_folder_that_was_there(tmp_path, failure):
    """Also when it was to be replaced."""

    def half() -> None:
        with staged(folder, replace=True, paper="paper.json") as partial:
            (partial / "new.txt").write_text("half")
            raise failure

    folder = ours(tmp_path / "out")
    before = tree(tmp_path)
    with pytest.raises((OutputError, UsageError, KeyboardInterrupt)):
        half()
    assert tree(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_cannot_take_its_place_gives_it_back(tmp_path, monkeypatch):
    """The old one was out of the way already when the last rename failed."""
    rename = Path.replace

    def refused(path: Path, target: Path) -> Path:
        if ".partial-" in path.name:
            raise PermissionError(errno.EACCES, "Permission denied")
        return rename(path, target)

    folder = ours(tmp_path / "out")
    before = tree(tmp_path)
    monkeypatch.setattr(Path, "replace", refused)
    with (
        pytest.raises(OutputError, match="Permission denied"),
        staged(folder, replace=True, paper="paper.json") as partial,
    ):
        (partial / "new.txt").write_text("new")
    assert tree(tmp_path) == before


def test_a_folder_takes_the_place_of_one_of_ours(tmp_path):
    """All of the old one goes, and nothing is left beside it."""
    folder = ours(tmp_path / "out")
    with staged(folder, replace=True, paper="paper.json") as partial:
        (partial / "new.txt").write_text("new")
        assert (folder / "old.txt").exists()
    assert tree(tmp_path) == {"out/new.txt": "new"}


@pytest.mark.parametrize("paper", [None, "", "no JSON", "[]", '{"other": 1}'])
def test_a_folder_of_somebody_else_is_never_replaced(tmp_path, paper):
    """A file of that name does not do: it must say that shopfloor made the folder."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_text("mine")
    if paper is not None:
        (tmp_path / "out" / "paper.json").write_text(paper)
    before = tree(tmp_path)
    with (
        pytest.raises(UsageError, match=r"no paper\.json that says so"),
        staged(tmp_path / "out", replace=True, paper="paper.json"),
    ):
        raise AssertionError("nothing may be written")
    assert tree(tmp_path) == before


def test_nothing_is_replaced_unasked(tmp_path):
    """Files and folders; an empty folder may be filled."""
    ours(tmp_path / "out")
    (tmp_path / "a.txt").write_text("mine")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="--force"), staged(tmp_path / "out", paper="paper.json"):
        raise AssertionError("nothing may be written")
    with pytest.raises(UsageError, match="--force"), staged_file(tmp_path / "a.txt"):
        raise AssertionError("nothing may be written")
    with staged(tmp_path / "empty") as partial:
        (partial / "new.txt").write_text("new")
    assert tree(tmp_path / "empty") == {"new.txt": "new"}


def test_a_folder_is_no_file_and_a_file_no_folder(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageError, match="is a file"), staged(tmp_path / "file", replace=True, paper="p"):
        raise AssertionError("nothing may be written")
    with pytest.raises(UsageError, match="is a folder"), staged_file(tmp_path, replace=True):
        raise AssertionError("nothing may be written")


def test_an_error_names_what_the_user_meant(tmp_path):
    """However deep the part lies that could not be written: the folder, and never a temporary name. The reason is the
    system's own."""
    with (
        pytest.raises(OutputError) as error,
        staged(tmp_path / "out") as folder,
        staged_file(folder / "part") as part,
        staged_file(part),
    ):
        raise OSError(errno.ENOSPC, "No space left on device")
    told = str(error.value)
    assert told.startswith(f"{tmp_path / 'out'}: could not be written: No space left on device\n")
    assert "partial" not in told


def test_the_next_free_name(tmp_path):
    for name in ("run", "run-2", "run-4"):
        (tmp_path / name).mkdir()
    assert free_name(tmp_path / "run") == tmp_path / "run-3"
    assert free_name(tmp_path / "other") == tmp_path / "other"
