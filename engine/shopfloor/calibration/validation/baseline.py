"""What would a model be that knows next to nothing? Means, exponential times, and no more."""

from __future__ import annotations

import numpy as np

from shopfloor.calibration.observed import Observed, happened
from shopfloor.scenario import Scenario, build
from shopfloor.units import duration_text, to_seconds

__all__ = ["naive"]


def naive(observed: Observed) -> Scenario | None:
    """Return a plant of exponential times: each product on its commonest way, each station with its machines and the
    mean of its work (breaks and stops included), orders at their mean pace around the clock. ``None``: no product
    has a way.

    It is what one gets from four means a station, and what a calibration has to beat.
    """
    ways = _ways(observed)
    if not ways:
        return None
    stations = sorted({station for way, _ in ways.values() for station in way})
    return build(
        {
            "scenario": "naive",
            "clock": {
                "start": observed.start.isoformat(),
                "horizon": duration_text(to_seconds(observed.plant.horizon_us)),
            },
            "products": {
                product: {
                    "orders": {"every": {"exponential": {"mean": _time(every_us)}}},
                    "route": list(way),
                }
                for product, (way, every_us) in ways.items()
            },
            "stations": {
                station: {
                    "machines": len(observed.machines_of(station)),
                    "processing": {"exponential": {"mean": _time(_mean_work_us(observed, station))}},
                }
                for station in stations
            },
        }
    )


def _ways(observed: Observed) -> dict[str, tuple[tuple[str, ...], float]]:
    """Product -> its commonest sequence of stations among jobs that have left, and the time between its orders."""
    visits, jobs = observed.visits, observed.jobs
    gone = jobs[happened(jobs["ended_us"])]
    keys = gone[["replication", "job", "product"]].astype({"job": str, "product": str})
    begun = visits[happened(visits["started_us"])].sort_values("first_event", kind="stable")
    steps = begun[["replication", "job", "station"]].astype({"job": str, "station": str})
    ways = steps.groupby(["replication", "job"], sort=False)["station"].agg("\0".join)
    keys = keys.merge(ways.rename("way"), left_on=["replication", "job"], right_index=True)
    orders = jobs["product"].astype(str).value_counts()
    found = {}
    for product, way in keys.groupby("product", sort=True)["way"]:
        counts = way.value_counts()
        commonest = min(counts.index[counts == counts.max()])
        found[str(product)] = (tuple(commonest.split("\0")), observed.span_us / max(int(orders[product]), 1))
    return found


def _mean_work_us(observed: Observed, station: str) -> float:
    visits = observed.visits
    here = (visits["station"] == station).to_numpy() & happened(visits["finished_us"])
    spent = (visits["finished_us"] - visits["started_us"]).to_numpy()[here]
    return float(np.mean(spent)) if len(spent) else 0.0


def _time(microseconds: float) -> str:
    return duration_text(to_seconds(max(round(microseconds), 1)))
