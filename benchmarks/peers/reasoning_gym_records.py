"""How many questions a second does reasoning-gym make? Run in an environment of its own, see ``benchmarks/corpora.py``.

Its tasks that stand nearest to a shop floor: counting, calendars, and puzzles with a text to read.
"""

import sys

import reasoning_gym
from record_rate import told

TASKS = ("calendar_arithmetic", "gsm_symbolic", "time_intervals", "knights_knaves", "number_sorting")


def records(number: int) -> list[str]:
    each = -(-number // len(TASKS))
    return [
        item["question"] for task in TASKS for item in reasoning_gym.create_dataset(task, size=each, seed=42)
    ][:number]


if __name__ == "__main__":
    told("reasoning-gym", records, int(sys.argv[1]))
