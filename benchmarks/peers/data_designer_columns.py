"""How many records a second does NeMo Data Designer make without a model? Run in an environment of its own, see
``benchmarks/corpora.py``.

Samplers give five stoppages, an expression column writes them.
"""

import logging
import sys
import tempfile

import data_designer.config as dd
from data_designer.interface import DataDesigner
from record_rate import told

logging.disable(logging.CRITICAL)
STOPS = 5
LINE = "machine {{{{ machine_{0} }}}} stopped by {{{{ cause_{0} }}}}, repaired in {{{{ minutes_{0} }}}} min\n"
TEXT = (
    "Stoppages of the day\n\n"
    + "".join(LINE.format(number) for number in range(STOPS))
    + "\nHow long did machine {{ machine_0 }} stand?\nIt stood for {{ minutes_0 }} min."
)


def records(number: int) -> list[str]:
    builder = dd.DataDesignerConfigBuilder(model_configs=[])
    category, uniform = dd.SamplerType.CATEGORY, dd.SamplerType.UNIFORM
    for stop in range(STOPS):
        for name, values in (("machine", range(1, 13)), ("cause", ("jam", "spindle", "sensor", "belt"))):
            builder.add_column(
                dd.SamplerColumnConfig(
                    name=f"{name}_{stop}",
                    sampler_type=category,
                    params=dd.CategorySamplerParams(values=[str(value) for value in values]),
                )
            )
        builder.add_column(
            dd.SamplerColumnConfig(
                name=f"minutes_{stop}",
                sampler_type=uniform,
                params=dd.UniformSamplerParams(low=5, high=90),
                convert_to="int",
            )
        )
    builder.add_column(dd.ExpressionColumnConfig(name="text", expr=TEXT))
    with tempfile.TemporaryDirectory() as folder:
        made = DataDesigner(artifact_path=folder).create(
            builder, num_records=number, dataset_name="stoppages"
        )
        return list(made.load_dataset()["text"])


if __name__ == "__main__":
    told("NeMo Data Designer, no model", records, int(sys.argv[1]))
