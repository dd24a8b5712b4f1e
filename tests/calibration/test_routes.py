"""Are the routes of a scenario found again in its log?"""

from collections import Counter
from datetime import datetime, timedelta
from functools import cache
from itertools import permutations

import numpy as np
import pytest

from shopfloor import read_log
from shopfloor.calibration.discovery.loops import repeated, without_repeats
from shopfloor.calibration.discovery.rework import find_rework
from shopfloor.calibration.discovery.routes import find_routes, put_processing
from shopfloor.calibration.discovery.routes.alike import groups_in
from shopfloor.calibration.discovery.routes.chain import chained
from shopfloor.calibration.discovery.routes.steps import Fork, readings
from shopfloor.calibration.discovery.routes.tree import joined
from shopfloor.calibration.discovery.visits_of_jobs import Stop, journeys
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.observed import observe
from shopfloor.scenario import loads
from shopfloor.simulation import simulate


def way(text):
    return tuple(Stop(letter) for letter in text)


def shown(route):
    parts = (
        "(" + "|".join(shown(branch) for branch in step.branches) + ")"
        if isinstance(step, Fork)
        else step.station
        for step in route
    )
    return "".join(parts)


@pytest.mark.parametrize(
    ("ways", "route"),
    [
        ({"abc": 10}, "abc"),
        ({"abd": 60, "acd": 40}, "a(b|c)d"),
        ({"ad": 60, "abcd": 40}, "a(|bc)d"),
        ({"ad": 420, "abd": 280, "acd": 180, "abcd": 120}, "a(|b)(|c)d"),
        ({"ad": 300, "abcd": 300}, "a(|bc)d"),
        ({"ad": 300, "abcd": 300, "abd": 100}, "a(b(c|)|)d"),
        ({"aba": 50, "aa": 50}, "a(|b)a"),
        ({"xp": 30, "yq": 20}, "(xp|yq)"),
        ({"xpz": 30, "ypz": 20, "xqz": 15, "yqz": 10}, "(x|y)(p|q)z"),
        ({"ab": 20, "ba": 20}, "(ab|ba)"),
    ],
)
def test_what_ways_share_stands_once_and_where_they_part_is_a_fork(ways, route):
    """A route generates the ways that were seen, and says so in as few steps as it takes."""
    assert shown(joined({way(text): jobs for text, jobs in ways.items()}, {})) == route


def test_a_pair_that_is_too_rare_to_be_seen_does_not_join_two_forks():
    """Two rare choices, independent of each other, meet less than once in this many jobs."""
    ways = {way("ad"): 900, way("abd"): 50, way("acd"): 45}
    assert shown(joined(ways, {way("abcd"): 2})) == "a(|b)(|c)d"


def test_each_of_a_thousand_stations_finds_the_ones_that_take_its_place():
    """Of as many steps that two or three stations can do; what is alike is counted once, not for every step again."""
    ways = {
        (Stop("in"), Stop(f"a{step}.{one}"), Stop(f"b{step}.{other}")): 5
        for step in range(200)
        for one in range(2)
        for other in range(3)
    }
    groups = groups_in(ways)
    assert sorted(groups) == sorted(
        tuple(f"{name}{step}.{one}" for one in range(number))
        for step in range(200)
        for name, number in (("a", 2), ("b", 3))
    )


def test_a_way_that_ends_early_counts_where_it_passed():
    """A job that was scrapped at b has taken the branch of b; one that was scrapped before has not decided."""
    route = joined({way("abc"): 10, way("ac"): 10}, {})
    taken = readings(route, way("ab"), whole=False)
    assert [decision for (decision,) in taken] == [
        (0, next(n for n, of in enumerate(route[1].branches) if of))
    ]
    assert readings(route, way("a"), whole=False) == [()]
    assert readings(route, way("ax"), whole=False) == []


