"""How fast does a person work? As skilled as he or she is, faster with practice, slower when tired.

The time of an activity is its nominal time, divided by the proficiency, times what practice makes of it, times what
fatigue makes of it; all three are settled when the activity begins or is taken up again.

* Practice: Wright's power law (Wright, *Factors affecting the cost of airplanes*, 1936). The n-th repetition takes
  ``n ** log2(rate)`` of the first, down to a floor.
* Fatigue: rises towards 1 with ``1 - (1 - F) exp(-t / tires_in)`` at work and falls with ``F exp(-t / recovers_in)``
  otherwise; the time is longer by ``slows_by`` times F (after Jaber, Givi, Neumann, *Incorporating human fatigue and
  recovery into the learning-forgetting process*, Applied Mathematical Modelling 37, 2013).
"""

from __future__ import annotations

from math import exp, log2

from shopfloor.scenario.model import Fatigue, Group
from shopfloor.units import to_ticks

__all__ = ["Pace"]


class Pace:
    """The pace of one person: 1 is the nominal time, 0.5 takes twice as long."""

    def __init__(self, group: Group) -> None:
        self._proficiency = group.skills
        self._learning = group.learning
        self._exponent = log2(group.learning.rate) if group.learning is not None else 0.0
        self._experience = group.learning.experience if group.learning is not None else 0
        self._fatigue = Tiredness(group.fatigue) if group.fatigue is not None else None
        self.repetitions = dict.fromkeys(group.skills, 0)
        """How often each skill was used in this run."""
        self.is_constant = group.learning is None and group.fatigue is None

    def at(self, skill: str, now_us: int) -> float:
        """Return the pace of an activity that begins now."""
        pace = self._proficiency[skill]
        if self.is_constant:
            return pace
        if self._learning is not None:
            repetition = self._experience + self.repetitions[skill] + 1
            pace /= max(float(repetition) ** self._exponent, self._learning.floor)
        if self._fatigue is not None:
            pace /= self._fatigue.multiple(now_us)
        return pace

    def begin(self, now_us: int) -> None:
        """Note that an activity begins."""
        if self._fatigue is not None:
            self._fatigue.turn(now_us, works=True)

    def end(self, now_us: int, skill: str | None) -> None:
        """Note that an activity ends; ``skill``: it was finished, and counts as a repetition."""
        if skill is not None:
            self.repetitions[skill] += 1
        if self._fatigue is not None:
            self._fatigue.turn(now_us, works=False)

    def fatigue(self, now_us: int) -> float | None:
        """Return the fatigue now, from 0 to 1; ``None`` for those who do not tire."""
        return None if self._fatigue is None else self._fatigue.level(now_us)


class Tiredness:
    """Fatigue as it was when the person last began or ended an activity, and which of the two it was."""

    def __init__(self, spec: Fatigue) -> None:
        self._tires_us = to_ticks(spec.tires_in)
        self._recovers_us = to_ticks(spec.recovers_in)
        self._slows_by = spec.slows_by
        self._level = 0.0
        self._since_us = 0
        self._works = False

    def level(self, now_us: int) -> float:
        span_us = now_us - self._since_us
        if self._works:
            return 1.0 - (1.0 - self._level) * exp(-span_us / self._tires_us)
        return self._level * exp(-span_us / self._recovers_us)

    def multiple(self, now_us: int) -> float:
        return 1.0 + self._slows_by * self.level(now_us)

    def turn(self, now_us: int, *, works: bool) -> None:
        self._level, self._since_us, self._works = self.level(now_us), now_us, works
