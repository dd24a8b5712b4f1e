"""Is the theory itself right? Each formula meets a published number, or a second derivation that shares nothing with it."""

import json
from math import erf, exp, log, pi
from pathlib import Path

import pytest
from scipy.integrate import quad

from tests.laws.theory import (
    arrivals,
    batches,
    disciplines,
    experience,
    inspections,
    lines,
    networks,
    queues,
    reliability,
)

PUBLISHED = json.loads((Path(__file__).parent / "exact.json").read_text(encoding="utf-8"))
BALANCED = PUBLISHED["balanced_exponential_lines_saturated"]
UNRELIABLE = next(cases for name, cases in PUBLISHED.items() if name.startswith("two_machine"))
REPAIR = next(cases for name, cases in PUBLISHED.items() if name.startswith("machine_repair"))
PENNY_FAB = next(cases for name, cases in PUBLISHED.items() if name.startswith("penny_fab_one"))


@pytest.mark.parametrize("case", BALANCED)
def test_balanced_lines(case: str) -> None:
    """Throughputs of balanced exponential lines, six digits."""
    rule, machines, places = case.split("_")
    count, room = int(machines[1:]), int(places[1:])
    if rule == "BAS":
        found = lines.line_after_service((1.0,) * count, (room,) * (count - 1))
    else:
        found = lines.line_before_service((1.0,) * count, (room,) * (count - 1))
    assert found == pytest.approx(BALANCED[case], abs=5.1e-7)


@pytest.mark.parametrize("case", UNRELIABLE)
def test_unreliable_lines(case: str) -> None:
    """Throughput and shares of two machines that fail, six digits."""
    places = int(case.split("buffer=")[1].rstrip(")"))
    found = lines.unreliable_line((1, 1), 0.05, 0.5, places, working_clock=case.startswith("ODF"))
    assert (
        found.throughput,
        found.first_down,
        found.first_blocked_up,
        found.second_starved_up,
    ) == pytest.approx(
        [UNRELIABLE[case][key] for key in ("throughput", "m1_down", "m1_blocked_up", "m2_starved_up")],
        abs=1e-6,
    )


def test_lines_that_hold_their_parts() -> None:
    """Without failures a line blocks after service, whatever becomes of parts; holding them costs throughput."""
    assert lines.line_that_holds_parts((1, 1.3), 1e-12, 1, 2) == pytest.approx(
        lines.line_after_service((1, 1.3), (2,))
    )
    released = lines.unreliable_line((1, 1), 0.05, 0.5, 2, working_clock=False).throughput
    assert lines.line_that_holds_parts((1, 1), 0.05, 0.5, 2) < released


def test_machine_repair() -> None:
    """Ten machines and one technician; with ten, nobody waits and each machine is a renewal process."""
    one, ten = (reliability.machine_repair(10, 300, 30, count) for count in (1, 10))
    case = REPAIR["one_technician"]
    assert one.availability == pytest.approx(case["availability"])
    assert one.repair_busy == pytest.approx(case["repair_util"])
    assert one.wait_for_technician == pytest.approx(case["mean_wait_for_technician"])
    assert one.failure_rate == pytest.approx(case["failures_per_time"])
    assert ten.availability == pytest.approx(10 / 11)


def test_queues() -> None:
    """M/M/1, M/M/3, M/M/1/5, M/D/1 and M/E2/1."""
    case = PUBLISHED["queues"]
    assert queues.mmc_wait(0.8, 1, 1) == pytest.approx(case["MM1_l.8_m1"]["Wq"])
    assert queues.mmc_wait(2, 1, 3) == pytest.approx(case["MM3_l2_m1"]["Wq"])
    assert queues.mg1_wait(0.8, 1, 0) == pytest.approx(case["MD1_l.8"]["Wq"])
    assert queues.mg1_wait(0.8, 1, 0.5**0.5) == pytest.approx(case["MG1_erlang2_mean1_l.8"]["Wq"])
    five = queues.mmck(1, 1, 1, 5)
    assert five.wait == pytest.approx(case["MM1_5_l1_m1"]["Wq"])
    assert five.in_system == pytest.approx(case["MM1_5_l1_m1"]["L"])
    assert five.lost_share == pytest.approx(case["MM1_5_l1_m1"]["p_block"])


