"""What should a correct simulator measure? Closed forms and Markov chains, computed here, never typed in.

Times are in units of the caller; rates per the same unit. Sources: Gross, Shortle, Thompson, Harris, *Fundamentals of
Queueing Theory* (queues); Gershwin, *Manufacturing Systems Engineering*, and Dallery and Gershwin (1992) (lines).
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from math import factorial

import numpy as np
from scipy.integrate import quad

State = Hashable
Moves = Callable[[State], Iterable[tuple[float, State]]]


def stationary(start: State, moves: Moves) -> dict[State, float]:
    """The stationary distribution of the Markov chain that ``moves`` (rate, next state) spans from ``start``."""
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
    n = len(states)
    generator = np.zeros((n, n))
    for i, j, rate in rates:
        generator[i, j] += rate
        generator[i, i] -= rate
    balance = np.vstack([generator.T, np.ones(n)])
    shares = np.linalg.lstsq(balance, np.r_[np.zeros(n), 1.0], rcond=None)[0]
    return {state: float(shares[i]) for state, i in states.items()}


def mean(shares: dict[State, float], value: Callable[[State], float]) -> float:
    return sum(share * value(state) for state, share in shares.items())


# ---------------------------------------------------------------- queues


def mmc_wait(arrival_rate: float, service_rate: float, servers: int) -> float:
    """Mean wait in an M/M/c queue (Erlang C)."""
    load = arrival_rate / service_rate
    rho = load / servers
    last = load**servers / factorial(servers) / (1 - rho)
    waits = last / (sum(load**k / factorial(k) for k in range(servers)) + last)
    return waits / (servers * service_rate - arrival_rate)


def mg1_wait(arrival_rate: float, mean_service: float, cv: float) -> float:
    """Mean wait in an M/G/1 queue (Pollaczek and Khinchine)."""
    rho = arrival_rate * mean_service
    return rho * mean_service * (1 + cv**2) / (2 * (1 - rho))


@dataclass(frozen=True)
class FiniteQueue:
    throughput: float
    lost_share: float
    wait: float


def mm1k(arrival_rate: float, service_rate: float, places: int) -> FiniteQueue:
    """M/M/1 with ``places`` jobs in the system at most, the one in service included; others are lost."""
    shares = stationary(
        0,
        lambda n: ([(arrival_rate, n + 1)] if n < places else []) + ([(service_rate, n - 1)] if n else []),
    )
    accepted = arrival_rate * (1 - shares[places])
    return FiniteQueue(accepted, shares[places], mean(shares, lambda n: max(n - 1, 0)) / accepted)


@dataclass(frozen=True)
class MachineRepair:
    availability: float
    repair_busy: float
    wait_for_technician: float


def machine_repair(
    machines: int, time_to_failure: float, time_to_repair: float, technicians: int
) -> MachineRepair:
    """Machines that fail by the calendar of their running time, and few who repair them (birth and death)."""
    shares = stationary(
        0,
        lambda down: (
            ([((machines - down) / time_to_failure, down + 1)] if down < machines else [])
            + ([(min(down, technicians) / time_to_repair, down - 1)] if down else [])
        ),
    )
    failures = mean(shares, lambda down: (machines - down) / time_to_failure)
    waiting = mean(shares, lambda down: max(down - technicians, 0))
    return MachineRepair(
        1 - mean(shares, float) / machines,
        mean(shares, lambda down: min(down, technicians)) / technicians,
        waiting / failures,
    )


# ---------------------------------------------------------------- lines with an endless supply


def line_after_service(rates: tuple[float, ...], places: tuple[int, ...]) -> float:
    """Throughput of exponential machines in a row, ``places[i]`` between i and i + 1, blocking after service.

    State: for each machine W (working), B (blocked) or S (starved), and the jobs in each buffer.
    """
    last = len(rates) - 1

    def settle(machines: list[str], buffers: list[int], finished: int) -> tuple[object, ...]:
        # machine `finished` has a finished part; hand parts on until nothing moves
        machines[finished] = "B"
        moving = True
        while moving:
            moving = False
            for i in range(last, -1, -1):
                if machines[i] == "B" and i == last:
                    machines[i], moving = "S", True
                elif machines[i] == "B" and buffers[i] < places[i]:
                    buffers[i] += 1
                    machines[i], moving = "S", True
                elif machines[i] == "B" and machines[i + 1] == "S" and buffers[i] == 0:
                    machines[i], machines[i + 1], moving = "S", "W", True
                if machines[i] == "S" and i == 0:
                    machines[i], moving = "W", True
                elif machines[i] == "S" and buffers[i - 1]:
                    buffers[i - 1] -= 1
                    machines[i], moving = "W", True
        return (*machines, *buffers)

    def moves(state: State) -> list[tuple[float, State]]:
        machines, buffers = state[: last + 1], state[last + 1 :]  # type: ignore[index]
        return [
            (rates[i], settle(list(machines), list(buffers), i))
            for i in range(last + 1)
            if machines[i] == "W"
        ]

    shares = stationary(("W", *["S"] * last, *[0] * last), moves)
    return rates[last] * mean(shares, lambda state: state[last] == "W")  # type: ignore[index]


def line_before_service(first: float, second: float, places: int) -> float:
    """Throughput of two exponential machines, blocking before service: the first begins only with a place ahead.

    State: jobs behind the first machine (waiting or in the second); it works while these are fewer than the places
    and, with no places at all, while the second machine is empty.
    """
    most = max(places + 1, 1)
    begin = lambda n: n < (places + 1 if places else 1)  # noqa: E731 - one line says it best
    shares = stationary(
        0, lambda n: ([(first, n + 1)] if begin(n) else []) + ([(second, n - 1)] if n else [])
    )
    assert max(shares) <= most
    return second * (1 - shares[0])


@dataclass(frozen=True)
class UnreliableLine:
    throughput: float
    first_down: float
    second_down: float
    first_blocked_up: float
    second_starved_up: float


def unreliable_line(
    rates: tuple[float, float], failure: float, repair: float, places: int, *, working_clock: bool
) -> UnreliableLine:
    """Two exponential machines with exponential failures; a down machine hands on and takes in parts.

    State: (n, up1, up2), n the parts behind the first machine, its blocked part included: 0 ... places + 2.
    """
    top = places + 2

    def moves(state: State) -> list[tuple[float, State]]:
        n, first, second = state  # type: ignore[misc]
        found: list[tuple[float, State]] = []
        if first and n < top:
            found.append((rates[0], (n + 1, first, second)))
        if second and n > 0:
            found.append((rates[1], (n - 1, first, second)))
        found.append(
            (failure if not working_clock or n < top else 0.0, (n, 0, second))
            if first
            else (repair, (n, 1, second))
        )
        found.append(
            (failure if not working_clock or n > 0 else 0.0, (n, first, 0))
            if second
            else (repair, (n, first, 1))
        )
        return [(rate, other) for rate, other in found if rate]

    shares = stationary((0, 1, 1), moves)
    return UnreliableLine(
        rates[1] * mean(shares, lambda s: s[2] and s[0] > 0),  # type: ignore[index]
        mean(shares, lambda s: not s[1]),  # type: ignore[index]
        mean(shares, lambda s: not s[2]),  # type: ignore[index]
        mean(shares, lambda s: s[1] and s[0] == top),  # type: ignore[index]
        mean(shares, lambda s: s[2] and s[0] == 0),  # type: ignore[index]
    )


def mm1_spt_wait(arrival_rate: float, service_rate: float) -> float:
    """Mean wait in M/M/1 when the shortest job goes first, without preemption (Conway, Maxwell, Miller 1967, 8-4)."""

    def busy_with_shorter(x: float) -> float:
        return arrival_rate / service_rate * (1 - np.exp(-service_rate * x) * (1 + service_rate * x))

    residual = arrival_rate / service_rate**2
    return quad(
        lambda x: residual * service_rate * np.exp(-service_rate * x) / (1 - busy_with_shorter(x)) ** 2,
        0,
        np.inf,
    )[0]
