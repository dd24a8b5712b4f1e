"""What do lines with little room between their machines produce, when supply never ends?

Sources where none is named: Gershwin (1994), *Manufacturing Systems Engineering*; Dallery and Gershwin (1992),
"Manufacturing flow line systems: a review of models and analytical results", *Queueing Systems* 12, 3-94.
"""

from dataclasses import dataclass

from tests.laws.theory.chains import State, mean, stationary


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


def line_before_service(rates: tuple[float, ...], places: tuple[int, ...]) -> float:
    """Throughput of exponential machines in a row that begin only when the next station has promised a place.

    State: for each machine E (empty), L (loaded, without a promise) or W (working), and the jobs in front of each. A
    working machine has a promise ahead; an empty machine is a place as well.
    """
    last = len(rates) - 1

    def has_place(machines: list[str], queues: list[int], i: int) -> bool:
        taken = queues[i] + (machines[i - 1] == "W")
        return taken < places[i - 1] + (machines[i] == "E")

    def settle(machines: list[str], queues: list[int]) -> tuple[object, ...]:
        moving = True
        while moving:
            moving = False
            for i in range(last, -1, -1):
                if machines[i] == "E" and (i == 0 or queues[i]):
                    queues[i] -= i > 0
                    machines[i], moving = "L", True
                if machines[i] == "L" and (i == last or has_place(machines, queues, i + 1)):
                    machines[i], moving = "W", True
        return (*machines, *queues)

    def moves(state: State) -> list[tuple[float, State]]:
        found: list[tuple[float, State]] = []
        for i in range(last + 1):
            machines, queues = list(state[: last + 1]), list(state[last + 1 :])  # type: ignore[index]
            if machines[i] == "W":
                machines[i] = "E"
                if i < last:
                    queues[i + 1] += 1
                found.append((rates[i], settle(machines, queues)))
        return found

    shares = stationary(settle(["E"] * (last + 1), [0] * (last + 1)), moves)
    return rates[last] * mean(shares, lambda state: state[last] == "W")  # type: ignore[index]


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


def assembly_line(rates: tuple[float, float, float], capacity: int) -> float:
    """Throughput of two machines that make the parts which a third puts together, ``capacity`` places for each part.

    The third takes one of each when it begins. Source of the model: Ammar and Gershwin (1989), "Equivalence relations in
    queueing models of fork/join networks with blocking", *Performance Evaluation* 10, 233-245. State: parts of each kind
    (one more than the places: its machine is blocked), and whether the third works.
    """

    def begin(a: int, b: int) -> tuple[int, int, int]:
        return (a - 1, b - 1, 1) if a and b else (a, b, 0)

    def moves(state: tuple[int, int, int]) -> list[tuple[float, tuple[int, int, int]]]:
        a, b, works = state
        found = []
        if a <= capacity:
            found.append((rates[0], (a + 1, b, 1) if works else begin(a + 1, b)))
        if b <= capacity:
            found.append((rates[1], (a, b + 1, 1) if works else begin(a, b + 1)))
        if works:
            found.append((rates[2], begin(a, b)))
        return found

    shares = stationary((0, 0, 0), moves)
    return rates[2] * mean(shares, lambda s: s[2])


def line_that_holds_parts(rates: tuple[float, float], failure: float, repair: float, places: int) -> float:
    """Throughput of two machines that fail by the calendar, the first keeping a finished part while it is down.

    State: parts behind the first machine, whether it holds a finished one, and which machines are up.
    """

    def moves(state: State) -> list[tuple[float, State]]:
        n, held, first, second = state  # type: ignore[misc]
        found: list[tuple[float, State]] = [
            (failure, (n, held, 0, second)) if first else (repair, hand_over(n, held, 1, second)),
            (failure, (n, held, first, 0)) if second else (repair, (n, held, first, 1)),
        ]
        if first and not held:
            found.append((rates[0], hand_over(n, 1, first, second)))
        if second and n:
            found.append((rates[1], hand_over(n - 1, held, first, second)))
        return found

    def hand_over(n: int, held: int, first: int, second: int) -> State:
        return (n + 1, 0, first, second) if held and first and n <= places else (n, held, first, second)

    shares = stationary((0, 0, 1, 1), moves)
    return rates[1] * mean(shares, lambda s: s[0] and s[3])  # type: ignore[index]
