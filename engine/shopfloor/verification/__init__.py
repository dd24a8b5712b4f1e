"""Is it true? The second witness reads a record's text back, derives the answer again, and compares.

It shares no code with the side that asked: a fault on one side is a disagreement, and not a fault of both.
"""

from shopfloor.verification.corpora import read_corpus
from shopfloor.verification.families import read_families
from shopfloor.verification.folder import verify_folder
from shopfloor.verification.judgement import Progress, verify, verify_records
from shopfloor.verification.verdict import FAULTS, Fault, Tally, Verdict

__all__ = [
    "FAULTS",
    "Fault",
    "Progress",
    "Tally",
    "Verdict",
    "read_corpus",
    "read_families",
    "verify",
    "verify_folder",
    "verify_records",
]
