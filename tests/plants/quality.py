"""How good is the work in random plants, and who finds what is wrong with it?"""

from hypothesis import strategies as st

from tests.plants.calendar import Document
from tests.plants.routes import passed_before, visitors, visits
from tests.plants.words import Words

__all__ = ["quality"]

DEFECTS = ("crack", "scratch")


@st.composite
def quality(draw: st.DrawFn, words: Words, name: str, plant: Document) -> None:
    """Add to a station its scrap, rework, hidden faults and inspection; stations come in the order of the plant."""
    station = plant["stations"][name]
    back_to = st.sampled_from(passed_before(name, plant["products"]))
    given: Document = {}
    if "quality" in words:
        given["scrap"] = draw(st.sampled_from([0.0, 0.0, 0.1, 0.3]))
        if draw(st.booleans()):
            share = draw(st.sampled_from([0.2, 0.5, 1.0 - given["scrap"]]))
            given["rework"] = {"share": share, "at": draw(back_to), "at_most": draw(st.integers(1, 2))}
    if "shares" in words:
        rest = 1.0 - given["rework"]["share"] if "rework" in given else 1.0
        some = st.sampled_from([0.0, min(0.2, rest)])
        for product in visitors(name, plant["products"]):
            if draw(st.booleans()):
                given.setdefault("by_product", {})[product] = {"scrap": draw(some)}
        if draw(st.booleans()):
            machine = f"{name}.{draw(st.integers(1, station['machines']))}"
            shares = {"scrap": draw(some)}
            if "rework" in given:
                shares["rework"] = draw(st.sampled_from([0.0, given["rework"]["share"]]))
            given["by_machine"] = {machine: shares}
    if "defects" in words:
        chosen = draw(st.lists(st.sampled_from(DEFECTS), max_size=2, unique=True))
        given["defects"] = {defect: draw(st.sampled_from([0.3, 1.0])) for defect in chosen}
    if given and "wear" in station and draw(st.booleans()):
        given["drift"] = draw(st.sampled_from([0.5, 3.0]))
    if given:
        station["quality"] = given
    if "inspection" in words and draw(st.booleans()):
        station["inspection"] = draw(_inspection(name, plant, back_to))


@st.composite
def _inspection(draw: st.DrawFn, name: str, plant: Document, back_to: st.SearchStrategy[str]) -> Document:
    inspection: Document = {"misses": draw(st.sampled_from([0.0, 0.3, 1.0]))}
    made = _made_before(name, plant)
    if made and draw(st.booleans()):
        inspection["finds"] = draw(st.lists(st.sampled_from(made), min_size=1, unique=True))
    alarms = [0.1, 0.5] if not made else [0.0, 0.1, 0.5]
    inspection["false_alarms"] = draw(st.sampled_from(alarms))
    if draw(st.booleans()):
        inspection["rework"] = {"at": draw(back_to), "at_most": draw(st.integers(1, 2))}
    return inspection


def _made_before(name: str, plant: Document) -> list[str]:
    """The hidden faults that jobs may carry here, made by stations that were drawn before."""
    ahead: set[str] = set()
    for product in visitors(name, plant["products"]):
        steps = [visit["station"] for visit in visits(plant["products"][product]["route"])]
        ahead |= set(steps[: len(steps) - steps[::-1].index(name)])
    given = [plant["stations"][station].get("quality", {}) for station in sorted(ahead)]
    return sorted({defect for of_station in given for defect in of_station.get("defects", {})})
