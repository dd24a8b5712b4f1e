"""Does maintenance come when it should, and pay as renewal theory says?"""

from itertools import pairwise
from math import exp, gamma

import pytest

from tests.laws.measuring import EFFORTS, Effort, lines, plant, run, station, story
from tests.laws.theory import reliability

MAINTAINED = ("maintenance_due", "maintenance_started", "maintenance_finished")
WORKED = ("work_started", "work_finished")


def press(
    horizon: str,
    *,
    processing: str = "4 min",
    orders: str = "{supply: unlimited}",
    rest: str = "",
    seed: int | None = None,
    **words: str,
) -> str:
    stations = {"press": station(processing=processing, **words)}
    return plant(stations, orders=orders, horizon=horizon, rest=rest, seed=seed)


# ---------------------------------------------------------------- by hand


def test_maintenance_waits_for_the_end_of_a_job(engine: str) -> None:
    """Every 10 minutes from the end of the last: due at 10 within the job of 8 to 12, done 12 to 15; then again at 25
    within the job of 23 to 27, done 27 to 30."""
    text = press("32 min", maintenance="{oiling: {every: 10 min, takes: 3 min}}")
    assert story(text, engine, *MAINTAINED, *WORKED) == lines("""
         0 work_started part-1 press.1
         4 work_finished part-1 press.1
         4 work_started part-2 press.1
         8 work_finished part-2 press.1
         8 work_started part-3 press.1
        12 work_finished part-3 press.1
        12 maintenance_due press.1 oiling
        12 maintenance_started press.1 oiling
        15 maintenance_finished press.1 oiling
        15 work_started part-4 press.1
        19 work_finished part-4 press.1
        19 work_started part-5 press.1
        23 work_finished part-5 press.1
        23 work_started part-6 press.1
        27 work_finished part-6 press.1
        27 maintenance_due press.1 oiling
        27 maintenance_started press.1 oiling
        30 maintenance_finished press.1 oiling
        30 work_started part-7 press.1
    """)


def test_an_idle_machine_is_maintained_at_once(engine: str) -> None:
    """Nothing to do at minute 10: the maintenance begins, and the job of minute 11 waits for its end."""
    text = press(
        "20 min", orders="{at: [0 s, 11 min]}", maintenance="{oiling: {every: 10 min, takes: 3 min}}"
    )
    assert story(text, engine, *MAINTAINED, "work_started") == lines("""
         0 work_started part-1 press.1
        10 maintenance_due press.1 oiling
        10 maintenance_started press.1 oiling
        13 maintenance_finished press.1 oiling
        13 work_started part-2 press.1
    """)


@pytest.mark.parametrize(
    ("plan", "times"),
    [
        # jobs of 4 minutes: after every third job
        ("jobs: 3, takes: 2 min", [12, 26, 40, 54]),
        # after 12 minutes of work, that is at the very end of the third job
        ("every: 12 min, clock: working, takes: 2 min", [12, 26, 40, 54]),
        # after 10 minutes of work, that is within the third job
        ("every: 10 min, clock: working, takes: 2 min", [12, 26, 40, 54]),
        # 0.1 of wear for each minute: 1.2 after three jobs
        ("at_wear: 1.2, takes: 2 min", [12, 26, 40, 54]),
        # not quite worn out after two jobs
        ("at_wear: 0.81, takes: 2 min", [12, 26, 40, 54]),
        ("at_wear: 0.8, takes: 2 min", [8, 18, 28, 38, 48, 58]),
        # a repair that leaves half of the wear: 0.6 left, two more jobs
        ("at_wear: 1.2, wear_after: 0.6, takes: 2 min", [12, 22, 32, 42, 52]),
    ],
)
def test_use_and_condition_bring_maintenance(engine: str, plan: str, times: list[int]) -> None:
    """Without any chance the plan recurs with an exact period."""
    text = press("60 min", wear="{per_hour: 6}", maintenance=f"{{plan: {{{plan}}}}}")
    assert story(text, engine, "maintenance_started") == [
        f"{time} maintenance_started press.1 plan" for time in times
    ]


@pytest.mark.parametrize(
    ("per_hour", "at_wear", "hours"), [(0.1, 1, 10), (0.3, 0.9, 3), (0.7, 7, 10), (1, 7, 7), (1.1, 3.3, 3)]
)
def test_wear_reaches_its_limit_exactly(engine: str, per_hour: float, at_wear: float, hours: int) -> None:
    """What is reached on paper is reached in the run: rounding of fractions brings no extra job."""
    words = {
        "wear": f"{{per_hour: {per_hour}}}",
        "maintenance": f"{{plan: {{at_wear: {at_wear}, takes: 1 h}}}}",
    }
    text = press("3 d", processing="1 h", **words)
    found = [float(line.split()[0]) / 60 for line in story(text, engine, "maintenance_started")]
    period = hours + 1
    assert found == list(range(hours, 72, period))


