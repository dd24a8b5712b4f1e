"""What if the times are known, one after the other?"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import ConfigDict, RootModel

from shopfloor.distributions.discrete import step_cdf
from shopfloor.distributions.law import Law
from shopfloor.distributions.parameters import Times

__all__ = ["Trace"]


class Trace(RootModel[Times], Law):
    """The times of a list, in order, from the beginning again at its end: `trace: [3 min, 2 min, 4 min]`.

    Draw k of its stream is value k modulo the length of the list, whatever else happens.
    Support: the values. Mean and cdf: of the values, each with the same share, as over whole turns.
    """

    model_config = ConfigDict(frozen=True, strict=True)

    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        values_s = self.root
        return np.array([values_s[k % len(values_s)] for k in range(first, first + n)], np.float64)

    def mean(self) -> float:
        return math.fsum(self.root) / len(self.root)

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        return step_cdf(x, self.root, (1 / len(self.root),) * len(self.root))

    def support(self) -> tuple[float, float]:
        return min(self.root), max(self.root)
