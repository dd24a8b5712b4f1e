"""Is anybody, and any station, at work when it matters?"""

from __future__ import annotations

from collections.abc import Iterator

from shopfloor.document import shown, shown_text
from shopfloor.errors import Problem
from shopfloor.scenario.checks.duty import meet
from shopfloor.scenario.checks.plant import Plant

__all__ = ["CHECKS"]


def _there_is_time(plant: Plant) -> Iterator[Problem]:
    for station in plant.stations.values():
        shift = station.at("shift")
        if shift is not None and plant.duty.spans(shift) == []:
            yield shift.problem(
                f"the shift {shown(shift.node)} has no time within the run; the station would never work"
            )
    for product in plant.products.values():
        shift = product.at("orders", "shift")
        if shift is not None and plant.duty.spans(shift) == []:
            yield shift.problem(
                f"the shift {shown(shift.node)} has no time within the run; no order would ever come"
            )
        rate = product.at("orders", "rate")
        if rate is not None and plant.duty.has_no_rate(rate):
            yield rate.problem("none of these hours lies within the run; no order would ever come")


def _somebody_comes(plant: Plant) -> Iterator[Problem]:
    seen: set[str] = set()
    for asked, _ in plant.needed_skills:
        skill = asked.text or ""
        holders = plant.holders(skill)
        if skill not in seen and holders and all(plant.duty.never(group) for group in holders):
            names = ", ".join(str(group.path[-1]) for group in holders)
            yield asked.problem(
                f"all who have the skill {shown_text(skill)} ({names}) are off shift or absent for the whole "
                "run; give them another shift, or the run a longer horizon"
            )
        seen.add(skill)


def _people_meet_their_station(plant: Plant) -> Iterator[Problem]:
    """Work needs the station and a person at the same time."""
    for station in plant.stations.values():
        asked, shift = station.at("needs", "skill"), station.at("shift")
        if asked is None or asked.text is None or shift is None:
            continue
        open_hours = plant.duty.spans(shift)
        holders = [group for group in plant.holders(asked.text) if not plant.duty.never(group)]
        hours = [plant.duty.spans(group.at("shift")) for group in holders]
        if open_hours and hours and not any(their is None or meet(open_hours, their) for their in hours):
            names = ", ".join(str(group.path[-1]) for group in holders)
            yield asked.problem(
                f"those who have the skill {shown_text(asked.text)} ({names}) are never there while the "
                f"station is on shift ({shown(shift.node)}), so nothing would ever be done; "
                "give them, or the station, another shift"
            )


def _on_shift_clocks_have_a_shift(plant: Plant) -> Iterator[Problem]:
    for station, part in (*plant.failures, *plant.maintenance):
        clock = part.at("clock")
        if clock is not None and clock.text == "on_shift" and station.at("shift") is None:
            yield clock.problem(
                "got on_shift, but the station has no shift; give it one (shift: NAME), "
                "or count calendar or working time"
            )


CHECKS = (
    _there_is_time,
    _somebody_comes,
    _people_meet_their_station,
    _on_shift_clocks_have_a_shift,
)
