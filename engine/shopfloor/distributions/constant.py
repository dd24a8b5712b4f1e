"""What is a time that never varies?"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import ConfigDict, RootModel

from shopfloor.distributions.law import Law
from shopfloor.distributions.parameters import Time

__all__ = ["Constant"]


class Constant(RootModel[Time], Law):
    """The same time, always: `constant: 3 min`.

    Support: that time. Mean: that time.
    """

    model_config = ConfigDict(frozen=True, strict=True)

    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        return np.full(n, self.root)

    def mean(self) -> float:
        return self.root

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        return np.where(np.asarray(x, np.float64) >= self.root, 1.0, 0.0)

    def support(self) -> tuple[float, float]:
        return self.root, self.root
