"""How fast are records written and verified, against a bare Jinja loop that writes the same texts?

The questions are real ones of ``scenarios/assembly_line.yaml``, one for each context. Prints one JSON object a line.
"""

import argparse
import importlib
import json
import statistics
import time
from collections.abc import Callable
from unittest import mock

from peers import bare_jinja
from shopfloor.builtin import scenarios_folder
from shopfloor.contracts.family import Family
from shopfloor.questions import ask
from shopfloor.questions.render import Prepared, render_all
from shopfloor.questions.text import clock_text, day_text, texts_of, until_text
from shopfloor.scenario import load
from shopfloor.simulation import simulate
from shopfloor.verification import verify_records

Text = tuple[str, str, str]


def prepared_questions(questions: int) -> tuple[list[tuple[Family, Prepared]], object]:
    """What the questions stage hands to its renderer for a real corpus, and the corpus."""
    kept: list[tuple[Family, Prepared]] = []

    def keep(family: Family, prepared: Prepared) -> list[Text]:
        kept.append((family, prepared))
        return render_all(family, prepared)

    log = simulate(load(scenarios_folder() / "assembly_line.yaml"), workers=2)
    with mock.patch.object(importlib.import_module("shopfloor.questions.ask"), "render_all", keep):
        corpus = ask(log, questions=questions)
    return [(family, _one_record_a_context(prepared)) for family, prepared in kept], corpus


def _one_record_a_context(prepared: Prepared) -> Prepared:
    """Contexts that several records share are written once; a loop would write each of them."""
    first = {
        pair: place
        for place, pair in reversed(list(enumerate(zip(prepared.world, prepared.form, strict=True))))
    }
    places = sorted(first.values())

    def some(values: object) -> list[object]:
        return [values[place] for place in places]  # type: ignore[index]

    return Prepared(
        worlds=prepared.worlds,
        shown=prepared.shown,
        world=some(prepared.world),
        form=some(prepared.form),
        input=some(prepared.input),
        output=some(prepared.output),
        subject={name: some(values) for name, values in prepared.subject.items()},
        answer=some(prepared.answer),
        also={name: some(values) for name, values in prepared.also.items()},
    )


def jinja_loop(family: Family, prepared: Prepared) -> Callable[[], list[Text]]:
    """The loop, ready to run: templates compiled, every value a finished text."""
    writer = bare_jinja.Writer(family)
    work = []
    for place, number in enumerate(prepared.world):
        world = prepared.worlds[number]
        rows = {}
        for name, relation in family.shown.items():
            a, b = prepared.shown[name].starts[number : number + 2]
            columns = {
                column: [
                    None if value is None else texts_of(spec)[value]
                    for value in prepared.shown[name].columns[column][a:b]
                ]
                for column, spec in relation.columns.items()
            }
            rows[name] = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
            for row in rows[name]:
                row["key"] = bare_jinja.row_key(row)
        fields = {
            "day": day_text(world.day_ms),
            "since": clock_text(world.since, "1 min"),
            "until": until_text(world.until),
        }
        fields |= {
            column: texts_of(spec)[prepared.subject[column][place]]
            for column, spec in family.subject.columns.items()
        }
        fields |= {column: texts[place] for column, texts in prepared.also.items()}
        fields["answer"] = prepared.answer[place]
        work.append((prepared.form[place], rows, fields, prepared.input[place], prepared.output[place]))
    return lambda: [writer.write(*record) for record in work]


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--questions", type=int, default=8000)
    arguments = parser.parse_args()
    kept, corpus = prepared_questions(arguments.questions)
    loops = [jinja_loop(family, prepared) for family, prepared in kept]
    ours = [render_all(family, prepared) for family, prepared in kept]
    if ours != [loop() for loop in loops]:
        raise SystemExit("the loop does not write the same texts")
    records = sum(len(texts) for texts in ours)
    pairs = [
        (
            records / seconds(lambda: [render_all(family, prepared) for family, prepared in kept]),
            records / seconds(lambda: [loop() for loop in loops]),
            len(corpus.records) / seconds(lambda: verify_records(corpus.records, corpus.families)),
        )
        for _ in range(arguments.rounds)
    ]
    theirs = statistics.median(jinja for _, jinja, _ in pairs)
    for measure, place in (("records rendered per second", 0), ("records verified per second", 2)):
        print(
            json.dumps(
                {
                    "measure": measure,
                    "subject": "questions" if place == 0 else "verification",
                    "peer": "bare Jinja loop",
                    "value": statistics.median(pair[place] for pair in pairs),
                    "peer_value": theirs,
                    "ratio": statistics.median(pair[place] / pair[1] for pair in pairs),
                    "rounds": len(pairs),
                    "records": records,
                    "characters_per_context": round(
                        sum(len(c) for texts in ours for _, c, _ in texts) / records
                    ),
                }
            )
        )


if __name__ == "__main__":
    main()
