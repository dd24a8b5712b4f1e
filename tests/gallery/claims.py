"""Is what the prose says true? Claims stand beside it, one a line, and are checked whenever the figures are computed.

station:welding/state_share.blocked < 0.05      a figure of the plant and a number, or two figures
push: lead_time > 0                             what a change does, for certain (its interval leaves 0 out)
third_deburrer: throughput_rate = 0             nothing that is certain
quick_change: throughput_rate > second_operator: throughput_rate
"""

import re

from tests.gallery.figures import Figures

__all__ = ["check"]

_CLAIM = re.compile(r"(.+?) ([<>=]) (.+)")


def check(words: str, figures: Figures) -> None:
    """Go through the claims.

    Raises:
        AssertionError: one is not true any more; the prose beside it has to be written anew.
    """
    for line in words.splitlines():
        found = _CLAIM.fullmatch(line.strip())
        assert found is not None, f"expected a claim such as `lead_time > 0`, got `{line}`"
        left, sign, right = found.groups()
        if sign == "=" or right == "0":
            holds = _is_certain(left, sign, figures)
        else:
            one, other = _value(left, figures), _value(right, figures)
            holds = one > other if sign == ">" else one < other
        assert holds, f"the page says `{line.strip()}`, and it is not so: {_value(left, figures):g}"


def _value(token: str, figures: Figures) -> float:
    change, colon, kpi = token.partition(": ")
    if colon:
        return figures.changes[change][kpi].difference
    try:
        return float(token)
    except ValueError:
        return figures.rows[token]["mean"]


def _is_certain(token: str, sign: str, figures: Figures) -> bool:
    change, _, kpi = token.partition(": ")
    difference = figures.changes[change][kpi]
    if sign == "=":
        return not difference.is_sure
    return difference.is_sure and (difference.difference > 0) == (sign == ">")
