"""What does the operating system see of a command: signals, limits, terminals, closed pipes?"""

import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "shopfloor"]


def wait_for(found: object, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_ends_a_run_at_once_and_leaves_nothing(plant_file, tmp_path, workers):
    """SIGINT to the group, workers included, as a terminal does it: code 130, no traceback, no folder."""
    arguments = [
        "simulate",
        str(plant_file),
        "--replications",
        "5000",
        "--workers",
        workers,
        "--out",
        str(tmp_path / "out"),
    ]
    with subprocess.Popen(
        [*COMMAND, *arguments], stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        try:
            wait_for(lambda: any(tmp_path.glob("*/events/*.parquet")) or run.poll() is not None)
            os.killpg(run.pid, signal.SIGINT)
            _, stderr = run.communicate(timeout=60)
        finally:
            run.kill()
    assert run.returncode == 130, stderr
    assert "Traceback" not in stderr
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_no_more_leaves_nothing(plant_file, tmp_path):
    """The system allows no file beyond a few kilobytes: no log can be written, and the message says so."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    arguments = ["simulate", str(plant_file), "--out", str(tmp_path / "out")]
    run = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, preexec_fn=limit, timeout=60)
    assert run.returncode == 1, run.stderr
    assert "Traceback" not in run.stderr
    assert str(tmp_path / "out") in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_closed_pipe_is_no_fault(plant_file):
    """``shopfloor simulate … | head -1`` ends quietly."""
    simulate = " ".join([*COMMAND, "simulate", str(plant_file), "--json", "--quiet"])
    piped = subprocess.run(f"{simulate} | head -n 1", shell=True, capture_output=True, text=True, timeout=60)
    assert piped.stdout == "{\n"
    assert piped.stderr == ""


def test_a_full_device_behind_stdout_is_told():
    """Data that nobody received is no success."""
    with Path("/dev/full").open("w") as full:
        schema = subprocess.run(
            [*COMMAND, "schema"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert schema.returncode == 1
    assert "No space left on device" in schema.stderr
    assert len(schema.stderr.splitlines()) == 1


def test_progress_is_drawn_on_a_terminal_only_there(plant_file, tmp_path, quick):
    """On a terminal stderr shows the stages; stdout stays free of them."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    arguments = ["run", str(plant_file), *quick, "--out", str(tmp_path / "out")]
    run = subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other side is closed
            break
        if not part:
            break
        seen += part
    os.close(ours)
    out, _ = run.communicate(timeout=60)
    assert run.returncode == 0
    assert {"simulate", "ask", "verify"} <= set(re.findall(r"[a-z]+", seen.decode()))
    assert "\x1b" not in out


@pytest.mark.parametrize("arguments", ["--help", "run --help"])
def test_help_imports_nothing_heavy(arguments):
    """--help answers at once because the libraries of a command are imported by the command."""
    script = f"""
import sys, shopfloor.cli
sys.argv = ["shopfloor", *"{arguments}".split()]
try:
    shopfloor.cli.main()
except SystemExit:
    print("MODULES", *{{name.partition(".")[0] for name in sys.modules}})
"""
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    help_text, loaded = said.split("MODULES")
    assert "Usage: shopfloor" in help_text
    heavy = {
        "duckdb",
        "jinja2",
        "mesa",
        "numpy",
        "pandas",
        "pyarrow",
        "pydantic",
        "rich",
        "ruamel",
        "scipy",
        "simpy",
    }
    assert heavy.isdisjoint(loaded.split())
