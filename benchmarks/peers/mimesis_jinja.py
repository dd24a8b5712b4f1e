"""How many records a second does invented data in a Jinja template give? Run in an environment of its own, see
``benchmarks/corpora.py``.

A report of ten stoppages with a question and an answer; values are drawn by mimesis, and nothing is checked.
"""

import sys

from jinja2 import Environment
from mimesis import Generic
from mimesis.locales import Locale
from record_rate import told

TEMPLATE = Environment().from_string(
    """Stoppages, {{ day }}, 06:00 to 14:00

{% for row in rows -%}
{{ row.at }} machine {{ row.machine }} stopped by {{ row.cause }}, repaired by {{ row.person }} in {{ row.minutes }} min
{% endfor %}
How long did the repairs of {{ rows[0].person }} last in all?
They lasted {{ rows[0].minutes }} min."""
)


def records(number: int) -> list[str]:
    fake = Generic(Locale.EN, seed=42)

    def row() -> dict[str, object]:
        return {
            "at": fake.datetime.time().strftime("%H:%M"),
            "machine": fake.numeric.integer_number(1, 12),
            "cause": fake.text.word(),
            "person": fake.person.full_name(),
            "minutes": fake.numeric.integer_number(5, 90),
        }

    return [
        TEMPLATE.render(day=fake.datetime.formatted_date(), rows=[row() for _ in range(10)])
        for _ in range(number)
    ]


if __name__ == "__main__":
    told("mimesis and Jinja", records, int(sys.argv[1]))
