"""Which metadata does a data set carry for Croissant 1.0? A folder: ``croissant.json`` and the Parquet that it describes."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shopfloor._version import __version__
from shopfloor.contracts.record import Record
from shopfloor.export import parquet
from shopfloor.export.columns import COLUMNS
from shopfloor.export.tally import Tally
from shopfloor.export.wishes import OWNERS_TERMS, Wishes

__all__ = ["write"]

_TYPES = {"text": "sc:Text", "number": "sc:Float", "whole": "sc:Integer", "truth": "sc:Boolean"}
_CONTEXT = Path(__file__).with_name("croissant_context.json")


def write(records: Iterable[Record], out: Path, wishes: Wishes) -> Counter[str]:
    """Write the folder ``out``, which is there and empty."""
    tally, data = Tally(), out / "records.parquet"
    parquet.write(tally.counting(records), data, Wishes(papers=True))
    text = json.dumps(_metadata(tally, data, wishes), indent=2, ensure_ascii=False)
    (out / "croissant.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    return Counter()


def _metadata(tally: Tally, data: Path, wishes: Wishes) -> dict[str, Any]:
    with data.open("rb") as file:
        fingerprint = hashlib.file_digest(file, "sha256").hexdigest()
    synthetic = ["synthetic data"] if wishes.simulated or not wishes.real else []
    scenarios = ", ".join(sorted(tally.shares["scenario"]))
    return {
        "@context": json.loads(_CONTEXT.read_text(encoding="utf-8")),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": tally.name(wishes),
        "description": f"{tally.records} records of question, context and answer about {wishes.about} ({scenarios}); "
        "every answer was derived again from the text alone.",
        "license": f"https://spdx.org/licenses/{wishes.claimed}" if wishes.claimed else OWNERS_TERMS,
        "inLanguage": "en",
        "keywords": [*synthetic, "manufacturing", "question answering"],
        "creator": {"@type": "sc:Organization", "name": f"shopfloor {__version__}"},
        "citeAs": f"{tally.name(wishes)}, made by shopfloor {__version__} from {scenarios}",
        **({} if wishes.published is None else {"datePublished": wishes.published}),
        "version": "1.0.0",
        "isLiveDataset": False,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": data.name,
                "name": data.name,
                "contentUrl": data.name,
                "contentSize": f"{data.stat().st_size} B",
                "encodingFormat": "application/x-parquet",
                "sha256": fingerprint,
            }
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": "records",
                "name": "records",
                "description": "one record a row",
                "key": {"@id": "records/id"},
                "field": [
                    {
                        "@type": "cr:Field",
                        "@id": f"records/{name}",
                        "name": name,
                        "description": column.about,
                        "dataType": _TYPES[column.type],
                        "source": {"fileObject": {"@id": data.name}, "extract": {"column": name}},
                    }
                    for name, column in COLUMNS.items()
                ],
            }
        ],
    }
