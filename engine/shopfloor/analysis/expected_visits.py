"""How often is a job of a product expected at each step of its route? Choices, scrap, rework and inspection counted in.

A job is followed as probability: all jobs start with probability 1 at the first step, split at choices, and split again by
what becomes of their work. A job that goes back is counted (``at_most``), so no way leads back to where it was and the
sum is finite and exact. States of a probability below :data:`NEGLIGIBLE` are dropped.

Left out: what wear does to quality, and jobs that a failure scraps.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shopfloor.scenario.model import Alternatives, Choice, Scenario, Station, Visit

__all__ = ["NEGLIGIBLE", "Step", "expected_visits"]

NEGLIGIBLE = 1e-9
_MOST_STATES = 20_000
"""More than any plant needs; a route beyond has no closed form here."""


@dataclass(frozen=True)
class Step:
    """A step of a route that leads to a station: how often a job is expected there, and how often its work there
    goes on to the next step."""

    visit: Visit
    expected: float
    passed: float


@dataclass
class _Node:
    """``ways`` -> (probability, visit); several where there are alternatives. Or a fork: ``targets`` -> probability."""

    ways: list[tuple[float, Visit]] = field(default_factory=list)
    targets: list[tuple[float, int]] = field(default_factory=list)


class _State(NamedTuple):
    """Where a job is, how often which station has sent it back, the steps it was at (the last visit last), and which
    hidden faults it has, each with the station that made it."""

    step: int
    sent_back: tuple[tuple[str, int], ...]
    been_at: tuple[tuple[int, str], ...]
    faults: frozenset[tuple[str, str]]


def expected_visits(scenario: Scenario, name: str) -> list[Step] | None:
    """Return the steps of a product with the expected numbers of visits; ``None`` where they are beyond reckoning."""
    nodes: list[_Node] = []
    _lay(scenario, scenario.products[name].route, nodes)
    returns = _returns(scenario)
    expected: dict[tuple[int, str], float] = {}
    passed: dict[tuple[int, str], float] = {}
    shares = {_State(0, (), (), frozenset()): 1.0}
    # sent back least often first, then from the beginning of the route: so all that leads to a state is known
    order = [_rank(state) for state in shares]
    for _ in range(_MOST_STATES):
        if not order:
            break
        state = heapq.heappop(order)[-1]
        share = shares.pop(state)
        if share < NEGLIGIBLE or state.step == len(nodes):
            continue
        node = nodes[state.step]
        for part, target in node.targets:
            _add(shares, order, state._replace(step=target), share * part)
        for part, visit in node.ways:
            place = state.step, visit.station
            expected[place] = expected.get(place, 0.0) + share * part
            for chance, after in _outcomes(
                scenario.stations[visit.station], name, visit.station, state, returns
            ):
                if after.step == state.step + 1:
                    passed[place] = passed.get(place, 0.0) + share * part * chance
                _add(shares, order, after, share * part * chance)
    else:
        return None
    return [
        Step(visit, expected.get((index, visit.station), 0.0), passed.get((index, visit.station), 0.0))
        for index, node in enumerate(nodes)
        for _, visit in node.ways
    ]


_Ranked = tuple[int, int, str, _State]


def _rank(state: _State) -> _Ranked:
    # the text makes an order of what is equal so far; it means nothing
    return sum(times for _, times in state.sent_back), state.step, repr(state), state


def _add(shares: dict[_State, float], order: list[_Ranked], state: _State, share: float) -> None:
    if share <= 0:
        return
    if state not in shares:
        heapq.heappush(order, _rank(state))
    shares[state] = shares.get(state, 0.0) + share


# ---------------------------------------------------------------- what becomes of a job


def _outcomes(
    spec: Station, product: str, station: str, state: _State, returns: frozenset[str]
) -> Iterator[tuple[float, _State]]:
    """What may come after a visit; what is scrapped has no state."""
    been_at = state.been_at
    if station in returns:
        here = (state.step, station)
        been_at = (*(place for place in been_at if place != here), here)
    after = state._replace(step=state.step + 1, been_at=been_at)
    scrap, rework = _shares(spec, product, station)
    goes_on = max(1.0 - scrap - rework, 0.0)
    for chance, faults in _faults(spec, station, state.faults):
        found = after._replace(faults=faults)
        if rework > 0 and spec.quality.rework is not None:
            back = _sent_back(found, station, spec.quality.rework.at, spec.quality.rework.at_most)
            if back is not None:
                yield chance * rework, back
        yield from _inspected(spec, station, found, chance * goes_on)


def _returns(scenario: Scenario) -> frozenset[str]:
    """The stations that a job may be sent back to."""
    specs = scenario.stations.values()
    after_work = {spec.quality.rework.at for spec in specs if spec.quality.rework is not None}
    after_a_look = {
        spec.inspection.rework.at
        for spec in specs
        if spec.inspection is not None and spec.inspection.rework is not None
    }
    return frozenset(after_work | after_a_look)


def _shares(spec: Station, product: str, station: str) -> tuple[float, float]:
    """Scrap and rework of a product here: a machine's own before the product's before the station's, averaged over
    machines by their speed."""
    quality = spec.quality
    of_product = quality.by_product.get(product)
    scrap = rework = 0.0
    for number, speed in enumerate(spec.speeds, 1):
        part = speed / sum(spec.speeds)
        given = [quality.by_machine.get(f"{station}.{number}"), of_product]
        scraps = [shares.scrap for shares in given if shares is not None and shares.scrap is not None]
        reworks = [shares.rework for shares in given if shares is not None and shares.rework is not None]
        scrap += part * (scraps[0] if scraps else quality.scrap)
        rework += part * (reworks[0] if reworks else quality.rework.share if quality.rework else 0.0)
    return scrap, rework


def _faults(
    spec: Station, station: str, before: frozenset[tuple[str, str]]
) -> list[tuple[float, frozenset[tuple[str, str]]]]:
    """The hidden faults after work here, with their probabilities: those made here before are gone, new ones may
    come."""
    if not spec.quality.defects:
        return [(1.0, before)]
    ways = [(1.0, frozenset(fault for fault in before if fault[1] != station))]
    for name, share in spec.quality.defects.items():
        made = frozenset({(name, station)})
        others = [(chance, frozenset(f for f in faults if f[0] != name)) for chance, faults in ways]
        ways = [
            *((chance * (1 - share), faults) for chance, faults in ways if share < 1),
            *((chance * share, faults | made) for chance, faults in others if share > 0),
        ]
    return ways


def _inspected(spec: Station, station: str, state: _State, share: float) -> Iterator[tuple[float, _State]]:
    inspection = spec.inspection
    if inspection is None:
        yield share, state
        return
    looked_for = {name for name, _ in state.faults if inspection.finds == "all" or name in inspection.finds}
    flagged = 1 - inspection.misses if looked_for else inspection.false_alarms
    yield share * (1 - flagged), state
    if inspection.rework is not None and flagged > 0:
        back = _sent_back(state, station, inspection.rework.at, inspection.rework.at_most)
        if back is not None:
            yield share * flagged, back


def _sent_back(state: _State, station: str, to: str, at_most: int) -> _State | None:
    """Back to the last step at that station that lies on the way here; ``None``: once too often."""
    times = dict(state.sent_back).get(station, 0) + 1
    here = state.step - 1
    targets = [index for index, name in state.been_at if name == to and index <= here]
    if times > at_most or not targets:
        return None
    counts = tuple(sorted({**dict(state.sent_back), station: times}.items()))
    return state._replace(step=targets[-1], sent_back=counts)


# ---------------------------------------------------------------- the route as a list


def _lay(scenario: Scenario, route: Sequence[Visit | Choice | Alternatives], nodes: list[_Node]) -> None:
    for step in route:
        if isinstance(step, Visit):
            nodes.append(_Node(ways=[(1.0, step)]))
        elif isinstance(step, Alternatives):
            nodes.append(_Node(ways=_split(scenario, step)))
        else:
            fork = _Node()
            nodes.append(fork)
            ends = []
            for branch in step.choice:
                fork.targets.append((branch.share, len(nodes)))
                _lay(scenario, branch.route, nodes)
                ends.append(_Node())
                nodes.append(ends[-1])
            for end in ends:
                end.targets.append((1.0, len(nodes)))


def _split(scenario: Scenario, step: Alternatives) -> list[tuple[float, Visit]]:
    """By chance: equally; by queue: in proportion to what each can do, which is where the queues are alike."""
    rates: Mapping[str, float] = {
        visit.station: 1.0 if step.by == "random" else _rate(scenario, visit) for visit in step.alternatives
    }
    total = sum(rates.values())
    return [(rates[visit.station] / total, visit) for visit in step.alternatives]


def _rate(scenario: Scenario, visit: Visit) -> float:
    spec = scenario.stations[visit.station]
    law = visit.processing or spec.processing
    mean = law.law.mean() if law is not None else 0.0
    return sum(spec.speeds) / max(mean, 1e-6)