PLANT = """
scenario: plant
clock: {start: 2026-01-05T00:00, horizon: 10 d}
products:
  part:
    orders: {every: {exponential: {mean: 8 min}}}
    route:
      - turning
      - choice: [{share: 0.7, route: [grinding]}, {share: 0.3, route: [milling, {choice: [{share: 0.4, route: [drilling]}, {share: 0.6, route: []}]}]}]
      - {alternatives: [front, back], by: shortest_queue}
      - turning
      - {choice: [{share: 0.9, route: []}, {share: 0.1, route: [polishing]}]}
      - packing
  cart:
    orders: {every: {exponential: {mean: 30 min}}}
    route: [{station: bench, assemble: {wheel: 4, axle: 2}}, packing]
  wheel: {orders: {every: {exponential: {mean: 6 min}}}, route: [rolling]}
  axle: {orders: {every: {exponential: {mean: 12 min}}}, route: [rolling]}
  pump:
    orders: {every: {exponential: {mean: 40 min}}}
    route: [bench, {station: teardown, disassemble: {casing: 1, screw: 6}}, scrapyard]
  casing: {route: [packing]}
  screw: {route: [packing]}
stations:
  turning: {machines: 4, processing: 5 min, quality: {rework: {share: 0.08, at: turning, at_most: 2}}}
  grinding: {machines: 3, processing: 6 min, quality: {scrap: 0.2}}
  milling: {machines: 2, processing: {gamma: {mean: 5 min, cv: 0.5}}}
  drilling: {processing: 4 min}
  front: {processing: {gamma: {mean: 12 min, cv: 0.5}}}
  back: {processing: {gamma: {mean: 12 min, cv: 0.5}}}
  polishing: {processing: 3 min}
  packing: {machines: 4, processing: 1 min, quality: {rework: {share: 0.05, at: packing, at_most: 1}}}
  bench: {machines: 2, processing: 10 min}
  rolling: {machines: 2, processing: 2 min}
  teardown: {processing: 9 min}
  scrapyard: {processing: 1 min}
"""


@cache
def plant(replications=2):
    return observe(simulate(loads(PLANT), replications=replications))


@cache
def routes():
    draft = Draft()
    find_routes(plant(), draft, 0)
    return draft


def route_of(product):
    return routes().get(("products", product, "route"))


def without_shares(route):
    return [
        {"choice": [without_shares(branch["route"]) for branch in step["choice"]]}
        if isinstance(step, dict) and "choice" in step
        else step
        for step in route
    ]


def test_the_route_of_the_plant_is_found_again():
    """Choices in choices, a station that is passed twice, and alternatives, with rework and scrap cut out."""
    assert without_shares(route_of("part")) == [
        "turning",
        {"choice": [["grinding"], ["milling", {"choice": [[], ["drilling"]]}]]},
        {"alternatives": ["front", "back"], "by": "shortest_queue"},
        "turning",
        {"choice": [[], ["polishing"]]},
        "packing",
    ]


def test_shares_are_those_of_the_plant_although_a_branch_loses_jobs():
    """A fifth of what is ground is scrapped; the share of jobs that are ground counts these, too."""
    shares = routes().evidence["products", "part", "route"].estimates
    for branch, truth in (("grinding", 0.7), ("milling", 0.3), ("drilling", 0.4), ("polishing", 0.1)):
        of = shares[f"share of {branch}"]
        assert of.low < truth < of.high
        assert of.high - of.low < 0.08


def test_what_is_put_together_and_taken_apart():
    """Parts go in where they are taken, and come out where they are released."""
    assert route_of("cart") == [{"station": "bench", "assemble": {"axle": 2, "wheel": 4}}, "packing"]
    assert route_of("pump") == [
        "bench",
        {"station": "teardown", "disassemble": {"casing": 1, "screw": 6}},
        "scrapyard",
    ]
    assert route_of("casing") == ["packing"]


def test_a_job_keeps_its_turn_when_it_comes_again():
    """Two visits to turning are two turns; what is turned again after a fault is the same turn."""
    seen = journeys(plant())
    part = (plant().visits["product"] == "part").to_numpy() & (
        plant().visits["station"] == "turning"
    ).to_numpy()
    turns, again = seen.steps["turn"].to_numpy()[part], seen.steps["again"].to_numpy()[part]
    assert set(turns) == {1, 2}
    assert 0.04 < again.mean() < 0.12
    assert (plant().visits["visit"].to_numpy()[part] > turns).sum() >= again.sum()


def test_half_a_log_shows_the_same_routes():
    """Jobs that are cut off by an edge of the window do not make routes of their own."""
    half = plant().within(2 * 86_400_000_000, 7 * 86_400_000_000)
    draft = Draft()
    find_routes(half, draft, 0)
    for product in ("cart", "wheel", "pump", "screw"):
        assert draft.get(("products", product, "route")) == route_of(product)
    assert len(draft.get(("products", "part", "route"))) == len(route_of("part"))


def test_steps_of_a_route_take_times_of_their_own():
    """The second visit of a product to a station has its own place in the route."""
    route = [
        "mill",
        {"choice": [{"share": 0.5, "route": ["lathe", "mill"]}, {"share": 0.5, "route": ["mill"]}]},
        "wash",
    ]
    assert put_processing(route, "mill", 2, "3 min") == 2
    second = {"station": "mill", "processing": "3 min"}
    assert route[0] == "mill"
    assert [branch["route"][-1] for branch in route[1]["choice"]] == [second, second]


