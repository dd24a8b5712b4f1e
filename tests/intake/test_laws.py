"""Whatever is wrong in a log, what is taken in obeys all laws of an event log, and every row is accounted for."""

import random

import pytest

from tests.intake.logs import broken, taken

HEADER = "case;act;mach;pers;start;end;out;arr;due;prod"
STOPS = {"machine": "m", "from": "f", "repair": "r", "to": "t", "cause": "c", "person": "p", "planned": "q"}


def _messy(seed: int) -> tuple[list[str], dict[str, str], dict[str, object]]:
    """Rows with gaps, overlaps, coincidences and contradictions, some of the columns, and perhaps stops."""
    chance = random.Random(seed)
    span = chance.choice((5, 20, 200))

    def at(minute: int) -> str:
        return "" if chance.random() < 0.05 else f"2026-01-05T{6 + minute // 60:02d}:{minute % 60:02d}"

    rows = []
    for _ in range(chance.randint(8, 40)):
        start = chance.randint(0, span) + 5
        end = start + chance.choice((0, 0, 1, 3, 10, -1))
        rows.append(
            f"{chance.choice('ABCDE')};{chance.choice(('saw', 'mill', 'Saw'))};{chance.choice(('m1', 'm 1', 'M2', ''))};"
            f"{chance.choice(('p1', 'p2', ''))};{at(start)};{at(end)};{chance.choice(('ok', 'scrap', 'rework', 'ok'))};"
            f"{at(start - chance.randint(-2, 5))};{at(start + 20)};{chance.choice(('x', 'y', ''))}"
        )
    columns = {"case": "case", "activity": "act", "start": "start", "end": "end"}
    extra = {
        "machine": "mach",
        "person": "pers",
        "outcome": "out",
        "arrival": "arr",
        "due": "due",
        "product": "prod",
    }
    columns |= {role: name for role, name in extra.items() if chance.random() < 0.7}
    options: dict[str, object] = {"overlaps": chance.choice(("split", "set-aside"))}
    if chance.random() < 0.7:
        lines = ["m;f;r;t;c;p;q"]
        for _ in range(chance.randint(2, 8)):
            since = chance.randint(5, span)
            lines.append(
                f"{chance.choice(('m1', 'm 1', 'M2'))};{at(since)};{at(since + chance.randint(0, 2))};"
                f"{at(since + chance.randint(1, 5))};{chance.choice(('jam', 'Öl', ''))};{chance.choice(('p1', 'w1', ''))};"
                f"{chance.choice(('yes', 'no', '', 'perhaps'))}"
            )
        options |= {"stops": lines, "stop_columns": STOPS}
    return rows, columns, options


@pytest.mark.parametrize("seed", range(4))
def test_messy_logs_obey_all_laws(tmp_path, seed):
    """All laws hold on what is taken in, and rows of each file are either visits, or stops, or set aside."""
    rows, columns, options = _messy(seed)
    stops = len(options["stops"]) - 1 if "stops" in options else 0
    intake = taken(tmp_path, *rows, header=HEADER, columns=columns, **options)
    assert broken(intake) == {}
    counts = intake.report.counts
    assert counts["visits"] + counts["set_aside"] == len(rows)
    assert counts["stoppages"] + counts.get("stop_rows_set_aside", 0) == stops


def test_same_log_gives_the_same_bytes(tmp_path):
    """Two readings of one file write the same events and the same plant."""
    rows, columns, options = _messy(7)
    first = taken(tmp_path, *rows, header=HEADER, columns=columns, **options).log
    second = taken(tmp_path, *rows, header=HEADER, columns=columns, **options).log
    for name in ("plant.json", "intake.json", "events/replication-00000.parquet"):
        assert (first.folder / name).read_bytes() == (second.folder / name).read_bytes()
