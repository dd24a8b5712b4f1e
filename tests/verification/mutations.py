"""How many changes of one digit, name, unit or time does the witness see?

Two figures, which mean different things:

* **as it stands**: the changed record keeps its papers. Every change of a text breaks the fingerprint, so this must be
  all of them; and of a paper there is no other record than what is derived.
* **signed anew**: the changed record gets the id of its new texts, as somebody would who forges it with care. What is
  seen now is seen by reading and deriving alone. A change of the output, of the derivation or of a paper must still be
  seen, whatever it is. A change of the context is seen when it makes the context unreadable or its answer another one;
  a change of a row that the question is not about leaves the answer right, and there is nothing to be seen but that the
  text has another length.

``python -m tests.verification.mutations DIR`` measures both on the corpus of a run folder.
"""

import json
import random
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from shopfloor.contracts.record import Record
from shopfloor.verification import read_corpus, read_families
from shopfloor.verification.pages import Library
from shopfloor.verification.witness import Witness
from tests.verification.writing import changed

TIME = re.compile(r"(?<![0-9:])[0-9]{2}:[0-9]{2}(:[0-9]{2})?(?![0-9:])")
NAME = re.compile(r"(?<![\w.-])[A-Za-z][A-Za-z0-9_]*[.-][0-9]+(?![\w-])")
DIGIT = re.compile(r"[0-9]")
UNIT = re.compile(r"(?<=[0-9] )(min|h|s|%|[a-z]+/h)(?!\w)")
UNITS = ("min", "h", "s", "%", "jobs")
KINDS = {"digit": DIGIT, "name": NAME, "unit": UNIT, "time": TIME}

TEXTS = ("output", "context")
PAPERS = ("derivation", "evidence", "difficulty", "size", "answer")


@dataclass(frozen=True)
class Mutation:
    """A record with one change in one part."""

    record: Record
    part: str
    kind: str
    before: str
    after: str


def mutate(record: Record, draw: random.Random) -> Mutation:
    """Change one digit, name, unit or time of the output or the context, all with the same chance."""
    while True:
        part, kind = draw.choice(TEXTS), draw.choice(tuple(KINDS))
        text = getattr(record, part)
        if (done := _edited(text, kind, record, draw)) is not None:
            edited, before, after = done
            return Mutation(record.model_copy(update={part: edited}), part, kind, before, after)


def mutate_papers(record: Record, draw: random.Random) -> Mutation:
    """Change one thing that stands beside the texts: a result of a step, a row of the evidence, a measure, the value."""
    while True:
        part = draw.choice(PAPERS)
        values = record.model_dump()
        done = _PAPERS[part](values, record, draw)
        if done is not None:
            where, before, after = done
            del values["id"]
            mutant = Record(**values, id=record.id)
            return Mutation(mutant, part, where, f"{before}", f"{after}")


def _edited(text, kind, record, draw):
    """A text with one token of a kind replaced, the token and what stands for it; nothing when it has none."""
    found = list(KINDS[kind].finditer(text))
    if not found:
        return None
    place = draw.choice(found)
    after = _other(kind, place[0], record, draw)
    if after == place[0]:
        return None
    return text[: place.start()] + after + text[place.end() :], place[0], after


def _other(kind: str, before: str, record: Record, draw: random.Random) -> str:
    match kind:
        case "digit":
            return draw.choice("0123456789")
        case "name":
            # another one of the report is the change that is hardest to see
            return draw.choice(sorted({found[0] for found in NAME.finditer(record.context)} | {f"{before}0"}))
        case "unit":
            return draw.choice(UNITS)
        case _:
            seconds = f":{draw.randrange(60):02d}" if before.count(":") == 2 else ""
            return f"{draw.randrange(24):02d}:{draw.randrange(60):02d}{seconds}"


def _in_derivation(values, record, draw):
    if not values["derivation"]:
        return None
    step = draw.choice(values["derivation"])
    part = draw.choice(("result", "result", "result", "says", "step"))
    if part != "result":
        before, step[part] = step[part], step[part] + "x"
        return part, before, step[part]
    kind = draw.choice(tuple(KINDS))
    done = _edited(step["result"], kind, record, draw)
    if done is None:
        return None
    step["result"] = done[0]
    return kind, *done[1:]


def _in_evidence(values, record, draw):
    evidence = values["provenance"]["evidence"]
    if not evidence:
        return None
    relation = draw.choice(sorted(evidence))
    done = _edited(evidence[relation], "digit", record, draw)
    if done is None:
        return None
    evidence[relation] = done[0]
    return relation, *done[1:]


def _in_measures(part, names):
    def edit(values, record, draw):
        name = draw.choice(names)
        before = values[part][name]
        values[part][name] = after = before + draw.choice((-1, 1))
        return name, before, after

    return edit


def _in_answer(values, record, draw):
    value = values["answer"]["value"]
    match value:
        case int() | float():
            values["answer"]["value"] = value + draw.choice((-1, -0.1, 0.1, 1))
        case list():
            values["answer"]["value"] = [*value[1:], value[0]] if len(set(value)) > 1 else [*value, "saw.1"]
        case dict():
            name = draw.choice(sorted(value))
            value[name] = value[name] + (1 if isinstance(value[name], int | float) else "x")
        case _:
            values["answer"]["value"] = f"{value}x"
    return "value", value, values["answer"]["value"]


_PAPERS = {
    "derivation": _in_derivation,
    "evidence": _in_evidence,
    "difficulty": _in_measures("difficulty", ("rows", "distractors", "level")),
    "size": _in_measures("size", ("tokens", "pages", "page", "depth")),
    "answer": _in_answer,
}


@dataclass(frozen=True)
class Outcome:
    """Whether a mutation was seen as it stands, and signed anew; ``by_length`` when all that gave it away is where the
    evidence stands, or how many tokens there are."""

    mutation: Mutation
    as_it_stands: bool
    signed_anew: bool
    by_length: bool


def outcomes(records, families, count=1000, seed=1, how=mutate):
    """Make ``count`` mutations of records drawn by chance, and try each in both ways."""
    draw = random.Random(seed)
    of_name = {family.family: family for family in families}
    library = Library(families)
    witnesses = {}
    results = []
    for _ in range(count):
        mutation = how(draw.choice(records), draw)
        mutant = mutation.record
        if mutant.family not in witnesses:
            witnesses[mutant.family] = Witness(of_name[mutant.family], library)
        witness = witnesses[mutant.family]
        found = {what for _, (what, _, _) in witness.findings([changed(mutant)])}
        by_length = bool(found) and found <= {"size_depth", "size_tokens"}
        results.append(Outcome(mutation, bool(witness.findings([mutant])), bool(found), by_length))
    for witness in witnesses.values():
        witness.close()
    return results


def figures(results):
    """Counts to print: of all mutations and by part, how many were made and seen."""
    made, seen, forged = Counter(), Counter(), Counter()
    for result in results:
        part = result.mutation.part
        made[part] += 1
        seen[part] += result.as_it_stands
        forged[part] += result.signed_anew
    return {
        "mutations": len(results),
        "seen as it stands": sum(seen.values()),
        "signed anew": {part: {"made": made[part], "seen": forged[part]} for part in sorted(made)},
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    corpus = read_corpus(folder / "corpus.json")
    told = read_families(folder / "families")
    for way in (mutate, mutate_papers):
        print(json.dumps(figures(outcomes(corpus, told, how=way)), indent=1))
