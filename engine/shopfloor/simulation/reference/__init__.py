"""What exactly happens in a plant? The readable truth, in SimPy processes and Mesa people.

Read ``docs/semantics.md`` first, then ``plant`` (how the parts are joined), ``machine`` (the life of a machine),
``station`` (queue and door), ``breakdown``, ``people``, ``orders``.
"""

from shopfloor.simulation.reference.plant import run_replication

__all__ = ["run_replication"]
