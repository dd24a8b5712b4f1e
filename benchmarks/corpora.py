"""How many records a second, beside what others make?

Each peer runs in an environment of its own, which ``uv`` makes for it (so this one needs a network, and is not among those
of ``shopfloor bench``). What a record is differs from peer to peer: the tokens of each stand beside its rate, and only
shopfloor derives every answer twice. Prints one JSON object a line.

    uv run python benchmarks/corpora.py --records 10000
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from shopfloor.builtin import scenarios_folder
from shopfloor.questions import ask
from shopfloor.scenario import load
from shopfloor.simulation import simulate
from shopfloor.verification import verify

PEERS = Path(__file__).parent / "peers"
NEEDED = {
    "reasoning_gym_records": ("reasoning-gym==0.1.25",),
    "mimesis_jinja": ("mimesis==22.2.0", "jinja2==3.1.6"),
    "distilabel_steps": ("distilabel==1.5.3", "requests==2.34.2"),
    "data_designer_columns": ("data-designer==0.9.6",),
}
"""Script of ``peers/`` -> what its environment holds."""


def ours(records: int, sizes: str) -> dict[str, object]:
    """From a log that is there to records that are verified."""
    log = simulate(load(scenarios_folder() / "assembly_line.yaml"), workers=2)
    ask(log, questions=100, sizes={sizes: 1.0})
    began = time.perf_counter()
    corpus = ask(log, questions=records, sizes={sizes: 1.0})
    verdict = verify(corpus)
    seconds = time.perf_counter() - began
    if verdict.right < len(corpus.records):
        raise SystemExit(f"{len(corpus.records) - verdict.right} records are not right")
    tokens = sum(record.size.tokens for record in corpus.records) / len(corpus.records)
    return {
        "peer": f"shopfloor, one core, asked and verified, contexts of size {sizes}",
        "records": len(corpus.records),
        "records_per_s": len(corpus.records) / seconds,
        "tokens": round(tokens),
    }


def theirs(script: str, records: int) -> dict[str, object]:
    """Run a peer, and return the last line of its output."""
    needed = [part for name in NEEDED[script] for part in ("--with", name)]
    command = ["uv", "run", "--no-project", "--isolated", "--python", sys.executable, *needed]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [*command, "python", str(PEERS / f"{script}.py"), str(records)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if done.returncode:
        return {"peer": script, "error": done.stderr.strip().splitlines()[-1:]}
    found: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--size", default="page", help="the class of size of our contexts")
    arguments = parser.parse_args()
    print(json.dumps(ours(arguments.records, arguments.size)), flush=True)
    failed = 0
    for script in NEEDED:
        told = theirs(script, arguments.records)
        failed += "error" in told
        print(json.dumps(told), flush=True)
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
