"""When do jobs arrive in random plants, and what lets them in?"""

from hypothesis import strategies as st

from shopfloor.scenario import rate_stretches
from shopfloor.scenario.model import Rate
from shopfloor.units import to_ticks
from tests.plants.calendar import Calendar, Document
from tests.plants.times import distributions, grid, minutes
from tests.plants.words import Words

__all__ = ["orders"]


@st.composite
def orders(draw: st.DrawFn, words: Words, calendar: Calendar) -> Document:
    """Orders from one source."""
    sources = ["every", "every", *sorted({"at", "rate", "supply", "wip"} & words)]
    source = draw(st.sampled_from(sources))
    given: Document = {"priority": draw(st.integers(-1, 2))}
    if source == "supply":
        return given | {"supply": "unlimited"}
    if "due_in" in words and draw(st.booleans()):
        given["due_in"] = draw(distributions(0, 30))
    if source == "wip":
        return given | {"wip": draw(st.integers(1, 6))}
    given[source] = draw({"every": distributions(2, 12), "at": _times(), "rate": _rates(calendar)}[source])
    if source == "every":
        given["first_at"] = draw(grid(0, 10))
        shift = draw(st.sampled_from([None, *calendar.shifts]))
        if shift is not None:
            given["shift"] = shift
    given["quantity"] = draw(st.integers(1, 3))
    given["when_full"] = draw(st.sampled_from(["wait", "lose"]))
    if "release" in words and draw(st.booleans()):
        given["release"] = draw(_release("due_in" in given))
        given["when_full"] = "wait"
    return given


@st.composite
def _times(draw: st.DrawFn) -> list[str]:
    """Times in order, some at once, some behind the end of the run."""
    quarters = draw(st.lists(st.integers(0, 800), min_size=1, max_size=8))
    return [minutes(count / 4) for count in sorted(quarters)]


@st.composite
def _rates(draw: st.DrawFn, calendar: Calendar) -> list[Document]:
    """One or two rates, which may overlap, touch, and last past midnight; some of their hours lie within the run."""
    hours = st.integers(-2, 3).map(lambda hour: f"{(calendar.start.hour + hour) % 24:02d}:00")
    rates: list[Document] = []
    for _ in range(draw(st.integers(1, 2))):
        rate: Document = {"per_hour": draw(st.sampled_from([2.0, 10.0, 30.0]))}
        if draw(st.booleans()):
            rate |= {"from": draw(hours), "to": draw(hours)}
        if draw(st.booleans()):
            rate["days"] = draw(st.sampled_from(["mon", "tue-sun", "mon-fri"]))
        rates.append(rate)
    parts = [Rate.model_validate(rate) for rate in rates]
    if not rate_stretches(parts, calendar.start, to_ticks(calendar.horizon_min * 60)):
        rates.append({"per_hour": 5.0})
    return rates


@st.composite
def _release(draw: st.DrawFn, is_dated: bool) -> Document:
    if is_dated and draw(st.booleans()):
        return {"before_due": draw(grid(0, 20))}
    orders = ["fifo", "priority"] + ["edd"] * is_dated
    return {
        "wip_below": draw(st.integers(1, 4)),
        "of": draw(st.sampled_from(["product", "plant"])),
        "order": draw(st.sampled_from(orders)),
    }
