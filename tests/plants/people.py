"""Who works in random plants, where does everything stand, and who goes where?"""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import strategies as st

from tests.plants.calendar import Calendar, Document
from tests.plants.times import grid
from tests.plants.words import Words

__all__ = ["POLICIES", "crews", "floors", "travels"]

POLICIES = ("oldest_request", "nearest", "highest_priority", "least_skilled", "help_bottleneck")
SKILLS = ("fitting", "welding", "setting")
SPEEDS = ("0.5 m/s", "4 km/h", "30 m/min")
OTHER_PLACES = ("office", "canteen")


@st.composite
def crews(draw: st.DrawFn, words: Words, calendar: Calendar) -> Document:
    """Up to three groups of people, by name."""
    names = ("crew", "fitters", "helpers")[: draw(st.integers(1, 3))]
    return {name: draw(_group(words, calendar)) for name in names}


@st.composite
def _group(draw: st.DrawFn, words: Words, calendar: Calendar) -> Document:
    skills = draw(st.lists(st.sampled_from(SKILLS), min_size=1, max_size=2, unique=True))
    group: Document = {
        "count": draw(st.integers(1, 2)),
        "skills": {skill: draw(st.sampled_from([1.0, 1.0, 0.5, 0.9])) for skill in skills},
    }
    shift = draw(st.sampled_from([None, *calendar.shifts]))
    if shift is not None:
        group["shift"] = shift
        if "absence" in words:
            group["absence"] = draw(st.sampled_from([0.0, 0.3, 0.7]))
    if "pace" in words and draw(st.booleans()):
        group["learning"] = {
            "rate": draw(st.sampled_from([0.7, 0.9])),
            "floor": draw(st.sampled_from([0.1, 0.6, 1.0])),
            "experience": draw(st.sampled_from([0, 0, 3])),
        }
    if "pace" in words and draw(st.booleans()):
        group["fatigue"] = {
            "tires_in": draw(grid(1, 60)),
            "recovers_in": draw(grid(0.25, 60)),
            "slows_by": draw(st.sampled_from([0.2, 1.0])),
        }
    if "floor" in words:
        if draw(st.integers(0, 3)):
            group["speed"] = draw(st.sampled_from(SPEEDS))
        if draw(st.booleans()):
            group["home"] = draw(st.sampled_from(OTHER_PLACES))
    return group


@st.composite
def floors(draw: st.DrawFn, stations: Sequence[str], may_be_nowhere: bool) -> Document:
    """A floor with all stations; ``may_be_nowhere``: with all that need a place, and perhaps not the last one."""
    places = [*stations, *OTHER_PLACES]
    if may_be_nowhere and draw(st.booleans()):
        places.remove(stations[-1])
    metres = st.integers(0, 24).map(lambda steps: steps * 2.5)
    floor: Document = {"positions": {place: [draw(metres), draw(metres)] for place in places}}
    if draw(st.booleans()):
        order = draw(st.permutations(places))
        chain = [list(pair) for pair in pairwise(order)]
        more = draw(
            st.lists(st.lists(st.sampled_from(places), min_size=2, max_size=2, unique=True), max_size=2)
        )
        floor["aisles"] = [*chain, *more]
    if draw(st.booleans()):
        floor["distance"] = draw(st.sampled_from(["rectilinear", "straight"]))
    return floor


@st.composite
def travels(draw: st.DrawFn, stations: Sequence[str], has_floor: bool) -> Document:
    """The ways of jobs: times of single pairs, a speed where there is a floor, a time otherwise."""
    travel: Document = {}
    between: Document = {}
    for before in stations:
        for after in stations:
            if before != after and not draw(st.integers(0, 3)):
                between.setdefault(before, {})[after] = draw(grid(0, 4))
    if between:
        travel["between"] = between
    if has_floor and draw(st.booleans()):
        travel["speed"] = draw(st.sampled_from(SPEEDS))
    if not travel or draw(st.booleans()):
        travel["otherwise"] = draw(grid(0, 3))
    return travel
