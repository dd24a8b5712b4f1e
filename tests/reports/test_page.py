"""Can the page be looked at by itself?"""

import json
import re
from pathlib import Path

from shopfloor.reports import html_page, quality, save_report
from tests.reports.corpora import record, stoppages


def test_a_page_needs_nothing_else(tmp_path):
    """No address of another file or machine stands in it."""
    save_report(tmp_path, quality(stoppages(40), [], {"title": "saws"}))
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"https?:|src=|url\(|@import|<script", page)
    assert "Quality of saws" in page
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["records"] == 40


def test_what_a_log_names_is_text_and_not_markup():
    report = quality([record(family="<script>alert(1)</script>")], [], {"title": "<b>x</b>"})
    assert "<script" not in html_page(report)
    assert "<b>x</b>" not in html_page(report)


def charts(page: str) -> dict[str, list[str]]:
    """Chart -> the names of its bars, in order."""
    return {
        title: re.findall(r'class="name" title="([^"]*)"', body)
        for title, body in re.findall(r"<figcaption>(.*?)</figcaption>(.*?)</figure>", page, re.DOTALL)
    }


def test_classes_of_size_and_levels_stand_in_their_own_order():
    """Whatever comes most often."""
    sizes = ("8k", "page", "32k", "8k", "0.5k", "8k")
    records = [
        record(
            size={"size": size, "tokens": 30, "pages": 1, "page": 1, "depth": 0.5},
            difficulty={"rows": 1, "distractors": 0, "hops": 1, "operations": 1, "level": level},
            input=f"{level}?",
        )
        for size, level in zip(sizes, (5, 2, 2, 3, 1, 2), strict=True)
    ]
    found = charts(html_page(quality(records, [], {})))
    assert found["size of the context"] == ["page", "0.5k", "8k", "32k"]
    assert found["difficulty"] == ["1", "2", "3", "5"]


def test_bars_that_are_too_many_are_put_together():
    """But never one alone, which would take as much room."""

    def scenarios(number: int) -> list[str]:
        records = [record(input=f"{i}?", provenance={"scenario": f"plant_{i:02}"}) for i in range(number)]
        return charts(html_page(quality(records, [], {})))["scenario"]

    assert scenarios(13)[-1] == "plant_12"
    assert scenarios(15)[-2:] == ["plant_11", "3 others"]


def test_reasons_are_told_in_words():
    """Those that occur; a family's own are said to be so."""
    facts = {"rejections": {"cause": {"tie": 2, "just_a_minute": 1}}}
    page = html_page(quality(stoppages(8), [], facts))
    assert "<b>tie</b>: several answers are right" in page
    assert "<b>leak</b>" not in page
    assert "tie 2, just_a_minute 1" in page


def test_every_reason_of_the_engine_is_explained():
    """Those that docs/families.md lists, but for the rules that the families make themselves."""
    docs = (Path(__file__).parents[2] / "docs" / "families.md").read_text(encoding="utf-8")
    table = docs.split("## What is not asked")[1].split("\n## ")[0]
    reasons = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert len(reasons) > 10
    report = quality(stoppages(40), [], {"rejections": {"stops": dict.fromkeys(reasons, 1)}})
    page = html_page(report)
    assert [reason for reason in reasons if f"<b>{reason}</b>:" not in page] == []
