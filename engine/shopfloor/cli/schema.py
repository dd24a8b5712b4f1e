"""``shopfloor schema``: the JSON Schemas, for editors and for readers of the data."""

from typing import Annotated

import typer

from shopfloor.cli import terminal

__all__ = ["command"]


def command(
    family: Annotated[bool, typer.Option("--family", help="Of a question family.")] = False,
    record: Annotated[bool, typer.Option("--record", help="Of a record of corpus.json.")] = False,
    events: Annotated[bool, typer.Option("--events", help="The columns of the event log.")] = False,
) -> None:
    """Print the JSON Schema of a scenario, of a question family or of a record, or the columns of the log."""
    from shopfloor.errors import UsageError

    if family + record + events > 1:
        raise UsageError("got several of --family, --record and --events; expected one of them, or none")
    if family:
        from shopfloor.contracts.family import Family

        schema = Family.model_json_schema()
    elif record:
        from shopfloor.contracts.record import Record

        schema = Record.model_json_schema()
    elif events:
        from shopfloor.contracts.events import EVENT_SCHEMA

        columns = [{"column": f.name, "type": str(f.type), "nullable": f.nullable} for f in EVENT_SCHEMA]
        schema = {"events": columns}
    else:
        from shopfloor.scenario import json_schema

        schema = json_schema()
    terminal.print_json(schema)
