"""Which part of a draft can run? What a plant cannot do without, and the log does not say, takes along what rests on it.

Steps without a time, products without a route or an order, stations that no route leads to, and who only worked there: each
is left out, and told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shopfloor.calibration.draft import Draft, Path

__all__ = ["leave_out_what_cannot_run"]

_SOURCES = ("every", "at", "rate", "supply", "wip")


def leave_out_what_cannot_run(draft: Draft) -> None:
    """Take out of the draft what would make its scenario invalid; where nothing is left, it has no ``products``."""
    _without_steps_that_take_unknown_time(draft)
    while _without_products_that_never_come(draft):
        pass
    _forget_products(draft, _unknown_products(draft))
    _without_stations_that_nothing_comes_to(draft)
    _without_people_that_nobody_needs(draft)
    _without_shifts_that_nobody_works_in(draft)


# --- routes ------------------------------------------------------------------------------------------------------


def _without_steps_that_take_unknown_time(draft: Draft) -> None:
    timed = {name for name, of in _entries(draft, "stations").items() if "processing" in of}
    for product, of in _entries(draft, "products").items():
        path: Path = ("products", product, "route")
        unknown = sorted(
            {_station(step) for step in _steps(of.get("route", ())) if not _has_time(step, timed)}
        )
        if unknown:
            _keep_steps(draft, path, timed)
        for station in unknown:
            draft.leave_out((*path, station), "nothing says how long it takes there")


def _steps(route: Any) -> Iterator[Any]:
    """Yield all steps of a route, those of choices and alternatives too."""
    for step in route:
        if isinstance(step, dict) and "choice" in step:
            for branch in step["choice"]:
                yield from _steps(branch["route"])
        elif isinstance(step, dict) and "alternatives" in step:
            yield from step["alternatives"]
        else:
            yield step


def _station(step: Any) -> str:
    return str(step["station"] if isinstance(step, dict) else step)


def _has_time(step: Any, timed: set[str]) -> bool:
    return _station(step) in timed or (isinstance(step, dict) and "processing" in step)


def _keep_steps(draft: Draft, path: Path, timed: set[str]) -> None:
    """Keep the steps with a time, and their evidence with them, wherever they stand from now on."""
    moved = dict[Path, Path]()
    route = _kept(draft.get(path), path, path, timed, moved)
    draft.rebase(path, moved)
    draft.put(path, route)


def _kept(route: Any, old: Path, new: Path, timed: set[str], moved: dict[Path, Path]) -> list[Any]:
    kept = list[Any]()
    for at, step in enumerate(route):
        before, after = (*old, str(at)), (*new, str(len(kept)))
        if isinstance(step, dict) and "choice" in step:
            branches = [
                {**branch, "route": _kept(branch["route"], *_branch(before, after, n), timed, moved)}
                for n, branch in enumerate(step["choice"])
            ]
            if any(branch["route"] for branch in branches):
                moved[before] = after
                kept.append({**step, "choice": branches})
        elif isinstance(step, dict) and "alternatives" in step:
            left = [(n, of) for n, of in enumerate(step["alternatives"]) if _has_time(of, timed)]
            if len(left) == 1:
                moved[(*before, "alternatives", str(left[0][0]))] = after
                kept.append(left[0][1])
            elif left:
                moved[before] = after
                for place, (n, _) in enumerate(left):
                    moved[(*before, "alternatives", str(n))] = (*after, "alternatives", str(place))
                kept.append({**step, "alternatives": [of for _, of in left]})
        elif _has_time(step, timed):
            moved[before] = after
            kept.append(step)
    return kept


def _branch(before: Path, after: Path, number: int) -> tuple[Path, Path]:
    tail = ("choice", str(number), "route")
    return (*before, *tail), (*after, *tail)


# --- products ----------------------------------------------------------------------------------------------------


def _without_products_that_never_come(draft: Draft) -> bool:
    """Return whether there were any; what is made of them, or holds them, may go next."""
    products = _entries(draft, "products")
    steps = [
        step for of in products.values() for step in _steps(of.get("route", ())) if isinstance(step, dict)
    ]
    taken_out = {part for step in steps for part in step.get("disassemble", ())}
    built_in = {part for step in steps for part in step.get("assemble", ())}
    gone = dict[str, str]()
    for name, of in products.items():
        if not of.get("route") and name not in built_in:
            untimed = [
                path[-1] for path in draft.left_out if path[:3] == ("products", name, "route") and path[3:]
            ]
            gone[name] = (
                f"nothing says how long it takes at {', '.join(untimed)}" if untimed else "no route is known"
            )
        elif (
            not set(_SOURCES) & set(of.get("orders", ())) and name not in taken_out and not of.get("initial")
        ):
            gone[name] = draft.left_out.get(("products", name, "orders"), "nothing says when it comes")
        elif "stock" in of and name not in built_in:
            _remove(draft, ("products", name, "stock"))
    for name, reason in gone.items():
        why = draft.left_out.get(("products", name, "route"), reason)
        _remove(draft, ("products", name))
        draft.leave_out(("products", name), why)
    if gone:
        _forget_products(draft, set(gone))
    return bool(gone)


def _unknown_products(draft: Draft) -> set[str]:
    """Products of which nothing stands in the draft, from the beginning or by now."""
    products = _entries(draft, "products")
    return {
        path[1] for path in draft.left_out if path[0] == "products" and path[1:] and path[1] not in products
    }


def _forget_products(draft: Draft, gone: set[str]) -> None:
    for of in _entries(draft, "products").values():
        for step in _steps(of.get("route", ())):
            for word in ("assemble", "disassemble"):
                if isinstance(step, dict) and gone & set(step.get(word, ())):
                    step[word] = {part: n for part, n in step[word].items() if part not in gone}
                    if not step[word]:
                        del step[word]
    for name, of in _entries(draft, "stations").items():
        for word in ("setup", "batch", "quality"):
            if isinstance(of.get(word), dict):
                _forget(draft, ("stations", name, word), gone)


def _forget(draft: Draft, path: Path, gone: set[str]) -> None:
    place = draft.get(path)
    if isinstance(place, list):
        place[:] = [value for value in place if not (isinstance(value, str) and value in gone)]
    for key in list(place) if isinstance(place, dict) else ():
        if key in gone or place[key] in ([], {}):
            _remove(draft, (*path, key))
        elif isinstance(place[key], dict | list):
            _forget(draft, (*path, key), gone)
            if not place.get(key, True):
                _remove(draft, (*path, key))


# --- stations, people, shifts ------------------------------------------------------------------------------------


def _without_stations_that_nothing_comes_to(draft: Draft) -> None:
    products = _entries(draft, "products")
    reached = {_station(step) for of in products.values() for step in _steps(of.get("route", ()))}
    for name in [name for name in _entries(draft, "stations") if name not in reached]:
        _remove(draft, ("stations", name))
        draft.leave_out(("stations", name), "no route leads to it")
    for name, of in products.items():
        for station in [station for station in of.get("initial", ()) if station not in reached]:
            _remove(draft, ("products", name, "initial", station))
    for name, of in _entries(draft, "stations").items():
        for word in ("quality", "inspection"):
            back_to = (of.get(word) or {}).get("rework", {}).get("at")
            if back_to is not None and back_to not in reached:
                _remove(draft, ("stations", name, word, "rework"))
                draft.leave_out(
                    ("stations", name, word, "rework"), f"jobs go back to {back_to}, which is left out"
                )
    between = draft.get(("travel", "between")) or {}
    for one in list(between):
        for other in list(between[one]):
            if not {one, other} <= reached:
                _remove(draft, ("travel", "between", one, other))


def _without_people_that_nobody_needs(draft: Draft) -> None:
    needed = set(_needed(_entries(draft, "stations")))
    for name, of in list(_entries(draft, "people").items()):
        if of.get("skills") and needed.isdisjoint(of["skills"]):
            _remove(draft, ("people", name))
            draft.leave_out(("people", name), "what is left needs none of their skills")


def _needed(stations: dict[str, Any]) -> Iterator[str]:
    """Yield the skills that work, repairs and maintenance ask for."""
    for of in stations.values():
        asked = [of.get("needs", {}).get("skill")]
        asked += [mode.get("repaired_by") for mode in of.get("failures", {}).values()]
        asked += [plan.get("done_by") for plan in of.get("maintenance", {}).values()]
        yield from filter(None, asked)


def _without_shifts_that_nobody_works_in(draft: Draft) -> None:
    users = [
        *_entries(draft, "stations").values(),
        *_entries(draft, "people").values(),
        *(of.get("orders", {}) for of in _entries(draft, "products").values()),
    ]
    worked = {of["shift"] for of in users if isinstance(of.get("shift"), str)}
    worked |= {name for of in users if isinstance(of.get("shift"), list) for name in of["shift"]}
    for name in [name for name in _entries(draft, "shifts") if name not in worked]:
        _remove(draft, ("shifts", name))
    if not _entries(draft, "shifts"):
        _remove(draft, ("holidays",))


def _entries(draft: Draft, part: str) -> dict[str, Any]:
    return draft.get((part,)) or {}


def _remove(draft: Draft, path: Path) -> None:
    """Take a value out with all that is told of it, and what holds nothing then."""
    *above, last = path
    place = draft.get(tuple(above))
    if not isinstance(place, dict) or last not in place:
        return
    del place[last]
    for told in (draft.evidence, draft.samples, draft.left_out):
        for key in [key for key in told if key[: len(path)] == path]:
            del told[key]
    if not place and above:
        _remove(draft, tuple(above))
