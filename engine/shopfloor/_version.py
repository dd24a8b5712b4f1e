"""Which version is this? One place; the build reads it, every manifest names it."""

__version__ = "0.5.0"
