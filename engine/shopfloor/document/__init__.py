"""What stands where in a YAML text?"""

from shopfloor.document.nodes import (
    NOWHERE,
    Entry,
    Map,
    Mark,
    Node,
    Scalar,
    Seq,
    Spot,
    from_plain,
    path_text,
    plain,
    shown,
    shown_text,
)
from shopfloor.document.read import MAX_DEPTH, MAX_VALUES, decoded, read_document

__all__ = [
    "MAX_DEPTH",
    "MAX_VALUES",
    "NOWHERE",
    "Entry",
    "Map",
    "Mark",
    "Node",
    "Scalar",
    "Seq",
    "Spot",
    "decoded",
    "from_plain",
    "path_text",
    "plain",
    "read_document",
    "shown",
    "shown_text",
]
