"""Does a sweep show every point, on the same random numbers?"""

from pathlib import Path

import pytest

import shopfloor as sf

FILE = """
scenario: line
clock: {start: 2026-01-05T06:00, horizon: 2 d}
replications: 2
products: {part: {orders: {every: {exponential: {mean: 10 min}}}, route: [saw]}}
stations: {saw: {processing: {exponential: {mean: 8 min}}}}
sweep:
  machines: {stations.saw.machines: [1, 2], stations.saw.queue.order: [fifo, lifo]}
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sweep") / "line.yaml"
    path.write_text(FILE)
    return path


@pytest.fixture(scope="module")
def swept(file: Path) -> sf.Sweep:
    return sf.sweep(sf.load_sweep(file, "machines"), ["throughput_rate", "station:saw/waiting_time"])


def test_every_point_is_there_in_order(swept):
    """The last path changes fastest."""
    assert [tuple(point.changes.values()) for point in swept.points] == [
        (1, "fifo"), (1, "lifo"), (2, "fifo"), (2, "lifo")
    ]  # fmt: skip


def test_a_point_is_the_plant_with_those_changes(swept, file):
    """The same figures as `--set` gives: there is nothing special about a sweep."""
    changed = sf.load(file, overrides={"stations.saw.machines": 2})
    (alone,) = [
        row
        for row in sf.simulate(changed).kpi_rows()
        if (row["kpi"], row["subject"]) == ("waiting_time", "station:saw")
    ]
    assert swept.points[2].kpis[1] == alone


def test_random_numbers_are_common(swept):
    """The order of a queue changes no arrival and no time of work, so the same jobs are done in the end but one or two."""
    fifo, lifo = (point.kpis[0]["mean"] for point in swept.points[:2])
    assert fifo == pytest.approx(lifo, rel=0.02)


def test_workers_change_nothing(swept, file):
    """Each point is a whole run of its own."""
    shared = sf.sweep(
        sf.load_sweep(file, "machines"), ["throughput_rate", "station:saw/waiting_time"], workers=2
    )
    assert shared == swept


def test_the_table_has_a_column_for_each_path(swept):
    """Tidy: one row a point and KPI."""
    table = swept.to_pandas()
    assert len(table) == 8
    assert list(table.columns[:3]) == ["stations.saw.machines", "stations.saw.queue.order", "kpi"]


def test_points_tell_what_is_wrong_with_them(file):
    """An overloaded point is no reason to stop; its findings stand beside its figures."""
    points = sf.load_sweep(
        file, "machines", overrides={"products.part.orders.every.exponential.mean": "6 min"}
    )
    found = [[it.kind for it in point.findings] for point in sf.sweep(points, replications=3).points]
    assert found[0] == ["growing_backlog"]
    assert "growing_backlog" not in found[2]
