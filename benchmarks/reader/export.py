"""Write trained weights as the graph that is served: python -m benchmarks.reader.export WEIGHTS... OUT.onnx

Of several WEIGHTS, `.pt` or exported graphs, the mean is written: that of a run and of the weights that it began from
refuses better than either.
"""

import sys
from pathlib import Path
from typing import Any

import onnx
import torch
from torch import Tensor

from benchmarks.reader.network import LAYERS
from retriever.reader.graph import write

_HEADS = 12


def load_exported(path: Path) -> dict[str, Tensor]:
    """Load the weights of an exported graph, float32 and as near to those trained as int8 keeps them."""
    held: dict[str, Any] = {each.name: onnx.numpy_helper.to_array(each) for each in onnx.load(path).graph.initializer}
    weights: dict[str, Any] = {
        f"m.{name}": value for name, value in held.items() if name.endswith((".weight", ".bias")) and "yes" not in name
    }
    weights["m.embeddings.position_embeddings.weight"] = held["positions"]
    weights["m.embeddings.token_type_embeddings.weight"] = held["parts"]
    for name in ("span", "yes.0", "yes.2"):
        weights.pop(f"m.{name}.weight", None), weights.pop(f"m.{name}.bias", None)
        weights[f"{name}.weight"], weights[f"{name}.bias"] = held[f"{name}.weight"].T, held[f"{name}.bias"]
    for name, scales in held.items():
        if not name.endswith(".scales"):
            continue
        product = name.removesuffix(".scales")
        matrix = (held[product].astype("float32") * scales).T
        if not product.endswith(".all"):
            weights[f"m.{product}.weight"] = matrix
            continue
        self_attention = product.removesuffix(".all")
        parts = zip(
            ("query", "key", "value"),
            matrix.reshape(3, -1, matrix.shape[1]),
            held[f"{self_attention}.bias"].reshape(3, -1),
            strict=True,
        )
        for part, rows, bias in parts:
            weights[f"m.{self_attention}.{part}.weight"], weights[f"m.{self_attention}.{part}.bias"] = rows, bias
        weights.pop(f"m.{self_attention}.bias", None)
    return {name: torch.from_numpy(value.copy()) for name, value in weights.items()}


def load_weights(path: Path) -> dict[str, Tensor]:
    """Load weights as float32, from what training keeps or from an exported graph."""
    weights = load_exported(path) if path.suffix == ".onnx" else torch.load(path)
    return {name: each.float() for name, each in weights.items() if each.is_floating_point()}


def main() -> None:
    """Write the graph in int8."""
    *sources, out = map(Path, sys.argv[1:])
    every = [load_weights(each) for each in sources]
    mean = {name: torch.stack([weights[name] for weights in every]).mean(0) for name in every[0]}
    write({name.removeprefix("m."): each.numpy() for name, each in mean.items()}, LAYERS, _HEADS, out)


if __name__ == "__main__":
    main()
