"""Does each export load in the tool that it is made for? docs/export.md has the command that runs these tests."""

import json
import re
from pathlib import Path

import pytest

from shopfloor.export import Wishes, export
from shopfloor.scoring import Knowledge, grade

pytestmark = [pytest.mark.consumers, pytest.mark.filterwarnings("ignore")]

PAGE = Path(__file__).parent.parent.parent / "docs" / "export.md"


def block(mark):
    """Return the code below a mark of the page."""
    found = re.search(rf"<!-- {mark} -->\n```\w*\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_datasets_loads_the_folder_with_its_splits(records, tmp_path, monkeypatch):
    """Every record, every column, in its split."""
    import datasets

    monkeypatch.setattr("shopfloor.export.hugging_face.SHARD", 1)
    folder = export(records, "datasets", tmp_path / "d").path
    loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    for split in ("train", "validation", "test"):
        assert loaded[split]["id"][:] == [it.id for it in records if it.split == split]
    assert [loaded["train"][0][it] for it in ("input", "context", "output")] == [
        records[0].input, records[0].context, records[0].output,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("to", "name"),
    [
        ("json", "a.json"),
        ("jsonl", "a.jsonl"),
        ("alpaca", "a.json"),
        ("chat", "a.jsonl"),
        ("sharegpt", "a.json"),
    ],
)
def test_datasets_loads_the_files(records, tmp_path, to, name):
    """As trainers do it, which read their files with it."""
    import datasets

    path = export(records, to, tmp_path / name).path
    loaded = datasets.load_dataset(
        "json", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache")
    )
    assert len(loaded) == len(records)
    if to == "chat":
        assert [it["content"] for it in loaded[-1]["messages"]][-1] == records[-1].output


def test_datasets_loads_parquet(records, tmp_path):
    """A file of the three texts."""
    import datasets

    path = export(records, "parquet", tmp_path / "a.parquet").path
    loaded = datasets.load_dataset(
        "parquet", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache")
    )
    assert loaded["output"][:] == [it.output for it in records]


def test_the_hub_reads_the_card(records, tmp_path):
    """Its head has the fields that the hub knows."""
    from huggingface_hub import DatasetCard

    card = DatasetCard.load(export(records, "card", tmp_path / "card.md").path)
    assert (card.data.license, card.data.language, card.data.size_categories) == (
        "apache-2.0",
        ["en"],
        ["n<1K"],
    )


def test_squad_is_read_and_graded_as_squad(records, tmp_path):
    """By the reader and the metric of SQuAD 2.0 that transformers 4 brings: the gold spans reach 100."""
    from transformers.data.metrics.squad_metrics import squad_evaluate
    from transformers.data.processors.squad import SquadV2Processor

    made = export(records, "squad2", tmp_path / "s.json")
    examples = SquadV2Processor().get_dev_examples(str(tmp_path), "s.json")
    assert len(examples) == made.records
    gold = {it.qas_id: "" if it.is_impossible else it.answers[0]["text"] for it in examples}
    assert squad_evaluate(examples, gold)["exact"] == 100
    assert squad_evaluate(examples, dict.fromkeys(gold, "nothing"))["exact"] == 0


def test_the_harness_finds_and_runs_the_task(records, tmp_path):
    """TaskManager lists it; a model that says the corpus' outputs is right, by unit and tolerance."""
    import lm_eval
    from lm_eval.api.model import LM
    from lm_eval.tasks import TaskManager

    folder = export(records, "lm-eval", tmp_path / "task").path
    manager = TaskManager(include_path=str(folder), include_defaults=False)
    [task] = manager.all_tasks and [it for it in manager.all_tasks if it.startswith("shopfloor_")]
    said = {it.context + "\n\n" + it.input: it.output for it in records}

    class Parrot(LM):
        """Says the output of the record whose context and question are asked last."""

        def generate_until(self, requests):
            return [next(out for asked, out in said.items() if asked in it.args[0]) for it in requests]

        def loglikelihood(self, requests):
            raise NotImplementedError

        def loglikelihood_rolling(self, requests):
            raise NotImplementedError

    found = lm_eval.simple_evaluate(model=Parrot(), tasks=[task], task_manager=manager, bootstrap_iters=0)
    assert found["results"][task]["right,none"] == 1
    assert found["n-samples"][task]["original"] == sum(it.split == "test" for it in records)


def test_inspect_loads_the_samples_and_grades_with_the_scorer_of_the_page(records, tmp_path, monkeypatch):
    """The task of docs/export.md, run with a model that says what it is told to."""
    from inspect_ai import eval as run
    from inspect_ai.dataset import json_dataset
    from inspect_ai.model import ModelAPI, ModelOutput, get_model

    path = export(records, "inspect", tmp_path / "samples.jsonl").path
    samples = json_dataset(str(path))
    assert [it.id for it in samples] == [it.id for it in records]
    (tmp_path / "corpus.jsonl").write_text(
        "".join(it.model_dump_json() + "\n" for it in records), encoding="utf-8"
    )
    (tmp_path / "shop.py").write_text(block("inspect task"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    async def about(self, text):
        return len(text) // 4

    # the mock would count tokens with a table that it downloads first
    monkeypatch.setattr(ModelAPI, "count_text_tokens", about)
    said = {it.context: it.output for it in records[:-1]}

    def model_says(messages, tools, tool_choice, config):
        asked = messages[0].text
        text = next((out for context, out in said.items() if f"{context}\n\n" in asked), "17 or 18")
        return ModelOutput.from_content("mockllm/model", text)

    model = get_model("mockllm/model", custom_outputs=model_says)
    [log] = run("shop.py", model=model, display="none", log_dir=str(tmp_path / "logs"))
    assert log.status == "success", log.error
    graded = {it.id: it.scores["shopfloor"].value for it in log.samples}
    assert graded == {it.id: "C" for it in records[:-1]} | {records[-1].id: "I"}


def test_croissant_is_valid_and_gives_the_records(records, tmp_path):
    """mlcroissant finds no error and nothing to warn of, and reads every row of the file that it describes."""
    import mlcroissant

    folder = export(records, "croissant", tmp_path / "c", Wishes(published="2026-01-31")).path
    data = mlcroissant.Dataset(jsonld=folder / "croissant.json")
    assert (list(data.metadata.ctx.issues.errors), list(data.metadata.ctx.issues.warnings)) == ([], [])
    rows = list(data.records("records"))
    assert [row["records/id"].decode() for row in rows] == [it.id for it in records]
    assert json.loads(rows[0]["records/answer"])["value"] == records[0].answer.value


def test_the_page_of_scoring_grades_what_inspect_grades(records):
    """The scorer of the page knows no more than ``grade`` does."""
    known = Knowledge.of(records)
    assert all(grade(it, it.output, known).right for it in records)