def test_a_station_with_few_places() -> None:
    """Three lanes, seven places, a car each minute, six minutes each: 6.06 cars are there, 3.09 wait (Gross et al., 2008)."""
    found = queues.mmck(1, 1 / 6, 3, 7)
    assert found.in_system == pytest.approx(6.06, abs=0.005)
    assert found.wait * found.throughput == pytest.approx(3.09, abs=0.005)


def test_erlangs_loss() -> None:
    """Ten lines and five erlangs lose 1.84 % in every telephone table; the chain agrees."""
    assert queues.erlang_loss(5, 10) == pytest.approx(0.0184, abs=5e-5)
    assert queues.erlang_loss(1.2, 3) == pytest.approx(queues.mmck(1.2, 1, 3, 3).lost_share)


def test_constant_arrivals_and_constant_work() -> None:
    """D/M/1 at half load: sigma = 0.2032. M/D/1 is Pollaczek's; M/D/2 lies within 1 % of Cosmetatos's formula (1975)."""
    assert queues.dm1_wait(2, 1) == pytest.approx(0.20319 / (1 - 0.20319), abs=1e-4)
    assert queues.mdc_wait(0.8, 1, 1) == pytest.approx(queues.mg1_wait(0.8, 1, 0), rel=1e-6)
    for rate in (1.0, 1.6):
        factor = (1 + (1 - rate / 2) * (14**0.5 - 2) / (16 * rate)) / 2
        assert queues.mdc_wait(rate, 1, 2) == pytest.approx(factor * queues.mmc_wait(rate, 1, 2), rel=0.01)


def test_machines_of_two_speeds() -> None:
    """With equal speeds it is M/M/2; whoever takes the fast one first waits less."""
    wait, first, second = queues.unequal_machines(1.2, 1, 1, first_fast=0.5)
    assert wait == pytest.approx(queues.mmc_wait(1.2, 1, 2))
    assert first == pytest.approx(second)
    assert (
        queues.unequal_machines(1, 1, 0.5, first_fast=1)[0]
        < queues.unequal_machines(1, 1, 0.5, first_fast=0)[0]
    )


def test_priorities() -> None:
    """The county hospital of Hillier and Lieberman: 0.238 and 0.325 hours, and work is conserved (Kleinrock 1965)."""
    rates = (0.2, 0.6, 1.2)
    waits = disciplines.priority_waits(rates, (1 / 3,) * 3, (2 / 9,) * 3)
    assert waits[:2] == pytest.approx([0.238, 0.325], abs=5e-4)
    everybody = sum(rate * wait for rate, wait in zip(rates, waits, strict=True)) / sum(rates)
    assert everybody == pytest.approx(queues.mmc_wait(2, 3, 1))
    assert disciplines.priority_waits((0.8,), (1,), (1.5,)) == pytest.approx(
        [queues.mg1_wait(0.8, 1, 0.5**0.5)]
    )


def test_shortest_first() -> None:
    """M/M/1 at 80 % load; and waits average to no more than first come, first served."""
    case = PUBLISHED["dispatching_in_MM1 (mean wait in queue)"]["l.8"]
    assert disciplines.shortest_first_wait(0.8, 2, lambda x: exp(-x), 60) == pytest.approx(
        case["SPT_Wq"], rel=1e-6
    )
    uniform = disciplines.shortest_first_wait(0.6, 4 / 3, lambda x: 0.5, 2)
    assert 0.6 * 2 / 3 < uniform < queues.mg1_wait(0.6, 1, (1 / 3) ** 0.5)


