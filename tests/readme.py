"""What does the README say? Its marked blocks, for the tests that hold it to them.

The record that it shows is written by ``python -m tests.readme RUN_FOLDER``, and how fast it is by ``python -m tests.readme``
out of ``benchmarks/RESULTS.md``; neither by hand.
"""

import json
import re
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FAMILY = "mean_time_to_repair"
_SPEED = re.compile(r"(?<=^<!-- speed -->\n).*?(?=^$)", re.MULTILINE | re.DOTALL)


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


def shown_speed(readme: str = README) -> str:
    """The paragraph below the comment ``<!-- speed -->``."""
    found = _SPEED.search(readme)
    assert found is not None, "README.md has no paragraph marked <!-- speed -->"
    return found[0]


def speed(results: str) -> str:
    """How fast it is, by the ratios of the page of results."""
    in_memory, on_disk = "Events per second, log in memory", "Events per second, log to Parquet"
    text = (
        f"A line of ten machines that break down, with its log: the compiled engine makes "
        f"{_times(results, in_memory, 'SimPy')} times as many events a second as SimPy as it is taught, "
        f"{_times(results, in_memory, 'lean SimPy')} times as many as SimPy written for speed, "
        f"{_times(results, in_memory, 'C')} times as many as C, and {_times(results, in_memory, 'reference engine')} times as "
        f"many as the readable engine, whose log is the same byte for byte. With the log on disk, as Parquet, it is "
        f"{_times(results, on_disk, 'SimPy')} times as fast as SimPy. A whole process of two million events, all loading "
        f"included, takes {_times(results, 'Seconds of the whole process, 2 million events', 'SimPy')} of SimPy's time. "
        "`shopfloor bench peers scaling scenarios` measures that on your machine; [benchmarks/RESULTS.md](benchmarks/RESULTS.md) "
        "has the machine of these figures, how each peer differs, what falls short of its target, and why."
    )
    return textwrap.fill(text, 150, break_long_words=False, break_on_hyphens=False) + "\n"


def _times(results: str, measure: str, peer: str) -> str:
    """The kernel's ratio beside a peer, in two digits."""
    section = results.partition(f"\n## {measure}\n")[2].partition("\n## ")[0]
    row = re.search(rf"^\| ([\d.,]+) \| kernel \| {re.escape(peer)} \|", section, re.MULTILINE)
    assert row is not None, f"RESULTS.md has no ratio of kernel and {peer} under {measure}"
    ratio = float(row[1].replace(",", ""))
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.2g}"


def show_speed() -> None:
    """Put the figures of the page of results into the README."""
    results = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    readme = _SPEED.sub(lambda _: speed(results), README)
    (ROOT / "README.md").write_text(readme, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        show_record(Path(sys.argv[1]))
    else:
        show_speed()
