"""What do these tests share? A few of the built-in families."""

import shutil
from pathlib import Path

import pytest

from shopfloor.contracts.family import Family
from shopfloor.questions.families import read_families

TEMPLATES = Path(__file__).parents[2] / "templates"
SOME = (
    "maintenance/mean_time_to_repair", "production/busier_machine", "production/mean_wait_before_work",
    "quality/path_of_job", "production/longest_starvation",
)  # fmt: skip


@pytest.fixture(scope="session")
def families(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Family]:
    folder = tmp_path_factory.mktemp("templates")
    for name in SOME:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(TEMPLATES / f"{name}.yaml", folder / f"{name}.yaml")
    return {family.family: family for family in read_families([folder])}
