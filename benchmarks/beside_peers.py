"""How fast is the line, beside other ways to simulate it? ``shopfloor bench peers``.

Turn by turn, each in a process of its own: both engines, SimPy as it is taught and SimPy written for speed, salabim, Ciw,
Simantha, and the same loop in C. Once with the log in memory, once written to Parquet, and once as whole processes, imports
included. Slower ones get shorter runs; events per second do not depend on that much, and what does, memory for the log,
speaks for the shorter run. Prints one JSON object a line: figures, and what is to be known of each peer.
"""

import argparse
import json
import os
import statistics
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from peers.environments import HERE, CannotBeMade, compiled, python_of
from processes import Ended, FailedRun, Rounds, run

MACHINES = 10
PLANT_S = 8_500_000.0
"""The horizon in which the line finishes about 100,000 parts."""
EVENTS_PER_S = 0.556
"""Rows that the line writes in a second of plant time."""
PROCESS_EVENTS = 2_000_000
AGREE_SHARE = 0.05
SECONDS = 170.0
"""Another round is begun only if it will end in this time."""


@dataclass(frozen=True)
class Peer:
    """One way to simulate the line; ``share`` is how much of the horizon its run gets."""

    id: str
    name: str
    licence: str
    share: float
    writes_parquet: bool = False
    is_whole_process: bool = False


PEERS = (
    Peer("kernel", "kernel", "Apache-2.0", 1.0, writes_parquet=True, is_whole_process=True),
    Peer("reference", "reference engine", "Apache-2.0", 0.04, writes_parquet=True),
    Peer("plain_simpy", "SimPy", "MIT", 0.2, writes_parquet=True, is_whole_process=True),
    Peer("lean_simpy", "lean SimPy", "MIT", 0.4, writes_parquet=True, is_whole_process=True),
    Peer("line_salabim", "salabim", "MIT", 0.04),
    Peer("line_ciw", "Ciw", "MIT", 0.04),
    Peer("line_simantha", "Simantha", "MIT", 0.06),
    Peer("c", "C", "Apache-2.0", 1.0, is_whole_process=True),
)


def program_of(peer: Peer) -> list[str]:
    """Return how a peer is started, without the arguments that all have in common.

    Raises:
        CannotBeMade: it cannot run here.
    """
    if peer.id == "c":
        return [str(compiled("line.c"))]
    if peer.id in ("kernel", "reference"):
        return [sys.executable, str(HERE.parent / "line.py"), "--engine", peer.id]
    return [str(python_of(peer.id)), str(HERE / f"{peer.id}.py")]


def measured(program: list[str], plant_s: float, seed: int, *extra: str | Path) -> Ended:
    is_ours = "--engine" in program
    environment = {name: value for name, value in os.environ.items() if is_ours or name != "PYTHONPATH"}
    return run([*program, str(MACHINES), str(plant_s), str(seed), *extra], environment=environment)


def rate(ended: Ended) -> float:
    """Events per second of wall time: the kernel's log is written by another thread."""
    return float(ended.told["events"] / max(ended.told["wall_s"], 1e-9))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="a tenth of the events")
    parser.add_argument("--only", help="only the kernel and these, as in c,lean_simpy")
    given = parser.parse_args()
    scale = 0.1 if given.quick else 1.0
    chosen = {"kernel", *given.only.split(",")} if given.only else {peer.id for peer in PEERS}
    programs: dict[Peer, list[str]] = {}
    left_out: dict[Peer, str] = {}
    for peer in PEERS:
        try:
            if peer.id in chosen:
                programs[peer] = program_of(peer)
        except CannotBeMade as error:
            left_out[peer] = str(error)
    cases = {
        "memory": list(programs),
        "parquet": [peer for peer in programs if peer.writes_parquet],
        "process": [peer for peer in programs if peer.is_whole_process],
    }
    ended: dict[tuple[str, Peer], list[Ended]] = defaultdict(list)
    for peer, program in programs.items():  # what is compiled is compiled now; short, and not counted
        try:
            measured(program, 3600.0, 0)
        except FailedRun as error:
            left_out[peer] = str(error)
    with TemporaryDirectory() as folder:
        for seed in Rounds(given.rounds, SECONDS * scale):
            for case, peer in [(case, peer) for case, peers in cases.items() for peer in peers]:
                if peer in left_out:
                    continue
                plant_s = scale * (
                    PROCESS_EVENTS / EVENTS_PER_S if case == "process" else PLANT_S * peer.share
                )
                file = ["--parquet", Path(folder) / "log.parquet"] if case == "parquet" else []
                try:
                    ended[case, peer].append(measured(programs[peer], plant_s, seed, *file))
                except FailedRun as error:
                    left_out[peer] = str(error)
    kernel = PEERS[0]
    if kernel in left_out:
        raise SystemExit(f"the kernel could not run: {left_out[kernel]}")
    told(ended, scale, left_out)


def told(ended: dict[tuple[str, Peer], list[Ended]], scale: float, left_out: dict[Peer, str]) -> None:
    """Print the facts of each peer, and its figures."""
    kernel = PEERS[0]
    ours_per_h = parts_per_h(ended["memory", kernel])
    for peer in PEERS:
        if peer in left_out:
            fact = {"fact": "peer", "id": peer.id, "name": peer.name, "left_out": left_out[peer]}
            print(json.dumps(fact | {"licence": peer.licence}))
        elif runs := ended.get(("memory", peer)):
            found = parts_per_h(runs)
            parts = sum(it.told["parts"] for it in runs)
            fact = {
                "fact": "peer",
                "id": peer.id,
                "name": runs[0].told["peer"],
                "licence": peer.licence,
                "events": sum(it.told["events"] for it in runs) // len(runs),
                "parts_per_h": found,
                "difference": found / ours_per_h - 1,
                # short runs scatter: one and a half by the square root of the parts is about three standard errors
                "agrees": abs(found / ours_per_h - 1) <= AGREE_SHARE + 1.5 / max(parts, 1) ** 0.5,
            }
            print(json.dumps(fact))
    measures = {
        "memory": "events per second, log in memory",
        "parquet": "events per second, log to Parquet",
        "process": f"seconds of the whole process, {scale * PROCESS_EVENTS / 1e6:g} million events",
    }
    for case, measure in measures.items():
        ours = [it.wall_s if case == "process" else rate(it) for it in ended.get((case, kernel), [])]
        for peer in PEERS:
            if peer is kernel or peer in left_out or not ended.get((case, peer)):
                continue
            theirs = [it.wall_s if case == "process" else rate(it) for it in ended[case, peer]]
            figure = {
                "benchmark": "peers",
                "case": case,
                "peer_id": peer.id,
                "measure": measure,
                "subject": "kernel",
                "peer": peer.name,
                "value": statistics.median(ours),
                "peer_value": statistics.median(theirs),
                "ratio": statistics.median(a / b for a, b in zip(ours, theirs, strict=True)),
                "rounds": len(ours),
            }
            print(json.dumps(figure))


def parts_per_h(runs: list[Ended]) -> float:
    counted_s = sum(it.told["counted_s"] for it in runs)
    return float(3600 * sum(it.told["parts"] for it in runs) / max(counted_s, 1.0))


if __name__ == "__main__":
    main()
