"""How is an Erlang law fitted, a gamma with a whole shape?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from shopfloor.calibration.fitting.families.family import Floats, Mask, seconds
from shopfloor.calibration.fitting.families.gamma import Gamma

__all__ = ["Erlang"]


class Erlang(Gamma):
    """Parameters as of a gamma, the shape the likelier of the two whole numbers beside it.

    A whole number that is chosen counts as half a parameter: less than one that is free, more than none.
    """

    name = "erlang"
    parameters = 1.5
    regular = False
    censored = False

    def start(self, y: Floats, ended: Mask | None) -> Floats:
        theta = super().start(y, ended)
        shape = np.exp(theta[:, 1])
        below, above = theta.copy(), theta.copy()
        below[:, 1], above[:, 1] = (
            np.log(np.maximum(np.floor(shape), 1)),
            np.log(np.ceil(np.maximum(shape, 1))),
        )
        one, other = self.log_likelihood(y, ended, below), self.log_likelihood(y, ended, above)
        return np.where((one >= other)[:, None], below, above)

    def figures(self, theta: Floats, unit_s: float) -> Mapping[str, Floats]:
        return {"mean": np.exp(theta[:, 0]) * unit_s, "shape": np.exp(theta[:, 1])}

    def document(self, theta: Floats, unit_s: float) -> dict[str, Any]:
        mean, shape = (float(of[0]) for of in self.figures(theta[None], unit_s).values())
        return {"erlang": {"mean": seconds(mean), "shape": round(shape)}}

    def worse_than(self, theta: Floats) -> bool:
        return super().worse_than(theta) or not 1.5 < np.exp(theta[1]) < 5.5