@pytest.mark.parametrize(
    ("seen", "left"),
    [("abcd", "abcd"), ("abcbcd", "abcd"), ("aabccc", "abc"), ("abab", "ab"), ("abcabd", "abcabd"), ("", "")],
)
def test_what_follows_itself_is_done_again(seen, left):
    """Without outcomes, a stretch that is repeated at once is a loop."""
    cut = without_repeats(tuple(seen), lambda _: True)
    assert "".join(seen[at] for at in cut.kept) == left


def test_what_nearly_all_do_twice_is_their_route():
    """Painted twice is a route with two coats; painted again by a few is rework."""
    assert repeated([("part", tuple("appz"), 97), ("part", tuple("apz"), 3)]) == {}
    assert repeated([("part", tuple("appz"), 5), ("part", tuple("apz"), 95)]) == {"part": {("p",)}}


def test_ways_too_different_to_list_keep_their_first_steps_and_their_visits():
    """Each station is passed by as many jobs as it was."""
    ways = Counter({way(f"a{''.join(pick)}z"): 3 for pick in permutations("bcdef", 3)})
    route, counts = chained(ways, 0)
    assert route[0] == Stop("a")
    assert route[-1] == Stop("z")
    for fork in (step for step in route if isinstance(step, Fork)):
        taken = dict(zip(fork.branches, counts[fork.number], strict=True))
        assert taken[()] < ways.total()
        assert sum(taken.values()) == ways.total()
    visits = sum(counts[step.number][0] for step in route if isinstance(step, Fork))
    assert visits == 3 * ways.total()


@pytest.mark.parametrize(("leave", "bounded"), [(True, True), (False, False)])
def test_going_back_has_a_bound_only_where_jobs_leave_the_plant_at_it(tmp_path, leave, bounded):
    lines, now = ["case,step,start,end"], datetime(2026, 1, 5)
    for job in range(200):
        again = (0, 0, 1, 2)[job % 4]
        for step in ("saw", *["weld"] * (1 + again), *(() if leave and again == 2 else ("pack",))):
            lines.append(f"{job},{step},{now},{now + timedelta(minutes=5)}")
            now += timedelta(minutes=6)
    path = tmp_path / "log.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    draft = Draft()
    columns = {"case": "case", "activity": "step", "start": "start", "end": "end"}
    find_rework(observe(read_log(path, columns).log), draft, 0)
    at_most = draft.get(("stations", "weld", "quality", "rework", "at_most"))
    assert (at_most == 2) if bounded else (at_most > 5)


def test_a_job_passes_something_though_each_of_its_steps_may_be_missing(tmp_path):
    draw, lines, now = np.random.default_rng(1), ["case,step,start,end"], datetime(2026, 1, 5)
    for job in range(600):
        steps = [step for step in ("saw", "weld", "pack") if draw.random() > 0.03]
        for step in steps:
            lines.append(f"{job},{step},{now},{now + timedelta(minutes=5)}")
            now += timedelta(minutes=6)
    path = tmp_path / "log.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    columns = {"case": "case", "activity": "step", "start": "start", "end": "end"}
    draft, observed = Draft(), observe(read_log(path, columns).log)
    find_routes(observed, draft, 0)
    (product,) = draft.get(("products",))
    route = draft.get(("products", product, "route"))
    assert [step for step in route if isinstance(step, str)]
    assert {step["choice"][0]["route"][0] for step in route if isinstance(step, dict)} < {
        "saw",
        "weld",
        "pack",
    }


def test_rows_that_are_set_aside_make_no_routes_and_no_rework(tmp_path):
    """All jobs go saw, mill, saw; a job that lost a row, or has it twice, votes for nothing else."""
    rows, start = ["case,step,machine,start,end"], datetime(2026, 1, 5)
    for job in range(120):
        for turn, step in enumerate(("saw", "mill", "saw")):
            begin = start + timedelta(minutes=30 * job + 8 * turn)
            end = begin + timedelta(minutes=5 if job % 10 or turn != job // 10 % 3 else -2)
            rows.append(f"{job},{step},{step.upper()},{begin},{end}")
    rows += rows[1:30]
    (tmp_path / "log.csv").write_text("\n".join(rows), encoding="utf-8")
    columns = {"case": "case", "activity": "step", "resource": "machine", "start": "start", "end": "end"}
    observed, draft = observe(read_log(tmp_path / "log.csv", columns).log), Draft()
    find_routes(observed, draft, 0)
    find_rework(observed, draft, 0)
    route = ("products", "log", "route")
    assert len(observed.torn) == 12
    assert draft.get(route) == ["saw", "mill", "saw"]
    assert draft.get(("stations",)) is None
    assert draft.evidence[route].n == 108
    assert any("12 jobs lost rows" in note for note in draft.evidence[route].notes)
