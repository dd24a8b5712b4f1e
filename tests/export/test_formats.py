"""Does each format say what its readers expect, and all of it?"""

import hashlib
import json

import pandas as pd
import pytest

from shopfloor.contracts.record import Record
from shopfloor.errors import UsageError
from shopfloor.export import FORMATS, Wishes, export, hugging_face
from shopfloor.export.answer_text import answer_text
from shopfloor.export.columns import COLUMNS
from tests.export.conftest import CONVERSATION
from tests.scoring.records import OUTPUTS, record

TEXTS = ["input", "context", "output"]
TERMS = "the terms of the log decide; ask its owner"


def read(path):
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else [json.loads(line) for line in text.splitlines()]


def out(tmp_path, to, ending=0):
    endings = FORMATS[to].endings
    return tmp_path / f"out{endings[ending] if endings else ''}"


@pytest.mark.parametrize("to", ["json", "jsonl"])
def test_json_has_three_texts_and_nothing_else(records, tmp_path, to):
    """Unless the papers are wished for: then a record comes back as it was."""
    rows = read(export(records, to, out(tmp_path, to)).path)
    assert [list(row) for row in rows] == [TEXTS] * len(records)
    assert [row["output"] for row in rows] == [it.output for it in records]
    kept = export(records, to, out(tmp_path, to), Wishes(papers=True), replace=True)
    assert [Record.model_validate(row) for row in read(kept.path)] == records


def test_parquet_has_the_same_columns(records, tmp_path):
    """Three texts, or all columns."""
    path = export(records, "parquet", tmp_path / "a.parquet").path
    assert list(pd.read_parquet(path).columns) == TEXTS
    whole = pd.read_parquet(export(records, "parquet", tmp_path / "b.parquet", Wishes(papers=True)).path)
    assert list(whole.columns) == list(COLUMNS)
    assert [json.loads(it)["value"] for it in whole["answer"]] == [it.answer.value for it in records]
    assert whole["tokens"].sum() == sum(it.size.tokens for it in records)


def test_datasets_are_split_into_files(records, tmp_path, monkeypatch):
    """Every record in the files of its split, however many files there are; the card says which."""
    monkeypatch.setattr(hugging_face, "SHARD", 1)
    monkeypatch.setattr("shopfloor.export.columns._ROWS", 2)
    folder = export(records, "datasets", tmp_path / "d").path
    found = {}
    for path in sorted((folder / "data").iterdir()):
        split, number, of, count = path.stem.split("-")
        assert (of, int(number) < int(count)) == ("of", True)
        found.setdefault(split, []).extend(pd.read_parquet(path)["id"])
    assert found == {split: [it.id for it in records if it.split == split] for split in found}
    assert sum(map(len, found.values())) == len(records)
    assert 'path: "data/test-*"' in (folder / "README.md").read_text(encoding="utf-8")


def test_alpaca_keeps_the_context(records, tmp_path):
    """As the input of the instruction."""
    rows = read(export(records, "alpaca", out(tmp_path, "alpaca")).path)
    assert [(it["instruction"], it["input"], it["output"]) for it in rows] == [
        (it.input, it.context, it.output) for it in records
    ]


