"""Whatever a log is, its calibration runs or says why there is none."""

import datetime as dt

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import shopfloor as sf
from shopfloor.errors import UsageError

START = dt.datetime(2026, 3, 27, 6)
NAMES = ("saw", "Fräsen 2", "no", "焊接", "a.b", "1", "others", "> weld #", "x" * 60, "SAW", "m", "-")
COLUMNS = ("case", "activity", "resource", "person", "start", "end", "product", "outcome")


@st.composite
def logs(draw):
    """A few routes, each gone by some jobs; then some of everything that goes wrong with real logs."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True))
    ways = draw(st.lists(st.lists(st.sampled_from(names), min_size=1, max_size=5), min_size=1, max_size=4))
    every = draw(st.sampled_from([0, 1, 10, 45, 600, 10_000]))
    lasts = draw(st.sampled_from([(0,), (7,), (0, 3), (2, 5, 9, 4), (1, 30, 400)]))
    jobs = draw(st.integers(1, 40))
    gap = draw(st.sampled_from([0, 0, 30, 400]))
    rows = []
    for job in range(jobs):
        at = job * every + (gap * 1440 if job > jobs // 2 else 0)
        way = ways[job * 7 % len(ways)]
        for step, name in enumerate(way):
            took = lasts[(job * 3 + step) % len(lasts)]
            rows.append(
                (
                    f"J{job}",
                    name,
                    f"{name} {job % 2}",
                    f"W{job * step % 3}",
                    at,
                    at + took,
                    f"P{job % 3 if every % 2 else 0}",
                    "",
                )
            )
            at += took
    broken = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["swap", "no end", "no start", "twice", "nobody", "no case", "far", "scrap"]),
                st.integers(1, 9),
            ),
            max_size=3,
        )
    )
    return (
        rows,
        broken,
        draw(
            st.sets(st.sampled_from(["resource", "person", "product", "outcome", "start", "end"]), max_size=4)
        ),
    )


def broken_rows(rows, broken):
    """Every n-th row goes wrong."""
    for kind, nth in broken:
        made = []
        for number, (job, name, machine, person, start, end, product, outcome) in enumerate(rows):
            row = (job, name, machine, person, start, end, product, outcome)
            if number % nth == 0:
                row = {
                    "swap": (job, name, machine, person, end, start, product, outcome),
                    "no end": (job, name, machine, person, start, None, product, outcome),
                    "no start": (job, name, machine, person, None, end, product, outcome),
                    "twice": row,
                    "nobody": (job, name, "", "", start, end, "", outcome),
                    "no case": ("", name, machine, person, start, end, product, outcome),
                    "far": (job, name, machine, person, start, end, product, outcome)
                    if number
                    else (job, name, machine, person, (start or 0) - 10**7, end, product, outcome),
                    "scrap": (job, name, machine, person, start, end, product, "scrapped"),
                }[kind]
            made += [row, row] if kind == "twice" and number % nth == 0 else [row]
        rows = made
    return rows


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(logs())
def test_any_log_gives_a_scenario_that_runs_or_says_why_not(tmp_path_factory, drawn):
    """It validates, brings jobs, and leaves nothing out in silence."""
    rows, broken, absent = drawn
    table = pd.DataFrame(broken_rows(rows, broken), columns=COLUMNS)
    for name in ("start", "end"):
        table[name] = [
            ""
            if minutes is None or minutes != minutes
            else (START + dt.timedelta(minutes=minutes)).isoformat(" ")
            for minutes in table[name]
        ]
    if {"start", "end"} <= absent:
        absent = absent - {"start"}
    path = tmp_path_factory.getbasetemp() / "any.csv"
    table.drop(columns=list(absent)).to_csv(path, index=False)
    try:
        taken = sf.read_log(path, {name: name for name in COLUMNS if name not in absent})
        made = sf.calibrate(taken, test_share=0, budget=0)
    except UsageError as error:
        assert "expected" in str(error) or "no row is left" in str(error)  # noqa: PT017
        return
    assert len(made.scenario.products) > 0
    log = sf.simulate(made.scenario, replications=1)
    assert set(log.operations["station"]) <= set(made.scenario.stations)
    told = {path[1] for path in (*made.draft.left_out, *made.draft.evidence) if path[0] == "stations"}
    assert {of.name for of in made.observed.plant.stations} <= told
