"""One log in every format is one log, and files of strangers can neither blow up nor reach out."""

import gzip
import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from shopfloor.errors import UsageError
from shopfloor.intake import Reading, read_log
from tests.intake.logs import found, times

EVENTS = (
    ("A1", "Turning", "Lathe 1", "06:00", "06:30"),
    ("A1", "Milling", "Mill", "06:45", "07:15"),
    ("A2", "Turning", "Lathe 1", "06:30", "07:10"),
    ("A2", "Milling", "Mill", "07:15", "07:40"),
)
SAME = [
    ("A1", "Turning", 0, 30),
    ("A1", "Milling", 45, 75),
    ("A2", "Turning", 30, 70),
    ("A2", "Milling", 75, 100),
]
FLAT = {"case": "case", "activity": "activity", "machine": "machine", "start": "start", "end": "end"}


def at(clock: str) -> str:
    return f"2026-01-05T{clock}:00+00:00"


def xes() -> str:
    """Traces with a start and a complete event for each piece of work, nested attributes and a list."""
    traces = []
    for case in ("A1", "A2"):
        events = [
            f'<event><string key="concept:name" value="{step}"/><string key="org:resource" value="{machine}">'
            f'<string key="concept:name" value="nested"/></string><date key="time:timestamp" value="{at(when)}"/>'
            f'<string key="lifecycle:transition" value="{what}"/></event>'
            for of, step, machine, start, end in EVENTS
            if of == case
            for when, what in ((start, "start"), (end, "complete"))
        ]
        traces.append(
            f'<trace>{"".join(events)}<string key="concept:name" value="{case}"/><string key="part" value="Pump"/></trace>'
        )
    head = '<global scope="event"><string key="concept:name" value="none"/></global><list key="l"><string key="x" value="y"/></list>'
    return f'<?xml version="1.0" encoding="UTF-8"?><log xes.version="1.0" xmlns="http://www.xes-standard.org/">{head}{"".join(traces)}</log>'


def ocel() -> dict:
    """Events of two types of objects; the start is an attribute, because OCEL events have one time."""
    orders, machines = ("A1", "A2"), ("Lathe 1", "Mill")
    return {
        "objectTypes": [{"name": name, "attributes": []} for name in ("order", "machine")],
        "eventTypes": [{"name": name, "attributes": [{"name": "begin", "type": "time"}]} for name in ("Turning", "Milling")],
        "objects": [
            *({"id": name, "type": "order", "attributes": [{"name": "item", "time": at("00:00"), "value": "Pump"}], "relationships": []} for name in orders),
            *({"id": name, "type": "machine", "attributes": [], "relationships": []} for name in machines),
        ],
        "events": [
            {
                "id": f"e{number}", "type": step, "time": at(end), "attributes": [{"name": "begin", "value": at(start)}],
                "relationships": [{"objectId": case, "qualifier": "of"}, {"objectId": machine, "qualifier": "on"}],
            }
            for number, (case, step, machine, start, end) in enumerate(EVENTS)
        ],
    }  # fmt: skip


def ocel_xml() -> str:
    data = ocel()

    def attributes(of: dict) -> str:
        inner = "".join(
            f'<attribute name="{a["name"]}" time="{a.get("time", "")}">{a["value"]}</attribute>'
            for a in of["attributes"]
        )
        return f"<attributes>{inner}</attributes>"

    objects = "".join(
        f'<object id="{o["id"]}" type="{o["type"]}">{attributes(o)}<objects/></object>'
        for o in data["objects"]
    )
    events = "".join(
        f'<event id="{e["id"]}" type="{e["type"]}" time="{e["time"]}">{attributes(e)}<objects>'
        + "".join(f'<relationship object-id="{r["objectId"]}" qualifier="x"/>' for r in e["relationships"])
        + "</objects></event>"
        for e in data["events"]
    )
    return f'<log><object-types><object-type name="order"/></object-types><event-types/><objects>{objects}</objects><events>{events}</events></log>'


def ocel_sqlite(path: Path) -> None:
    data = ocel()
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "CREATE TABLE event(ocel_id TEXT, ocel_type TEXT); CREATE TABLE object(ocel_id TEXT, ocel_type TEXT);"
            "CREATE TABLE event_map_type(ocel_type TEXT, ocel_type_map TEXT); CREATE TABLE object_map_type(ocel_type TEXT, ocel_type_map TEXT);"
            "CREATE TABLE event_object(ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);"
            "CREATE TABLE event_T(ocel_id TEXT, ocel_time TEXT, begin TEXT); CREATE TABLE event_M(ocel_id TEXT, ocel_time TEXT, begin TEXT);"
            "CREATE TABLE object_O(ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT, item TEXT);"
            "CREATE TABLE object_Ma(ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT);"
            "INSERT INTO event_map_type VALUES ('Turning', 'T'), ('Milling', 'M');"
            "INSERT INTO object_map_type VALUES ('order', 'O'), ('machine', 'Ma');"
        )
        for thing in data["objects"]:
            database.execute("INSERT INTO object VALUES (?, ?)", (thing["id"], thing["type"]))
            if thing["type"] == "order":
                database.execute(
                    "INSERT INTO object_O VALUES (?, ?, NULL, 'Pump')", (thing["id"], at("00:00"))
                )
        for event in data["events"]:
            database.execute("INSERT INTO event VALUES (?, ?)", (event["id"], event["type"]))
            table = "event_T" if event["type"] == "Turning" else "event_M"
            database.execute(
                f"INSERT INTO {table} VALUES (?, ?, ?)",
                (event["id"], event["time"], event["attributes"][0]["value"]),
            )
            for relation in event["relationships"]:
                database.execute(
                    "INSERT INTO event_object VALUES (?, ?, 'x')", (event["id"], relation["objectId"])
                )
        database.commit()