def test_a_conversation_has_its_turns(records, tmp_path):
    """Users and assistants in turns, the context once, the answer last."""
    rows = read(export(records, "chat", out(tmp_path, "chat", 1)).path)
    for row, it in zip(rows, records, strict=True):
        said = row["messages"]
        assert [m["role"] for m in said] == ["user", "assistant"] * (len(said) // 2)
        assert sum(it.context in m["content"] for m in said) == 1
        assert said[-1]["content"] == it.output
    last = [m["content"] for m in rows[-1]["messages"]]
    assert last == [
        f"{records[-1].context}\n\nReport: Stoppages, Wednesday\nHow many stops?", "3.", "And of saw.1?", "Only 1 pump.",
    ]  # fmt: skip


def test_the_context_may_stand_in_the_message_of_the_system(records, tmp_path):
    """Then the questions stand alone."""
    rows = read(export(records, "sharegpt", out(tmp_path, "sharegpt"), Wishes(context_in="system")).path)
    for row, it in zip(rows, records, strict=True):
        assert row["conversations"][0] == {"from": "system", "value": it.context}
        assert [m["from"] for m in row["conversations"][1:3]] == ["human", "gpt"]
    assert CONVERSATION.partition("\n")[0] in rows[-1]["conversations"][1]["value"]


def test_squad_takes_what_fits_and_counts_the_rest(records, tmp_path):
    """A span is where it is said to be; computed values are left out, out loud."""
    made = export(records, "squad2", out(tmp_path, "squad2"))
    asked = [
        (p["context"], q) for entry in read(made.path)["data"] for p in entry["paragraphs"] for q in p["qas"]
    ]
    assert read(made.path)["version"] == "v2.0"
    assert len(asked) == made.records == len(records) - sum(made.left_out.values())
    for context, question in asked:
        assert question["is_impossible"] == (not question["answers"])
        for answer in question["answers"]:
            assert context[answer["answer_start"] :].startswith(answer["text"])
    kinds = {it.id: it.answer.kind for it in records}
    assert {kinds[question["id"]] for _, question in asked} == {"clock", "name", "refusal"}
    assert made.left_out["the duration is computed"] == 1


def test_a_span_is_no_part_of_another_and_stands_by_the_evidence(tmp_path):
    """saw.1 is not the beginning of saw.11; of two places the one nearest to the evidence counts."""
    context = "saw.11 saw.1 " + 50 * "x " + "saw.1."
    it = record("name", context=context)
    late = it.model_copy(update={"size": it.size.model_copy(update={"depth": 0.99})})
    early = it.model_copy(update={"size": it.size.model_copy(update={"depth": 0.0})})
    for which, place in ((late, context.rindex("saw.1")), (early, 7)):
        data = read(export([which], "squad2", tmp_path / "s.json", replace=True).path)["data"]
        assert data[0]["paragraphs"][0]["qas"][0]["answers"] == [{"text": "saw.1", "answer_start": place}]


def test_inspect_has_input_target_and_metadata(records, tmp_path):
    """Chat messages in, the answer in as few words as possible as the target."""
    rows = read(export(records, "inspect", out(tmp_path, "inspect", 1)).path)
    assert [row["target"] for row in rows] == [answer_text(it) for it in records]
    assert all(row["input"][-1]["role"] == "user" for row in rows)
    assert rows[0]["metadata"]["family"] == records[0].family


@pytest.mark.parametrize(
    "kind", ["duration", "count", "share", "rate", "clock", "timestamp", "name", "names", "yes_no"]
)
def test_the_answer_alone_is_written_as_in_the_output(kind):
    """With its decimals and its unit."""
    assert answer_text(record(kind)) in OUTPUTS[kind]


def test_lm_eval_has_a_task_and_a_file_for_each_split(records, tmp_path):
    """Asked is the test split, shown are examples of the train split."""
    folder = export(records, "lm-eval", tmp_path / "t", Wishes(name="my plant")).path
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "my_plant.yaml",
        "documents.py",
        "train.jsonl",
        "validation.jsonl",
        "test.jsonl",
        "export.json",
    }
    task = (folder / "my_plant.yaml").read_text(encoding="utf-8")
    assert "test_split: test\nfewshot_split: train\n" in task
    only = export(records[:2], "lm-eval", tmp_path / "one").path
    assert "test_split: train\n" in next(only.glob("*.yaml")).read_text(encoding="utf-8")


def test_croissant_describes_the_file_beside_it(records, tmp_path):
    """Fingerprint, size and every column."""
    folder = export(records, "croissant", tmp_path / "c", Wishes(licence="CC-BY-4.0")).path
    told = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
    [file], [rows] = told["distribution"], told["recordSet"]
    data = folder / file["contentUrl"]
    assert hashlib.sha256(data.read_bytes()).hexdigest() == file["sha256"]
    assert [it["source"]["extract"]["column"] for it in rows["field"]] == list(pd.read_parquet(data).columns)
    assert told["license"].endswith("CC-BY-4.0")


