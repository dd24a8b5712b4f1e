"""What do failures, repairs and maintenance cost?"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp

from scipy.integrate import quad

from tests.laws.theory.chains import mean, stationary
from tests.laws.theory.queues import mg1_wait


@dataclass(frozen=True)
class MachineRepair:
    availability: float
    repair_busy: float
    wait_for_technician: float
    failure_rate: float


def machine_repair(
    machines: int, time_to_failure: float, time_to_repair: float, technicians: int
) -> MachineRepair:
    """Machines that fail by the calendar of their running time, and few who repair them (birth and death).

    Source: Palm (1947), "Arbetskraftens fördelning vid betjäning av automatmaskiner"; Gross, Shortle, Thompson, Harris
    (2008), chapter 2 (finite sources).
    """
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
        failures,
    )


@dataclass(frozen=True)
class EffectiveTime:
    availability: float
    mean: float
    squared_cv: float


def effective_process_time(
    natural: float, cv: float, time_to_failure: float, time_to_repair: float
) -> EffectiveTime:
    """Time of a job on a machine that fails after exponential times of work, repairs exponential and included.

    Source: Hopp and Spearman, *Factory Physics*, 3rd ed. (2008), section 8.4.2.
    """
    availability = time_to_failure / (time_to_failure + time_to_repair)
    squared = cv**2 + 2 * (1 - availability) * availability * time_to_repair / natural
    return EffectiveTime(availability, natural / availability, squared)


def wait_with_failures_of_work(
    arrival_rate: float, service: float, cv: float, failure: float, repair: float
) -> float:
    """Mean wait in M/G/1 whose machine fails at ``failure`` per time of work, repaired in exponential time, work resumed.

    An ordinary M/G/1 queue of the times to completion. Source: Gaver (1962), "A waiting line with interrupted service,
    including priorities", *Journal of the Royal Statistical Society B* 24, 73-90; Avi-Itzhak and Naor (1963), "Some
    queuing problems with the service station subject to breakdown", *Operations Research* 11, 303-320 (model A).
    """
    stretched = service * (1 + failure * repair)
    variance = (cv * service * (1 + failure * repair)) ** 2 + failure * service * 2 * repair**2
    return mg1_wait(arrival_rate, stretched, variance**0.5 / stretched)


def time_with_repeats(service: float, failure: float, repair: float) -> float:
    """Mean time of constant work that begins anew after each failure, at ``failure`` per time of work.

    Source: Gaver (1962), as above (preemptive repeat identical).
    """
    return (exp(failure * service) - 1) * (1 / failure + repair)


def in_system_with_failures_by_calendar(
    arrival_rate: float, service_rate: float, failure: float, repair_rate: float
) -> float:
    """Mean number in M/M/1 whose machine fails by the calendar, idle or not, work resumed.

    Source: White and Christie (1958), "Queuing with preemptive priorities or with breakdown", *Operations Research* 6,
    79-95.
    """
    both = failure + repair_rate
    return (
        arrival_rate
        * (both**2 + service_rate * failure)
        / (both * (service_rate * repair_rate - arrival_rate * both))
    )


def in_system_with_failures_by_chain(
    arrival_rate: float, service_rate: float, failure: float, repair_rate: float, top: int = 800
) -> float:
    """The same by a truncated Markov chain, state (jobs, up)."""

    def moves(state: tuple[int, int]) -> list[tuple[float, tuple[int, int]]]:
        n, up = state
        found = [(failure, (n, 0)) if up else (repair_rate, (n, 1))]
        if n < top:
            found.append((arrival_rate, (n + 1, up)))
        if up and n:
            found.append((service_rate, (n - 1, up)))
        return found

    return mean(stationary((0, 1), moves), lambda s: s[0])


@dataclass(frozen=True)
class Replacement:
    """Shares of all time."""

    working: float
    repairing: float
    maintaining: float


def age_replacement(
    survival: Callable[[float], float], age: float, repair: float, maintenance: float
) -> Replacement:
    """A part is renewed at its failure or at a given age of work, whichever comes first.

    A cycle works for the integral of the survival function up to ``age`` and ends in a repair or a maintenance. Source:
    Barlow and Hunter (1960), "Optimum preventive maintenance policies", *Operations Research* 8, 90-100 (policy I).
    """
    works = quad(survival, 0, age)[0]
    repairs = repair * (1 - survival(age))
    maintenances = maintenance * survival(age)
    cycle = works + repairs + maintenances
    return Replacement(works / cycle, repairs / cycle, maintenances / cycle)


def block_replacement(renewals: float, every: float, repair: float, maintenance: float) -> Replacement:
    """A part is renewed at each failure, and at every ``every`` of work whatever its age.

    ``renewals``: the mean number of failures in ``every`` of work. Source: Barlow and Proschan (1965), *Mathematical
    Theory of Reliability*, chapter 4.
    """
    cycle = every + repair * renewals + maintenance
    return Replacement(every / cycle, repair * renewals / cycle, maintenance / cycle)


def erlang2_renewals(time: float, mean_life: float) -> float:
    """Mean number of renewals when lives have two exponential phases: t/m - 1/4 + exp(-4 t/m)/4.

    Source: Cox (1962), *Renewal Theory*, chapter 4.
    """
    lives = time / mean_life
    return lives - 0.25 + 0.25 * exp(-4 * lives)
