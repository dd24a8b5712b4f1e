"""What does the README say? Its marked blocks, for the tests that hold it to them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def readme_block(name: str) -> str:
    """The code block below the comment ``<!-- name -->``, as .ci/run takes it."""
    block = re.search(rf"^<!-- {re.escape(name)} -->\n```\w*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert block is not None, f"README.md has no block marked <!-- {name} -->"
    return block[1]