def test_the_card_tells_licence_size_language_and_provenance(records, tmp_path):
    """A head of YAML, and tables whose counts add up."""
    text = export(
        records, "card", tmp_path / "card.md", Wishes(name='a "b": c', licence="MIT")
    ).path.read_text(encoding="utf-8")
    from ruamel.yaml import YAML

    head = YAML(typ="safe").load(text.split("---\n")[1])
    assert (head["license"], head["language"], head["pretty_name"]) == ("mit", ["en"], 'a "b": c')
    assert head["size_categories"] == ["n<1K"]
    table = text.split("| skill | records |\n|---|---|\n")[1].split("\n\n")[0]
    assert sum(int(row.split("|")[2]) for row in table.splitlines()) == len(records)


@pytest.mark.parametrize(
    ("source", "said"),
    [("simulated", "about simulated plants;"), ("real", "about real plants;"), (None, "about plants;")],
)
def test_the_card_says_no_more_than_is_known_of_the_logs(records, tmp_path, source, said):
    """A real log is not called simulated, nor free of people; of a corpus that does not say, neither is told."""
    card = export(records, "card", tmp_path / "c.md", Wishes(source=source)).path.read_text(encoding="utf-8")
    assert said in card
    assert ("simulated event by event" in card) == (source == "simulated")
    assert ("- discrete-event-simulation" in card) == (source == "simulated")
    assert ("may be names of people" in card) == (source == "real")


@pytest.mark.parametrize(
    ("source", "licence", "in_head", "in_table", "in_croissant"),
    [
        ("simulated", None, "apache-2.0", "Apache-2.0", "https://spdx.org/licenses/Apache-2.0"),
        (None, None, "apache-2.0", "Apache-2.0", "https://spdx.org/licenses/Apache-2.0"),
        ("real", None, "other", TERMS, TERMS),
        ("both", None, "other", TERMS, TERMS),
        ("real", "CC-BY-4.0", "cc-by-4.0", "CC-BY-4.0", "https://spdx.org/licenses/CC-BY-4.0"),
    ],
)
def test_no_licence_is_claimed_of_a_real_log(
    records, tmp_path, source, licence, in_head, in_table, in_croissant
):
    """Its owner's terms hold, in the card and in Croissant, until a licence is told."""
    wishes = Wishes(source=source, licence=licence)
    card = export(records, "card", tmp_path / "c.md", wishes).path.read_text(encoding="utf-8")
    assert f'license: "{in_head}"\n' in card
    assert f"| licence | {in_table} |\n" in card
    folder = export(records, "croissant", tmp_path / "c", wishes).path
    told = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
    assert told["license"] == in_croissant


@pytest.mark.parametrize(
    ("source", "synthetic", "seeds"),
    [("simulated", True, "| seeds |"), ("both", True, "| seeds (0: a real log) |"), ("real", False, None)],
)
def test_what_was_not_simulated_is_not_synthetic_and_has_no_seed(records, tmp_path, source, synthetic, seeds):
    """In the card, and among the keywords of Croissant."""
    wishes = Wishes(source=source)
    card = export(records, "card", tmp_path / "c.md", wishes).path.read_text(encoding="utf-8")
    assert ("\n- synthetic\n" in card) == synthetic
    assert ("| seeds" in card) == (seeds is not None)
    assert (seeds or "") in card
    assert "| made by | shopfloor" in card
    folder = export(records, "croissant", tmp_path / "c", wishes).path
    told = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
    assert ("synthetic data" in told["keywords"]) == synthetic


def test_what_has_an_order_stands_in_it(records, tmp_path):
    """Levels from 1 to 5 and sizes from a page to 32k, however many records each has."""
    sizes = ("page", "0.5k", "2k", "8k", "32k")
    many = [
        it.model_copy(
            update={
                "difficulty": it.difficulty.model_copy(update={"level": place + 1}),
                "size": it.size.model_copy(update={"size": sizes[place]}),
            }
        )
        for it, place in zip(records, (4, 4, 4, 2, 2, 1, 1, 1), strict=False)
    ]
    card = export(many, "card", tmp_path / "c.md").path.read_text(encoding="utf-8")
    assert _rows(card, "level of difficulty") == ["2", "3", "5"]
    assert _rows(card, "size of context") == ["0.5k", "2k", "32k"]


