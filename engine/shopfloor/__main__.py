"""What does ``python -m shopfloor`` do? The same as ``shopfloor``."""

from shopfloor.cli import main

if __name__ == "__main__":
    main()
