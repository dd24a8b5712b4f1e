"""How many changes of one digit, name, unit or time does the witness see?

Two figures, which mean different things:

* **as it stands**: the changed record keeps its papers. Every change of a text breaks the fingerprint, so this must be
  all of them.
* **signed anew**: the changed record gets the id of its new texts, as somebody would who forges it with care. What is
  seen now is seen by reading and deriving alone. A change of the output must still be seen, whatever it is. A change
  of the context is seen when it makes the context unreadable or its answer another one; a change of a row that the
  question is not about leaves the answer right, and there is nothing to be seen.

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
from shopfloor.verification.witness import Witness
from tests.verification.writing import changed

TIME = re.compile(r"(?<![0-9:])[0-9]{2}:[0-9]{2}(:[0-9]{2})?(?![0-9:])")
NAME = re.compile(r"(?<![\w.-])[A-Za-z][A-Za-z0-9_]*[.-][0-9]+(?![\w-])")
DIGIT = re.compile(r"[0-9]")
UNIT = re.compile(r"(?<=[0-9] )(min|h|s|%|[a-z]+/h)(?!\w)")
UNITS = ("min", "h", "s", "%", "jobs")


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
        part, kind = draw.choice(("output", "context")), draw.choice(("digit", "name", "unit", "time"))
        text = getattr(record, part)
        found = list({"digit": DIGIT, "name": NAME, "unit": UNIT, "time": TIME}[kind].finditer(text))
        if not found:
            continue
        place = draw.choice(found)
        after = _other(kind, place[0], record, draw)
        if after != place[0]:
            mutant = record.model_copy(update={part: text[: place.start()] + after + text[place.end() :]})
            return Mutation(mutant, part, kind, place[0], after)


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


@dataclass(frozen=True)
class Outcome:
    """Whether a mutation was seen as it stands, and signed anew."""

    mutation: Mutation
    as_it_stands: bool
    signed_anew: bool


def outcomes(records, families, count=1000, seed=1):
    """Make ``count`` mutations of records drawn by chance, and try each in both ways."""
    draw = random.Random(seed)
    of_name = {family.family: family for family in families}
    witnesses = {}
    results = []
    for _ in range(count):
        mutation = mutate(draw.choice(records), draw)
        mutant = mutation.record
        if mutant.family not in witnesses:
            witnesses[mutant.family] = Witness(of_name[mutant.family])
        witness = witnesses[mutant.family]
        forged = changed(mutant)
        results.append(Outcome(mutation, bool(witness.findings([mutant])), bool(witness.findings([forged]))))
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
    print(json.dumps(figures(outcomes(corpus, read_families(folder / "families"))), indent=1))
