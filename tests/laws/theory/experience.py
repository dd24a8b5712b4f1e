"""How fast does somebody get who has done it before?"""

from math import log2


def wright(first_time: float, rate: float, repetition: int) -> float:
    """Time of the n-th repetition when each doubling multiplies it by ``rate``: T n^(log2 rate).

    Source: Wright (1936), "Factors affecting the cost of airplanes", *Journal of the Aeronautical Sciences* 3, 122-128, in
    the form for single units (Crawford 1944).
    """
    return first_time * repetition ** log2(rate)