def test_spread_of_waits() -> None:
    """First come, first served: with probability rho exponential, so E[W^2] = 2 rho / (mu - lambda)^2."""
    moments = (1.0, 2.0, 6.0)
    assert disciplines.second_moment_of_wait(0.6, moments, "fifo") == pytest.approx(2 * 0.6 / 0.4**2)
    in_order = [
        disciplines.second_moment_of_wait(0.6, moments, order) for order in ("fifo", "random", "lifo")
    ]
    assert in_order == sorted(in_order)


def test_batches() -> None:
    """The chain and the closed form for partial batches agree; batches of one are M/M/1."""
    assert batches.batch_service(1.5, 0.8, 1, 4).wait == pytest.approx(
        batches.partial_batch_wait(1.5, 0.8, 4)
    )
    assert batches.batch_service(0.6, 1, 1, 1).wait == pytest.approx(queues.mmc_wait(0.6, 1, 1))
    assert batches.longest_of(4, 12) == pytest.approx(12 * 25 / 12)


def test_open_networks() -> None:
    """Two stations with feedback: visits solve the traffic equations, waits are those of single queues."""
    visits, waits = networks.jackson_waits([1, 0], [[0, 0.5], [0.4, 0]], [2, 1], [1, 1])
    assert visits == pytest.approx([1.25, 0.625])
    assert waits == pytest.approx([1.25 / 2 / 0.75, 0.625 / 0.375])


@pytest.mark.parametrize(("jobs", "rate", "lead_time"), PENNY_FAB["exponential"])
def test_penny_fab_one(jobs: int, rate: float, lead_time: float) -> None:
    """Mean value analysis, Buzen's convolution and the practical worst case agree with the table."""
    found, times = networks.closed_line((2,) * 4, (1,) * 4, jobs)
    assert found == pytest.approx(rate, abs=5.1e-7)
    assert sum(times) == pytest.approx(lead_time)
    assert networks.closed_line_by_convolution((2,) * 4, (1,) * 4, jobs) == pytest.approx(found)
    assert networks.practical_worst_case((2,) * 4, (1,) * 4, jobs) == pytest.approx(found)


@pytest.mark.parametrize(("jobs", "rate", "lead_time"), PENNY_FAB["deterministic"])
def test_penny_fab_one_without_variation(jobs: int, rate: float, lead_time: float) -> None:
    """The best case: min(w / T0, rb)."""
    assert networks.best_case((2,) * 4, (1,) * 4, jobs) == pytest.approx(rate)
    assert jobs / rate == pytest.approx(lead_time)


@pytest.mark.parametrize("jobs", [1, 2, 5, 8, 20])
def test_penny_fab_two(jobs: int) -> None:
    """Bottleneck rate 0.4, raw time 20, critical work in process 8; two algorithms agree between the bounds."""
    means, servers = (2, 5, 10, 3), (1, 2, 6, 2)
    rate = networks.closed_line(means, servers, jobs)[0]
    assert rate == pytest.approx(networks.closed_line_by_convolution(means, servers, jobs))
    assert networks.best_case(means, servers, 8) == pytest.approx(0.4)
    assert networks.best_case(means, servers, 1) == pytest.approx(1 / 20)
    assert networks.practical_worst_case(means, servers, jobs) <= rate + 1e-12
    assert rate <= networks.best_case(means, servers, jobs) + 1e-12


def test_the_shorter_of_two_queues() -> None:
    """Better than two queues at random, worse than one for both; nearly the latter in heavy traffic."""
    for rate in (0.8, 1.8):
        wait = networks.shorter_queue_wait(rate, 1)
        assert queues.mmc_wait(rate, 1, 2) < wait < queues.mmc_wait(rate / 2, 1, 1)
    assert networks.shorter_queue_wait(1.8, 1, 150) == pytest.approx(queues.mmc_wait(1.8, 1, 2), rel=0.06)


