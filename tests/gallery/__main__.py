"""Which plants are to be shown anew? Those that are named, or all."""

import sys

from shopfloor.scenario import gallery
from tests.gallery.page import renew

if __name__ == "__main__":
    for name in sys.argv[1:] or gallery():
        print(name)
        renew(name)