def test_wear_brings_failures(engine: str) -> None:
    """0.1 of wear a minute: it fails at 1.0, in the middle of the third job, is repaired in 5 minutes, and is as new.

    It is worn out again at 25, just when the fifth job is done: that job is finished, and the next one finds it so.
    """
    text = press("30 min", wear="{per_hour: 6}", failures="{worn: {at_wear: 1, time_to_repair: 5 min}}")
    assert story(text, engine, "failed", "repaired", "work_resumed", "work_finished") == lines("""
         4 work_finished part-1 press.1
         8 work_finished part-2 press.1
        10 failed part-3 press.1 worn
        15 repaired press.1 worn
        15 work_resumed part-3 press.1
        17 work_finished part-3 press.1
        21 work_finished part-4 press.1
        25 work_finished part-5 press.1
        25 failed part-6 press.1 worn
    """)
    events = run(text, engine).events
    wear = events["value"][events["kind"] == "measured"].round(9).tolist()
    assert wear == [0.4, 0.8, 0.0, 0.2, 0.6, 1.0]


def test_a_scrapped_job_has_had_its_factor_of_wear(engine: str) -> None:
    """Every tenth minute of work scraps a job: 4 minutes of the first, 4 of the second, 2 of the third. Each of them,
    the third too, wears the machine by its own factor, which a plant without failures shows."""

    def levels(horizon: str, **words: str) -> list[float]:
        """The wear at the end of each job that is finished."""
        events = run(press(horizon, seed=3, wear="{per_hour: 6, cv: 1}", **words), engine).events
        return events["value"][events["kind"] == "measured"].tolist()

    undisturbed = [0.0, *levels("6 h")]
    rises = [late - early for early, late in pairwise(undisturbed)]
    shares = [1.0, 1.0, 0.5] * len(rises)
    expected = [
        sum(rise * share for rise, share in zip(rises[: k + 1], shares, strict=False))
        for k, share in enumerate(shares[: len(rises)])
        if share == 1.0
    ]
    failures = "{jam: {time_to_failure: 10 min, time_to_repair: 1 min, clock: working, job: scrap}}"
    found = levels("4 h", failures=failures)
    assert len(found) > 40
    assert found == pytest.approx(expected[: len(found)])


def test_maintenance_prevents_the_failure_that_it_renews(engine: str) -> None:
    """The spindle breaks after 10 minutes of work. Renewed after 8, it never does; oiled without being renewed, it does."""
    spindle = "{spindle: {time_to_failure: 10 min, time_to_repair: 1 h}}"
    plan = "{change: {jobs: 2, takes: 1 min, renews: [spindle]}}"
    assert run(press("2 h", failures=spindle, maintenance=plan), engine).count("failed") == 0
    oiled = plan.replace(", renews: [spindle]", "")
    assert story(press("12 min", failures=spindle, maintenance=oiled), engine, "failed") == [
        "11 failed part-3 press.1 spindle"
    ]


def test_somebody_must_come_to_maintain(engine: str) -> None:
    """One fitter for two presses: both are due at 4, the second stands until the first is done."""
    text = plant(
        {
            "press": station(
                machines="2",
                processing="4 min",
                maintenance="{oiling: {jobs: 1, takes: 3 min, done_by: fitting}}",
            )
        },
        horizon="8 min",
        rest="people:\n  fitter: {count: 1, skills: {fitting: 0.5}}\n",
    )
    assert story(text, engine, *MAINTAINED, "assigned") == lines("""
        4 maintenance_due press.1 oiling
        4 assigned press.1 fitter.1 only_one_free
        4 maintenance_started press.1 fitter.1 oiling
        4 maintenance_due press.2 oiling
    """)
    measured = run(text, engine)
    assert measured.value("state_share.waiting_for_maintenance", "machine:press.2") == 4 / 8
    assert measured.value("state_share.maintenance", "machine:press.1") == 4 / 8


