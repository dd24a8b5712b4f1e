"""How fast are records written and verified, against a bare Jinja loop that writes the same texts? And what does a second
core give?

The questions are real ones of ``scenarios/assembly_line.yaml``, of families whose pages are short: one question for each
context, of about 200 tokens. All gates are on: what is written was chosen by them, and each record comes with its
derivation, its evidence, its difficulty and its id.
Prints one JSON object a line.
"""

import argparse
import importlib
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from unittest import mock

from figures import tell_pairs
from peers import bare_jinja
from shopfloor.builtin import scenarios_folder
from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Record
from shopfloor.eventlog import EventLog
from shopfloor.questions import ask, ask_into, load_families
from shopfloor.questions.arrange import Arranged, Turn, arranged
from shopfloor.questions.garbage import uncollected
from shopfloor.questions.papers import Writer
from shopfloor.questions.pool import Batch, Candidate
from shopfloor.questions.source import family_text
from shopfloor.questions.steps import Bench
from shopfloor.questions.text import clock_text, day_text, texts_of, until_text
from shopfloor.scenario import load
from shopfloor.simulation import simulate
from shopfloor.verification import verify_folder, verify_records

TOKENS = range(100, 300)
"""Of a context; about 200."""
SHORT = (
    "repair_begun_at", "jobs_sent_back", "tally_against_log", "worse_reject_share", "downtime_by_cause", "stop_length",
    "handover_quality", "not_repaired_yet",
)  # fmt: skip
"""Families whose pages are so short, each of another skill."""
Text = tuple[str, str, str]


@dataclass(frozen=True)
class Work:
    """What the questions stage hands to its writer, of one family."""

    family: Family
    batches: Sequence[Batch]
    questions: Sequence[Candidate]
    turns: Sequence[Turn]

    def parts(self) -> list[Arranged]:
        """Arranged anew each time: pages are remembered, and a loop remembers nothing."""
        return list(arranged(self.family, self.batches, self.questions, self.turns))


def work_of(log: EventLog, per_family: int) -> list[Work]:
    """The work of a real corpus, with one question for each context."""
    kept: list[Work] = []
    written = importlib.import_module("shopfloor.questions.written")

    def keep(
        family: Family, batches: Sequence[Batch], some: Sequence[Candidate], of: Sequence[Turn]
    ) -> object:
        kept.append(Work(family, batches, some, of))
        return arranged(family, batches, some, of)

    with mock.patch.object(written, "arranged", keep):
        ask(log, per_family=per_family, families=short_families(), sizes={"page": 1.0})
    return [few for work in kept for few in [_one_record_a_context(work)] if few.questions]


def short_families() -> list[Family]:
    return [family for family in load_families() if family.family in SHORT]


def _one_record_a_context(work: Work) -> Work:
    places, seen = [], set()
    for part in work.parts():
        of_part = {
            id(question): page.tokens for question, page in zip(part.questions, part.pages(), strict=True)
        }
        for i, (question, turn) in enumerate(zip(work.questions, work.turns, strict=True)):
            key = question.batch, question.world, turn.form
            if of_part.get(id(question), 0) in TOKENS and key not in seen:
                seen.add(key)
                places.append(i)
    places.sort()
    return Work(
        work.family, work.batches, [work.questions[i] for i in places], [work.turns[i] for i in places]
    )


@uncollected()
def written(works: Sequence[Work], log: EventLog) -> list[Record]:
    """The records, as ``ask`` writes them."""
    records: list[Record] = []
    with closing(Bench()) as bench:
        for work in works:
            writer = Writer(work.family, bench)
            for part in work.parts():
                records += writer.records(part, log.plant)
    return records