def test_effective_process_times() -> None:
    """Hare X19 and Tortoise 2000: as available, as long, and not as variable."""
    for name, case in PUBLISHED["effective_process_time"].items():
        failing = (744, 248) if name.startswith("Hare") else (114, 38)
        found = reliability.effective_process_time(15, 0.25, *failing)
        assert (found.availability, found.mean, found.squared_cv) == pytest.approx(tuple(case.values()))


def test_queues_that_break_down() -> None:
    """White and Christie's formula meets the chain; without failures both clocks are M/M/1."""
    assert reliability.in_system_with_failures_by_calendar(0.5, 1, 0.1, 0.5) == pytest.approx(
        reliability.in_system_with_failures_by_chain(0.5, 1, 0.1, 0.5), rel=1e-6
    )
    assert reliability.in_system_with_failures_by_calendar(0.5, 1, 0, 1) == pytest.approx(1)
    assert reliability.wait_with_failures_of_work(0.5, 1, 1, 0, 1) == pytest.approx(1)


def test_age_replacement() -> None:
    """A Weibull life of shape 2: the integral is an error function; an endless age is the plain renewal process."""
    survival = lambda x: exp(-(x**2))  # noqa: E731 - one line says it best
    found = reliability.age_replacement(survival, 1.5, 0.3, 0.1)
    works = pi**0.5 / 2 * erf(1.5)
    assert found.working == pytest.approx(works / (works + 0.3 - 0.2 * survival(1.5)))
    assert reliability.age_replacement(survival, 30, 0.3, 0.1).working == pytest.approx(
        1 / (1 + 0.3 * 2 / pi**0.5)
    )


def test_renewals() -> None:
    """Cox's closed form solves the renewal equation, here at three mean lives by steps."""
    density = lambda x: 4 * x * exp(-2 * x)  # noqa: E731
    renewed = quad(lambda x: erlang2(3 - x) * density(x), 0, 3)[0]
    assert erlang2(3) == pytest.approx(1 - exp(-6) * 7 + renewed)


def erlang2(time: float) -> float:
    return reliability.erlang2_renewals(time, 1)


def test_many_machines_and_a_rate_that_swings() -> None:
    """Eick, Massey and Whitt's sine (their equation 15), far from the start."""
    from math import cos, sin

    found = arrivals.busy_machines(lambda u: 10 + 4 * sin(u), lambda x: exp(-x / 2), 60)
    assert found == pytest.approx(20 + 4 / (0.25 + 1) * (0.5 * sin(60) - cos(60)), abs=1e-6)


def test_learning() -> None:
    """The 80 % curve: 100 hours, 80 for the second, 70.2 for the third, 64 for the fourth, 51.2 for the eighth."""
    times = [experience.wright(100, 0.8, n) for n in (1, 2, 3, 4, 8)]
    assert times == pytest.approx([100, 80, 70.2, 64, 51.2], abs=0.02)
    assert log(times[2] / 100) / log(3) == pytest.approx(-0.3219, abs=1e-4)


def test_inspection() -> None:
    """Eddy's table (1982): 1 % faulty, 20.8 % missed, 9.6 % false alarms: 7.7 % of the alarms are true."""
    found = inspections.inspected(0.01, 0.208, 0.096)
    assert found.found / (found.found + found.false_alarm) == pytest.approx(0.077, abs=5e-4)
    assert found.passed + found.found + found.missed + found.false_alarm == pytest.approx(1)
    assert inspections.with_faults(0.1, 0.2) == pytest.approx(0.28)
    assert inspections.visits_until_good(0.5, 2) == pytest.approx((1.75, 0.125))


def test_assembly() -> None:
    """With a swift third machine the difference of the parts walks at random between two walls."""
    assert lines.assembly_line((1, 1, 1e6), 3) == pytest.approx(1 - 1 / (2 * (3 + 1) + 1), rel=1e-4)