def _rows(card, title):
    table = card.split(f"| {title} | records |\n|---|---|\n")[1].split("\n\n")[0]
    return [row.split("|")[1].strip() for row in table.splitlines()]


@pytest.mark.parametrize("source", ["simulated", "real", "both", None])
def test_the_card_tells_how_splits_are_made(records, tmp_path, source):
    """By replication, and a log that has only one by time."""
    card = export(records, "card", tmp_path / "c.md", Wishes(source=source)).path.read_text(encoding="utf-8")
    told = " ".join(card.split())
    assert (
        "never stand in two splits, unless the log is one replication, as a real one is: then its last days"
        in told
    )


@pytest.mark.parametrize("to", FORMATS)
def test_where_the_logs_come_from_may_be_told_to_every_format(records, tmp_path, to):
    """It is no flag, but what the manifest of a corpus says."""
    assert export(records, to, out(tmp_path, to), Wishes(source="real")).path.exists()


@pytest.mark.parametrize("to", FORMATS)
def test_the_same_records_give_the_same_bytes(records, tmp_path, to):
    """Every file of every format."""
    made = [export(iter(records), to, out(tmp_path / name, to)).path for name in "ab"]
    first, second = ([it] if it.is_file() else sorted(p for p in it.rglob("*") if p.is_file()) for it in made)
    assert [p.name for p in first] == [p.name for p in second]
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


@pytest.mark.parametrize("to", FORMATS)
def test_what_fails_leaves_nothing(records, tmp_path, to):
    """A record that cannot be read in the middle of a corpus: no file, no folder, and what was there before stays."""

    def broken():
        yield from records[:3]
        raise UsageError("row 4 is no record")

    with pytest.raises(UsageError, match="row 4"):
        export(broken(), to, out(tmp_path, to))
    assert list(tmp_path.iterdir()) == []
    path = export(records, to, out(tmp_path, to)).path
    with pytest.raises(UsageError, match="--force"):
        export(records, to, path)
    with pytest.raises(UsageError, match="row 4"):
        export(broken(), to, path, replace=True)
    assert export(records, to, path, replace=True).path.exists()
    assert [it.name for it in tmp_path.iterdir()] == [path.name]


def test_a_folder_of_somebody_else_is_never_replaced(records, tmp_path):
    """--force replaces exports alone."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").touch()
    with pytest.raises(UsageError, match=r"not made by shopfloor \(it has no export\.json"):
        export(records, "datasets", tmp_path / "mine", replace=True)
    assert (tmp_path / "mine" / "thesis.tex").exists()


@pytest.mark.parametrize(
    ("to", "name", "wishes", "told"),
    [
        ("excel", "a.xlsx", {}, "expected one of json"),
        ("json", "a.jsonl", {}, "ending in .json"),
        (
            "alpaca",
            "a.json",
            {"papers": True},
            "--papers: alpaca has no use for it; it goes with json, jsonl, parquet",
        ),
        ("json", "a.json", {"licence": "MIT", "name": "x"}, "--licence"),
        ("chat", "a.json", {"context_in": "nobody"}, "expected user or system"),
        ("croissant", "a", {"published": "31.1.2026"}, "expected a day such as 2026-01-31"),
    ],
)
def test_wrong_usage_is_told(records, tmp_path, to, name, wishes, told):
    """What was given, what was expected; nothing is written."""
    with pytest.raises(UsageError, match=told):
        export(records, to, tmp_path / name, Wishes(**wishes))
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_no_corpus(tmp_path):
    """An empty file would only be found out later."""
    with pytest.raises(UsageError, match="without records"):
        export([], "json", tmp_path / "a.json")
