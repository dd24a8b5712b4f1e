"""How many records a second does a distilabel pipeline make without a model? Run in an environment of its own, see
``benchmarks/corpora.py``.

A generator step gives rows of ten stoppages, a second step writes them with Jinja; its processes are started once.
"""

import random
import sys

from distilabel.pipeline import Pipeline
from distilabel.steps import GeneratorStep, StepInput, step
from jinja2 import Environment
from record_rate import told

TEXT = """Stoppages, day {{ day }}, 06:00 to 14:00

{% for row in rows -%}
{{ row.at }} machine {{ row.machine }} stopped by {{ row.cause }}, repaired in {{ row.minutes }} min
{% endfor %}
How long did machine {{ rows[0].machine }} stand?
It stood for {{ rows[0].minutes }} min."""
CAUSES = ("jam", "spindle", "sensor", "belt", "coolant")


class Stoppages(GeneratorStep):
    """Rows of ten invented stoppages, in batches."""

    number: int

    @property
    def outputs(self) -> list[str]:
        return ["day", "rows"]

    def process(self, offset: int = 0):  # type: ignore[no-untyped-def,override]
        chance = random.Random(42)
        for start in range(offset, self.number, self.batch_size):
            batch = [
                self._stops(chance, day) for day in range(start, min(start + self.batch_size, self.number))
            ]
            yield batch, start + self.batch_size >= self.number

    @staticmethod
    def _stops(chance: random.Random, day: int) -> dict[str, object]:
        rows = [
            {
                "at": f"{chance.randrange(6, 14):02}:{chance.randrange(60):02}",
                "machine": chance.randrange(1, 13),
                "cause": chance.choice(CAUSES),
                "minutes": chance.randrange(5, 91),
            }
            for _ in range(10)
        ]
        return {"day": day, "rows": rows}


@step(inputs=["day", "rows"], outputs=["text"])
def write(inputs: StepInput):  # type: ignore[no-untyped-def]
    template = Environment().from_string(TEXT)
    yield [{**row, "text": template.render(day=row["day"], rows=row["rows"])} for row in inputs]


def records(number: int) -> list[str]:
    with Pipeline(name="stoppages") as pipeline:
        Stoppages(number=number, batch_size=500) >> write(input_batch_size=500)
    distiset = pipeline.run(use_cache=False)
    return list(distiset["default"]["train"]["text"])


if __name__ == "__main__":
    told("distilabel, no model", records, int(sys.argv[1]))
