"""What follows from the rows of a world? Worked out plainly, one record at a time.

Written anew from docs/families.md, so that it shares nothing with either witness: the steps are run on one world, and
everything that a record says beside its three texts is put together from their rows.
"""

import re
import sqlite3
from datetime import datetime, timedelta
from math import floor, log2

UNIT_MS = {"s": 1_000, "min": 60_000, "h": 3_600_000}
NEVER_TOLD = {"record", "row_no", "value", "position", "numerator", "denominator"}


def clock_ms(text):
    """07:10 or 07:10:45 -> ms from midnight"""
    hours, minutes, seconds = [*map(int, text.split(":")), 0][:3]
    return ((hours * 60 + minutes) * 60 + seconds) * 1000


def value_of(column, text, since):
    """The value of a text inside the steps."""
    if text is None:
        return None
    match column.kind:
        case "count":
            return int(text)
        case "clock":
            return clock_ms(text) + (86_400_000 if clock_ms(text) < since else 0)
        case "timestamp":
            return int((datetime.fromisoformat(text) - datetime(1970, 1, 1)).total_seconds()) * 1000
        case "duration":
            return round(float(text.split(" ")[0]) * UNIT_MS[column.unit])
        case _:
            return text


def text_of(column, value):
    """The text of a value, as a derivation tells it."""
    if value is None:
        return "-"
    match column.kind:
        case "clock":
            return f"{value // 3_600_000 % 24:02d}:{value // 60_000 % 60:02d}" + (
                f":{value // 1000 % 60:02d}" if column.precision == "1 s" else ""
            )
        case "timestamp":
            moment = (datetime(1970, 1, 1) + timedelta(milliseconds=value)).isoformat(" ")
            return moment[:16] if column.precision == "1 min" else moment[:19]
        case "duration":
            scaled = 10**column.decimals
            number = floor((2 * value * scaled + UNIT_MS[column.unit]) / (2 * UNIT_MS[column.unit]))
            return f"{number / scaled:.{column.decimals}f} {column.unit}"
        case _:
            return str(value)


class Clock:
    """Says stop after so many calls."""

    def __init__(self, calls):
        self.calls = calls

    def __call__(self):
        self.calls -= 1
        return self.calls < 0


class Facts:
    """The rows of one world, and what the queries of its family make of them; the only record is number 1."""

    def __init__(self, family, since, until, shown, subject):
        self.family = family
        since_ms = clock_ms(since)
        until_ms = 86_400_000 if until == "24:00" else clock_ms(until)
        if until_ms <= since_ms:
            until_ms += 86_400_000
        before = since_ms if until_ms > 86_400_000 else 0
        self.database = sqlite3.connect(":memory:")
        # a query that never ends is an error like any other
        self.database.set_progress_handler(Clock(1_000), 10_000)
        self.sizes = {name: len(shown[name]) for name in family.shown}
        self._table("world", ["since", "until"], [[since_ms, until_ms]])
        columns = family.subject.columns
        self._table(
            "subject",
            list(columns),
            [[value_of(column, subject[name], since_ms) for name, column in columns.items()]],
        )
        for name, relation in family.shown.items():
            rows = [
                [
                    number,
                    *(
                        value_of(column, row[key] if row[key] is None else str(row[key]), before)
                        for key, column in relation.columns.items()
                    ),
                ]
                for number, row in enumerate(shown[name], 1)
            ]
            self._table(name, ["row_no", *relation.columns], rows)
        for step in family.steps:
            self.database.execute(f"CREATE TABLE {step.name} AS {step.sql.strip().removesuffix(';')}")

    def _table(self, name, columns, rows):
        names = ", ".join(f'"{column}"' for column in columns)
        self.database.execute(f"CREATE TABLE {name} (record{', ' if names else ''}{names})")
        marks = ", ".join("?" * (len(columns) + 1))
        self.database.executemany(f"INSERT INTO {name} VALUES ({marks})", [[1, *row] for row in rows])

    def evidence(self):
        """The numbers of the rows of each relation that the answer needs."""
        found = {}
        for name in self.family.shown:
            if name in self.family.evidence:
                sql = self.family.evidence[name].strip().removesuffix(";")
                found[name] = sorted({row for (row,) in self.database.execute(f"SELECT row_no FROM ({sql})")})
            elif any(re.search(rf"\b{name}\b", step.sql) for step in self.family.steps):
                found[name] = list(range(1, self.sizes[name] + 1))
        return {name: rows for name, rows in found.items() if rows}

    def also(self):
        """The texts of what the last step gives beside the answer; of several rows those of the first place."""
        last, also = self.family.steps[-1].name, self.family.answer.also
        cursor = self.database.execute(f"SELECT * FROM {last}")
        names = [name for name, *_ in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
        row = min(rows, key=lambda row: row.get("position", 0)) if rows else dict.fromkeys(also)
        return {name: text_of(column, row[name]) for name, column in also.items()}

    def derivation(self, answer):
        """The steps as a record holds them; ``answer`` is the text of the answer."""
        told = []
        for step in self.family.steps:
            result = self._result(step)
            if step is self.family.steps[-1]:
                (count,) = self.database.execute(f"SELECT count(*) FROM {step.name}").fetchone()
                tells = bool(self._told(step)) and count == 1
                result = f"{result}; {answer}" if tells else answer
            told.append({"step": step.name, "says": step.says, "result": result})
        return told

    def _told(self, step):
        given = [column for _, column, *_ in self.database.execute(f"PRAGMA table_info({step.name})")]
        if step.shows is not None:
            return {name: step.shows[name] for name in given if name in step.shows}
        tables = [relation.columns for relation in self.family.shown.values()]
        tables += [self.family.subject.columns, self.family.answer.also]
        found = {}
        for name in given:
            specs = [columns[name] for columns in tables if name in columns]
            reads = {(spec.kind, spec.unit, spec.decimals, spec.precision) for spec in specs}
            if len(reads) == 1 and name not in NEVER_TOLD:
                found[name] = specs[0]
        return found

    def _result(self, step):
        told = self._told(step)
        cursor = self.database.execute(f"SELECT * FROM {step.name}")
        names = [name for name, *_ in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
        order = (["row_no"] if "row_no" in names else []) + list(told)
        rows.sort(
            key=lambda row: [
                (row[name] is None, row[name] or (0 if isinstance(row[name], int) else "")) for name in order
            ]
        )
        if not rows:
            return "none"
        if not told:
            return "1 row" if len(rows) == 1 else f"{len(rows)} rows"
        lines = [
            ", ".join(
                f"{name.replace('_', ' ')} {text_of(column, row[name])}" for name, column in told.items()
            )
            for row in rows
        ]
        return "; ".join(lines) if len(lines) <= 12 else f"{'; '.join(lines[:12])}; … {len(lines)} rows"


def ranges(rows):
    """[1, 2, 3, 7] -> 1-3, 7"""
    runs = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in runs)


def tokens(text):
    return len(re.findall(r"[A-Za-z]+|[0-9]{1,3}|[^\sA-Za-z0-9]", text))


def level(rows, distractors, hops, operations):
    points = log2(1 + rows) + log2(1 + distractors) / 2 + hops + operations / 2
    return 1 + sum(points >= bound for bound in (6, 8.5, 11, 13.5))