OCEL = {"case": "order", "machine": "machine", "product": "order.item", "start": "begin", "end": "ocel:time"}


def written(folder: Path, form: str) -> tuple[Path, dict[str, str]]:
    """Write the log in a format; return the file and its columns."""
    import pandas as pd

    path = folder / f"log.{form}"
    frame = pd.DataFrame(EVENTS, columns=list(FLAT))
    if form == "parquet":
        for name in ("start", "end"):
            frame[name] = [datetime.fromisoformat(at(clock)) for clock in frame[name]]
        frame.to_parquet(path)
        return path, FLAT
    if form in ("xes", "xes.gz"):
        text = xes().encode()
        path.write_bytes(gzip.compress(text) if form.endswith("gz") else text)
        return path, {"product": "case:part"}
    if form == "sqlite":
        ocel_sqlite(path)
    else:
        path.write_text(json.dumps(ocel()) if form == "json" else ocel_xml(), encoding="utf-8")
    return path, OCEL


@pytest.mark.parametrize("form", ["parquet", "xes", "xes.gz", "json", "xml", "sqlite"])
def test_every_format_gives_the_same_log(tmp_path, form):
    """Parquet, XES (packed or not) and OCEL 2.0 in its three forms say the same as the table does."""
    path, columns = written(tmp_path, form)
    intake = read_log(path, columns)
    assert times(intake) == SAME
    assert set(intake.log.operations["machine"]) == {"Lathe-1", "Mill"}
    assert found(intake) == {}
    if "product" in columns:
        assert set(intake.log.jobs["product"]) == {"Pump"}


def test_ocel_tells_its_types_and_shares_events(tmp_path):
    """A type that is not there is answered with those that are; an event of two orders is one of each, and told."""
    path, columns = written(tmp_path, "json")
    with pytest.raises(UsageError, match="those of this log: order, machine"):
        read_log(path, columns | {"case": "ordr"})
    data = ocel()
    data["events"][0]["relationships"].append({"objectId": "A2", "qualifier": "of"})
    data["events"][1]["relationships"] = []
    path.write_text(json.dumps(data), encoding="utf-8")
    intake = read_log(path, columns, reading=Reading(overlaps="set-aside"))
    assert found(intake)["shared_event"] == (1,)
    assert found(intake)["no_case"] == (2,)


BOMB = '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><log><trace><event><string key="concept:name" value="&b;"/></event></trace></log>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]><log>&x;</log>'


@pytest.mark.parametrize(
    "text", [BOMB, OUTSIDE, "<log>" * 5000, "<log><trace></log>", "<html></html>", "<log></log>"]
)
def test_hostile_and_broken_xml_is_refused(tmp_path, text):
    """Declared entities, files reached for, endless nesting and broken tags end in a message."""
    path = tmp_path / "log.xes"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"log\.xes"):
        read_log(path, {})


def test_archive_that_unpacks_without_end_is_refused(tmp_path):
    """A small archive of a huge text is refused while it is unpacked."""
    path = tmp_path / "log.xes.gz"
    body = b"<log>" + b" " * (80 * 2**20) + b"</log>"
    path.write_bytes(gzip.compress(body))
    with pytest.raises(UsageError, match="unpacks to more than"):
        read_log(path, {})
    path.write_bytes(gzip.compress(xes().encode())[:-40])
    with pytest.raises(UsageError, match="archive is damaged"):
        read_log(path, {})


@pytest.mark.parametrize("form", ["parquet", "json", "sqlite"])
def test_damaged_files_are_told(tmp_path, form):
    """A file cut short, or of another content, is told with its name."""
    path, columns = written(tmp_path, form)
    path.write_bytes(path.read_bytes()[: 60 if form == "json" else 600])
    with pytest.raises(UsageError, match="log"):
        read_log(path, columns)


@pytest.mark.parametrize("text", ['{"a": 1}\n', '{"a": 1}\n{"a": 2}\n'])
def test_json_lines_are_told_as_such(tmp_path, text):
    """A file of objects on lines, one or several, is no OCEL; what to do instead is told."""
    path = tmp_path / "log.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"is JSON Lines.* as rows of a CSV"):
        read_log(path, {})


def test_sqlite_is_only_read(tmp_path):
    """A view that calls what no log needs is not run, and the file stays as it was."""
    path, columns = written(tmp_path, "sqlite")
    before = path.read_bytes()
    read_log(path, columns)
    assert path.read_bytes() == before
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "DROP TABLE event_T; CREATE VIEW event_T AS SELECT load_extension('x') AS ocel_id"
        )
    with pytest.raises(UsageError, match="in SQLite"):
        read_log(path, columns)


def test_a_folder_or_nothing_is_no_log(tmp_path):
    """A file that is not there, and a folder, are told as such."""
    with pytest.raises(UsageError, match="no such file"):
        read_log(tmp_path / "log.csv", {})
    with pytest.raises(UsageError, match="is a folder"):
        read_log(tmp_path, {})
