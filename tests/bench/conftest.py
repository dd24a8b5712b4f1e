"""A report as ``shopfloor bench peers scaling scenarios`` makes it, and the scripts of ``benchmarks/``."""

import copy

import pytest

from shopfloor.builtin import benchmarks_folder

REPORT = {
    "version": "1.2.3",
    "python": "3.11.7",
    "machine": "Linux x86_64",
    "processor": "A processor with quite a long name, as they have, 3.20 GHz",
    "cores": 2,
    "quick": False,
    "peers": [
        {
            "id": "kernel",
            "name": "shopfloor 1.2.3, kernel",
            "licence": "Apache-2.0",
            "events": 4_000_000,
            "parts_per_h": 45.0,
            "difference": 0.0,
            "agrees": True,
        },
        {
            "id": "line_simantha",
            "name": "Simantha 0.1.1",
            "licence": "MIT",
            "events": 100_000,
            "parts_per_h": 40.0,
            "difference": -0.111,
            "agrees": False,
        },
        {
            "id": "c",
            "name": "C",
            "licence": "Apache-2.0",
            "left_out": "no C compiler (cc, gcc or clang) was found",
        },
    ],
    "figures": [
        {
            "benchmark": "peers",
            "case": case,
            "peer_id": peer_id,
            "measure": f"events per second, {case}",
            "subject": "kernel",
            "peer": peer,
            "value": 20e6,
            "peer_value": 20e6 / ratio,
            "ratio": ratio,
            "rounds": 3,
        }
        for case, peer_id, peer, ratio in (
            ("memory", "plain_simpy", "SimPy", 50.0),
            ("memory", "lean_simpy", "lean SimPy", 19.9),
            ("parquet", "plain_simpy", "SimPy", 30.0),
        )
    ]
    + [
        {
            "benchmark": "scaling",
            "case": case,
            "x": x,
            "measure": "microseconds per event",
            "subject": f"{x:,} {case}",
            "peer": f"10 {case}",
            "value": 0.1 * ratio,
            "peer_value": 0.1,
            "ratio": ratio,
            "events_per_s": 1e7 / ratio,
            "peak_mb": 300.0 + ratio,
            "rounds": 3,
        }
        for case, x, ratio in (
            ("horizon", 200_000, 1.0),
            ("horizon", 20_000_000, 1.1),
            ("machines", 10, 1.0),
            ("machines", 10_000, 4.1),
            ("workers", 1, 1.0),
            ("workers", 2, 0.5),
        )
    ]
    + [
        {
            "benchmark": "scenarios",
            "case": "one_hour",
            "measure": "seconds of one hour, whole process",
            "subject": subject,
            "peer": peer,
            "value": value,
            "peer_value": peer_value,
            "ratio": None if peer_value is None else value / peer_value,
            "rounds": 3,
        }
        for subject, peer, value, peer_value in (
            ("assembly_line, kernel", "reference", 1.0, 2.0),
            ("electronics, reference", None, 1.25, None),
        )
    ],
}


@pytest.fixture
def report():
    """Its targets: one met to the dot, one missed by a little, and three that were not measured."""
    return copy.deepcopy(REPORT)


@pytest.fixture
def benchmarks(monkeypatch):
    """The folder of the scripts; they and the peers can be imported."""
    folder = benchmarks_folder()
    monkeypatch.syspath_prepend(folder / "peers")
    monkeypatch.syspath_prepend(folder)
    return folder
