"""How is a count told with differential privacy? With noise of OpenDP, which also says what it costs.

The noise is the system's own and cannot be repeated: who knew the seed could take it off again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from typing import Any, Protocol

from shopfloor.errors import MissingExtraError

__all__ = ["Ledger", "Noise", "Release", "opendp_noise"]


@dataclass(frozen=True)
class Release:
    """Counts that were told: what one case changes at most (summed over all of them), and what it cost."""

    what: str
    counts: int
    sensitivity: int
    scale: float
    epsilon: float
    delta: float

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return asdict(self)


class Noise(Protocol):
    """Adds noise to whole counts, and says what each release costs as (epsilon, delta)."""

    def histogram(self, counts: Sequence[int], sensitivity: int, scale: float) -> tuple[list[int], float]:
        """Return noisy counts of fixed bins, and epsilon."""

    def keys(
        self, counts: Mapping[str, int], scale: float, threshold: int
    ) -> tuple[dict[str, int], float, float]:
        """Return noisy counts of keys that are not known beforehand, those above a threshold, and epsilon and delta; one
        case counts for one key."""


@dataclass
class Ledger:
    """What was spent. The sum is what the scenario costs (sequential composition)."""

    noise: Noise
    wanted: float
    wanted_delta: float
    releases: list[Release] = field(default_factory=list)

    @property
    def epsilon(self) -> float:
        """All epsilons together."""
        return sum(of.epsilon for of in self.releases)

    @property
    def delta(self) -> float:
        """All deltas together."""
        return sum(of.delta for of in self.releases)

    def histogram(self, what: str, counts: Sequence[int], sensitivity: int, epsilon: float) -> list[int]:
        """Tell counts of fixed bins for so much epsilon."""
        scale = sensitivity / epsilon
        noisy, spent = self.noise.histogram(counts, sensitivity, scale)
        self.releases.append(Release(what, len(counts), sensitivity, scale, spent, 0.0))
        return noisy

    def keys(self, what: str, counts: Mapping[str, int], epsilon: float) -> dict[str, int]:
        """Tell counts of keys for so much epsilon, and ``wanted_delta``: that a key of one case comes out at all."""
        scale = 1 / epsilon
        threshold = 1 + math.ceil(scale * math.log(1 / self.wanted_delta))
        noisy, spent, delta = self.noise.keys(counts, scale, threshold)
        self.releases.append(Release(what, len(noisy), 1, scale, spent, delta))
        return noisy

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "unit": "one case: all rows of a job, there or not there",
            "wanted_epsilon": self.wanted,
            "epsilon": self.epsilon,
            "delta": self.delta,
            "releases": [of.to_json() for of in self.releases],
        }


def opendp_noise() -> Noise:
    """Return the noise of OpenDP.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        dp = import_module("opendp.prelude")
    except ImportError:
        raise MissingExtraError(
            "--epsilon needs OpenDP; install it with: uv sync --extra privacy (in the repository of shopfloor)"
        ) from None
    dp.enable_features("contrib")
    return _OpenDP(dp)


class _OpenDP:
    def __init__(self, dp: Any) -> None:
        self._dp = dp

    def histogram(self, counts: Sequence[int], sensitivity: int, scale: float) -> tuple[list[int], float]:
        dp = self._dp
        space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
        tell = dp.m.make_laplace(*space, scale=scale)
        return list(tell([int(count) for count in counts])), float(tell.map(d_in=sensitivity))

    def keys(
        self, counts: Mapping[str, int], scale: float, threshold: int
    ) -> tuple[dict[str, int], float, float]:
        dp = self._dp
        space = (
            dp.map_domain(dp.atom_domain(T=str), dp.atom_domain(T=int)),
            dp.l01inf_distance(dp.absolute_distance(T=int)),
        )
        tell = dp.m.make_laplace_threshold(*space, scale=scale, threshold=threshold)
        epsilon, delta = tell.map(d_in=(1, 1, 1))
        return dict(tell(dict(counts))), float(epsilon), float(delta)
