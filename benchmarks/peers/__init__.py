"""How would it be done without shopfloor? The same work, written by hand."""
