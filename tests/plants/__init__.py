"""Which plants are possible? Random valid scenarios over the whole vocabulary, small enough to run in no time."""

from tests.plants.plant import documents, scenarios
from tests.plants.times import distributions

__all__ = ["distributions", "documents", "scenarios"]
