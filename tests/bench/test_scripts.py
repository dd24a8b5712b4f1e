"""Do the scripts of ``benchmarks/`` run their processes, and tell what came out?"""

import json
import sys

import pytest


def test_a_process_is_told_by_its_last_line(benchmarks):
    from processes import run

    ended = run([sys.executable, "-c", "print('hm'); print('{\"events\": 3}')"])
    assert ended.told == {"events": 3}
    assert ended.wall_s > 0
    assert ended.peak_mb > 1


def test_a_process_that_fails_is_told_with_its_last_words(benchmarks):
    from processes import FailedRun, run

    with pytest.raises(FailedRun, match="left with 3: no room"):
        run([sys.executable, "-c", "import sys; print('no room', file=sys.stderr); sys.exit(3)"])
    with pytest.raises(FailedRun, match="nowhere"):
        run(["/nowhere/python"])


def test_a_process_that_takes_too_long_is_stopped(benchmarks, monkeypatch):
    import processes

    monkeypatch.setattr(processes, "_AT_MOST_S", 0.2)
    with pytest.raises(processes.FailedRun, match=r"took longer than 0\.2 s"):
        processes.run([sys.executable, "-c", "import time; time.sleep(60)"])


def test_rounds_end_with_the_time_but_one_is_always_measured(benchmarks):
    from processes import Rounds

    assert list(Rounds(3, 3600.0)) == [1, 2, 3]
    assert list(Rounds(3, 0.0)) == [1]


def test_a_peer_that_cannot_be_installed_leaves_nothing_behind(benchmarks, monkeypatch, tmp_path):
    import environments

    (tmp_path / "peer.txt").write_text("./there_is_no_such_folder\n")
    monkeypatch.setattr(environments, "HERE", tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with pytest.raises(environments.CannotBeMade):
        environments.python_of("peer")
    kept = (tmp_path / "cache" / "shopfloor" / "peers").iterdir()
    assert not [folder for folder in kept if "partial" not in folder.name]


def test_every_peer_has_its_versions_pinned(benchmarks):
    """By name and version, and by nothing else: no servers, no hashes."""
    from beside_peers import PEERS

    for peer in PEERS:
        if peer.id not in ("c", "kernel", "reference"):
            for line in (benchmarks / "peers" / f"{peer.id}.txt").read_text().splitlines():
                name, version = line.split(" ; ")[0].split("==")
                assert name.isidentifier()
                assert version.replace(".", "").isdecimal()


def test_the_ratio_beside_a_peer_is_that_of_each_round(benchmarks, capsys):
    """The machine was twice as slow in the second round, for both: the ratio does not know."""
    from beside_peers import PEERS, told
    from processes import Ended

    def runs(events, parts):
        return [
            Ended(
                1.0,
                50.0,
                {"peer": "it", "events": events, "parts": parts, "counted_s": 3600.0, "wall_s": wall_s},
            )
            for wall_s in (1.0, 2.0)
        ]

    kernel, _, simpy, lean, *_, c = PEERS
    told(
        {
            ("memory", kernel): runs(1000, 4000),
            ("memory", simpy): runs(100, 3900),
            ("memory", lean): runs(200, 2000),
        },
        1.0,
        {c: "no compiler"},
    )
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    facts = {it["id"]: it for it in lines if "fact" in it}
    assert [it["ratio"] for it in lines if "fact" not in it] == [10.0, 5.0]
    assert facts["plain_simpy"]["agrees"]
    assert not facts["lean_simpy"]["agrees"]
    assert facts["c"]["left_out"] == "no compiler"


def test_a_point_of_a_curve_stands_beside_the_first(benchmarks, monkeypatch, capsys):
    import scaling
    from processes import Ended

    def run(command):
        what, x = command[-2:]
        return Ended(1.0, 100.0, {"cost_us": 1.0 + scaling.POINTS[what].index(float(x))})

    monkeypatch.setattr(scaling, "run", run)
    monkeypatch.setattr(scaling.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(sys, "argv", ["scaling", "--rounds", "1"])
    scaling.main()
    figures = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    machines = [it for it in figures if it["case"] == "machines"]
    assert [it["x"] for it in machines] == [10, 100, 1_000, 10_000]
    assert [it["ratio"] for it in machines] == [1.0, 2.0, 3.0, 4.0]
    assert [it["subject"] for it in machines][-1] == "10,000 machines"


def test_the_cost_of_an_event_leaves_out_what_happens_once(benchmarks):
    """A run that burns time at its beginning, and nothing for its events: events cost next to nothing."""
    import time

    from scaling import second_part

    def run(events):
        def burn():
            began = time.process_time()
            while time.process_time() - began < 0.05:
                pass
            return events

        return burn

    told = second_part(run(1_000), run(1_001_000))
    assert told["events"] == 1_001_000
    assert abs(told["cost_us"]) < 0.04  # 0.05 if the beginning counted
