"""What is in a run folder, and is it whole? Files appear by rename, the manifest last."""

from shopfloor.run_folder.card import dataset_card
from shopfloor.run_folder.manifest import MANIFEST, changed_files, read_manifest, write_manifest
from shopfloor.run_folder.staging import free_name, staged, staged_file

__all__ = [
    "MANIFEST",
    "changed_files",
    "dataset_card",
    "free_name",
    "read_manifest",
    "staged",
    "staged_file",
    "write_manifest",
]
