"""The options that benchmarks share."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path

from retriever.models.registry import STANDARD

EMBEDDER = STANDARD


def parser(
    about: str | None,
    *,
    sets: Literal["*", "+"] | None = None,
    embedder: str = EMBEDDER,
    several: Sequence[str] = (),
    work: str = "",
) -> argparse.ArgumentParser:
    """Make a parser with `--embedder` and `--work`, and with folders as `sets` where it is said how many.

    Where `several` are named, it takes `--embedders` instead, by default those.

    `about` is the module's docstring, shown as it is written. `work` is the folder within that of all benchmarks in
    the user's cache.
    """
    made = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    if sets is not None:
        made.add_argument("sets", nargs=sets, type=Path, metavar="SET")
    if several:
        named = " and ".join(several)
        made.add_argument("--embedders", nargs="+", default=several, metavar="NAME", help=f"by default {named}")
    else:
        made.add_argument("--embedder", default=embedder, metavar="NAME", help=f"by default {embedder}")
    folder = user_cache_path("rujuk") / "benchmarks" / work
    made.add_argument(
        "--work", type=Path, default=folder, metavar="FOLDER", help=f"where libraries are kept, by default {folder}"
    )
    return made