def jinja_loop(work: Work) -> Callable[[], list[Text]]:
    """The loop, ready to run: templates compiled, every value a finished text."""
    family, writer, todo = work.family, bare_jinja.Writer(work.family), []
    for part in work.parts():
        prepared = part.prepared
        tables = {name: table.to_pydict() for name, table in part.shown.items()}
        of_world = {
            name: {
                world: [i for i, of in enumerate(table["world"]) if of == world]
                for world in set(table["world"])
            }
            for name, table in tables.items()
        }
        for place, number in enumerate(prepared.world):
            world, rows = part.worlds[number], {}
            for name, relation in family.shown.items():
                texts = {column: texts_of(spec) for column, spec in relation.columns.items()}
                rows[name] = [
                    {
                        column: None if (value := tables[name][column][i]) is None else texts[column][value]
                        for column in relation.columns
                    }
                    for i in of_world[name].get(number, ())
                ]
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
            todo.append((prepared.form[place], rows, fields, prepared.input[place], prepared.output[place]))
    return lambda: [writer.write(*record) for record in todo]


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def against_jinja(log: EventLog, per_family: int, rounds: int) -> None:
    works = work_of(log, per_family)
    loops = [jinja_loop(work) for work in works]
    records, families = (
        written(works, log),
        list({work.family.family: work.family for work in works}.values()),
    )
    ours = [(record.input, record.context, record.output) for record in records]
    if ours != [text for loop in loops for text in loop()]:
        raise SystemExit("the loop does not write the same texts")
    n = len(records)
    rates: list[tuple[float, float, float]] = []
    for _ in range(rounds):
        loop_s = seconds(lambda: [loop() for loop in loops])
        write_s = seconds(lambda: written(works, log))
        verify_s = seconds(lambda: verify_records(records, families))
        rates.append((n / loop_s, n / write_s, n / verify_s))
    more = {"records": n, "tokens_per_context": round(sum(record.size.tokens for record in records) / n)}
    tell_pairs(
        "records rendered and verified per second",
        "questions",
        "bare Jinja loop",
        [(1 / (1 / write + 1 / verify), loop) for loop, write, verify in rates],
        **more,
    )
    tell_pairs(
        "records rendered per second",
        "questions",
        "bare Jinja loop",
        [(write, loop) for loop, write, _ in rates],
        **more,
    )
    tell_pairs(
        "records verified per second",
        "questions",
        "bare Jinja loop",
        [(verify, loop) for loop, _, verify in rates],
        **more,
    )


def second_core(log: EventLog, questions: int, rounds: int) -> None:
    """From a log to verified shards, with one process and with two."""
    families = short_families()

    def made(workers: int) -> float:
        with tempfile.TemporaryDirectory() as home:
            folder = Path(home)
            began = time.perf_counter()
            asked = ask_into(
                folder, log, questions=questions, families=families, sizes={"page": 1.0}, workers=workers
            )
            for family in asked.told.families:
                path = folder / "families" / family.role / f"{family.family}.yaml"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(family_text(family), encoding="utf-8")
            verdict = verify_folder(folder, workers=workers)
            if verdict.right < asked.records:
                raise SystemExit(f"{asked.records - verdict.right} records are not right")
            return asked.records / (time.perf_counter() - began)

    pairs = [(made(2), made(1)) for _ in range(rounds)]
    tell_pairs(
        "records asked and verified per second, two processes",
        "questions",
        "one process",
        pairs,
        records=questions,
        machine_gain=round(machine_gain(), 2),
    )


def counted(_: int) -> float:
    return seconds(lambda: sum(range(30_000_000)))


def machine_gain() -> float:
    """What a second core gives on this machine to two processes that have nothing to do with each other."""
    with get_context("spawn").Pool(2) as pool:
        pool.map(counted, range(2), chunksize=1)
        return 2 * counted(0) / max(pool.map(counted, range(2), chunksize=1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--per-family", type=int, default=1_500)
    parser.add_argument(
        "--second-core", type=int, default=20_000, help="records for the second core; 0: leave it out"
    )
    arguments = parser.parse_args()
    # so many replications that each family has some hundred contexts of its own
    log = simulate(load(scenarios_folder() / "assembly_line.yaml"), replications=60, workers=2)
    against_jinja(log, arguments.per_family, arguments.rounds)
    if arguments.second_core:
        second_core(log, arguments.second_core, min(arguments.rounds, 2))


if __name__ == "__main__":
    main()
