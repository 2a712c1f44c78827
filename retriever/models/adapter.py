"""An adapter of low rank (LoRA, Hu et al. 2021), merged into a model's weights before it is compiled."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_WEIGHTS = "model.safetensors"

Array = npt.NDArray[Any]


def merge(folder: Path, adapter: bytes) -> None:
    """Merge an adapter into a sentence-transformers folder's weights. Raises KeyError where it is of another model."""
    from safetensors.numpy import load, load_file, save_file

    weights = load_file(folder / _WEIGHTS)
    save_file(merged(weights, load(adapter)), folder / _WEIGHTS, metadata={"format": "pt"})


def merged(weights: Mapping[str, Array], adapter: Mapping[str, Array]) -> dict[str, Array]:
    """Add to each weight (out, in) that the adapter names its `up` (out, rank) times its `down` (rank, in).

    All are float32. Raises KeyError where the adapter lacks one of a pair, or names a weight that is not there.
    """
    added = dict(weights)
    for name in sorted({each.rpartition(".")[0] for each in adapter}):
        up, down = (adapter[f"{name}.{part}"].astype(np.float32) for part in ("up", "down"))
        added[f"{name}.weight"] = weights[f"{name}.weight"] + up @ down
    return added
