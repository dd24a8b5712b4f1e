"""How do the machines of random plants wear, break and get maintained?"""

from hypothesis import strategies as st

from tests.plants.calendar import Document
from tests.plants.times import distributions
from tests.plants.words import Words

__all__ = ["upkeep"]


@st.composite
def upkeep(draw: st.DrawFn, words: Words, skills: list[str], on_shift: bool) -> Document:
    """``wear``, ``failures`` and ``maintenance`` of a station, as far as it has them."""
    station: Document = {}
    wears = "wear" in words and draw(st.booleans())
    if wears:
        station["wear"] = {
            "per_hour": draw(st.sampled_from([2.0, 10.0, 60.0])),
            "cv": draw(st.sampled_from([0.0, 0.5])),
            "start": draw(st.sampled_from([0.0, 0.25])),
        }
    asked = skills if "repaired_by" in words else []
    if "failures" in words:
        modes = ("jam", "motor", "edge")[: draw(st.integers(0, 3))]
        station["failures"] = {mode: draw(_failure(asked, on_shift, wears)) for mode in modes}
    if "maintenance" in words:
        renewable = [
            mode for mode, failure in station.get("failures", {}).items() if "time_to_failure" in failure
        ]
        plans = ("service", "oiling")[: draw(st.integers(0, 2))]
        station["maintenance"] = {
            plan: draw(_maintenance(asked, on_shift, wears, renewable)) for plan in plans
        }
    return {word: part for word, part in station.items() if part}


@st.composite
def _failure(draw: st.DrawFn, skills: list[str], on_shift: bool, wears: bool) -> Document:
    failure: Document = {
        "time_to_repair": draw(distributions(0, 10)),
        "job": draw(st.sampled_from(["resume", "restart", "scrap"])),
        "handover": draw(st.sampled_from(["hold", "release"])),
    }
    if wears and draw(st.booleans()):
        failure["at_wear"] = draw(st.sampled_from([0.5, 1.0, 4.0]))
    else:
        failure["clock"] = draw(st.sampled_from(["calendar", "working"] + ["on_shift"] * on_shift))
        failure["time_to_failure"] = draw(distributions(2, 30))
    if wears and draw(st.booleans()):
        failure["wear_after"] = draw(st.sampled_from([0.0, 0.25]))
    if skills and draw(st.integers(0, 3)):
        failure["repaired_by"] = draw(st.sampled_from(skills))
    return failure


@st.composite
def _maintenance(
    draw: st.DrawFn, skills: list[str], on_shift: bool, wears: bool, renewable: list[str]
) -> Document:
    plan: Document = {"takes": draw(distributions(0, 8))}
    trigger = draw(st.sampled_from(["every", "jobs"] + ["at_wear"] * wears))
    if trigger == "every":
        plan["every"] = draw(distributions(2, 30))
        plan["clock"] = draw(st.sampled_from(["calendar", "working"] + ["on_shift"] * on_shift))
    else:
        plan[trigger] = draw(st.integers(1, 4) if trigger == "jobs" else st.sampled_from([0.5, 1.0]))
    if wears and draw(st.booleans()):
        plan["wear_after"] = draw(st.sampled_from([0.0, 0.25]))
    if renewable and draw(st.booleans()):
        plan["renews"] = draw(st.lists(st.sampled_from(renewable), min_size=1, unique=True))
    if draw(st.booleans()):
        plan["opportunistic"] = draw(st.sampled_from([0.0, 0.3, 0.8, 1.0]))
    if skills and draw(st.integers(0, 3)):
        plan["done_by"] = draw(st.sampled_from(skills))
    return plan
