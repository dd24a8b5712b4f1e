"""What does the README say? Its marked blocks, for the tests that hold it to them.

The record that it shows is written by ``python -m tests.readme RUN_FOLDER``, never by hand.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FAMILY = "mean_time_to_repair"


def readme_block(name: str, readme: str = README) -> str:
    """The code block below the comment ``<!-- name -->``, as .ci/run takes it."""
    block = _marked(name).search(readme)
    assert block is not None, f"README.md has no block marked <!-- {name} -->"
    return block[2]


def _marked(name: str) -> re.Pattern[str]:
    return re.compile(rf"^(<!-- {re.escape(name)} -->\n```\w*\n)(.*?)^```", re.MULTILINE | re.DOTALL)


def steps_of(family: str) -> str:
    """The part of a family file that says how the answer follows."""
    part = re.search(r"^steps:\n.*?(?=^\S)", family, re.MULTILINE | re.DOTALL)
    assert part is not None
    return part[0].strip() + "\n"


def show_record(folder: Path) -> None:
    """Put the record of ``FAMILY`` with the shortest context into the README."""
    corpus = json.loads((folder / "corpus.json").read_text(encoding="utf-8"))
    record = min((r for r in corpus if r["family"] == FAMILY), key=lambda r: (len(r["context"]), r["id"]))
    family = (folder / "families" / record["role"] / f"{FAMILY}.yaml").read_text(encoding="utf-8")
    blocks = {
        "context": record["context"] + "\n",
        "record": json.dumps(record | {"context": "the text above"}, ensure_ascii=False, indent=1) + "\n",
        "steps": steps_of(family),
    }
    readme = README
    for name, text in blocks.items():
        readme = _marked(name).sub(lambda found, text=text: f"{found[1]}{text}```", readme)
    (ROOT / "README.md").write_text(readme, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    show_record(Path(sys.argv[1]))
