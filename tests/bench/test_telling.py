"""Do the table, the picture and the page tell what a report says?"""

import re
from xml.etree import ElementTree

import pytest

from shopfloor.bench import TARGETS, table, verdicts
from shopfloor.bench.plot import svg
from shopfloor.bench.results import page
from shopfloor.errors import UsageError


def test_ratios_stand_first_and_no_line_is_wider_than_a_terminal(report):
    text = table(report)
    assert max(map(len, text.splitlines())) <= 80
    assert re.search(r"^ +50\.00 +20,000,000 +400,000  kernel / SimPy$", text, re.MULTILINE)


def test_what_has_no_peer_has_no_ratio(report):
    assert re.search(r"^ +- +1\.25 +-  electronics, reference$", table(report), re.MULTILINE)


def test_a_peer_that_was_left_out_is_told_with_the_reason(report):
    for text in (table(report), page(report)):
        assert "no C compiler" in text


def test_a_peer_that_simulates_another_line_is_told(report):
    assert "Simantha 0.1.1: more than chance" in table(report)
    assert "-11.1 % (more than chance)" in page(report)


def test_a_target_is_met_from_its_bound_on(report):
    found = {(it.target.benchmark, it.target.case, it.target.what): it.word for it in verdicts(report)}
    assert list(found.values()) == [
        "met",  # 50 of at least 50
        "falls short",  # 19.9 of at least 20
        "not measured",  # C was left out
        "not measured",
        "met",
        "falls short",  # 4.1 of at most 4
        "met",  # half the time: twice as fast
        "met",
        "met",  # 1.25 s: auto runs an hour by the kernel, not by the reference engine's 2 s
    ]


def test_two_workers_cannot_gain_the_cores_that_one_keeps_busy(report):
    one, two = ({"benchmark": "scaling", "case": "workers", "x": x, "measure": "µs", "subject": str(x), "peer": "1",
                 "value": value, "peer_value": 0.2, "ratio": value / 0.2, "rounds": 1} for x, value in ((1, 0.2), (2, 0.16)))  # fmt: skip
    report["figures"] = [one | {"cores": 1.6}, two]
    assert "at most 1.25 times as fast" in page(report)


def test_the_page_holds_every_target_figure_and_the_machine(report):
    text = page(report)
    for target in TARGETS:
        assert target.what in text
    for figure in report["figures"]:
        assert f"| {figure['subject']} |" in text
    assert report["processor"] in text
    assert "shopfloor bench peers scaling scenarios --out bench.json" in text


def test_a_quick_run_judges_no_target(report):
    report["quick"] = True
    assert "falls short" not in page(report) + table(report)


def test_the_picture_is_one_file_in_both_modes(report):
    """It is well-formed, names no other file, and nothing in it lies outside its frame."""
    text = svg(report)
    root = ElementTree.fromstring(text)
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    assert "prefers-color-scheme: dark" in text
    assert not re.search(r"href|url\(|@import|<script", text)
    for element in root.iter():
        assert 0 <= float(element.get("x", 0)) <= width
        assert 0 <= float(element.get("y", 0)) <= height


def test_a_faster_peer_has_a_longer_bar(report):
    bars = [
        float(it.attrib["width"])
        for it in ElementTree.fromstring(svg(report)).iter("{http://www.w3.org/2000/svg}rect")
        if it.get("x") == "150"
    ]
    kernel, kernel_parquet, lean, simpy, simpy_parquet = bars
    assert kernel == kernel_parquet > lean > simpy_parquet > simpy


def test_a_picture_of_nothing_is_refused(report):
    report["figures"] = [it for it in report["figures"] if it["benchmark"] == "scenarios"]
    with pytest.raises(UsageError, match="no figures of peers or scaling"):
        svg(report)
