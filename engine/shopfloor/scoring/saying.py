"""Which part of a prediction is its answer?

What it marks as the answer (``Answer: …``, ``the answer is …``, ``<answer>…</answer>``, ``\\boxed{…}``; the last mark
counts); else its last line that holds something of the answer's kind. Thoughts in ``<think>`` and SQL are no answer.
"""

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["Said", "said"]

_THOUGHTS = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"```[^\n`]*\n?(.*?)(?:```|\Z)", re.DOTALL)
_SQL = re.compile(
    r"\b(?:SELECT\b.*?\bFROM|WITH\b.*?\bSELECT|INSERT\s+INTO|CREATE\s+TABLE)\b", re.DOTALL | re.IGNORECASE
)
_STATEMENT = re.compile(r"\b(?:SELECT|WITH)\b[^;]*\bFROM\b[^;]*;")
_INLINE = re.compile(r"`([^`\n]*)`")
_BOXED = re.compile(r"\\boxed\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_TAGGED = re.compile(r"<answer>(.*?)(?:</answer>|\Z)", re.DOTALL | re.IGNORECASE)
_LATEX = re.compile(r"\\(?:text|mathrm|mathbf)\s*\{([^{}]*)\}")
_MARK = re.compile(
    r"(?<![\w-])(?<!not )(?<!n't )(?<!able to )(?<!possible to )(?:the\s+)?(?:final\s+|correct\s+)?"
    r"(?:answer|result)(?:\s+is\b\s*:?|\s*[:=])[ \t]*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^[ \t]*\d{1,3}[.)][ \t]+(?=\S)", re.MULTILINE)
_SIGNS = str.maketrans({"−": "-", "‐": "-", "‑": "-", "⁻": "-", "’": "'", "×": "x"})


@dataclass(frozen=True)
class Said:
    """``marked`` is what the prediction marks as its answer, if it does; ``lines`` are all its lines that are not
    empty; ``blocks`` its paragraphs."""

    marked: str | None
    lines: tuple[str, ...]
    blocks: tuple[str, ...]

    @property
    def last(self) -> str:
        """Return what is marked, or the last line."""
        return self.marked if self.marked is not None else self.lines[-1] if self.lines else ""


def said(prediction: str) -> Said:
    """Take a prediction apart."""
    text = _LATEX.sub(r"\1", _THOUGHTS.sub("\n", prediction)).replace("\\%", "%").replace("\\,", " ")
    boxed, tagged = _BOXED.findall(text), _TAGGED.findall(text)
    text = _plain(text)
    if boxed or tagged:
        marked: str | None = _plain((tagged or boxed)[-1]).strip()
    else:
        marked = _marked(text)
    blocks = tuple(block.strip() for block in re.split(r"\n[ \t]*\n", text) if block.strip())
    return Said(marked, tuple(line.strip() for line in text.split("\n") if line.strip()), blocks)


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS).replace("\r\n", "\n")
    text = _FENCE.sub(lambda it: "\n" if _SQL.search(it[1]) else f"\n{it[1]}\n", text)
    text = _INLINE.sub(lambda it: " " if _SQL.search(it[1]) else it[1], text)
    text = _STATEMENT.sub(" ", text)
    text = text.replace("**", "").replace("$", "")
    # one number at the beginning of a line may be the answer; several number the lines
    return _NUMBERED.sub("", text) if len(_NUMBERED.findall(text)) > 1 else text


def _marked(text: str) -> str | None:
    marks = list(_MARK.finditer(text))
    if not marks:
        return None
    rest = text[marks[-1].end() :]
    line, _, following = rest.partition("\n")
    if line.strip(" .*_"):
        return line.strip()
    return re.split(r"\n[ \t]*\n", following.lstrip("\n"))[0].strip()
