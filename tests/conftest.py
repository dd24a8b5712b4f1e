"""What holds for every test?"""

import os
import sys

# Many tests start Python processes. Where the environment forbids compiled files, each of them would compile
# everything again; they share the compiled files instead, as they do on a user's machine.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
