"""What does a process import that is to run the kernel at once? With this module, it has the compiled code, too.

Processes that share replications are copies of one that has imported it (see ``processes``).
"""

from contextlib import suppress

from shopfloor.simulation.kernel.run import prepare

__all__: list[str] = []

with suppress(Exception):
    # what cannot be compiled is told where somebody wants to run it
    prepare()
