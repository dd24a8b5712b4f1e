"""What is the stream called from which something is drawn that may happen to a job more than once?"""

__all__ = ["repeated"]


def repeated(name: str, times: int) -> str:
    """Return the name of the stream for the first, second, ... time: a job that comes again draws from a stream of its
    own, at the same address."""
    return name if times == 1 else f"{name}.visit{times}"
