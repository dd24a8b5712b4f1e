"""How does a scenario become tables? Every name becomes a row, every law a stream, every word a number.

``outline`` says which row is whose, ``details`` and ``streams`` hand out the words of the log and the streams of draws.
Each of ``routes``, ``setups``, ``stations``, ``machines``, ``upkeep``, ``quality``, ``people``, ``floor``, ``orders``,
``parts``, ``batches`` and ``circles`` lays the tables that its name says; ``plant`` puts them together.

It takes as long as the scenario is: nothing here looks at all stations for each station, or at all steps for each step.
"""

from shopfloor.simulation.kernel.lowering.lowered import Lowered, name_stream
from shopfloor.simulation.kernel.lowering.plant import LOG_ROWS, lower

__all__ = ["LOG_ROWS", "Lowered", "lower", "name_stream"]
