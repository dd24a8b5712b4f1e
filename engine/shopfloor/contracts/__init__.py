"""What shapes do the stages share? Event log, plant facts, KPI row, question family, record."""
