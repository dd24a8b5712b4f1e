"""What is in a log that a scenario can say? One topic a file."""
