"""Which engine runs a scenario, and why?

Both write the same log, byte for byte. The kernel is many times as fast once it runs, but it takes a moment to load, a while
to compile on a fresh machine, and knows no policies that somebody has plugged in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from shopfloor.errors import RunError, UsageError
from shopfloor.scenario import Scenario
from shopfloor.scenario.model import Alternatives, Choice, Product, Step
from shopfloor.simulation.kernel import unknown
from shopfloor.simulation.kernel.cache import is_compiled

__all__ = [
    "ENGINES",
    "ChosenEngine",
    "choose_engine",
    "engine_made_ready",
    "expected_events",
    "refuse_endless_log",
]

ENGINES = ("auto", "reference", "kernel")
"""``auto`` takes the kernel where it knows the whole scenario and the run is long enough for it to pay."""

_BREAK_EVEN = 60_000
"""Events of a run without people from which on the kernel ends first, when it has been compiled before: to load it takes a
tenth of a second, and saves 1.8 µs an event. With people it always ends first, because the reference engine loads Mesa for
them. ``shopfloor bench scenarios`` measures both: an hour of conwip_line has no people, the others have, and no events to
speak of."""
_BREAK_EVEN_UNCOMPILED = 8_000_000
"""The same on a machine where it must be compiled, which takes sixteen seconds."""
_WORTH_A_WORD = 500_000
"""With so many events the reference engine takes a second longer; then it is said why it runs."""
_MOST_EVENTS = 2**31
"""More events of one replication than this are not written to a log."""
_ROWS_OF_A_JOB = 2
_ROWS_OF_A_VISIT = 4.5
_SHORTEST_S = 1e-6


@dataclass(frozen=True, slots=True)
class ChosenEngine:
    """The engine that runs, and what is to be said of that: why it is not the other one, or that it takes a while (empty:
    nothing)."""

    name: Literal["reference", "kernel"]
    reason: str = ""


def choose_engine(scenario: Scenario, engine: str = "auto", replications: int = 1) -> ChosenEngine:
    """Return the engine that runs a scenario.

    Raises:
        UsageError: there is no such engine, or the kernel is asked for and does not know the scenario.
        RunError: the kernel is asked for and numba cannot be loaded.
    """
    if engine not in ENGINES:
        raise UsageError(f'unknown engine "{engine}"; expected one of {", ".join(ENGINES)}')
    if engine == "reference":
        return ChosenEngine("reference")
    missing = unknown(scenario)
    if engine == "kernel":
        if missing:
            raise UsageError(
                f"the engine kernel does not know all of {scenario.scenario}:\n  "
                + "\n  ".join(missing)
                + "\nrun it with --engine auto or reference"
            )
        if fault := _fault():
            raise RunError(f"the engine kernel cannot be loaded: {fault}; run it with --engine reference")
        return _kernel()
    expected = expected_events(scenario) * replications
    if missing or not is_compiled():
        loses_nothing = expected < _WORTH_A_WORD
    else:
        loses_nothing = expected < _BREAK_EVEN and not scenario.people
    if loses_nothing:
        return ChosenEngine("reference")
    if missing:
        more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        return ChosenEngine("reference", f"the kernel does not know {missing[0]}{more}")
    if fault := _fault():
        return ChosenEngine("reference", f"the kernel cannot be loaded: {fault}")
    if _is_interpreted():
        return ChosenEngine("reference", "NUMBA_DISABLE_JIT is set, so the kernel would run in Python")
    if expected < _BREAK_EVEN_UNCOMPILED and not is_compiled():
        return ChosenEngine(
            "reference", "the kernel has not been compiled here; --engine kernel does that, once"
        )
    return _kernel()


def engine_made_ready(scenario: Scenario, engine: str, replications: int) -> Literal["reference", "kernel"]:
    """Return the engine that runs a scenario; if it is the kernel, it is compiled when this returns, so that processes which
    are started now find it.

    Raises:
        UsageError, RunError: as :func:`choose_engine`; the kernel is asked for and cannot be compiled.
    """
    name = choose_engine(scenario, engine, replications).name
    if name == "kernel" and (fault := _compilers_fault()):
        if engine == "kernel":
            raise RunError(f"the engine kernel cannot be compiled: {fault}; run it with --engine reference")
        return "reference"
    return name


def refuse_endless_log(scenario: Scenario) -> None:
    """See to it that a log is not so long that nobody can read it.

    Raises:
        UsageError: it would be.
    """
    expected = expected_events(scenario)
    if expected > _MOST_EVENTS:
        raise UsageError(
            f"a replication of {scenario.scenario} would write about {expected / 1e6:,.0f} million events, more than the "
            f"{_MOST_EVENTS / 1e6:,.0f} million that a log holds; shorten clock.horizon (more replications say as much), or "
            "compute KPIs without a log: shopfloor simulate --no-log"
        )


def _kernel() -> ChosenEngine:
    return ChosenEngine(
        "kernel", "" if is_compiled() else "it is compiled now, once, which takes some seconds"
    )


def expected_events(scenario: Scenario) -> float:
    """Return roughly how many events one run has: jobs, times what happens to each on its way."""
    return sum(
        _jobs(scenario, product) * (_ROWS_OF_A_JOB + _ROWS_OF_A_VISIT * _visits(product.route))
        for product in scenario.products.values()
    )


def _jobs(scenario: Scenario, product: Product) -> float:
    """About how many jobs of a product come into the plant."""
    orders, horizon_s = product.orders, scenario.clock.horizon
    if orders.every is not None:
        return orders.quantity * horizon_s / max(orders.every.law.mean(), _SHORTEST_S)
    if orders.at is not None:
        return float(orders.quantity * len(orders.at))
    if orders.rate is not None:
        return orders.quantity * horizon_s / 3600 * max(rate.per_hour for rate in orders.rate)
    # as many as the slowest step lets through
    slowest_s = max((_mean_s(scenario, step) for step in product.route), default=0.0)
    return horizon_s / slowest_s if slowest_s > 0 else 0.0


def _visits(route: Sequence[Step]) -> float:
    """How many stations a job visits on a route, on average."""
    return sum(
        sum(branch.share * _visits(branch.route) for branch in step.choice)
        if isinstance(step, Choice)
        else 1.0
        for step in route
    )


def _mean_s(scenario: Scenario, step: Step) -> float:
    """How far apart jobs leave a step at best."""
    if isinstance(step, Alternatives | Choice):
        return 0.0
    station = scenario.stations[step.station]
    law = step.processing or station.processing
    return 0.0 if law is None else law.law.mean() / sum(station.speeds)


def _fault() -> str:
    """Why the kernel cannot be loaded; empty if it can."""
    try:
        import_module("shopfloor.simulation.kernel.run")
    except Exception as error:
        # an installation can be broken in any way
        return f"{type(error).__name__}: {error}"
    return ""


def _is_interpreted() -> bool:
    from shopfloor.simulation.kernel.compiled import IS_INTERPRETED

    return IS_INTERPRETED


def _compilers_fault() -> str:
    """Compile the kernel, or load it; return why that cannot be, empty if it can."""
    from shopfloor.simulation.kernel.run import prepare

    try:
        prepare()
    except Exception as error:
        # whatever a compiler may stumble over
        return f"{type(error).__name__}: {error}".splitlines()[0]
    return ""
