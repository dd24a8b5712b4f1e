"""What of a log may come out of it? Nothing single: no names of people, nothing rare, no value that is somebody's own."""

from shopfloor.calibration.privacy.membership import Membership, membership
from shopfloor.calibration.privacy.names import without_names
from shopfloor.calibration.privacy.published import check_published, unrevealing

__all__ = ["Membership", "check_published", "membership", "unrevealing", "without_names"]
