"""The same log, fast: what the reference engine does, as tables and a compiled loop.

Read ``docs/semantics.md`` first, then ``clock`` (what happens first), ``records`` (the tables), ``lowering`` (how a
scenario becomes tables), ``machines`` (how a machine lives), ``entries`` and ``openings`` (how jobs come to machines),
``kernel`` (the loop), ``run`` (how Python and the loop take turns). ``known`` says which scenarios the kernel knows.
"""

from shopfloor.simulation.kernel.known import unknown

__all__ = ["unknown"]
