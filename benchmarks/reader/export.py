"""Write trained weights as the graph that is served: python -m benchmarks.reader.export WEIGHTS.pt OUT.onnx"""

import sys
from pathlib import Path

import torch

from benchmarks.reader.network import LAYERS
from retriever.reader.graph import write

_HEADS = 12


def main() -> None:
    """Write the graph in int8."""
    weights = torch.load(sys.argv[1])
    arrays = {
        name.removeprefix("m."): each.float().numpy() for name, each in weights.items() if each.is_floating_point()
    }
    write(arrays, LAYERS, _HEADS, Path(sys.argv[2]))


if __name__ == "__main__":
    main()
