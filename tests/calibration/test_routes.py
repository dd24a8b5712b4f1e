"""Are the routes of a scenario found again in its log?"""

import pytest

from shopfloor.calibration.discovery.routes.steps import Fork, readings
from shopfloor.calibration.discovery.routes.tree import joined
from shopfloor.calibration.discovery.visits_of_jobs import Stop


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


def test_a_way_that_ends_early_counts_where_it_passed():
    """A job that was scrapped at b has taken the branch of b; one that was scrapped before has not decided."""
    route = joined({way("abc"): 10, way("ac"): 10}, {})
    taken = readings(route, way("ab"), whole=False)
    assert [decision for (decision,) in taken] == [
        (0, next(n for n, of in enumerate(route[1].branches) if of))
    ]
    assert readings(route, way("a"), whole=False) == [()]
    assert readings(route, way("ax"), whole=False) == []
