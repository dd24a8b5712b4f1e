"""What of a log may come out of it? Nothing single: no names of people, nothing rare, no value that is somebody's own."""

from shopfloor.calibration.privacy.differential import private_draft
from shopfloor.calibration.privacy.halves import halves
from shopfloor.calibration.privacy.membership import Membership, membership
from shopfloor.calibration.privacy.names import with_others, without_names
from shopfloor.calibration.privacy.noise import Ledger, Noise, opendp_noise
from shopfloor.calibration.privacy.published import check_published, unrevealing

__all__ = [
    "Ledger",
    "Membership",
    "Noise",
    "check_published",
    "halves",
    "membership",
    "opendp_noise",
    "private_draft",
    "unrevealing",
    "with_others",
    "without_names",
]
