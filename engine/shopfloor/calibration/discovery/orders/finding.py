"""When do the jobs of a product arrive, and with what promise?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.discovery.orders.arrivals import Arrivals, arrivals_of, gaps_of, stocked_up
from shopfloor.calibration.discovery.orders.beginning import initial_of
from shopfloor.calibration.discovery.orders.hours import Stretch, Week, days_text, time_text, week_of
from shopfloor.calibration.discovery.orders.release import release_of
from shopfloor.calibration.discovery.orders.shifts import Hours, hours_of_orders, on_shift, own_hours
from shopfloor.calibration.discovery.orders.sources import constant_work, unlimited
from shopfloor.calibration.discovery.visits_of_jobs import Journeys, journeys
from shopfloor.calibration.draft import Draft, Path
from shopfloor.calibration.evidence import Evidence, minimum
from shopfloor.calibration.fitting import Sample, count, fit, rate, share
from shopfloor.calibration.observed import Observed, happened
from shopfloor.units import duration_text, to_seconds

__all__ = ["find_orders"]

_WHOLE_WEEK = tuple(range(7))
_LATE = 4.0
"""Orders that begin later than this many times between two of them were not there from the beginning."""
_REGULAR = 0.85
"""Orders by chance at a rate that varies come less evenly than this (standard deviation over mean)."""


def find_orders(observed: Observed, draft: Draft, seed: int) -> None:
    """Put the orders of every product that has a route into the draft, and what was in the plant at the beginning."""
    seen = journeys(observed)
    found = [
        _Orders(observed, seen, draft, seed, facts.name)
        for facts in observed.plant.products
        if draft.get(("products", facts.name, "route")) is not None
    ]
    if observed.from_work:
        draft.notes.append(
            "When jobs arrive is not recorded: they come when their first work begins, so orders look as uneven as that "
            "work, and nothing waits before it; arrival= would tell."
        )
    varying = [of for of in found if of.varies]
    together = np.concatenate([of.moments for of in varying]) if len(varying) > 1 else np.zeros(0, np.int64)
    shared = own_hours(observed, together, draft)
    for of in found:
        of.find(shared)


class _Orders:
    """Finds the orders of one product."""

    def __init__(self, observed: Observed, seen: Journeys, draft: Draft, seed: int, product: str) -> None:
        self._observed, self._seen, self._draft, self._seed = observed, seen, draft, seed
        self._product, self._path = product, ("products", product, "orders")
        self._arrivals = arrivals_of(observed, product)
        self._starts_at_once = True
        self._week = None if _is_regular(observed, self._arrivals) else week_of(observed, self._arrivals)

    @property
    def varies(self) -> bool:
        """Does the hour of the week matter?"""
        return self._week is not None and self._week.varies

    @property
    def moments(self) -> NDArray[np.int64]:
        """When orders came, but for those at the very beginning."""
        return self._arrivals.at_us[self._arrivals.at_us > self._observed.since_us]

    def find(self, shared: Hours | None) -> None:
        """Put everything; ``shared``: the hours that several products keep to, if they do."""
        first_order = self._source(shared)
        self._stock()
        self._initial(first_order)

    def _source(self, shared: Hours | None) -> int:
        """Put where jobs come from; return how many the first order has at the very beginning."""
        arrivals, draft = self._arrivals, self._draft
        if len(arrivals.at_us) < minimum():
            of = self._observed.jobs
            if not (of["out_of"].notna() & (of["product"] == self._product)).any():
                draft.leave_out(self._path, f"fewer than {minimum()} orders")
            return 0
        source = constant_work(self._observed, arrivals) or unlimited(self._observed, arrivals)
        if source is not None:
            draft.put((*self._path, source.word), source.value, source.evidence)
            self._promise(with_due=source.word == "wip")
            return int(source.value) if isinstance(source.value, int) else self._at_once()
        if not self._by_the_clock(shared):
            return 0
        self._promise(with_due=True)
        self._release()
        return self._quantity()

    def _at_once(self) -> int:
        return round(sum(self._arrivals.there.values()) / len(self._observed.replications))

    def _by_the_clock(self, shared: Hours | None) -> bool:
        """Put ``rate`` where the hour of the week matters, ``every`` (perhaps with ``shift``) where it does not."""
        observed, arrivals = self._observed, self._arrivals
        week = self._week
        if week is None or not week.varies:
            return self._every(gaps_of(observed, arrivals), ())
        hours = hours_of_orders(observed, arrivals, shared, self._draft)
        if hours is None or self._says_it_shorter(week, hours, shared):
            self._rate(week)
            self._starts_at_once = False
            return True
        if hours.name not in (self._draft.get(("shifts",)) or {}):
            told = Evidence(len(arrivals.at_us), "the hours in which orders come")
            self._draft.put(("shifts", hours.name), hours.document, told)
        if self._every(on_shift(observed, arrivals, hours), ("counted in the shift only",)):
            self._draft.put((*self._path, "shift"), hours.name)
            self._starts_at_once = hours.begins_on
            return True
        return False

    def _says_it_shorter(self, week: Week, hours: Hours, shared: Hours | None) -> bool:
        """Is it one rate in hours of no other use, without memory? Then a rate says the same without a shift."""
        if (
            hours is shared
            or hours.name in (self._draft.get(("shifts",)) or {})
            or "breaks" in hours.document
        ):
            return False
        if sum(of.orders >= minimum() for of in week.stretches) > 1:
            return False
        gaps = on_shift(self._observed, self._arrivals, hours)
        found = fit(gaps, seed=self._seed, name=".".join((*self._path, "every")))
        return found is not None and "exponential" in found.document

    def _every(self, gaps: Sample, notes: tuple[str, ...]) -> bool:
        every = fit(gaps, seed=self._seed, name=".".join((*self._path, "every")))
        if every is None or every.law.mean() < 1e-6:
            self._draft.leave_out(self._path, f"fewer than {minimum()} times between orders")
            return False
        why = every.evidence
        why = Evidence(
            why.n, why.method, why.censored, why.estimates, why.goodness, (*why.notes, *notes), why.figures
        )
        self._draft.put((*self._path, "every"), every.document, why)
        self._first_at(float(np.mean(gaps.values_s)))
        return True

    def _first_at(self, usual_s: float) -> None:
        """Put when the first order comes, where that is not the beginning."""
        if any(self._arrivals.there.values()) or not len(self.moments):
            return
        arrivals, since = self._arrivals, self._observed.since_us
        firsts = arrivals.at_us[np.unique(arrivals.replication, return_index=True)[1]] - since
        path, runs = (*self._path, "first_at"), len(self._observed.replications)
        if runs >= minimum() and (len(set(firsts.tolist())) == 1):
            text = duration_text(to_seconds(int(firsts[0])))
            self._draft.put(path, text, Evidence(runs, "the same in all replications"))
        elif (late_s := float(firsts.mean()) / 1e6) > _LATE * usual_s:
            rounded = round(late_s / 3600) if late_s >= 3600 * 5 else round(late_s / 3600, 1)
            if rounded:
                told = Evidence(len(arrivals.at_us), "orders begin so late, about")
                self._draft.put(path, duration_text(rounded * 3600), told)

    def _rate(self, week: Week) -> None:
        shown = [of for of in week.stretches if of.orders >= minimum()]
        entries = [_entry(of) for of in shown]
        told = {_label(of): rate(of.orders, of.hours * 3600) for of in shown}
        dropped = sum(of.orders for of in week.stretches) - sum(of.orders for of in shown)
        few = f"of hours with fewer than {minimum()}"
        said = f"1 order {few} is left out" if dropped == 1 else f"{dropped:,} orders {few} are left out"
        notes = [said] if dropped else []
        if week.bursts > 1.5:
            notes.append(
                f"orders come in bursts: the variance of their number in an hour is {week.bursts:.1f} times that of chance"
            )
        goodness = f"chi2 against one rate: p {'< 0.001' if week.p_value < 1e-3 else f'= {week.p_value:.3f}'}"
        n = sum(of.orders for of in shown)
        method = "orders by hour of the week, stretches by BIC"
        self._draft.put((*self._path, "rate"), entries, Evidence(n, method, 0, told, goodness, tuple(notes)))

    def _quantity(self) -> int:
        arrivals = self._arrivals
        if arrivals.quantity > 1:
            why = Evidence(
                len(arrivals.at_us),
                "jobs that arrive at the same moment",
                estimates={"jobs": count(arrivals.quantity)},
            )
            self._draft.put((*self._path, "quantity"), arrivals.quantity, why)
        return arrivals.quantity if self._starts_at_once else 0

    def _promise(self, *, with_due: bool) -> None:
        """Put due dates, priority, and what a full plant does."""
        jobs, path = self._arrivals.jobs, self._path
        due, ordered = jobs["due_us"].to_numpy(), jobs["ordered_us"].to_numpy()
        at = np.where(happened(ordered), ordered, jobs["released_us"].to_numpy())
        promised = happened(due) & (due >= at)
        due_in = fit(Sample((due - at)[promised] / 1e6), seed=self._seed, name=".".join((*path, "due_in")))
        if due_in is not None and with_due:
            self._draft.put((*path, "due_in"), due_in.document, due_in.evidence)
        priorities = np.unique(jobs["priority"].to_numpy())
        if len(priorities) == 1 and happened(priorities)[0] and priorities[0] != 0:
            why = Evidence(len(jobs), "the same for all jobs")
            self._draft.put((*path, "priority"), int(priorities[0]), why)
        lost = int((jobs["outcome"] == "lost").sum())
        if lost >= minimum():
            estimates: dict[str, Any] = {"share of lost jobs": share(lost, len(jobs))}
            why = Evidence(len(jobs), "jobs that found no place", estimates=estimates)
            self._draft.put((*path, "when_full"), "lose", why)

    def _release(self) -> None:
        found = release_of(self._observed, self._arrivals)
        path: Path = (*self._path, "release")
        if isinstance(found, str):
            self._draft.leave_out(path, found)
        elif found is not None:
            self._draft.put(path, *found)

    def _stock(self) -> None:
        """Put the places for parts that wait for their assembly, where the plant is known to have a number of them."""
        facts = next(of for of in self._observed.plant.products if of.name == self._product)
        if facts.is_component and facts.stock_capacity is not None:
            told = Evidence(1, "a fact of the plant that comes with its log")
            self._draft.put(("products", self._product, "stock"), {"capacity": facts.stock_capacity}, told)

    def _initial(self, first_order: int) -> None:
        found = initial_of(self._observed, self._seen, self._product, first_order)
        if found is None:
            self._first_delivery()
            return
        stations, why, lost = found
        path: Path = ("products", self._product, "initial")
        self._draft.put(path, stations, why)
        if lost:
            self._draft.notes.append(
                f"{lost} jobs of {self._product} at stations with fewer than {minimum()} are not among its initial ones."
            )

    def _first_delivery(self) -> None:
        """What came with the first order beyond the usual is said to be there at the beginning."""
        arrivals, route = self._arrivals, self._draft.get(("products", self._product, "route"))
        more = stocked_up(arrivals) * arrivals.quantity
        first = route[0].get("station") if isinstance(route[0], dict) else route[0]
        seen = more * len(self._observed.replications)
        if first is None or seen < minimum() or self._draft.get((*self._path, "every")) is None:
            return
        why = Evidence(seen, "jobs that came with the first order, beyond the usual number")
        self._draft.put(("products", self._product, "initial"), {first: more}, why)


def _is_regular(observed: Observed, arrivals: Arrivals) -> bool:
    gaps = gaps_of(observed, arrivals).values_s
    return len(gaps) > 1 and float(gaps.std()) < _REGULAR * float(gaps.mean())


def _entry(of: Stretch) -> dict[str, Any]:
    hours: dict[str, Any] = {} if of.days == _WHOLE_WEEK else {"days": days_text(of.days)}
    if (of.since, of.until) != (0, 96):
        hours |= {"from": time_text(of.since), "to": time_text(of.until)}
    return hours | {"per_hour": float(f"{of.orders / of.hours:.3g}")}


def _label(of: Stretch) -> str:
    return f"per hour {days_text(of.days)} {time_text(of.since)}-{time_text(of.until)}"
