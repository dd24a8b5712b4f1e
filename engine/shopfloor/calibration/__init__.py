"""How does a log of a real plant become a scenario? What happened is observed, found, fitted, written and validated."""
