"""How people and programs ask: HTTP, command line, page, settings."""

from functools import cache
from importlib import metadata


@cache
def version() -> str:
    """The version of Rujuk that is installed; `0` where it runs from a checkout."""
    try:
        return metadata.version("rujuk")
    except metadata.PackageNotFoundError:
        return "0"
