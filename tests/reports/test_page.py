"""Can the page be looked at by itself?"""

import json
import re

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
