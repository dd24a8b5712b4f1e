"""What holds for every test?"""

import os
import sys

import pytest

# Many tests start Python processes. Where the environment forbids compiled files, each of them would compile
# everything again; they share the compiled files instead, as they do on a user's machine.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Tests run on all processors. Threads of linear algebra would only wait for one another there, and its matrices are small:
# with two threads, a plan of questions takes fifty times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--identity",
        action="store_true",
        help="hold the log of the compiled engine to that of the reference engine, byte for byte, for several hundred "
        "random plants (always: for a few) and in every law",
    )
    parser.addoption(
        "--apart",
        action="store_true",
        help="try every law on each engine alone, which tells whose fault it is",
    )
