"""What corpora are measured in these tests? Small ones, written by hand."""

from typing import Any

from shopfloor.contracts.record import Record

__all__ = ["record", "stoppages"]

CAUSES = ("jam", "spindle", "belt", "sensor")


def record(**changed: Any) -> Record:
    """A record about three stoppages."""
    texts: dict[str, Any] = {
        "input": "How long did saw.1 stand?",
        "context": "Stoppages, Monday 5 January 2026, 06:00 to 14:00\n\nEvery stoppage.\n07:10 saw.1 jam, lasted 12.5 min",
        "output": "It stood for 12.5 min.",
        "id": "0" * 20,
        "role": "maintenance",
        "skill": "aggregate",
        "family": "stood",
        "answerable": True,
        "split": "train",
        "answer": {"value": 12.5, "unit": "min", "tolerance": 0.05, "kind": "duration"},
        "provenance": {
            "scenario": "line",
            "seed": 1,
            "replication": 0,
            "window": "2026-01-05T06:00:00/2026-01-05T14:00:00",
            "events": (0, 9),
            "form": "log",
        },
        "difficulty": {"rows": 1, "distractors": 0, "hops": 1, "operations": 1, "level": 1},
        "size": {"size": "page", "tokens": 30, "pages": 1, "page": 1, "depth": 0.5},
    }
    paper = changed.pop("provenance", {})
    return Record.model_validate(texts | {"provenance": texts["provenance"] | paper} | changed)


def stoppages(number: int) -> list[Record]:
    """Records of ten replications with answers that go round; every page tells something else."""
    made = []
    for i in range(number):
        cause, machine = CAUSES[i % len(CAUSES)], f"saw.{i // 4 % 7 + 1}"
        rows = [f"{6 + k}:{(37 * i + 11 * k) % 60:02} mill.{(i * k) % 9} {CAUSES[(i // 4 + k) % 4]}, lasted {(131 * i + 17 * k) % 977 / 10} min" for k in range(6)]  # fmt: skip
        made.append(
            record(
                input=f"What stopped {machine}?" if i // 4 % 2 else f"{machine}: why?",
                context="\n".join(
                    ["Stoppages", "", *rows, f"13:{i % 60:02} {machine} {cause}, lasted {i / 10} min"]
                ),
                output=f"It was {cause}.",
                skill="lookup",
                family="cause",
                split="test" if i // 4 % 10 == 9 else "train",
                answer={"value": cause, "unit": None, "tolerance": None, "kind": "name"},
                provenance={"replication": i // 4 % 10},
            )
        )
    return made
