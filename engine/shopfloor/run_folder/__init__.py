"""What is in a run folder, and is it whole? Files appear by rename, the manifest last.

    manifest.json        version, seeds, counts, timings, and the SHA-256 of every other file
    README.md            the card: what was made, from what, how it is distributed
    corpus.json          the records (an array); of more than 20,000 there are shards instead:
    corpus-00000.parquet …, to be read one at a time: a record a row, row groups of 1,000; within a shard in the order of a
                         hash. ``answer.value``, ``.unit`` and ``.tolerance``, ``provenance.evidence`` and ``derivation``
                         are JSON text there
    families/<role>/     the family files as they were used
    report.html, .json   how good the corpus is
    scenario.yaml, plant.json, events/, kpis.json   of a run only: what was simulated, and what happened

A run folder is one of ``shopfloor run``; a corpus folder, of ``shopfloor ask --out DIR``, has no log in it.
"""

from shopfloor.run_folder.card import dataset_card
from shopfloor.run_folder.manifest import MANIFEST, changed_files, corpus_files, read_manifest, write_manifest

__all__ = [
    "MANIFEST",
    "changed_files",
    "corpus_files",
    "dataset_card",
    "read_manifest",
    "write_manifest",
]
