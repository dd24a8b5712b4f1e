"""Is a file that is no report refused, with what is wrong with it?"""

import json

import pytest

from shopfloor.bench import read_report
from shopfloor.errors import UsageError


def test_a_report_is_read_as_it_was_written(report, tmp_path):
    (tmp_path / "bench.json").write_text(json.dumps(report))
    assert read_report(tmp_path / "bench.json") == report


def test_a_report_of_the_old_benchmarks_alone_is_read(report, tmp_path):
    """Facts about peers, the processor and the rest came later."""
    for name in ("peers", "quick", "processor"):
        del report[name]
    (tmp_path / "bench.json").write_text(json.dumps(report))
    assert read_report(tmp_path / "bench.json") == report


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "No such file"),
        ("ratio,value", "no JSON"),
        ("[]", "the file is no object"),
        ('{"version": "1"}', "lacks cores, figures, machine, python"),
        (
            '{"version": "1", "python": "3", "machine": "m", "cores": 1, "figures": [{"ratio": 1}]}',
            "figure 0 lacks measure",
        ),
        ('{"version": "1", "python": "3", "machine": "m", "cores": 1, "figures": {}}', "figures are no list"),
    ],
)
def test_another_file_is_refused(tmp_path, text, told):
    path = tmp_path / "bench.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UsageError, match=told) as refused:
        read_report(path)
    assert str(path) in str(refused.value)
    assert "`shopfloor bench --out` wrote" in str(refused.value)


def test_a_figure_that_is_no_number_is_refused(report, tmp_path):
    report["figures"][1]["value"] = "fast"
    (tmp_path / "bench.json").write_text(json.dumps(report))
    with pytest.raises(UsageError, match="figure 1: value: got 'fast', no number"):
        read_report(tmp_path / "bench.json")
