"""The options that benchmarks over question sets share."""

import argparse
from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path

EMBEDDER = "multilingual-e5-small"


def parser(about: str | None, *, sets: Literal["*", "+"] | None = "+") -> argparse.ArgumentParser:
    """A parser with `--embedder` and `--work`, and with `sets` (folders) where a number of them is named.

    `about` is the module's docstring, shown as it is written.
    """
    made = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    if sets is not None:
        made.add_argument("sets", nargs=sets, type=Path, metavar="SET")
    made.add_argument("--embedder", default=EMBEDDER, metavar="NAME", help=f"by default {EMBEDDER}")
    made.add_argument(
        "--work",
        type=Path,
        default=user_cache_path("rujuk") / "benchmarks",
        metavar="FOLDER",
        help="where the sets' libraries are kept, by default in the user's cache",
    )
    return made