def test_a_shift_end_interrupts_maintenance(engine: str) -> None:
    """On duty until 6 and from 10 on: 2 of 5 minutes are done before, 3 after."""
    text = plant(
        {
            "press": station(
                processing="4 min", maintenance="{oiling: {jobs: 1, takes: 5 min, done_by: fitting}}"
            )
        },
        horizon="20 min",
        rest="people:\n  fitter: {count: 1, skills: {fitting: 1.0}, shift: day}\n"
        "shifts:\n  day: {days: mon, from: '00:00', to: '01:00', breaks: [{at: '00:06', for: 4 min}], at_end: interrupt}\n",
    )
    told = ("maintenance_started", "maintenance_interrupted", "maintenance_resumed", "maintenance_finished")
    assert story(text, engine, *told) == lines("""
         4 maintenance_started press.1 fitter.1 oiling
         6 maintenance_interrupted press.1 fitter.1 oiling
        10 maintenance_resumed press.1 fitter.1 oiling
        13 maintenance_finished press.1 fitter.1 oiling
        17 maintenance_started press.1 fitter.1 oiling
    """)


def test_an_opportunity_is_taken(engine: str) -> None:
    """Jammed from 9 to 13. Three quarters of 12 minutes are over: the oiling is done along with the repair, from 9 to 11.

    It is due again 12 minutes after its end, at 23, and done when the job of 20 to 24 has ended. Had it waited for 76 %
    of its interval, it would have come due at 12 and been done at once, within the repair.
    """
    jam = "{jam: {clock: calendar, time_to_failure: {trace: [9 min, 1 d]}, time_to_repair: 4 min}}"
    plan = "{oiling: {every: 12 min, takes: 2 min, opportunistic: 0.75}}"
    text = press("26 min", failures=jam, maintenance=plan)
    assert story(text, engine, "failed", "repaired", *MAINTAINED) == lines("""
         9 failed part-3 press.1 jam
         9 maintenance_due part-3 press.1 oiling
         9 maintenance_started press.1 oiling
        11 maintenance_finished press.1 oiling
        13 repaired press.1 jam
        24 maintenance_due press.1 oiling
        24 maintenance_started press.1 oiling
    """)
    refused = press("26 min", failures=jam, maintenance=plan.replace("0.75", "0.76"))
    assert story(refused, engine, "repaired", "maintenance_started") == lines("""
        12 maintenance_started press.1 oiling
        13 repaired press.1 jam
    """)


# ---------------------------------------------------------------- by chance


def shares_agree(text: str, engine: str, exact: reliability.Replacement, effort: Effort) -> None:
    measured = run(text, engine)
    measured.figure("state_share.productive", "station:press").agrees_with(exact.working, effort)
    measured.figure("state_share.down", "station:press").agrees_with(exact.repairing, effort)
    measured.figure("state_share.maintenance", "station:press").agrees_with(exact.maintaining, effort)


@pytest.mark.parametrize("effort", EFFORTS)
def test_age_replacement(engine: str, effort: Effort) -> None:
    """Replaced at failure, or at the age of 8 hours of work: shares of Barlow and Hunter, for a Weibull life of 10 hours.

    The age is a wear that rises by one an hour and that repair and maintenance set to zero. Work of 2 hours that
    begins anew after a failure keeps the ages at the ends of jobs whole multiples of 2 hours.
    """
    text = plant(
        {
            "press": station(
                machines="4",
                processing="2 h",
                wear="{per_hour: 1}",
                failures="{spindle: {time_to_failure: {weibull: {shape: 2, mean: 10 h}}, time_to_repair: 3 h, job: restart, wear_after: 0}}",
                maintenance="{change: {at_wear: 8, takes: 1 h, renews: [spindle]}}",
            )
        },
        horizon=f"{10 + 40 * effort.times} d",
        warm_up="10 d",
        replications=10,
    )
    scale = 10 / gamma(1.5)
    exact = reliability.age_replacement(lambda x: exp(-((x / scale) ** 2)), 8, 3, 1)
    shares_agree(text, engine, exact, effort)


@pytest.mark.parametrize("effort", EFFORTS)
def test_block_replacement(engine: str, effort: Effort) -> None:
    """Replaced at every failure, and after every 12 hours of work: shares of Barlow and Proschan, two-phase life of 8 h."""
    text = plant(
        {
            "press": station(
                machines="4",
                processing="1 h",
                failures="{spindle: {time_to_failure: {erlang: {mean: 8 h, shape: 2}}, time_to_repair: 3 h}}",
                maintenance="{change: {every: 12 h, clock: working, takes: 1 h, renews: [spindle]}}",
            )
        },
        horizon=f"{10 + 7 * effort.times} d",
        warm_up="10 d",
        replications=10,
    )
    exact = reliability.block_replacement(reliability.erlang2_renewals(12, 8), 12, 3, 1)
    shares_agree(text, engine, exact, effort)
