"""Where does a Markov chain spend its time? Its states are found by walking, its shares by one sparse solution."""

from collections.abc import Callable, Hashable, Iterable

import numpy as np
from scipy.sparse import csc_array
from scipy.sparse.linalg import spsolve

State = Hashable
Moves = Callable[[State], Iterable[tuple[float, State]]]


def stationary(start: State, moves: Moves) -> dict[State, float]:
    """The stationary distribution of the Markov chain that ``moves`` (rate, next state) spans from ``start``.

    The balance equations sum to zero, so that any one of them follows from the others: the last gives way to the sum of
    all shares.
    """
    states = {start: 0}
    todo = [start]
    rates: list[tuple[int, int, float]] = []
    while todo:
        state = todo.pop()
        for rate, other in moves(state):
            if other not in states:
                states[other] = len(states)
                todo.append(other)
            rates.append((states[state], states[other], rate))
    last = len(states) - 1
    entries = [(j, i, rate) for i, j, rate in rates] + [(i, i, -rate) for i, _, rate in rates]
    entries = [entry for entry in entries if entry[0] != last] + [(last, j, 1.0) for j in range(last + 1)]
    rows, columns, values = zip(*entries, strict=True)
    balance = csc_array((values, (rows, columns)), shape=(last + 1, last + 1))
    shares = spsolve(balance, np.eye(1, last + 1, last).ravel())
    return {state: float(shares[i]) for state, i in states.items()}


def mean(shares: dict[State, float], value: Callable[[State], float]) -> float:
    return sum(share * value(state) for state, share in shares.items())
