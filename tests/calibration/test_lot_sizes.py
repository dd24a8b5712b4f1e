"""A large lot takes longer where its pieces say so; where they do not, its product is left whole."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from shopfloor.calibration.calibrating import drafted, scenario_of
from shopfloor.calibration.discovery.lot_sizes import lot_sizes
from shopfloor.calibration.observed import Observed, observe
from shopfloor.cli.log_options import opened
from shopfloor.errors import UsageError
from shopfloor.intake import Intake, read_log
from shopfloor.intake.quantities import pieces_of, quantities_in
from shopfloor.simulation import simulate

COLUMNS = {
    "order": "lot",
    "station": "step",
    "resource": "machine",
    "start": "begin",
    "end": "end",
    "product": "item",
}
SIZES = (10, 20, 50, 100, 200, 500)


def rows_of(exponent: float, lots: int = 150) -> list[dict[str, str]]:
    """Lots of a product, each an hour and more after the other; work of two steps goes with pieces to this power."""
    draws, at = np.random.default_rng(7), dt.datetime(2026, 1, 5, 6)
    rows = []
    for number in range(lots):
        pieces, begin = int(draws.choice(SIZES)), at
        for step in ("turning", "grinding"):
            minutes = 30 * (pieces / 100) ** exponent * float(draws.lognormal(0, 0.2))
            end = begin + dt.timedelta(minutes=minutes)
            told = {"lot": f"L{number}", "step": step, "machine": step, "item": "nut", "pieces": str(pieces)}
            rows.append(told | {"begin": begin.isoformat(), "end": end.isoformat()})
            begin = end
        at += dt.timedelta(minutes=60 + float(draws.exponential(300)))
    return rows


def taken(rows: list[dict[str, str]], folder: Path) -> Intake:
    """Take rows in as a file of a plant, with the pieces of each lot."""
    path = folder / "plant.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return read_log(path, COLUMNS | {"quantity": "pieces"})


def spread_of(observed: Observed) -> float:
    """The coefficient of variation of times of work at one station."""
    worked = observed.visits["worked_us"][(observed.visits["station"] == "turning").to_numpy()]
    return float(worked.std() / worked.mean())


@pytest.fixture(scope="module")
def observed(tmp_path_factory) -> Observed:
    """A plant whose work is in proportion to pieces."""
    return observe(taken(rows_of(1.0), tmp_path_factory.mktemp("lots")).log)


def test_work_in_proportion_to_pieces_parts_the_product(observed):
    """The classes hold all lots, large ones take longer, and simulated work spreads as the plant's does."""
    sizes = lot_sizes(observed)
    seen = sizes.parting(observed)
    means = seen.visits.groupby("product", observed=True)["worked_us"].mean()
    assert [of.name for of in seen.plant.products] == ["nut_up_to_20", "nut_above_20_to_200", "nut_above_200"]
    assert means[[of.name for of in seen.plant.products]].is_monotonic_increasing
    assert len(seen.jobs) == len(observed.jobs)
    assert sizes.parted["nut"].explained.exponent == pytest.approx(1, abs=0.05)
    draft = drafted(seen, 0)
    sizes.tell(draft)
    assert draft.evidence[("products", "nut_up_to_20")].figures["pieces_up_to"] == 20
    log = simulate(scenario_of(draft), seed=1)
    assert spread_of(observe(log)) == pytest.approx(spread_of(observed), rel=0.15)


def test_work_that_pieces_do_not_explain_leaves_the_product_whole(tmp_path):
    """Whether lots are large or small, they are one product; the figure is told."""
    observed = observe(taken(rows_of(0.0), tmp_path).log)
    sizes = lot_sizes(observed)
    assert not sizes.parted
    assert "n=150" in sizes.notes[0]
    assert "left whole" in sizes.notes[0]
    assert [of.name for of in sizes.parting(observed).plant.products] == ["nut"]


def test_classes_of_the_first_part_rest_on_it_alone(observed):
    """What comes later in the log changes no boundary, and the same log gives the same classes."""
    split_us = observed.until_us // 3 * 2
    early = set(observed.within(0, split_us).jobs["job"])
    other = {job: pieces if job in early else 7.0 for job, pieces in observed.quantities.items()}
    changed = replace(observed, quantities=other)
    assert lot_sizes(observed.within(0, split_us)) == lot_sizes(changed.within(0, split_us))
    assert lot_sizes(observed) == lot_sizes(observed)
    assert lot_sizes(observed) != lot_sizes(changed)


def test_bad_quantities_are_told_and_their_jobs_kept(tmp_path):
    """The first that can be read counts; the rest is told with its lines."""
    rows = rows_of(1.0, 5)
    for row, text in zip(rows, ["", "1.200,5", "many", "-3", "40", "50", "0", "0", "7", "7"], strict=True):
        row["pieces"] = text
    intake = taken(rows, tmp_path)
    assert quantities_in(intake.log.folder) == {"L0": 1200.5, "L2": 40, "L4": 7}
    assert {of.code: of.rows for of in intake.report.findings if "quantity" in of.code} == {
        "missing_quantity": (2,),
        "unreadable_quantity": (4,),
        "quantity_not_positive": (5, 8, 9),
        "other_quantity": (7,),
    }
    assert intake.report.counts["jobs"] == 5
    assert intake.report.set_aside == 0


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["1,5", "20"], [1.5, 20]),
        (["1,200", "20,000"], [1200, 20000]),
        (["1.200,25", "3,5"], [1200.25, 3.5]),
        (["1,200.25", "3.5"], [1200.25, 3.5]),
        (["1 200", "0.125"], [1200, 0.125]),
    ],
)
def test_a_column_of_quantities_is_read_as_its_marks_say(texts, numbers):
    """A mark that parts groups of three wherever it stands parts thousands."""
    assert pieces_of(texts) == numbers


def test_who_asks_gives_no_pieces(tmp_path):
    """Nothing but a calibration reads them."""
    with pytest.raises(UsageError, match="only `shopfloor calibrate` reads it"):
        opened(
            [tmp_path / "plant.csv"], columns=["case=a,quantity=b"], stops=None, stop_columns=None, keep=None
        )


def test_only_one_column_is_the_case():
    """Another word for a role is the role."""
    with pytest.raises(UsageError, match=r"got case= twice; .* \(job and order are case\)"):
        read_log("none.csv", {"case": "a", "order": "b"})
